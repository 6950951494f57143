// The page: the phones on it, and what they share.

import { Conversation, ask } from "./conversation.js";
import { Handset } from "./handset.js";

const MEMORY = "milo-phones";

class Page {
  constructor(holder) {
    this.holder = holder;
    this.people = [];
    this.merchants = [];
    this.handsets = [];
    this.conversations = new Map();
  }

  async start() {
    await this.load();
    const remembered = this.recall().map((id) => this.people.find((person) => person.id === id)).filter(Boolean);
    for (const person of remembered.length ? remembered : this.people.slice(0, 1)) this.add(person);
    const tick = () => this.handsets.forEach((handset) => handset.tick());
    setInterval(tick, 5000);
    document.querySelector("[data-testid=add-phone]").addEventListener("click", () => this.addAnother());
  }

  async load() {
    try {
      Object.assign(this, await ask("start"));
    } catch {
      this.holder.textContent = "Sin conexión. Reintentando…";
      await new Promise((done) => setTimeout(done, 1500));
      await this.load();
      this.holder.textContent = "";
    }
  }

  /** Ask again who has a link, for the next home screen. */
  async refresh() {
    try {
      const { merchants } = await ask("start");
      const changed = JSON.stringify(merchants) !== JSON.stringify(this.merchants);
      this.merchants = merchants;
      if (changed) this.handsets.filter((each) => !each.chat).forEach((each) => each.goHome(false));
    } catch { /* the home screen shows those known */ }
  }

  conversation(person) {
    if (!this.conversations.has(person.id)) this.conversations.set(person.id, new Conversation(person));
    return this.conversations.get(person.id);
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
    const taken = new Set(this.handsets.map((handset) => handset.person.id));
    const person = this.people.find((each) => !taken.has(each.id)) ?? (await this.addPerson(true));
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
