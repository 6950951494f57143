// The sheet that a list opens: sections, rows to choose one of, "Enviar".

import { cover } from "./cover.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";

let sheets = 0;

/** Show a list over `screen`; `choose(row)` is called once when one was sent. Focus returns to `opener`. */
export function openSheet(screen, list, opener, choose) {
  sheets += 1;
  const name = `sheet-${sheets}`;
  let chosen = null;
  const send = button({ class: "sheet-send", "data-testid": "list-send", disabled: true, on: { click: () => close(chosen) } }, "Enviar");
  const rows = el("div", { class: "sheet-rows", role: "radiogroup", "aria-labelledby": `${name}-title` });
  for (const section of list.sections) {
    if (section.title) rows.append(el("h3", { class: "sheet-section" }, section.title));
    rows.append(...section.rows.map(line));
  }
  const dismiss = button({ class: "round", "aria-label": "Cerrar", "data-testid": "list-close", on: { click: () => close(null) } }, icon("close", 22));
  const panel = el("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": `${name}-title`, "data-testid": "list" },
    el("div", { class: "sheet-head" }, dismiss, el("h2", { id: `${name}-title` }, list.button)),
    rows,
    el("div", { class: "sheet-foot" }, send));
  const uncover = cover(screen, panel, opener, () => [dismiss, panel.querySelector("input:checked") ?? panel.querySelector("input"), send]);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input") && chosen) close(chosen);
  });
  (panel.querySelector("input") ?? dismiss).focus({ preventScroll: true });

  function line(row) {
    const input = el("input", { type: "radio", name, on: { change: () => { chosen = row; send.disabled = false; } } });
    const text = el("span", { class: "row-text" }, el("span", { class: "row-title" }, row.title), row.description && el("span", { class: "row-description" }, row.description));
    return el("label", { class: "row", "data-testid": "list-row", "data-option": row.id }, text, input, el("span", { class: "radio", "aria-hidden": "true" }));
  }

  function close(row) {
    uncover();
    if (row) choose(row);
  }
}
