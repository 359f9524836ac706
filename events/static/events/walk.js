// The phone's walk page: a press is kept in the phone before anything else, and shows at once what became of it.
import { entries, flush, forget, keep, onChange, watch } from "./outbox.js";

const page = document.querySelector("[data-outbox]");
const { outbox: owner, walk } = page.dataset;
const part = page.querySelector("[data-outbox-part]");
const list = page.querySelector("[data-outbox-list]");
const note = page.querySelector("[data-outbox-note]");
const open = new Set();
const TWICE = 1500;
let last = { at: 0 };
const served = new WeakMap(); // form → its buttons as the server drew them

const clock = (moment) => {
  const [hours, minutes] = [moment.getHours(), moment.getMinutes()].map((n) => String(n).padStart(2, "0"));
  return hours + (document.documentElement.lang === "sv" ? "." : ":") + minutes;
};
const piece = (id) => document.getElementById(id).content.cloneNode(true);

// -- a press: kept first, then sent; without a place to keep it the form goes the ordinary way
page.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (!form.dataset.fact || form.dataset.plain) return;
  event.preventDefault();
  if (last.button === button && Date.now() - last.at < TWICE) return; // a thumb in a glove
  last = { button, at: Date.now() };
  try {
    await keep({
      owner, walk, url: form.dataset.fact, field: form.dataset.field, value: button.value,
      body: { [form.dataset.field]: button.value }, label: button.dataset.label, about: form.dataset.about,
    });
    navigator.vibrate?.(40);
  } catch {
    form.dataset.plain = "1";
    setTimeout(() => form.requestSubmit(button)); // a form that is being submitted does not begin again
    return;
  }
  flush(owner).then(told, () => told("server"));
});

// -- what is kept, drawn over what the server said
async function show() {
  const mine = (await entries(owner)).filter((entry) => entry.walk === walk);
  part.hidden = mine.length === 0;
  list.replaceChildren(...mine.slice().reverse().map(line));
  for (const card of page.querySelectorAll("[data-waiting]")) delete card.dataset.waiting;
  for (const form of page.querySelectorAll("form[data-fact]")) served.get(form)?.forEach(restore);
  for (const entry of mine) if (entry.state !== "look") draw(entry);
  if (!mine.some(({ state }) => state === "saved")) note.hidden = true;
}

function line(entry) {
  const row = piece("outbox-row");
  row.querySelector("li").dataset.state = entry.state;
  row.querySelector(".list__title").textContent = entry.label;
  const said = { saved: clock(new Date(entry.at)), look: entry.detail, sent: page.dataset.saySent.replace("%s", clock(new Date(entry.sentAt ?? entry.at))) }[entry.state];
  row.querySelector(".list__meta").textContent = `${entry.about} · ${said}`;
  row.querySelector(".list__end").append(piece(`outbox-${entry.state}`));
  row.querySelector("[data-forget]")?.addEventListener("click", () => forget(entry.id));
  return row;
}

function draw(entry) {
  const form = [...page.querySelectorAll("form[data-fact]")].find((one) => entry.url.startsWith(one.dataset.fact.split("00000000-")[0]));
  const button = form && [...form.elements].find((one) => one.name === entry.field && one.value === entry.value);
  if (!button) return;
  const card = form.closest("[data-rendered]");
  if (entry.state === "sent" && entry.takenAt <= Date.parse(card.dataset.rendered)) return; // both by the server's clock
  const presses = [...form.querySelectorAll(".press")];
  if (!served.has(form)) served.set(form, presses.map(look));
  for (const one of presses) {
    one.classList.toggle("press--last", one === button);
    one.setAttribute("aria-pressed", one === button);
  }
  button.classList.add("press--said");
  const when = button.querySelector("[data-when]");
  if (when) when.textContent = clock(new Date(entry.at));
  if (entry.state === "saved") card.dataset.waiting = page.dataset.saySaved;
}

const look = (button) => ({
  button, className: button.className, pressed: button.getAttribute("aria-pressed"), when: button.querySelector("[data-when]")?.textContent,
});

function restore({ button, className, pressed, when }) {
  button.className = className;
  button.setAttribute("aria-pressed", pressed);
  if (when !== undefined) button.querySelector("[data-when]").textContent = when;
}

async function told(stopped) {
  if (stopped === "other") { // this is another person's page, kept on the phone they share
    await globalThis.caches?.delete("lykta-walk");
    location.reload();
    return;
  }
  note.hidden = !stopped;
  note.textContent = stopped === "signed-out" ? page.dataset.saySignedOut : page.dataset.sayWaits;
  show();
}

// -- a fragment that came live is drawn over again, and a list that was open stays open
page.addEventListener("toggle", ({ target }) => {
  const team = target.closest("[data-team]")?.dataset.team;
  if (team) open[target.open ? "add" : "delete"](team);
}, true);
page.addEventListener("live:changed", () => {
  for (const team of open) page.querySelector(`[data-team="${team}"] details`)?.setAttribute("open", "");
  show();
});

onChange(show);
show();
watch(owner, told);

// -- the page itself is kept on the phone (events/offline.js); the first visit was loaded before the worker stood
const workers = navigator.serviceWorker;
if (workers) {
  const first = !workers.controller;
  const tell = page.querySelector("a[href*='?walk=']"); // the form for observations is kept before it is needed
  if (tell) workers.register(page.dataset.offlineWorker, { scope: tell.pathname }).catch(() => {});
  workers.register(page.dataset.offlineWorker).then(() => workers.ready).then(({ active }) => {
    if (first) active.postMessage({ keep: location.pathname });
    if (tell) active.postMessage({ keep: tell.pathname + tell.search });
  }).catch(() => {});
}
