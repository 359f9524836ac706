// Three taps on a page that also works as a plain form: pictogram → place → send. On a walk it goes by the outbox, like everything
// else that is pressed there; otherwise nothing is kept on the phone.
import { forget, keepAndSend, watch } from "../events/outbox.js";
import { Problem, send } from "../lykta/js/http.js";
import { findings } from "./guard.js";
import { begin, end, leave, move, rewind } from "./trail.js";

const root = document.querySelector("[data-observe]");
const form = root.querySelector("[data-form]");
const steps = [...form.querySelectorAll("[data-step-of]")];
const marks = [...form.querySelector("[data-steps]").children];
const free = form.querySelector("[data-free]");
const text = form.elements.text;
const guard = form.querySelector("[data-guard]");
const trouble = form.querySelector("[data-trouble]");
const button = form.querySelector("[data-send]");
const chosen = (name) => form.querySelector(`input[name=${name}]:checked`);
const PATIENCE = 8000;
const FAST_CLOCK = 10 * 60_000;
let here = 0, waiting = false, pressed = false;

// -- one step at a time
function show(step, { focus = true } = {}) {
  here = step;
  steps.forEach((section, index) => section.classList.toggle("is-here", index === step));
  marks.forEach((mark, index) => {
    mark.classList.toggle("is-done", index < step);
    if (index === step) mark.setAttribute("aria-current", "step");
    else mark.removeAttribute("aria-current");
  });
  if (step === 2) sum();
  if (!focus) return;
  const heading = steps[step].querySelector("h2");
  heading.focus({ preventScroll: true });
  form.scrollIntoView({ block: "start" });
}
function sum() {
  for (const name of ["category", "place"]) {
    const label = chosen(name)?.closest("label");
    form.querySelector(`[data-say=${name}]`).textContent = label?.querySelector(".tile__label, b")?.textContent ?? "–";
  }
}
// What is not asked for is not sent.
function ask() {
  text.disabled = chosen("category")?.dataset.noText !== undefined || root.querySelector("#danger-after").checked;
}
const first = () => form.querySelector(`[data-first="${chosen("category")?.value}"]`);
const behaviours = () => chosen("category")?.dataset.behaviours !== undefined && form.querySelector("[data-behaviours-of]");

// A tap moves on; arrow keys only choose, and "Nästa" moves on for them.
form.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest("label")); });
form.addEventListener("keydown", () => { pressed = false; });
form.addEventListener("change", ({ target }) => {
  ask();
  const pause = target.name === "category" && (first() || behaviours());
  if (pause) {
    pause.scrollIntoView({ block: "center" });
  } else if (pressed && ["category", "behaviour", "place"].includes(target.name)) {
    move(target.name === "place" ? 2 : 1);
  }
  pressed = false;
});
// -- a step that is not answered says so, and nothing goes on past it
const NEEDED = [
  { name: "category", step: 0, has: () => chosen("category") },
  { name: "behaviour", step: 0, has: () => !behaviours() || chosen("behaviour") },
  { name: "place", step: 1, has: () => chosen("place") },
  { name: "when", step: 2, has: () => hasBeen(new FormData(form)) },
];
const words = ({ name }) => form.querySelector(`[data-missing=${name}]`);
const lacking = (last) => NEEDED.find(({ step, has }) => step <= last && !has());
function miss(need) {
  words(need).hidden = false;
  words(need).scrollIntoView({ block: "center" });
}
form.addEventListener("change", () => {
  for (const need of NEEDED) if (need.has()) words(need).hidden = true;
});
form.addEventListener("click", ({ target }) => {
  if (target.closest("[data-next]")) {
    const missing = lacking(here);
    if (missing) miss(missing);
    else move(Math.min(here + 1, 2));
  }
  const back = target.closest("[data-back]");
  if (back) move(Number(back.dataset.back));
});
root.querySelector("[data-ask]").addEventListener("change", () => { ask(); (root.querySelector("#danger-no").checked ? form : root.querySelector(".observe__call")).scrollIntoView({ block: "start" }); });
root.querySelector("#danger-after").addEventListener("change", () => { ask(); move(0); });

// -- find a place by name
const field = form.querySelector("[data-search]");
const folded = (words) => words.normalize("NFC").toLocaleLowerCase("sv");
field.querySelector("input").addEventListener("input", ({ target }) => {
  const wanted = folded(target.value.trim());
  let found = 0;
  for (const place of form.querySelectorAll("#places .place")) {
    const fits = folded(place.textContent).includes(wanted);
    place.hidden = !fits;
    found += fits;
  }
  for (const area of form.querySelectorAll("[data-area]")) {
    area.hidden = !area.querySelector(".place:not([hidden])");
    area.open = Boolean(wanted) && !area.hidden;
  }
  const quick = form.querySelector("[data-quick]");
  quick.hidden = !quick.querySelector(".place:not([hidden])");
  field.querySelector("[data-found]").textContent = wanted ? String(found) : "";
});
field.querySelector("input").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

// -- the guard warns before anything is sent
const join = new Intl.ListFormat(document.documentElement.lang || "sv", { type: "conjunction" });
text.addEventListener("input", () => {
  const found = findings(text.value).map((kind) => guard.getAttribute(`data-${kind}`));
  guard.textContent = found.length ? guard.dataset.sentence.replace("{found}", join.format(found)) : "";
});

// -- send: the page stays until the server has it; the same id and key make a second try harmless
async function deliver() {
  button.setAttribute("aria-busy", "true");
  if (root.dataset.walk && (await tellFromWalk())) return;
  try {
    const response = await send(form.action, { method: "POST", body: new FormData(form), accept: "text/html" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("[data-receipt]")) throw new Problem("server");
    document.title = page.title;
    finish(...page.getElementById("main").childNodes);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.kind === "network") {
      waiting = true;
      trouble.textContent = trouble.dataset.offlineWords;
    } else {
      form.submit(); // the server's own page says what is wrong, with everything still filled in
      return;
    }
  }
  button.removeAttribute("aria-busy");
}
// On a walk the phone keeps it before anything else and sends it itself. False when the form has to go the ordinary way: the
// browser keeps nothing, or our server has refused it for good, and its own page says why with everything still filled in.
async function tellFromWalk() {
  const { owner, walk, fact, about } = root.dataset;
  let id, body, outcome;
  try {
    ({ id, ...body } = told(new FormData(form)));
    outcome = await keepAndSend({ id, owner, walk, url: fact, body, label: form.querySelector("[data-say=category]").textContent, about }, PATIENCE);
  } catch {
    return false;
  }
  if (outcome.state === "look") {
    await forget(id).catch(() => {});
    return false;
  }
  if (outcome.state === "saved") watch(owner);
  finish(outcome.state === "sent" ? receipt(outcome.answer) : kept(outcome.stopped));
  return true;
}
function told(said) {
  const [kind, ref] = String(said.get("place")).split(":");
  const fact = { id: said.get("id"), category: said.get("category"), occurred_at: moment(said).toISOString(), walk: root.dataset.walk, key: said.get("key"), [kind === "p" ? "place" : "district"]: ref };
  if (behaviours()) fact.behaviour = said.get("behaviour");
  if (said.get("text")) fact.text = said.get("text");
  return fact;
}
const moment = (said) => new Date(said.get("when") === "earlier" ? `${said.get("day")}T${String(said.get("hour")).padStart(2, "0")}:00` : said.get("when"));
const hasBeen = (said) => chosen("when") && moment(said) <= Date.now() + FAST_CLOCK && !form.elements.day.validity.rangeUnderflow;

function receipt({ code, text_state: text }) {
  const page = document.getElementById("told").content.cloneNode(true);
  page.getElementById("code").textContent = code;
  page.querySelector(".receipt").hidden = !code;
  page.querySelector("[data-held-text]").hidden = text !== "held";
  return page;
}
function kept(stopped) {
  const page = document.getElementById("kept").content.cloneNode(true);
  const when = { network: "network", server: "server" }[stopped] ?? "signed-out";
  for (const words of page.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== when;
  return page;
}

function finish(...nodes) {
  end();
  form.reset();
  document.getElementById("main").replaceChildren(...nodes);
  scrollTo(0, 0);
  document.querySelector("[data-receipt] h1")?.focus();
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy")) return;
  const missing = lacking(2);
  if (missing) { move(missing.step, () => miss(missing)); return; }
  trouble.textContent = "";
  deliver();
});
addEventListener("online", () => {
  if (!waiting) return;
  waiting = false;
  trouble.textContent = "";
  deliver();
});

// -- a page that was kept, by the browser or for a walk, is a new observation at the present hour
function renew() {
  if (crypto.randomUUID) form.elements.id.value = crypto.randomUUID();
  form.elements.key.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  for (const hour of form.querySelectorAll("[data-hours-back]")) {
    const at = new Date(Math.floor(Date.now() / 3600_000 - hour.dataset.hoursBack) * 3600_000);
    const clock = [at.getHours(), at.getHours() + 1].map((n) => String(n).padStart(2, "0")).join("–");
    hour.value = at.toISOString();
    hour.closest("label").querySelector("[data-hour]").textContent = clock;
  }
}
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  form.reset();
  renew();
  show(0, { focus: false });
  rewind();
});

// -- "Lämna sidan" leaves the steps behind, too
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-leave]");
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  leave(link.href);
}, true);

root.classList.add("has-script");
form.querySelector("[data-steps]").hidden = false;
form.querySelector("[data-summary]").hidden = false;
field.hidden = false;
for (const next of form.querySelectorAll("[data-next]")) next.hidden = false;
ask();
const WRONG = ".field__error:not([data-missing])";
if (!form.querySelector(`.errors, ${WRONG}`)) renew();
const wrong = steps.findIndex((section) => section.querySelector(WRONG));
show(Math.max(wrong, 0), { focus: false });
begin(here, show);
