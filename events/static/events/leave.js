// Signing out of a phone that is lent: the kept walk pages and what has been sent go; what has not been sent waits for its owner.
import { forgetSent } from "./outbox.js";

const PATIENCE = 3000;
const form = document.querySelector("[data-sign-out]");

async function forgetPages() {
  const cache = await caches.open("lykta-walk");
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept?.headers.get("Content-Type")?.startsWith("text/html")) await cache.delete(request);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const forgetting = Promise.allSettled([globalThis.caches && forgetPages(), forgetSent()]);
  await Promise.race([forgetting, new Promise((done) => setTimeout(done, PATIENCE))]);
  form.submit();
});
