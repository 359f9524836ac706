{% load static %}// Keeps the walk page and its form for observations on the phone: when the network is gone or slow, the latest copy is
// shown, and what is pressed there waits in the outbox. Copies are of the person's own pages, and thrown away after a night and a day.
const CACHE = "lykta-walk";
const KEPT = [
  "{% static 'lykta/css/tokens.css' %}", "{% static 'lykta/css/base.css' %}", "{% static 'lykta/css/components.css' %}", "{% static 'events/events.css' %}",
  "{% static 'lykta/icons.svg' %}", "{% static 'lykta/mark.svg' %}", "{% static 'lykta/js/app.js' %}", "{% static 'lykta/js/http.js' %}",
  "{% static 'notifications/live.js' %}", "{% static 'events/walk.js' %}", "{% static 'events/outbox.js' %}",
  "{% static 'places/calls.js' %}",
];
const WALK_PAGE = /^\/vandringar\/[0-9a-f-]{36}\/ute\/$/;
const TELL_PAGE = /^\/observera\/\?walk=[0-9a-f-]{36}$/;
const isKept = (path) => WALK_PAGE.test(path) || TELL_PAGE.test(path);
const NAMED = new RegExp(`(?:src|href)="({% get_static_prefix %}[^"#]+)"`, "g");
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE = 4000;
const KEEP = 36 * 3600_000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), tidy()])));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && isKept(pathname + search)) event.respondWith(keptPage(request, pathname + search));
  else if (pathname.startsWith("{% get_static_prefix %}")) event.respondWith(asset(request));
});

addEventListener("message", (event) => {
  const path = event.data?.keep;
  if (isKept(path)) event.waitUntil(fetchKept(path));
});

async function fetchKept(path) {
  const response = await fetch(path);
  if (!response.ok || response.redirected) return;
  const cache = await caches.open(CACHE);
  const named = [...(await response.clone().text()).matchAll(NAMED)].map(([, url]) => url);
  await cache.addAll([...new Set(named)]);
  await cache.put(path, response);
}

async function keptPage(request, path) {
  const cache = await caches.open(CACHE);
  const fresh = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(path, response.clone());
    else if (response.type === "opaqueredirect" || response.status < 500) await cache.delete(path); // signed out, or no longer on the walk
    return response;
  });
  const kept = await cache.match(path);
  if (!kept || isOld(kept)) return fresh;
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept.clone()));
  return Promise.race([fresh, late]).then((answer) => (answer.status < 500 ? answer : kept), () => kept);
}

async function asset(request) {
  const cache = await caches.open(CACHE);
  const known = HASHED.test(request.url) && (await cache.match(request.url));
  if (known) return known; // its name says what is in it, so a slow network has nothing to add
  try {
    const response = await fetch(request);
    const { pathname } = new URL(request.url);
    if (response.ok && (KEPT.includes(pathname) || (await cache.match(pathname)))) await cache.put(pathname, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request.url);
    if (kept) return kept;
    throw error;
  }
}

const isOld = (response) => Date.now() - Date.parse(response.headers.get("Date") ?? 0) > KEEP;

async function tidy() {
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (isKept(pathname + search) && isOld(await cache.match(request))) await cache.delete(request);
  }
}
