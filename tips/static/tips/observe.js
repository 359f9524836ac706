// Three taps on a page that also works as a plain form: pictogram → place → send. Nothing is kept on the phone.
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
function ask() {
  const category = chosen("category");
  form.querySelector("[data-behaviours-of]").classList.toggle("is-asked", Boolean(category?.dataset.behaviours !== undefined));
  for (const first of form.querySelectorAll("[data-first]")) first.hidden = first.dataset.first !== category?.value;
  const closed = category?.dataset.noText !== undefined;
  free.classList.toggle("is-closed", closed);
  text.disabled = closed || root.querySelector("#danger-after").checked;
}
const mustPause = () => {
  const category = chosen("category");
  if (category?.dataset.behaviours !== undefined) return !chosen("behaviour");
  return form.querySelector(`[data-first="${category?.value}"]`) !== null;
};

// A tap moves on; arrow keys only choose, and "Nästa" moves on for them.
form.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest("label")); });
form.addEventListener("keydown", () => { pressed = false; });
form.addEventListener("change", ({ target }) => {
  ask();
  if (target.name === "category" && mustPause()) {
    form.querySelector("[data-behaviours-of].is-asked, [data-first]:not([hidden])")?.scrollIntoView({ block: "center" });
  } else if (pressed && ["category", "behaviour", "place"].includes(target.name)) {
    show(target.name === "place" ? 2 : 1);
  }
  pressed = false;
});
form.addEventListener("click", ({ target }) => {
  if (target.closest("[data-next]")) show(Math.min(here + 1, 2));
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

// -- send: the page stays until the server has it; the same id makes a second try harmless
async function deliver() {
  button.setAttribute("aria-busy", "true");
  try {
    const response = await send(form.action, { method: "POST", body: new FormData(form), accept: "text/html" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("[data-receipt]")) throw new Problem("server");
    form.reset();
    document.title = page.title;
    document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
    scrollTo(0, 0);
    document.querySelector("[data-receipt] h1")?.focus();
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
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy")) return;
  const missing = ["category", "place"].findIndex((name) => !chosen(name));
  if (missing >= 0) { show(missing); return; }
  trouble.textContent = "";
  deliver();
});
addEventListener("online", () => {
  if (!waiting) return;
  waiting = false;
  trouble.textContent = "";
  deliver();
});

// -- a page out of the browser's memory is a new observation, and nobody's answers
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  form.reset();
  form.elements.id.value = crypto.randomUUID?.() ?? "";
  if (form.elements.id.value) show(0, { focus: false });
  else location.reload();
});

root.classList.add("has-script");
form.querySelector("[data-steps]").hidden = false;
form.querySelector("[data-summary]").hidden = false;
field.hidden = false;
for (const next of form.querySelectorAll("[data-next]")) next.hidden = false;
ask();
const wrong = steps.findIndex((section) => section.querySelector(".field__error"));
show(Math.max(wrong, 0), { focus: false });
