// Numbers by the phone's own clock: a page that was kept without a network shows the number that answers now.
// Each <a data-call> carries the times that it answers (data-open: pairs of seconds), made by places/hours.py.
const WORDS = new Intl.DateTimeFormat(document.documentElement.lang || "sv", {
  timeZone: "Europe/Stockholm", weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
});

/** {isOpen, opens}: how it is at a moment; opens is the next opening in seconds, or undefined. Past the last time nothing is claimed. */
export function standing(times, seconds) {
  const last = times.at(-1);
  if (!last) return { isOpen: false };
  if (seconds >= last[1]) return { isOpen: true };
  const next = times.find(([, ends]) => seconds < ends);
  return seconds < next[0] ? { isOpen: false, opens: next[0] } : { isOpen: true };
}

export function refreshCalls(root = document, now = Date.now()) {
  for (const link of root.querySelectorAll("a[data-call]")) {
    const { isOpen, opens } = standing(JSON.parse(link.dataset.open), now / 1000);
    link.href = isOpen ? link.dataset.call : link.dataset.instead;
    link.querySelector("[data-when-open]").hidden = !isOpen;
    link.querySelector("[data-when-closed]").hidden = isOpen;
    const words = link.querySelector("[data-opens-part]");
    words.hidden = !opens;
    if (opens) words.textContent = words.dataset.words.replace("{when}", WORDS.format(opens * 1000));
  }
}

refreshCalls();
setInterval(() => refreshCalls(), 15_000);
document.addEventListener("visibilitychange", () => refreshCalls());
