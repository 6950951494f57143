// The page: the phones on it, and what they share.

import { Conversation, ask } from "./conversation.js";
import { Handset } from "./handset.js";

const MEMORY = "milo-phones";
const ADD = "Agregar otro teléfono";
const RACE = "Con dos personas a la vez se ve quién llega primero al último lugar.";
const WAITING = "Le llegó un aviso: miralo desde ahí.";

class Page {
  constructor(holder) {
    this.holder = holder;
    this.people = [];
    this.merchants = [];
    this.handsets = [];
    this.conversations = new Map();
    this.addButton = document.querySelector("[data-testid=add-phone]");
    this.hint = document.getElementById("hint");
  }

  async start() {
    await this.load();
    const remembered = this.recall().map((id) => this.people.find((person) => person.id === id)).filter(Boolean);
    for (const person of remembered.length ? remembered : this.people.slice(0, 1)) this.add(person);
    const tick = () => this.handsets.forEach((handset) => handset.tick());
    setInterval(tick, 5000);
    this.addButton.addEventListener("click", () => this.addAnother());
  }

  async load() {
    try {
      await this.learn();
    } catch {
      this.holder.textContent = "Sin conexión. Reintentando…";
      await new Promise((done) => setTimeout(done, 1500));
      await this.load();
      this.holder.textContent = "";
    }
  }

  /** Ask who there is; merchants' phones are listened to from the start. */
  async learn() {
    Object.assign(this, await ask("start"));
    this.people.filter((person) => person.reception).forEach((person) => this.conversation(person));
  }

  /** Ask again who has a link, for the next home screen. */
  async refresh() {
    try {
      const known = JSON.stringify([this.merchants, this.people]);
      await this.learn();
      const changed = JSON.stringify([this.merchants, this.people]) !== known;
      if (changed) this.handsets.forEach((each) => each.showPeople());
      if (changed) this.handsets.filter((each) => !each.chat).forEach((each) => each.goHome(false));
    } catch { /* the home screen shows those known */ }
  }

  conversation(person) {
    if (!this.conversations.has(person.id)) {
      const conversation = new Conversation(person);
      this.conversations.set(person.id, conversation);
      conversation.addEventListener("change", () => this.news());
      conversation.listen();
    }
    return this.conversations.get(person.id);
  }

  /** How many messages somebody has not read, as far as this page has asked. */
  unread(person) {
    const open = this.handsets.some((each) => each.chat && each.person.id === person.id);
    return open ? 0 : this.conversations.get(person.id)?.unread ?? 0;
  }

  /** Say on every phone who has something to read, and whether a merchant is waited for. */
  news() {
    this.handsets.forEach((handset) => handset.showBadges());
    const shop = this.waitedFor();
    this.say(this.addButton, shop ? `Abrir el teléfono de ${shop.name}` : ADD);
    this.say(this.hint, shop ? WAITING : RACE);
  }

  /** Change a text only where it changes: a screen reader reads it out each time. */
  say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /** The merchant's phone that has something to read and is on no phone of this page. */
  waitedFor() {
    return this.free().find((person) => person.reception && this.unread(person));
  }

  free() {
    const taken = new Set(this.handsets.map((handset) => handset.person.id));
    return this.people.filter((person) => !taken.has(person.id));
  }

  open(slug) {
    return ask("open", { slug });
  }

  async addPerson(number) {
    const person = await ask("people", { number });
    this.people.push(person);
    this.handsets.forEach((handset) => handset.showPeople());
    return person;
  }

  add(person) {
    const handset = new Handset(this, person);
    this.handsets.push(handset);
    this.holder.append(handset.element);
    handset.tick();
    this.count();
    return handset;
  }

  async addAnother() {
    const person = this.waitedFor() ?? this.free().find((each) => !each.reception) ?? (await this.addPerson(true));
    this.add(person).element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  remove(handset) {
    handset.leave();
    handset.element.remove();
    this.handsets = this.handsets.filter((each) => each !== handset);
    this.count();
  }

  count() {
    document.body.dataset.phones = String(this.handsets.length);
    this.handsets.forEach((handset) => handset.showPeople());
    this.news();
    this.remember();
  }

  remember() {
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify(this.handsets.map((handset) => handset.person.id)));
    } catch { /* then the page starts with one phone */ }
  }

  recall() {
    try {
      return JSON.parse(sessionStorage.getItem(MEMORY)) ?? [];
    } catch {
      return [];
    }
  }
}

new Page(document.getElementById("handsets")).start();
