// Makes pages that already work without script nicer: copying, times, dialogs, one press per form, "Visa fler".
import { getPage, Problem } from "./http.js";

const say = document.body.dataset;
const ready = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
const on = (type, selector, act) => document.addEventListener(type, (event) => {
  const target = event.target.closest?.(selector);
  if (target) act(target, event);
});

/** Says a sentence to everybody, also to a screen reader. Tones as the banner's. */
export function announce(sentence, tone = "info") {
  const main = document.getElementById("main");
  let list = document.querySelector(".messages");
  if (!list) {
    list = Object.assign(document.createElement("ul"), { className: "messages" });
    list.setAttribute("role", "status");
    main.prepend(list);
  }
  const item = Object.assign(document.createElement("li"), { className: `banner banner--${tone}`, textContent: sentence });
  list.replaceChildren(item);
}

// -- times: <time datetime data-ago>
const AGO = new Intl.RelativeTimeFormat(document.documentElement.lang || "sv", { numeric: "auto" });
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

export function refreshTimes(root = document) {
  ready("time[data-ago]", (time) => {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
    time.title ||= time.textContent;
    time.textContent = AGO.format(Math.trunc(seconds / size), unit);
  }, root);
}
refreshTimes();
setInterval(refreshTimes, 30_000);

// -- one press per form; a page that comes back from the browser's cache can be sent again
on("submit", "form[method=post]", (form, event) => {
  if (event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => {
  ready("form[data-sent]", (form) => delete form.dataset.sent);
  ready("[aria-busy=true]", (button) => button.removeAttribute("aria-busy"));
});

// -- copy: <button data-copy="#id or text" >
on("click", "[data-copy]", async (button) => {
  const source = button.dataset.copy.startsWith("#") ? document.querySelector(button.dataset.copy) : null;
  const text = source ? source.value ?? source.textContent.trim() : button.dataset.copy;
  const label = button.querySelector("[data-label]") ?? button;
  try {
    await navigator.clipboard.writeText(text);
    const before = label.textContent;
    label.textContent = say.sayCopied;
    setTimeout(() => { label.textContent = before; }, 2500);
  } catch {
    announce(say.sayCopyFailed, "warn");
  }
});

// -- dialogs: <button data-dialog="id">, inside it <button data-close>
on("click", "[data-dialog]", (button) => document.getElementById(button.dataset.dialog)?.showModal());
on("click", "[data-close]", (button) => button.closest("dialog")?.close());
on("click", "dialog", (dialog, event) => { if (event.target === dialog) dialog.close(); });
on("click", "[data-print]", () => print());

// -- numbers: <div class="stepper"><button data-step="-1">…<input>…
on("click", "[data-step]", (button) => {
  const input = button.closest(".stepper").querySelector("input");
  if (button.dataset.step < 0) input.stepDown(); else input.stepUp();
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

// -- characters left: <textarea maxlength data-count="#output">
on("input", "[data-count]", (area) => {
  document.querySelector(area.dataset.count).textContent = `${area.value.length} / ${area.maxLength}`;
});

// -- "Visa fler": <a data-more="#list" href="?after=…"> appends the next page's rows
on("click", "a[data-more]", async (link, event) => {
  event.preventDefault();
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  try {
    const page = await getPage(link.href);
    const rows = [...page.querySelector(link.dataset.more).children];
    document.querySelector(link.dataset.more).append(...rows);
    const next = page.querySelector(`a[data-more="${link.dataset.more}"]`);
    if (next) link.href = next.href; else link.remove();
    rows[0]?.querySelector("a, button")?.focus();
    refreshTimes();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    announce(error.sentence, "warn");
  }
  link.removeAttribute("aria-busy");
});

// -- leave at once, without a way back: <a data-leave>
on("click", "a[data-leave]", (link, event) => { event.preventDefault(); location.replace(link.href); });

// -- the phone's "Mer" closes when one presses outside it or Escape
const sheet = document.querySelector("[data-sheet]");
document.addEventListener("click", (event) => { if (sheet?.open && !sheet.contains(event.target)) sheet.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sheet?.open) { sheet.open = false; sheet.querySelector("summary").focus(); }
});

// -- no connection
const offline = document.querySelector("[data-offline]");
const showConnection = () => { if (offline) offline.hidden = navigator.onLine; };
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

document.querySelector("[data-focus]")?.focus();
