// A panel laid over a screen, as a sheet from below.

import { el } from "./dom.js";

/**
 * Lay `panel` over `screen`; what is behind is out of reach until it is closed. Escape and a tap
 * beside it close it, Tab stays among `stops()`, and the focus returns to `opener`.
 * Returns what closes it.
 */
export function cover(screen, panel, opener, stops) {
  const veil = el("div", { class: "veil", on: { click: (event) => event.target === veil && close() } }, panel);
  const behind = [...screen.children];
  behind.forEach((each) => { each.inert = true; });
  screen.append(veil);
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") keepInside(event);
  });

  function keepInside(event) {
    const all = stops().filter((each) => each && !each.disabled);
    const at = all.indexOf(document.activeElement);
    const next = event.shiftKey ? at - 1 : at + 1;
    event.preventDefault();
    all[(next + all.length) % all.length].focus();
  }

  function close() {
    behind.forEach((each) => { each.inert = false; });
    veil.remove();
    opener?.focus({ preventScroll: true });
  }

  return close;
}
