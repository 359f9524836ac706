// Live topics: one socket per page, numbers without gaps, and a screen that says when it may be old (docs/live.md).

const FINAL = [4401, 4404]; // no account, nothing to hear: asking again would not help
const reload = () => location.reload();

/** Listens until close(). topics: [{topic, since}]; since is the head the page was rendered at, null for "from now". */
export function connect({ url = "/ws/live/", topics, beat = 5, onEvents, onState = () => {}, onWorker = () => {}, onReset = reload, onGone = reload }) {
  const known = new Map(topics.map(({ topic, since }) => [topic, since ?? null]));
  let socket, silence, retry, state, seen = Date.now(), tries = 0, period = beat, ended = false;

  const become = (next) => next !== state && onState((state = next));
  const ask = (topic) => socket.send(JSON.stringify({ type: "since", topic, since: known.get(topic) }));
  const answer = {
    welcome({ heads, beat }) {
      [tries, period] = [0, beat];
      listen();
      for (const topic in heads) known.set(topic, known.get(topic) ?? heads[topic]);
      become("live");
    },
    events({ topic, events }) {
      const last = known.get(topic);
      const fresh = events.filter((event) => event.seq > last);
      if (!fresh.length) return;
      if (fresh[0].seq > last + 1) return ask(topic);
      known.set(topic, fresh.at(-1).seq);
      onEvents(topic, fresh);
    },
    beat({ heads, worker }) {
      for (const topic in heads) if (heads[topic] > known.get(topic)) ask(topic);
      if (worker !== undefined) onWorker(worker);
      become("live");
    },
    reset({ topic, head }) {
      known.set(topic, head);
      onReset(topic);
    },
    gone({ topic }) {
      known.delete(topic);
      onGone(topic);
    },
    error({ topic }) {
      known.delete(topic);
    },
  };

  function listen() {
    clearTimeout(silence);
    silence = setTimeout(() => (state === "live" && become("stale"), open()), 3000 * period);
  }
  function open() {
    clearTimeout(retry);
    const old = socket;
    const mine = (socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws"))));
    old?.close();
    listen();
    mine.onopen = () => mine.send(JSON.stringify({ type: "hello", beat, topics: [...known].map(([topic, since]) => ({ topic, since })) }));
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      seen = Date.now();
      listen();
      const message = JSON.parse(data);
      answer[message.type]?.(message);
    };
    mine.onclose = ({ code }) => {
      if (mine !== socket) return;
      socket = null;
      clearTimeout(silence);
      ended ||= FINAL.includes(code);
      if (ended || tries++) become("offline"); // the first try again is silent
      if (!ended) retry = setTimeout(open, Math.min(30000, 500 * 2 ** tries) * (0.5 + Math.random()));
    };
  }
  function wake() {
    if (ended || document.hidden || (socket && Date.now() - seen < 3000 * period)) return;
    tries = 0;
    open();
  }
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  open();
  return { close: () => ((ended = true), clearTimeout(silence), clearTimeout(retry), socket?.close()) };
}

const EDITED = "input, textarea, select";
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

/** Fetches a changed item from the page itself and puts it in place; nothing is removed before the page says so. */
async function refresh(section, kind, ref) {
  const id = `live-${kind}-${ref}`;
  const url = new URL(section.dataset.liveSrc || location.href, location.href);
  url.searchParams.set("part", `${kind}:${ref}`);
  const response = await fetch(url, { redirect: "error", cache: "no-store" });
  if (response.status === 204) return; // the page does not show this kind
  if (!response.ok && response.status !== 404) throw new Error(response.status);
  const box = document.createElement("template");
  box.innerHTML = response.ok ? await response.text() : "";
  const old = document.getElementById(id);
  const typing = document.activeElement;
  if (old?.contains(typing) && typing.matches(EDITED)) {
    await new Promise((done) => old.addEventListener("focusout", done, { once: true }));
    return refresh(section, kind, ref);
  }
  const focused = old?.contains(typing) && typing.id;
  const list = section.querySelector(`[data-live-list~="${kind}"]`) ?? section;
  if (old && !box.content.getElementById(id)) old.remove();
  for (const element of [...box.content.children]) {
    const place = element.id && document.getElementById(element.id);
    element.dataset.liveFresh = "";
    if (place) place.replaceWith(element);
    else if (element.id === id) {
      const into = document.getElementById(element.dataset.liveInto) ?? list; // an item may name its own list
      into[into.dataset.liveInsert === "first" ? "prepend" : "append"](element);
    }
  }
  if (focused) document.getElementById(focused)?.focus();
  for (const empty of section.querySelectorAll(`[data-live-empty~="${kind}"]`)) empty.hidden = list.childElementCount > 0;
  section.dispatchEvent(new CustomEvent("live:changed", { bubbles: true, detail: { kind, ref } }));
}

/** Keeps sections with data-live-topic up to date. */
function drive(sections) {
  const wanted = new Map(); // section → item → how often it changed since its last fetch
  let state = "live";
  let dirty = 0; // something was skipped that only a reload brings: when it may be; until then nothing here is live
  const show = (section, asked) => {
    const now = dirty && asked === "live" ? "stale" : asked;
    section.dataset.liveState = now;
    for (const banner of section.querySelectorAll("[data-live-banner]")) banner.hidden = now === "live";
  };
  // A page from a cache would be too old again at once: once a minute at most. And only while the server is there.
  function renew() {
    if (!dirty || Date.now() < dirty || state !== "live") return;
    sessionStorage.liveReset = Date.now();
    reload();
  }
  async function bring(section, item) {
    const items = wanted.get(section) ?? wanted.set(section, new Map()).get(section);
    const running = items.has(item);
    items.set(item, (items.get(item) ?? 0) + 1);
    if (running) return;
    while (items.has(item)) {
      const asked = items.get(item);
      try {
        await refresh(section, ...item.split(":"));
        if (items.get(item) === asked) items.delete(item);
        if (!items.size) show(section, state);
      } catch {
        show(section, "stale");
        await pause(3);
      }
    }
  }
  connect({
    topics: sections.map(({ dataset }) => ({ topic: dataset.liveTopic, since: dataset.liveSeq ? Number(dataset.liveSeq) : null })),
    beat: Math.min(...sections.map(({ dataset }) => Number(dataset.liveBeat || 5))),
    onEvents(topic, events) {
      for (const section of sections.filter(({ dataset }) => dataset.liveTopic === topic))
        for (const item of new Set(events.map(({ kind, ref }) => `${kind}:${ref}`))) bring(section, item);
    },
    onState(now) {
      state = now;
      for (const section of sections) show(section, now);
      renew();
    },
    onWorker(ticks) {
      for (const section of sections) for (const banner of section.querySelectorAll("[data-worker-silent]")) banner.hidden = ticks;
    },
    onReset() {
      dirty ||= Math.max(Date.now(), Number(sessionStorage.liveReset || 0) + 60000);
      for (const section of sections) show(section, state);
      setTimeout(renew, dirty - Date.now());
    },
  });
}

const sections = [...document.querySelectorAll("[data-live-topic]")];
if (sections.length) drive(sections);
