// After each live change: every walk stands in the list that it names, in the order of time, and an empty list says so.
const board = document.querySelector("[data-live-topic]");
const byStart = (a, b) => a.dataset.starts - b.dataset.starts;

function settle() {
  for (const walk of board.querySelectorAll("[data-live-into]")) {
    const list = document.getElementById(walk.dataset.liveInto);
    if (walk.parentElement !== list) list.append(walk);
  }
  for (const list of board.querySelectorAll("[data-in-order]")) {
    const walks = [...list.children];
    const ordered = [...walks].sort(byStart);
    if (ordered.some((walk, place) => walk !== walks[place])) list.append(...ordered);
  }
  for (const empty of board.querySelectorAll("[data-empty-of]")) {
    empty.hidden = document.getElementById(empty.dataset.emptyOf).childElementCount > 0;
  }
}

board.addEventListener("live:changed", settle);
