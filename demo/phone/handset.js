// One phone: whose it is, its home screen, and the chat with Milo.

import { ChatScreen } from "./chat.js";
import { avatar, button, el, hour } from "./dom.js";
import { stripped } from "./format.js";
import { icon, statusIcons } from "./icons.js";
import { openPoster } from "./poster.js";

/** `page` holds what all phones share: people, merchants, conversations. */
export class Handset {
  constructor(page, person) {
    this.page = page;
    this.people = el("div", { class: "people", role: "group", "aria-label": "¿De quién es este teléfono?" });
    this.badges = new Map();
    this.clock = el("span", { class: "statusbar-clock" });
    this.screen = el("div", { class: "screen" });
    this.putAway = button({ class: "remove", "aria-label": "Quitar este teléfono", title: "Quitar este teléfono", "data-testid": "remove-phone", hidden: true, on: { click: () => this.page.remove(this) } }, icon("close", 16));
    this.element = el("section", { class: "handset", "data-testid": "phone" },
      this.people,
      el("div", { class: "frame" },
        el("div", { class: "glass" },
          el("div", { class: "statusbar", "aria-hidden": "true" }, this.clock, el("span", { class: "island" }), statusIcons()),
          this.screen),
        this.putAway));
    this.onChange = () => this.refresh();
    this.belongTo(person);
  }

  /** Give the phone to a person. */
  belongTo(person) {
    this.leave();
    this.person = person;
    this.conversation = this.page.conversation(person);
    this.conversation.addEventListener("change", this.onChange);
    this.conversation.watch();
    this.element.setAttribute("aria-label", `Teléfono de ${person.name}${person.reception ? ", recepción" : ""}`);
    this.element.toggleAttribute("data-reception", person.reception);
    this.showPeople();
    if (person.reception) this.openChat(this.conversation.messages.size ? "" : "recepción");
    else this.goHome(false);
    this.page.news();
    this.page.remember();
  }

  /** Stop looking for news; the phone is put away. */
  leave() {
    this.chat?.close();
    this.chat = null;
    this.conversation?.removeEventListener("change", this.onChange);
    this.conversation?.unwatch();
  }

  refresh() {
    if (!this.chat) this.showThread();
  }

  tick() {
    this.clock.textContent = hour(Date.now() / 1000);
  }

  showPeople() {
    this.badges.clear();
    const chips = this.page.people.filter((each) => !each.reception).map((each) => this.chip(each));
    const shops = this.page.people.filter((each) => each.reception).map((each) => this.chip(each));
    const more = async (number) => this.belongTo(await this.page.addPerson(number));
    this.people.replaceChildren(...chips,
      button({ class: "person more", "data-testid": "new-person", "aria-label": "Otra persona", title: "Otra persona", on: { click: () => more(true) } }, icon("plus", 16), el("span", {}, "Otra")),
      button({ class: "person more", "data-testid": "new-person-without-number", "aria-label": "Otra persona, sin número", title: "Alguien que no muestra su número de teléfono", on: { click: () => more(false) } }, icon("plus", 16), el("span", {}, "Sin número")),
      shops.length ? el("span", { class: "shops", role: "group", "aria-label": "Teléfonos de los comercios" }, ...shops) : "");
    this.showBadges();
    this.putAway.hidden = this.page.handsets.length < 2 || this.page.handsets[0] === this;
  }

  chip(person) {
    const badge = el("span", { class: "badge", "data-testid": `unread-${person.id}` });
    this.badges.set(person, badge);
    const name = person.reception ? el("span", {}, person.name, el("small", {}, " · recepción")) : el("span", {}, person.name);
    return button({
      class: `person ${person.reception ? "shop" : ""}`,
      "data-testid": `person-${person.id}`,
      "aria-pressed": String(person.id === this.person.id),
      title: person.number ? undefined : "No muestra su número: Milo sólo ve su usuario",
      on: { click: () => person.id !== this.person.id && this.belongTo(person) },
    }, person.reception ? el("span", { class: "avatar awning", "aria-hidden": "true" }, icon("shop", 16)) : avatar(person.name, person.id), name, person.number ? null : el("small", {}, "sin número"), badge);
  }

  /** Say who has something to read. */
  showBadges() {
    for (const [person, badge] of this.badges) {
      const unread = person.id === this.person.id ? 0 : this.page.unread(person);
      if (unread && badge.hidden) this.people.scrollLeft = 0; // where a small screen shows it
      badge.hidden = !unread;
      badge.textContent = String(unread);
      badge.setAttribute("aria-label", `${unread} sin leer`);
    }
  }

  goHome(focus = true) {
    this.chat?.close();
    this.chat = null;
    this.element.dataset.view = "home";
    this.status = el("p", { class: "home-status", role: "status" });
    this.thread = el("div", { class: "thread-holder" });
    const cards = this.page.merchants.map((merchant) => this.card(merchant));
    const empty = el("p", { class: "home-empty" }, "Todavía no hay comercios por acá.");
    const title = el("h2", { tabindex: "-1" }, "Tocá el link de un comercio");
    this.screen.replaceChildren(el("div", { class: "home" },
      el("div", { class: "home-head" }, el("p", { class: "hello" }, `Hola, ${this.person.name} 👋`), title, el("p", { class: "home-sub" }, "Como si lo vieras en su Instagram, en Maps o en la vidriera.")),
      cards.length ? el("ul", { class: "cards" }, ...cards) : empty,
      this.status,
      this.thread));
    this.showThread();
    this.people.scrollLeft = 0;
    if (focus) title.focus({ preventScroll: true });
  }

  card(merchant) {
    const about = merchant.about && el("span", { class: "card-about" }, merchant.about);
    const code = merchant.qr && button({ class: "qr-button", "aria-label": `QR de ${merchant.name}`, "aria-haspopup": "dialog", title: "Ver su QR", "data-testid": `qr-${merchant.slug}`, on: { click: (event) => openPoster(this.screen.firstElementChild, merchant, event.currentTarget) } }, icon("qr", 17), "QR");
    return el("li", {}, button({ class: "merchant", "data-testid": `merchant-${merchant.slug}`, on: { click: () => this.follow(merchant) } },
      avatar(merchant.name, merchant.slug),
      el("span", { class: "card-text" }, el("span", { class: "card-name" }, merchant.name), about, el("span", { class: "card-link" }, icon("link", 15), el("span", {}, merchant.link)))), code);
  }

  showThread() {
    const { last, unread } = this.conversation;
    const said = last && (stripped(last.text) || { audio: "🎤 Nota de voz", image: "📷 Foto" }[last.media] || "Mensaje");
    const preview = this.conversation.typing ? el("span", { class: "thread-typing" }, "escribiendo…") : el("span", {}, last ? `${last.author === "person" ? "Vos: " : ""}${said}` : "También podés escribirle sin link");
    const badge = unread ? el("span", { class: "badge", "aria-label": `${unread} sin leer` }, String(unread)) : null;
    this.thread.replaceChildren(button({ class: "thread", "data-testid": "open-chat", on: { click: () => this.openChat() } },
      el("img", { src: "/phone/milo.svg", alt: "", width: 46, height: 46 }),
      el("span", { class: "thread-text" }, el("span", { class: "thread-name" }, "Milo"), preview),
      el("span", { class: "thread-side" }, last ? el("time", { class: unread ? "fresh" : "" }, hour(last.at)) : null, badge)));
  }

  /** Follow a short link as a phone does: WhatsApp opens with the text as a draft. */
  async follow(merchant) {
    this.status.textContent = "";
    try {
      const { draft } = await this.page.open(merchant.slug);
      this.openChat(draft);
    } catch (error) {
      this.status.textContent = error.status === 404 ? `${merchant.name} no está atendiendo por acá ahora.` : "Sin conexión. Probá de nuevo en un ratito.";
    }
  }

  openChat(draft = "") {
    this.chat?.close();
    this.element.dataset.view = "chat";
    this.chat = new ChatScreen(this.conversation, {
      home: this.person.reception ? null : () => { this.page.refresh(); this.goHome(); },
      follow: (link) => {
        const merchant = this.page.merchants.find((each) => each.link === link.replace(/\/$/, ""));
        return merchant && ((event) => { event.preventDefault(); this.followFromChat(merchant); });
      },
    });
    this.screen.replaceChildren(this.chat.element);
    this.chat.start(draft);
  }

  async followFromChat(merchant) {
    const { draft } = await this.page.open(merchant.slug);
    this.chat?.draft(draft);
  }
}

