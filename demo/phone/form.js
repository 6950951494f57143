// A form of WhatsApp over the chat: its screens, as the phone's API says what stands on them.

import { cover } from "./cover.js";
import { ask } from "./conversation.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";

const MONTH = new Intl.DateTimeFormat("es-AR", { month: "long", year: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("es-AR", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const WEEK = ["L", "M", "M", "J", "V", "S", "D"];
const AWAY = "No se pudo. Volvé a intentarlo.";
let forms = 0;

/** Show the form that `message` opens over `screen`; `over()` is called once it cannot be used any more. */
export function openForm(screen, person, message, opener, over) {
  forms += 1;
  const name = `form-${forms}`;
  const title = el("h2", { id: `${name}-title` });
  const back = button({ class: "round", "aria-label": "Volver", "data-testid": "form-back", on: { click: () => act({ do: "back" }) } }, icon("back", 22));
  const dismiss = button({ class: "round", "aria-label": "Cerrar", "data-testid": "form-close", on: { click: () => uncover() } }, icon("close", 22));
  const body = el("div", { class: "form-body" });
  const foot = el("div", { class: "sheet-foot form-foot" });
  const told = el("p", { class: "form-error", role: "alert", hidden: true, "data-testid": "form-error" });
  const panel = el("div", { class: "sheet form", role: "dialog", "aria-modal": "true", "aria-labelledby": `${name}-title`, "data-testid": "form" },
    el("div", { class: "sheet-head" }, back, title, dismiss), body, told, foot);
  const uncover = cover(screen, panel, opener, () => [...panel.querySelectorAll("button, input, select, textarea")].filter((each) => each.offsetParent));
  act({ do: "open" }).then(() => dismiss.focus({ preventScroll: true }));

  async function act(what) {
    panel.setAttribute("aria-busy", "true");
    try {
      show(await ask("form", { person, message: message.id, ...what }));
    } catch {
      tell(AWAY);
    }
    panel.removeAttribute("aria-busy");
  }

  function show(view) {
    if (view.done) {
      over();
      uncover();
      return;
    }
    title.textContent = view.title;
    back.hidden = !view.back || Boolean(view.closed);
    tell(view.error);
    if (view.closed) {
      over();
      body.replaceChildren(el("p", { class: "form-text", "data-testid": "form-closed" }, view.closed));
      foot.replaceChildren();
      return;
    }
    const missing = new Set(view.missing);
    const was = marked(document.activeElement);
    body.replaceChildren(...view.parts.filter((part) => !TAPPED.has(part.type)).flatMap((part) => field(part)));
    foot.replaceChildren(...view.parts.filter((part) => TAPPED.has(part.type)).map((part) => tapped(part, missing)));
    // What was in focus has gone: its like takes it over, so that the keyboard stays on the form.
    if (!panel.contains(document.activeElement)) ((was && panel.querySelector(was)) ?? dismiss).focus({ preventScroll: true });
  }

  function tell(text) {
    told.textContent = text;
    told.hidden = !text;
  }

  function choose(part, value) {
    return act({ do: "choose", name: part.name, value });
  }

  function field(part) {
    if (part.type === "TextBody") return [el("p", { class: "form-text", "data-testid": "form-text" }, part.text)];
    const make = { RadioButtonsGroup: radios, Dropdown: dropdown, CalendarPicker: calendar, TextInput: typed, TextArea: typed }[part.type];
    return make ? [make(part)] : [];
  }

  function radios(part) {
    const lines = part.rows.map((row) => {
      const input = el("input", { type: "radio", name: `${name}-${part.name}`, checked: row.id === part.value, on: { change: () => choose(part, row.id) } });
      const text = el("span", { class: "row-text" }, el("span", { class: "row-title" }, row.title), row.description && el("span", { class: "row-description" }, row.description));
      return el("label", { class: "row", "data-testid": "form-row", "data-option": row.id }, text, input, el("span", { class: "radio", "aria-hidden": "true" }));
    });
    return el("fieldset", { class: "form-field" }, el("legend", {}, part.text), ...lines);
  }

  function dropdown(part) {
    const rows = part.rows.map((row) => el("option", { value: row.id, selected: row.id === part.value }, [row.title, row.description].filter(Boolean).join(" · ")));
    const select = el("select", { "data-testid": "form-select", "data-name": part.name, on: { change: () => choose(part, select.value) } }, el("option", { value: "", disabled: true, selected: !part.value }, "Elegí"), ...rows);
    return el("label", { class: "form-field" }, el("span", {}, part.text), select);
  }

  function typed(part) {
    const tag = part.type === "TextArea" ? "textarea" : "input";
    const box = el(tag, { type: tag === "input" ? part.input : undefined, maxlength: part.most || undefined, "data-testid": "form-input", on: { change: () => choose(part, box.value) } });
    box.value = part.value;
    return el("label", { class: "form-field" }, el("span", {}, part.text), box);
  }

  function calendar(part) {
    const open = new Set(part.days);
    const months = [];
    for (const first = new Date(`${part.from.slice(0, 7)}-01T00:00:00Z`); first <= new Date(`${part.to}T00:00:00Z`); first.setUTCMonth(first.getUTCMonth() + 1)) months.push(month(part, open, new Date(first)));
    return el("fieldset", { class: "form-field form-calendar" }, el("legend", {}, part.text), ...months);
  }

  function month(part, open, first) {
    const days = WEEK.map((letter) => el("span", { class: "form-weekday", "aria-hidden": "true" }, letter));
    for (let blank = (first.getUTCDay() + 6) % 7; blank > 0; blank -= 1) days.push(el("span"));
    for (const at = new Date(first); at.getUTCMonth() === first.getUTCMonth(); at.setUTCDate(at.getUTCDate() + 1)) {
      const date = at.toISOString().slice(0, 10);
      days.push(button({ class: "form-day", "data-testid": "form-day", "data-date": date, "aria-label": DAY.format(at), "aria-pressed": String(date === part.value), disabled: !open.has(date), on: { click: () => choose(part, date) } }, String(at.getUTCDate())));
    }
    return el("div", { class: "form-month" }, el("h3", {}, MONTH.format(first)), el("div", { class: "form-days" }, ...days));
  }

  function tapped(part, missing) {
    if (part.type === "EmbeddedLink") return button({ class: "form-link", "data-testid": "form-link", on: { click: () => act({ do: "tap", title: part.text }) } }, part.text);
    return button({ class: "sheet-send", "data-testid": "form-next", disabled: missing.size > 0, on: { click: () => act({ do: "tap" }) } }, part.text);
  }
}

/** A selector of what stands in an element's place once the screen was drawn anew. */
function marked(element) {
  const row = element?.closest?.("[data-option]");
  if (row) return `[data-option="${CSS.escape(row.dataset.option)}"] input`;
  if (element?.dataset?.date) return `[data-date="${CSS.escape(element.dataset.date)}"]`;
  return element?.dataset?.name ? `[data-name="${CSS.escape(element.dataset.name)}"]` : null;
}

const TAPPED = new Set(["Footer", "EmbeddedLink"]);
