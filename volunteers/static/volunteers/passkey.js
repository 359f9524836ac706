// Shows what needs a passkey where the browser can use one, and says so when the device was asked in vain.
import { announce } from "../lykta/js/app.js";

const places = document.querySelectorAll("[data-passkey]");
if (window.PublicKeyCredential) for (const place of places) place.hidden = false;
for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = Boolean(window.PublicKeyCredential);

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  announce(places[0]?.dataset.sayFailed ?? "", "warn");
});
