// The steps of a page as entries of the browser's history, so that Back goes one step back and not away. An entry holds the
// numbers of the steps that led to it, never what was chosen, and its address stays the page's own.
let trail, draw, arrived;
let isOver = false, hasMoved = false;

/** Begins at a step; `show` draws whichever step is come to. */
export function begin(step, show) {
  draw = show;
  history.scrollRestoration = "manual";
  const left = history.state?.trail ?? [];
  hasMoved = left.length > 1;
  trail = hasMoved ? left : [step];
  if (hasMoved) rewind(); // loaded again in the middle: nothing is chosen any more
  else history.replaceState({ trail }, "");
  addEventListener("popstate", come);
}

/** Goes to a step: back to its entry when there is one behind, else one entry further on. `then` is called there. */
export function move(step, then) {
  const behind = trail.lastIndexOf(step);
  if (behind === trail.length - 1) {
    draw(step);
  } else if (behind >= 0) {
    arrived = () => move(step, then);
    history.go(behind - trail.length + 1);
    return;
  } else {
    trail = [...trail, step];
    hasMoved = true;
    history.pushState({ trail }, "");
    draw(step);
  }
  then?.();
}

/** Back to where the page began; `then` is called there. */
export function rewind(then) {
  if (trail.length === 1) { then?.(); return; }
  arrived = then;
  history.go(1 - trail.length);
}

/** Everything is said: Back leads to the page before, and no step can be come to any more. */
export function end() {
  isOver = true;
  rewind();
}

/** Leaves for another page at once. Neither Back nor Forward leads to this one. */
export function leave(address) {
  if (!hasMoved) { location.replace(address); return; }
  rewind(() => {
    history.replaceState(null, "", "/");
    history.pushState(null, "", "/"); // what lay ahead is gone
    location.replace(address);
  });
  setTimeout(() => location.replace(address), 500); // whatever the history does
}

function come({ state }) {
  if (!state?.trail) { // a link to a part of this page: the same step, one entry further on
    trail = [...trail, trail.at(-1)];
    history.replaceState({ trail }, "");
    return;
  }
  trail = state.trail;
  if (isOver && trail.length > 1) { rewind(arrived); return; }
  if (!isOver) draw(trail.at(-1));
  const then = arrived;
  arrived = undefined;
  then?.();
}
