// Asks our own server for JSON or HTML. What it refuses becomes a Problem with a sentence for the person.

/** A refused or failed request. `kind`: "problem" (our own answer), "network", "signed-out" or "server". */
export class Problem extends Error {
  constructor(kind, { status = 0, code = "", detail = "", errors = [] } = {}) {
    super(detail || code || kind);
    Object.assign(this, { kind, status, code, detail, errors });
  }

  /** The sentence to show: the server's own, else one of the page's. */
  get sentence() {
    const say = document.body.dataset;
    if (this.detail) return this.detail;
    if (this.kind === "network") return say.sayOffline ?? "";
    if (this.kind === "signed-out") return say.saySignedOut ?? "";
    return say.sayFailed ?? "";
  }
}

/** The CSRF token as it is now: signing in changes it, so it is read when something is sent. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** fetch with our headers; resolves to the Response of a 2xx or 304, throws Problem otherwise. */
export async function send(url, { method = "GET", json, body, accept = "application/json", signal } = {}) {
  const headers = { Accept: accept, "X-Requested-With": "fetch" };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  let response;
  try {
    response = await fetch(url, { method, headers, signal, credentials: "same-origin", body: json === undefined ? body : JSON.stringify(json) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("network");
  }
  if (response.ok || response.status === 304) return response;
  throw await problemOf(response);
}

/** JSON of a 2xx; null for 204. */
export async function getJSON(url, options) {
  const response = await send(url, options);
  return response.status === 204 ? null : response.json();
}

export const postJSON = (url, json, options) => getJSON(url, { ...options, method: "POST", json });

/** A fragment or page as a parsed Document. A redirect to the sign-in page counts as signed out. */
export async function getPage(url, options) {
  const response = await send(url, { ...options, accept: "text/html" });
  if (response.redirected && new URL(response.url).pathname.includes("/login")) throw new Problem("signed-out");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function problemOf(response) {
  const ours = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  if (ours) {
    const { code, detail, errors } = await response.json().catch(() => ({}));
    return new Problem(response.status === 401 ? "signed-out" : "problem", { status: response.status, code, detail: response.status === 401 ? "" : detail, errors });
  }
  return new Problem(response.status === 401 || response.status === 403 ? "signed-out" : "server", { status: response.status });
}
