// Three taps on a page that also works as a plain form: pictogram → place → send. On a walk without a network it waits in the outbox;
// otherwise nothing is kept on the phone.
import { keep } from "../events/outbox.js";
import { Problem, send } from "../lykta/js/http.js";
import { findings } from "./guard.js";

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
    show(target.name === "place" ? 2 : 1);
  }
  pressed = false;
});
// -- a step that is not answered says so, and nothing goes on past it
const NEEDED = ["category", "place"];
const lacking = (steps) => NEEDED.slice(0, steps).findIndex((name) => !chosen(name));
function miss(step) {
  const words = form.querySelector(`[data-missing=${NEEDED[step]}]`);
  words.hidden = false;
  words.scrollIntoView({ block: "center" });
}
form.addEventListener("change", ({ target }) => {
  if (NEEDED.includes(target.name)) form.querySelector(`[data-missing=${target.name}]`).hidden = true;
});
form.addEventListener("click", ({ target }) => {
  if (target.closest("[data-next]")) {
    const missing = lacking(here + 1);
    if (missing < 0) show(Math.min(here + 1, 2));
    else miss(missing);
  }
  const back = target.closest("[data-back]");
  if (back) show(Number(back.dataset.back));
});
root.querySelector("[data-ask]").addEventListener("change", () => { ask(); (root.querySelector("#danger-no").checked ? form : root.querySelector(".observe__call")).scrollIntoView({ block: "start" }); });
root.querySelector("#danger-after").addEventListener("change", () => { ask(); show(0); });

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
  try {
    const response = await send(form.action, { method: "POST", body: new FormData(form), accept: "text/html" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("[data-receipt]")) throw new Problem("server");
    document.title = page.title;
    finish(...page.getElementById("main").childNodes);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.kind === "network" && root.dataset.walk && (await keepForWalk())) return;
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
// On a walk the phone keeps it like everything else that is pressed there, and the walk's page sends it.
async function keepForWalk() {
  const said = new FormData(form);
  const [kind, ref] = String(said.get("place")).split(":");
  const body = { category: said.get("category"), occurred_at: moment(said).toISOString(), walk: root.dataset.walk, key: said.get("key"), [kind === "p" ? "place" : "district"]: ref };
  if (behaviours()) body.behaviour = said.get("behaviour");
  if (said.get("text")) body.text = said.get("text");
  try {
    await keep({ id: said.get("id"), owner: root.dataset.owner, walk: root.dataset.walk, url: root.dataset.fact, body, label: form.querySelector("[data-say=category]").textContent, about: root.dataset.about });
  } catch {
    return false; // a browser that keeps nothing: the page waits instead
  }
  finish(document.getElementById("kept").content.cloneNode(true));
  return true;
}
const moment = (said) => new Date(said.get("when") === "earlier" ? `${said.get("day")}T${String(said.get("hour")).padStart(2, "0")}:00` : said.get("when"));

function finish(...nodes) {
  form.reset();
  document.getElementById("main").replaceChildren(...nodes);
  scrollTo(0, 0);
  document.querySelector("[data-receipt] h1")?.focus();
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy")) return;
  const missing = lacking(2);
  if (missing >= 0) { show(missing); miss(missing); return; }
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
});

root.classList.add("has-script");
form.querySelector("[data-steps]").hidden = false;
form.querySelector("[data-summary]").hidden = false;
field.hidden = false;
for (const next of form.querySelectorAll("[data-next]")) next.hidden = false;
ask();
if (!form.querySelector(".errors, .field__error")) renew();
const wrong = steps.findIndex((section) => section.querySelector(".field__error"));
show(Math.max(wrong, 0), { focus: false });
