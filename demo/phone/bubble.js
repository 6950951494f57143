// One message as a bubble, with what can be tapped on it.

import { button, el, hour } from "./dom.js";
import { formatted, stripped } from "./format.js";
import { icon, ticks } from "./icons.js";

/**
 * Make the list item of a message.
 * `does` says what a tap does: `tap(message, option)`, `open(message)` for a list, `fill(message)` for a form, `share(message, what)`,
 * `quote(message)`, and `follow(url)` as in `formatted`. At a merchant's phone (`atReception`), which
 * answers people by quoting, what does it says so.
 */
export function bubble(message, does) {
  const mine = message.author === "person";
  const item = el("li", {
    class: `message ${mine ? "mine" : "theirs"}`,
    "data-testid": "message",
    "data-direction": mine ? "out" : "in",
    "data-id": message.id,
    "aria-live": mine ? "off" : undefined,
  });
  const body = el("div", { class: `bubble kind-${message.kind}` });
  body.append(el("span", { class: "unseen" }, mine ? "Vos: " : "Milo: "));
  if (message.quote) body.append(quoted(message.quote));
  if (message.media) body.append(media(message.media));
  if (message.kind === "location") body.append(el("div", { class: "map", role: "img", "aria-label": "Mapa" }, icon("pin", 34)));
  if (message.kind === "contact") body.append(el("div", { class: "card" }, el("span", { class: "avatar shade-2" }, icon("person", 22)), el("span", {}, message.text || "Contacto")));
  if (message.header) body.append(el("div", { class: "bubble-header" }, message.header));
  body.append(words(message, does));
  if (message.footer) body.append(el("div", { class: "bubble-footer" }, message.footer));
  body.append(meta(message));
  const choices = tappable(message, does);
  if (choices.length) body.append(el("div", { class: "choices" }, ...choices));
  item.append(body, reactions(message));
  item.append(quoteButton(message, does));
  longPress(body, () => does.quote(message));
  return item;
}

function quoteButton(message, does) {
  const told = does.atReception && message.author === "milo";
  const attributes = { class: `quote-button ${told ? "told" : ""}`, "aria-label": "Responder a este mensaje", title: "Responder", "data-testid": "quote", on: { click: () => does.quote(message) } };
  return button(attributes, icon("reply", 18), told && el("span", {}, "Responder"));
}

/** A quoted message, as it stands in a bubble or above the text box. */
export function quoted(quote) {
  const mine = quote.author === "person";
  return el("div", { class: `quoted ${mine ? "of-mine" : ""}` }, el("b", {}, mine ? "Vos" : "Milo"), el("span", {}, stripped(quote.text)));
}

function words(message, does) {
  const text = message.kind === "contact" ? "" : message.text;
  const holder = el("div", { class: "words", dir: "auto", "data-testid": "message-text" }, ...formatted(text, does.follow));
  if (message.description) holder.append(el("span", { class: "description" }, message.description));
  if (message.author === "person" && message.state === "failed") holder.append(el("span", { class: "not-sent" }, "No se pudo mandar"));
  return holder;
}

function meta(message) {
  const holder = el("span", { class: "meta" }, el("time", { datetime: new Date(message.at * 1000).toISOString() }, hour(message.at)));
  if (message.author === "person") holder.append(ticks(message.state));
  return holder;
}

function tappable(message, does) {
  const choices = message.buttons.map((option) =>
    button({ class: "choice", "data-testid": "reply-button", "data-option": option.id, on: { click: () => does.tap(message, option) } }, icon("reply", 18), el("span", {}, option.title)));
  if (message.list) choices.push(button({ class: "choice", "data-testid": "open-list", "aria-haspopup": "dialog", on: { click: () => does.open(message) } }, icon("list", 18), el("span", {}, message.list.button)));
  if (message.link && /^https?:/i.test(message.link.url)) choices.push(el("a", { class: "choice", href: message.link.url, target: "_blank", rel: "noopener noreferrer", "data-testid": "link-button" }, icon("out", 18), el("span", {}, message.link.title)));
  if (message.form) choices.push(button({ class: "choice", "data-testid": "open-form", "aria-haspopup": "dialog", disabled: does.isOver(message), on: { click: () => does.fill(message) } }, icon("list", 18), el("span", {}, message.form.title)));
  if (message.ask === "location") choices.push(button({ class: "choice", "data-testid": "share-location", on: { click: () => does.share(message, "location") } }, icon("pin", 18), el("span", {}, "Enviar ubicación")));
  if (message.ask === "contact") choices.push(button({ class: "choice", "data-testid": "share-contact", on: { click: () => does.share(message, "contact") } }, icon("person", 18), el("span", {}, "Compartir mi número")));
  return choices;
}

const WAVE = [5, 9, 14, 8, 17, 11, 20, 13, 7, 16, 10, 19, 12, 6, 15, 9, 18, 11, 7, 13, 6, 10, 5];

function media(kind) {
  if (kind === "audio") {
    const wave = el("span", { class: "wave", "aria-hidden": "true" });
    for (const height of WAVE) {
      const bar = el("i");
      bar.style.height = `${height}px`;
      wave.append(bar);
    }
    return el("div", { class: "voice" }, icon("play", 26), wave, el("span", { class: "unseen" }, "Nota de voz"), el("span", { class: "voice-length" }, "0:04"));
  }
  if (kind === "document") return el("div", { class: "card" }, icon("doc", 28), el("span", {}, "Documento"));
  return el("div", { class: "photo", role: "img", "aria-label": kind === "video" ? "Video" : "Foto" });
}

function reactions(message) {
  const given = Object.values(message.reactions ?? {});
  return given.length ? el("span", { class: "reactions", "aria-label": `Reacción: ${given.join(" ")}` }, given.join(" ")) : "";
}

const LONG_PRESS_MS = 500;

function longPress(target, then) {
  let timer = null;
  let start = null;
  const cancel = () => clearTimeout(timer);
  target.addEventListener("pointerdown", (event) => {
    start = event;
    if (event.pointerType !== "mouse") timer = setTimeout(then, LONG_PRESS_MS);
  });
  target.addEventListener("pointermove", (event) => {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > 10) cancel();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) target.addEventListener(name, cancel);
  target.addEventListener("contextmenu", (event) => {
    if (event.pointerType === "touch") event.preventDefault();
  });
}
