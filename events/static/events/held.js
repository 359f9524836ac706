// On pages beside the walk page: what is still held in the phone is sent from here too, and its number is shown.
import { entries, onChange, watch } from "./outbox.js";

const note = document.querySelector("[data-held]");
if (note) {
  const { held: owner, say } = note.dataset;
  const show = async () => {
    const waiting = (await entries(owner)).filter(({ state }) => state !== "sent").length;
    note.hidden = waiting === 0;
    note.querySelector("[data-held-count]").textContent = say.replace("%s", waiting);
  };
  onChange(show);
  show();
  watch(owner);
}
