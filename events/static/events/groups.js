// Counts the groups while they are put together, so that somebody alone is seen before the form is sent.
const form = document.querySelector("[data-groups]");
const sum = form?.querySelector("[data-groups-sum]");

if (sum) {
  const count = () => {
    const held = new Map();
    for (const select of form.querySelectorAll("select")) {
      const name = select.value && select.selectedOptions[0].textContent;
      if (name) held.set(name, (held.get(name) ?? 0) + 1);
    }
    sum.hidden = held.size === 0;
    sum.replaceChildren(...[...held].sort(([a], [b]) => a.localeCompare(b, "sv", { numeric: true })).map(([name, people]) => {
      const item = document.createElement("li");
      item.className = people < 2 ? "is-alone" : "";
      const said = people < 2 ? form.dataset.sayAlone : form.dataset.sayPeople.replace("%s", people);
      item.append(Object.assign(document.createElement("b"), { textContent: name }), ` ${said}`);
      return item;
    }));
  };
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}
