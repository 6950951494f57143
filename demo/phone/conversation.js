// One person's chat as this browser knows it: looks for news, sends, tries again.

const LOOK_MS = 400;
const HIDDEN_MS = 4000;
const AWAY_MS = 1500;
const OFFLINE_MS = 1500;

/** Ask the phone's API; throws for anything but a good answer. */
export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/phone/api/${path}`, { cache: "no-store", ...options });
  if (!answer.ok) throw Object.assign(new Error(`${answer.status}`), { status: answer.status });
  return answer.json();
}

let tokens = 0;
const started = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Tells its listeners (`change`) of every message that is new or has changed. */
export class Conversation extends EventTarget {
  constructor(person) {
    super();
    this.person = person;
    this.messages = new Map();
    this.typing = false;
    this.online = true;
    this.readUpTo = 0;
    this.watchers = 0;
    this.listening = false;
    this.after = 0;
    this.epoch = null;
    this.outgoing = [];
    this.timer = null;
    this.wake = this.wake.bind(this);
  }

  /** What came from Milo since the chat was last looked at. */
  get unread() {
    return [...this.messages.values()].filter((each) => each.author === "milo" && each.at > this.readUpTo && each.state !== "failed").length;
  }

  get last() {
    return [...this.messages.values()].filter((each) => each.state !== "failed").at(-1);
  }

  /** Take what was there before this page as read, but for what a merchant has yet to answer. */
  begin() {
    if (this.person.reception) this.readUpTo = [...this.messages.values()].findLast((each) => each.author === "person")?.at ?? 0;
    else this.markRead();
    this.tell([]);
  }

  markRead() {
    this.readUpTo = this.last?.at ?? 0;
  }

  watch() {
    this.watchers += 1;
    if (this.watchers > 1) return;
    document.addEventListener("visibilitychange", this.wake);
    this.look();
  }

  /** Look for news now and then, also while no phone shows the chat. */
  listen() {
    if (this.listening) return;
    this.listening = true;
    this.look();
  }

  unwatch() {
    this.watchers -= 1;
    if (this.watchers > 0) return;
    document.removeEventListener("visibilitychange", this.wake);
    this.soon(AWAY_MS);
  }

  wake() {
    if (!document.hidden && this.watchers > 0) this.soon(0);
  }

  soon(milliseconds) {
    clearTimeout(this.timer);
    if (this.watchers > 0 || this.listening) this.timer = setTimeout(() => this.look(), milliseconds);
  }

  async look() {
    if (this.looking) return;
    this.looking = true;
    try {
      const news = await ask(`chat?person=${encodeURIComponent(this.person.id)}&after=${this.after}`);
      // While a message is on its way, what is seen of it here would stand in the chat twice.
      if (!this.flushing) {
        if (this.epoch !== null && this.epoch !== news.epoch) this.forget();
        else this.learn(news);
        if (this.epoch === null) this.begin();
        this.epoch = news.epoch;
      }
    } catch {
      this.setOnline(false);
    }
    this.looking = false;
    this.soon(this.online ? this.pace() : OFFLINE_MS);
  }

  pace() {
    if (document.hidden) return HIDDEN_MS;
    return this.watchers > 0 ? LOOK_MS : AWAY_MS;
  }

  learn(news) {
    this.setOnline(true);
    this.after = Math.max(this.after, news.after);
    const changed = news.messages.filter((each) => this.put(each));
    if (changed.length || this.typing !== news.typing) {
      this.typing = news.typing;
      this.tell(changed);
    }
  }

  put(message) {
    const known = this.messages.get(message.id);
    if (known && JSON.stringify(known) === JSON.stringify(message)) return false;
    this.messages.set(message.id, message);
    return true;
  }

  /** Do something in the chat; it shows at once, and goes when it can. */
  act(act, shown = {}) {
    tokens += 1;
    const token = `${started}-${tokens}`;
    const empty = { text: "", description: "", header: "", footer: "", kind: "text", media: null, quote: null, reactions: {}, buttons: [], list: null, link: null, form: null, ask: null };
    const message = { ...empty, ...shown, id: token, author: "person", at: Date.now() / 1000, state: "pending" };
    this.outgoing.push({ act: { ...act, token }, message });
    this.messages.set(token, message);
    this.tell([message]);
    this.flush();
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    while (this.outgoing.length) {
      const { act, message } = this.outgoing[0];
      try {
        const { message: taken } = await ask("send", { ...act, person: this.person.id });
        this.setOnline(true);
        this.replace(message, taken);
        this.outgoing.shift();
      } catch (error) {
        if (error.status >= 400 && error.status < 500) {
          this.outgoing.shift();
          this.replace(message, { ...message, state: "failed" });
        } else {
          this.setOnline(false);
          await new Promise((done) => setTimeout(done, OFFLINE_MS));
        }
      }
    }
    this.flushing = false;
    this.soon(0);
  }

  /** Put what the server made of a message in the place of what was shown meanwhile. */
  replace(shown, taken) {
    const known = this.messages.get(taken.id);
    const entries = [...this.messages].filter(([id]) => id === shown.id || id !== taken.id);
    this.messages = new Map(entries.map(([id, each]) => (id === shown.id ? [taken.id, known ?? taken] : [id, each])));
    this.dispatchEvent(new CustomEvent("change", { detail: { changed: [known ?? taken], replaced: shown.id } }));
  }

  setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.tell([]);
  }

  forget() {
    this.messages = new Map(this.outgoing.map(({ message }) => [message.id, message]));
    this.after = 0;
    this.dispatchEvent(new CustomEvent("change", { detail: { changed: [], forgotten: true } }));
  }

  tell(changed) {
    this.dispatchEvent(new CustomEvent("change", { detail: { changed } }));
  }
}
