// The chat with Milo: header, messages, text box.

import { bubble, quoted } from "./bubble.js";
import { button, day, el } from "./dom.js";
import { icon } from "./icons.js";
import { openForm } from "./form.js";
import { openSheet } from "./sheet.js";

const NEAR_BOTTOM = 80;

const ABOUT_TRYING = "Este teléfono es de prueba: nada de lo que escribas sale de acá.";
const ABOUT_RECEPTION = "El teléfono del comercio. Mandá «recepción» y Milo te avisa acá de turnos, pedidos y de quién espera una respuesta. Con Responder en un mensaje, tu respuesta le llega a esa persona.";

/** `ways` says where else to go: `home()`, none at a merchant's phone, and `follow(url)` (see `formatted`). */
export class ChatScreen {
  constructor(conversation, ways) {
    this.conversation = conversation;
    this.ways = ways;
    this.items = new Map();
    this.over = new Set();
    this.quote = null;
    this.lastDay = null;
    this.onChange = (event) => this.change(event.detail);
    this.build();
  }

  build() {
    this.state = el("p", { class: "chat-state" }, "Cuenta de empresa");
    const { reception } = this.conversation.person;
    const header = el("header", { class: "chat-head" },
      this.ways.home && button({ class: "round", "aria-label": "Volver a los comercios", "data-testid": "home", on: { click: () => this.ways.home() } }, icon("back", 26)),
      el("img", { src: "/phone/milo.svg", alt: "", width: 40, height: 40 }),
      el("div", { class: "chat-who" }, el("h2", {}, "Milo"), this.state));
    this.offline = el("p", { class: "offline", role: "status", hidden: true }, "Sin conexión. Reintentando…");
    this.list = el("ol", { class: "messages" });
    this.dots = el("div", { class: "dots", "aria-hidden": "true", hidden: true }, el("i"), el("i"), el("i"));
    const notice = el("p", { class: "notice" }, reception ? ABOUT_RECEPTION : ABOUT_TRYING);
    // Quiet until what was already there is in place; then new messages are read out.
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": "Mensajes", tabindex: "0" }, notice, this.list, this.dots);
    this.atBottom = true;
    this.log.addEventListener("scroll", () => {
      this.atBottom = this.nearBottom();
      this.jump.hidden = this.atBottom;
    }, { passive: true });
    // The keyboard, a quote or a long text make the log smaller: what was in view stays in view.
    this.resized = new ResizeObserver(() => { if (this.atBottom) this.toBottom(); });
    this.resized.observe(this.log);
    this.jump = button({ class: "jump", "aria-label": "Ir al último mensaje", hidden: true, on: { click: () => this.toBottom(true) } }, icon("down", 24));
    const whose = reception && el("p", { class: "whose" }, icon("shop", 17), el("span", {}, "Recepción de ", el("b", {}, this.conversation.person.name)));
    this.element = el("div", { class: "chat" }, whose, header, this.offline, el("div", { class: "log-holder" }, this.log, this.jump), this.buildComposer());
  }

  buildComposer() {
    this.box = el("textarea", {
      class: "box", rows: "1", placeholder: "Mensaje", "aria-label": "Mensaje", "data-testid": "composer", autocomplete: "off", enterkeyhint: "send",
      on: { input: () => this.typed(), keydown: (event) => this.key(event) },
    });
    this.sendButton = button({ class: "send", "aria-label": "Enviar", "data-testid": "send", on: { click: () => this.sendText() } }, icon("send", 24));
    this.voice = button({ class: "send", "aria-label": "Mandar una nota de voz", "data-testid": "voice", on: { click: () => this.sendMedia("audio") } }, icon("mic", 24));
    this.attach = button({ class: "attach", "aria-label": "Adjuntar", "aria-haspopup": "menu", "aria-expanded": "false", "data-testid": "attach", on: { click: () => this.toggleMenu() } }, icon("clip", 23));
    this.menu = this.buildMenu();
    this.quoteBar = el("div", { class: "quote-bar", hidden: true });
    const pill = el("div", { class: "pill" }, this.quoteBar, el("div", { class: "pill-row" }, this.box, this.attach));
    return el("div", { class: "composer" }, this.menu, pill, this.sendButton, this.voice);
  }

  buildMenu() {
    const entries = [["audio", "mic", "Nota de voz"], ["image", "camera", "Foto"], ["location", "pin", "Ubicación"]];
    const items = entries.map(([kind, name, title]) => button({
      class: `menu-item menu-${kind}`, role: "menuitem", "data-testid": `attach-${kind}`,
      on: { click: () => { this.toggleMenu(false); this.sendMedia(kind); } },
    }, el("span", { class: "menu-icon" }, icon(name, 22)), title));
    return el("div", { class: "menu", role: "menu", "aria-label": "Adjuntar", hidden: true, on: { keydown: (event) => this.menuKey(event) } }, ...items);
  }

  /** Show what there is and go on with what comes; with a draft, as a short link opens WhatsApp. */
  start(draft) {
    this.conversation.addEventListener("change", this.onChange);
    this.renderAll();
    this.draft(draft);
    this.update();
    requestAnimationFrame(() => { this.toBottom(); this.log.setAttribute("aria-live", "polite"); });
  }

  close() {
    this.conversation.removeEventListener("change", this.onChange);
    this.resized.disconnect();
    this.conversation.markRead();
  }

  draft(text) {
    this.box.value = text;
    this.typed();
    // With a draft, Enter sends it: the only thing there is to do.
    (text ? this.sendButton : this.box).focus({ preventScroll: true });
  }

  change({ changed, replaced, forgotten }) {
    const stay = this.nearBottom();
    if (forgotten) this.renderAll();
    if (replaced && this.items.has(replaced)) {
      const item = this.items.get(replaced);
      this.items.delete(replaced);
      this.items.get(changed[0].id)?.remove();
      this.items.set(changed[0].id, item);
    }
    changed.forEach((message) => this.render(message));
    this.update();
    if (stay || changed.some((each) => each.author === "person" && each.state === "pending")) this.toBottom(true);
  }

  update() {
    const { typing, online } = this.conversation;
    this.state.textContent = typing ? "escribiendo…" : "Cuenta de empresa";
    this.state.classList.toggle("is-typing", typing);
    this.dots.hidden = !typing;
    this.offline.hidden = online;
    this.conversation.markRead();
  }

  renderAll() {
    this.list.replaceChildren();
    this.items.clear();
    this.lastDay = null;
    for (const message of this.conversation.messages.values()) this.render(message);
  }

  render(message) {
    const known = this.items.get(message.id);
    if (message.author === "milo" && message.state === "failed") {
      known?.remove();
      return;
    }
    const item = bubble(message, this.does());
    if (known?.isConnected && known.dataset.id === message.id) {
      // What merely changed keeps its place, its buttons, and so the focus.
      known.querySelector(".meta").replaceWith(item.querySelector(".meta"));
      known.querySelector(".reactions")?.remove();
      known.append(...item.querySelectorAll(".reactions"));
      return;
    }
    if (known?.isConnected) {
      known.replaceWith(item);
      item.classList.add("still");
    } else {
      this.chip(message);
      this.list.append(item);
    }
    item.classList.toggle("first", this.isFirst(item));
    this.items.set(message.id, item);
  }

  isFirst(item) {
    const before = item.previousElementSibling;
    return !before || before.dataset.direction !== item.dataset.direction;
  }

  chip(message) {
    const name = day(message.at);
    if (name === this.lastDay) return;
    this.lastDay = name;
    this.list.append(el("li", { class: "day" }, el("span", {}, name)));
  }

  /** Open a message's form; its button is not tapped again once it was finished or closed for good. */
  fill(message) {
    const opener = this.items.get(message.id)?.querySelector("[data-testid=open-form]");
    openForm(this.element, this.conversation.person.id, message, opener, () => {
      this.over.add(message.id);
      if (opener) opener.disabled = true;
      this.conversation.soon(0);
    });
  }

  does() {
    return {
      atReception: this.conversation.person.reception,
      follow: this.ways.follow,
      quote: (message) => this.setQuote(message),
      tap: (message, option) => this.tap(message, option),
      open: (message) => openSheet(this.element, message.list, this.items.get(message.id)?.querySelector("[data-testid=open-list]"), (row) => this.tap(message, row)),
      fill: (message) => this.fill(message),
      isOver: (message) => this.over.has(message.id),
      share: (message, kind) => this.conversation.act({ type: kind, quote: message.id }, { kind, quote: this.asQuote(message) }),
    };
  }

  tap(message, option) {
    const shown = { text: option.title, description: option.description ?? "", quote: this.asQuote(message) };
    this.conversation.act({ type: "tap", option: option.id, message: message.id }, shown);
  }

  asQuote(message) {
    return { author: message.author, text: message.text || { audio: "🎤 Nota de voz", image: "📷 Foto" }[message.media] || "Mensaje" };
  }

  setQuote(message) {
    this.quote = message;
    this.quoteBar.hidden = !message;
    if (!message) return;
    this.quoteBar.replaceChildren(quoted(this.asQuote(message)), button({ class: "round", "aria-label": "No responder a este mensaje", on: { click: () => { this.setQuote(null); this.box.focus(); } } }, icon("close", 18)));
    this.box.focus();
  }

  sendText() {
    const text = this.box.value.trim();
    if (!text) return;
    this.send({ type: "text", text }, { text });
    this.box.value = "";
    this.typed();
    this.box.focus({ preventScroll: true });
  }

  sendMedia(kind) {
    this.send({ type: kind }, kind === "location" ? { kind } : { kind: "media", media: kind });
    this.box.focus({ preventScroll: true });
  }

  send(act, shown) {
    const quote = this.quote;
    this.setQuote(null);
    this.conversation.act(quote ? { ...act, quote: quote.id } : act, quote ? { ...shown, quote: this.asQuote(quote) } : shown);
  }

  typed() {
    const some = this.box.value.trim() !== "";
    this.sendButton.hidden = !some;
    this.voice.hidden = some;
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 120)}px`;
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.sendText();
    }
    if (event.key === "Escape") {
      this.setQuote(null);
      this.toggleMenu(false);
    }
  }

  toggleMenu(open = this.menu.hidden) {
    if (this.menu.hidden === !open) return;
    this.menu.hidden = !open;
    this.attach.setAttribute("aria-expanded", String(open));
    (open ? this.menu.firstElementChild : this.attach).focus();
    if (open) document.addEventListener("pointerdown", (event) => { if (!this.menu.contains(event.target) && !this.attach.contains(event.target)) this.toggleMenu(false); }, { once: true });
  }

  menuKey(event) {
    const items = [...this.menu.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    }
    if (event.key === "Escape" || event.key === "Tab") this.toggleMenu(false);
  }

  nearBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_BOTTOM;
  }

  toBottom(smooth = false) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? "smooth" : "auto" });
  }
}

