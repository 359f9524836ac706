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
const changed = () => listeners.forEach((listen) => listen());
const put = async (entry) => { await store("readwrite", (facts) => facts.put(entry)); changed(); };

/** Calls back whenever an entry has come, gone or changed its state. */
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

let running, again;
/** Sends what is saved, one at a time, oldest first. Resolves to what stopped it: "", "network", "signed-out", "server" or
    "other" (somebody else is signed in on this phone now, and does not tell what this person saw). */
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
  for (const entry of await entries(owner)) {
    if (entry.state !== "saved") continue;
    try {
      const response = await send(entry.url, { method: "PUT", json: { ...entry.body, sent_at: new Date().toISOString() } });
      const { id, received_at: taken } = await response.json().catch(() => ({}));
      if (id !== entry.id) return "server"; // somebody else's answer: a hotel's sign-in page, a proxy
      const { body: _, ...shown } = entry; // the words are the server's now; what, when and how it went stay to be seen
      await put({ ...shown, state: "sent", sentAt: Date.now(), takenAt: Date.parse(taken) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isFinal(error)) return error.kind === "problem" ? "server" : error.kind;
      await put({ ...entry, state: "look", detail: error.detail });
    }
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
