// The list of places shows the chosen district's only. Without script they stand under their districts.
const field = document.querySelector("[data-where]");
const district = field?.querySelector("[name=district]");
const place = field?.querySelector("[name=place]");

if (district && place) {
  const [none, ...groups] = [...place.children];
  const narrow = () => {
    const name = district.selectedOptions[0]?.value && district.selectedOptions[0].textContent;
    const chosen = place.value;
    const kept = name ? groups.filter((group) => group.label === name) : groups;
    place.replaceChildren(none, ...kept);
    place.value = chosen;
    if (place.selectedIndex < 0) place.value = "";
  };
  district.addEventListener("change", narrow);
  addEventListener("pageshow", narrow);
  narrow();
}
