// A merchant's QR code as a poster: to hold a phone at, or to print.

import { cover } from "./cover.js";
import { button, el, shade } from "./dom.js";
import { icon } from "./icons.js";

/** Show a merchant's poster over `screen`; focus returns to `opener`. */
export function openPoster(screen, merchant, opener) {
  const dismiss = button({ class: "round", "aria-label": "Cerrar", "data-testid": "poster-close", on: { click: () => close() } }, icon("close", 22));
  const print = button({ class: "poster-print", "data-testid": "poster-print", on: { click: () => window.print() } }, icon("print", 20), "Imprimir");
  const poster = el("div", { class: `poster shade-${shade(merchant.slug)}` },
    el("p", { class: "poster-call" }, "Escaneá y reservá"),
    el("p", { class: "poster-name" }, merchant.name),
    el("img", { class: "poster-code", src: merchant.qr, alt: `Código QR de ${merchant.link}`, width: 240, height: 240 }),
    el("p", { class: "poster-link" }, merchant.link),
    el("p", { class: "poster-how" }, "Se abre tu WhatsApp con el mensaje ya escrito. Mandalo y elegí tu horario."));
  const panel = el("div", { class: "sheet poster-sheet", role: "dialog", "aria-modal": "true", "aria-label": `QR de ${merchant.name}`, "data-testid": "poster" },
    el("div", { class: "sheet-head" }, dismiss, el("h2", {}, "QR del comercio"), print),
    poster);
  const close = cover(screen, panel, opener, () => [dismiss, print]);
  dismiss.focus({ preventScroll: true });
}
