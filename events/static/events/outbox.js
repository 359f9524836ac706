// What a phone reports is written to the phone first, and sent when there is a network. Nothing is lost by a lost
// network, a closed page or a server that is away: an entry leaves the outbox when our server has repeated its id.
import { getJSON, Problem, send } from "../lykta/js/http.js";

const RETRY = 20_000;
const FORGET_SENT = 12 * 3600_000;
const ME = "/api/v1/me/";
const NIL = "00000000-0000-0000-0000-000000000000";

let opened;
const database = () => (opened ??= new Promise((done, failed) => {
  const request = indexedDB.open("lykta-outbox", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("facts", { keyPath: "id" });
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
}));

/** Runs one request in a transaction of its own; resolves when it is on disk. */
async function store(mode, act) {
  const transaction = (await database()).transaction("facts", mode, { durability: "strict" });
  const request = act(transaction.objectStore("facts"));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

const listeners = new Set();
const changed = (entry, answer) => listeners.forEach((listen) => listen(entry, answer));
const put = async (entry, answer) => { await store("readwrite", (facts) => facts.put(entry)); changed(entry, answer); };

/** Calls back whenever an entry has come, gone or changed its state; with the entry, and with our server's answer to it. */
export const onChange = (listen) => listeners.add(listen);

/** Removes an entry that its owner has read. */
export const forget = async (id) => { await store("readwrite", (facts) => facts.delete(id)); changed(); };

const all = () => store("readonly", (facts) => facts.getAll());

/** Removes what has been sent before a moment, whoever pressed it; what has not been sent waits for its owner. */
export async function forgetSent(before = Infinity) {
  for (const entry of await all()) if (entry.state === "sent" && entry.at < before) await forget(entry.id);
}

/** One person's entries, oldest first. `state`: saved, sent, look (our server refused it for good; `detail` says why). */
export async function entries(owner) {
  return (await all()).filter((entry) => entry.owner === owner).sort((a, b) => a.at - b.at);
}

/** Writes a fact to the phone: resolves with its entry when it is kept. `url` holds the nil id where the fact's own goes. */
export async function keep({ owner, walk, url, body, id = newId(), ...shown }) {
  const at = Date.now();
  const entry = { ...shown, id, owner, walk, at, state: "saved", url: url.replace(NIL, id), body: { occurred_at: new Date(at).toISOString(), ...body } };
  await put(entry);
  return entry;
}

/** Writes a fact to the phone and sends it. Resolves to its `state`: "sent" with our server's `answer`, "look" when it was
    refused for good, or "saved" when it is held, with what `stopped` it; after `patience` ms it is held. Rejects when the
    phone keeps nothing. */
export async function keepAndSend(fact, patience) {
  const { id, owner } = await keep(fact);
  let hear;
  const settled = new Promise((done) => {
    hear = (entry, answer) => entry?.id === id && entry.state !== "saved" && done({ state: entry.state, answer });
    onChange(hear);
  });
  const late = new Promise((done) => setTimeout(done, patience, { state: "saved", stopped: "network" }));
  const tried = flush(owner).catch(() => "server").then(async (stopped) => {
    if (stopped) return { state: "saved", stopped };
    const now = (await entries(owner)).find((entry) => entry.id === id);
    return now?.state === "sent" ? { state: "sent", answer: {} } : settled; // sent by another page of this phone
  });
  try {
    return await Promise.race([settled, tried, late]);
  } finally {
    listeners.delete(hear);
  }
}

let running, again;
/** Sends what is saved, one at a time, oldest first. One that our server cannot take now keeps no other waiting. Resolves to
    what held some of it: "", "network", "signed-out", "server" or "other" (somebody else is signed in on this phone now, and
    does not tell what this person saw). */
export function flush(owner) {
  if (running) { again = true; return running; }
  const turn = () => sendAll(owner).finally(() => { running = null; if (again) { again = false; flush(owner); } });
  running = navigator.locks ? navigator.locks.request("lykta-outbox", turn) : turn();
  return running;
}

async function sendAll(owner) {
  try {
    const { id } = await getJSON(ME);
    if (id !== owner) return "other";
  } catch (error) {
    if (!(error instanceof Problem)) return "server";
    return error.kind === "problem" ? "server" : error.kind;
  }
  await forgetSent(Date.now() - FORGET_SENT);
  const tried = new Set();
  let held = "";
  const next = async () => (await entries(owner)).find(({ id, state }) => state === "saved" && !tried.has(id));
  for (let entry = await next(); entry; entry = await next()) {
    tried.add(entry.id);
    const stopped = await sendOne(entry);
    if (["network", "signed-out"].includes(stopped)) return stopped; // the others would fare the same
    held ||= stopped;
  }
  return held;
}

/** Resolves to what holds the entry, or "" when our server has said yes or no to it. */
async function sendOne(entry) {
  try {
    const response = await send(entry.url, { method: "PUT", json: { ...entry.body, sent_at: new Date().toISOString() } });
    const answer = await response.json().catch(() => ({}));
    if (answer?.id !== entry.id) return "server"; // somebody else's answer: a hotel's sign-in page, a proxy
    const { body: _, ...shown } = entry; // the words are the server's now; what, when and how it went stay to be seen
    await put({ ...shown, state: "sent", sentAt: Date.now(), takenAt: Date.parse(answer.received_at) }, answer);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (!isFinal(error)) return error.kind === "problem" ? "server" : error.kind;
    await put({ ...entry, state: "look", detail: error.detail });
  }
  return "";
}

/** Our server's own no: asking again would not help. A lost session or a stale token is no such no. */
const isFinal = ({ kind, status, code }) => kind === "problem" && ([400, 404, 409].includes(status) || (status === 403 && code === "not_allowed"));

/** Sends now, and whenever there may be a network again. `told` hears what stopped it. */
export function watch(owner, told = () => {}) {
  const go = () => document.hidden || flush(owner).then(told, () => told("server"));
  addEventListener("online", go);
  document.addEventListener("visibilitychange", go);
  setInterval(async () => (await entries(owner)).some(({ state }) => state === "saved") && go(), RETRY);
  go();
  return go;
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
