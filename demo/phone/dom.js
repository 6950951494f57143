// Elements without markup: what people write is only ever text.

/** Make an element; `attributes` may hold `class`, `on` (listeners), and any attribute. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "on") for (const [event, listen] of Object.entries(value)) element.addEventListener(event, listen);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

/** A button that submits nothing. */
export function button(attributes, ...children) {
  return el("button", { type: "button", ...attributes }, ...children);
}

/** A number from 0 to `count` - 1 that is always the same for the same text. */
export function shade(text, count = 6) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % count;
}

/** A round sign with a name's first letters. */
export function avatar(name, key) {
  const letters = name.split(/\s+/).filter((word) => /^[\p{Lu}\p{N}]/u.test(word)).slice(0, 2).map((word) => [...word][0]).join("");
  return el("span", { class: `avatar shade-${shade(key)}`, "aria-hidden": "true" }, letters || name.slice(0, 1).toUpperCase());
}

const HOUR = new Intl.DateTimeFormat("es-AR", { hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat("es-AR", { weekday: "long", day: "numeric", month: "long" });

export const hour = (seconds) => HOUR.format(new Date(seconds * 1000));

/** A day as WhatsApp's chip names it: Hoy, Ayer, or the date. */
export function day(seconds) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  const date = new Date(seconds * 1000);
  const ago = Math.round((midnight(new Date()) - midnight(date)) / 86400000);
  if (ago === 0) return "Hoy";
  return ago === 1 ? "Ayer" : DAY.format(date);
}
