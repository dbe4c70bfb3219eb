// Puts the chat together: greets the shop's page, opens a session, listens, sends, and keeps receipts. Promises: no session and no
// word in an address; only the page that embeds us is heard, and it learns nothing but a count of unread messages.

import { ask, Backoff, post, Problem, readEvents, upload } from "./api.js";
import { Composer } from "./composer.js";
import { el } from "./elements.js";
import { canSign, forget, keepReceipt, keptReceipts, sign } from "./keys.js";
import { drawNotice } from "./notice.js";
import { Outbox } from "./outbox.js";
import { Thread } from "./thread.js";

const SILENCE = 40_000;
const SOON = 400;
const WRITING = 15_000;
const TYPING = 3_000;
const MOVED = "conversation-moved";
const MAX_FILE = 10 * 1024 * 1024;
const site = new URLSearchParams(location.search).get("site") || "";
const place = `handclasp/${site}`;
const framed = window.parent !== window;
const byId = (id) => document.getElementById(id);

const kept = {
  memory: null,
  read() { try { return localStorage.getItem(place); } catch { return this.memory; } },
  get lasts() {
    try { localStorage.setItem(`${place}/lasts`, "1"); localStorage.removeItem(`${place}/lasts`); return true; } catch { return false; }
  },
  write(token) {
    this.memory = token;
    try { token ? localStorage.setItem(place, token) : localStorage.removeItem(place); } catch { /* storage is off */ }
  },
};

class Chat {
  #session = null;
  #at = null;
  #hears = null;
  #opening = null;
  #outbox = null;
  #receipts = new Map();
  #wanted = [];
  #fetching = null;
  #backoff = new Backoff();
  #wake = () => {};
  #live = false;
  #shown = true;
  #unread = 0;
  #written;
  #typed = { yes: false, at: 0 };

  constructor(language, words, token, origin) {
    Object.assign(this, { language, words, token });
    this.origin = origin;
    const actions = {
      proof: async (key) => (await import("./proof.js")).openProof(this.language, this.#receipts.get(key)),
      file: async (key) => (await this.#of(key, "files")).blob(),
      retry: (item) => this.#outbox.retry(item.id),
      rate: (rating, of) => this.#post("rating", rating, of),
      requests: async () => (await import("./requests.js")).showRequests(this.words, this.language, { get: (path) => this.#get(path), post: (path, body) => this.#post(path, body), said: () => this.thread.said(this.#at) }),
      discard: (item) => { this.#outbox.remove(item.id); this.thread.removePending(item.id); },
      edit: (item) => { actions.discard(item); this.composer.draft(item.text); },
    };
    this.thread = new Thread(this.words, language, actions, (key) => this.#receipts.has(key));
    this.composer = new Composer(this.words, (text) => this.#say(text), (yes) => this.#typing(yes));
    this.#furnish();
  }

  async start() {
    this.#status("joining");
    for (const backoff = new Backoff(); !this.#session;) {
      try {
        await this.#renew();
      } catch (error) {
        if (!(error instanceof Problem) || !error.passing) return this.#give(error);
        this.#status("offline");
        await this.#pause(backoff.next(error.wait));
      }
    }
    this.#hears = this.#session.conversation;
    this.#receipts = await keptReceipts([this.#hears, this.#at], !this.#session.vouched);
    this.#outbox = new Outbox(`${place}/${this.#session.conversation}`, (item) => this.#deliver(item), (item, answer) => this.#moved(item, answer));
    this.#outbox.restore();
    this.#listen();
    this.composer.release();
  }

  shown(yes) {
    this.#shown = yes;
    if (!yes) return;
    this.#unread = 0;
    this.#tell({ type: "unread", count: 0 });
    this.composer.focus();
  }

  identify(token) { this.token = token || this.token; }

  // One at a time: stream and outbox may both find the session over.
  #renew() {
    return (this.#opening ??= this.#open().finally(() => { this.#opening = null; }));
  }

  async #open() {
    const resume = this.token ? null : kept.read();
    const body = { site, language: this.language, ...(this.token && { token: this.token }), ...(resume && { resume }) };
    let answer;
    try {
      answer = await post("sessions", null, body);
    } catch (error) {
      if (error.status !== 401 || !(resume || this.token)) throw error;
      // The old session or the shop's token is over: its page may have a new one.
      if (resume) kept.write(null);
      if (this.token) { this.token = null; this.#tell({ type: "ready" }); }
      answer = await post("sessions", null, { site, language: this.language });
    }
    // A vouched session is never kept: the next person here may not be the shop's customer.
    if (!answer.vouched) kept.write(answer.session);
    this.#session = answer;
    this.#at = answer.goes_on || answer.conversation;
    byId("site").textContent = answer.site;
    this.greeting = answer.name ? this.words.greeting(answer.name) : null;
    drawNotice(answer.notices[0], `${place}/notice`, this.words.confirm, () => this.#post("notice", {}));
  }

  #get(path, of) { return this.#authorised((session) => ask(path, { session }), of); }

  #of(key, path) {
    const [of, seq] = key.split("/");
    return this.#get(`${path}/${seq}`, of);
  }

  #post(path, body, of) { return this.#authorised((session) => post(path, session, body), of); }

  async #authorised(act, of) {
    const session = () => ({ token: this.#session.session, of: of ?? this.#at });
    try {
      return await act(session());
    } catch (error) {
      if (error.status === 401) await this.#renew();
      else if (error.code === MOVED && !of) this.#back();
      else throw error;
      return act(session());
    }
  }

  async #say(text) {
    this.#typed = { yes: false, at: 0 };
    const id = newId();
    const sent = Date.now();
    // Not joined yet: the words stay until there is a conversation to sign them for.
    if (!this.#outbox) return this.composer.hold(text);
    const of = this.#at;
    const signature = await sign(of, sent, id, text);
    this.#outbox.add({ id, sent, text, signature, of });
  }

  #attach(file) {
    if (!file || !this.#outbox) return;
    if (!file.size || file.size > MAX_FILE) {
      this.#status(this.#live ? "live" : "offline", file.size ? this.words.fileBig : this.words.fileEmpty);
      return;
    }
    this.#outbox.add({ id: newId(), sent: Date.now(), text: file.name, file, of: this.#at });
  }

  // What was signed for a conversation is said in that one, as long as the chat may go on there.
  async #deliver(item) {
    item.of ??= this.#session.conversation;
    try {
      return await this.#send(item);
    } catch (error) {
      if (error.code !== MOVED) throw error;
      this.#back();
      item.of = this.#at;
      if (!item.file) item.signature = await sign(item.of, item.sent, item.id, item.text);
      return this.#send(item);
    }
  }

  #send({ id, sent, text, signature, file, of }) {
    if (!file) return this.#post("messages", { id, sent, text, signature }, of);
    const headers = {
      "Content-Type": /^[a-z0-9][\w!#$&^.+-]*\/[\w!#$&^.+-]+$/.test(file.type) ? file.type : "application/octet-stream",
      "Handclasp-Name": encodeURIComponent(file.name), "Handclasp-Id": id, "Handclasp-Sent": String(sent),
    };
    return this.#authorised((session) => upload(session, headers, file, (part) => this.thread.progress(id, part)), of);
  }

  #moved(item, answer) {
    this.thread.pending(item, answer);
    if (answer?.receipt) this.#keep(`${item.of}/${answer.seq}`, JSON.stringify(answer.receipt));
    else if (answer) this.#want(`${item.of}/${answer.seq}`);
    if (answer && !this.#live) this.#wake();
  }

  async #listen() {
    for (;;) {
      let turns = false;
      try {
        turns = await this.#authorised((session) => this.#stream(session), this.#hears);
        this.#backoff.reset();
      } catch (error) {
        turns = error.code === MOVED;
        if (turns) this.#back();
        else if (error instanceof Problem && !error.passing) return this.#give(error);
      }
      if (turns) continue;
      this.#live = false;
      this.#writes(false);
      this.#status("offline");
      await this.#pause(this.#backoff.next());
    }
  }

  // The desk parted this chat from the one in which it went on: it goes on by itself, or says where.
  #back() { this.#at = this.#hears = this.#session.conversation; }

  async #stream(session) {
    const stop = new AbortController();
    let timer;
    const heard = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), SILENCE); };
    heard();
    try {
      const { of } = session;
      const last = this.thread.last(of);
      const headers = last ? { "Last-Event-ID": String(last) } : {};
      const answer = await ask("stream", { session, headers, signal: stop.signal });
      this.#backoff.reset();
      this.#live = true;
      this.#status("live");
      this.#outbox.wake();
      this.#fetchReceipts();
      let moved = false;
      await readEvents(answer, heard, (event, data) => {
        if (event !== "moved") return this.#heard(event, Object.assign(data, { of }));
        this.#at = this.#hears = data.conversation;
        moved = true;
      });
      return moved;
    } finally {
      clearTimeout(timer);
      byId("log").removeAttribute("aria-busy");
    }
  }

  #heard(event, data) {
    if (event === "changed") this.thread.change(data);
    if (event === "receipt") this.#keep(`${data.of}/${data.seq}`, JSON.stringify(data.receipt));
    if (event === "writing") this.#writes(data.writing);
    if (event !== "record") return;
    if (data.author.role !== "customer") this.#writes(false);
    const live = Date.now() - data.received < 60_000;
    this.thread.add(data, live);
    // What is said while we listen is followed by its receipt, and the answer to what is on its way brings one.
    if (!this.#outbox.has(data.id)) setTimeout(() => this.#want(`${data.of}/${data.seq}`), live ? SOON : 0);
    if (live && !this.#shown && data.author.role !== "customer" && data.kind === "message")
      this.#tell({ type: "unread", count: ++this.#unread });
  }

  // Should the end of it never be told, it ends by itself.
  #writes(yes) {
    clearTimeout(this.#written);
    byId("writing").textContent = yes ? this.words.writing : "";
    if (yes) this.#written = setTimeout(() => this.#writes(false), WRITING);
  }

  // That the customer writes, every few seconds while they do; not a word of it.
  #typing(yes) {
    const now = Date.now();
    if (!this.#live || (yes === this.#typed.yes && (!yes || now - this.#typed.at < TYPING))) return;
    this.#typed = { yes, at: now };
    this.#authorised((session) => ask("writing", { session, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ writing: yes }) }))
      .catch(() => { /* it is of the moment: what is lost is lost */ });
  }

  #want(key) {
    if (this.#receipts.has(key)) return;
    this.#wanted.push(key);
    this.#fetchReceipts();
  }

  // One by one, newest first: what was just said matters most.
  #fetchReceipts() {
    return (this.#fetching ??= this.#fetchWanted().finally(() => { this.#fetching = null; }));
  }

  async #fetchWanted() {
    while (this.#live && this.#wanted.length) {
      const key = this.#wanted.pop();
      if (this.#receipts.has(key)) continue;
      try {
        const answer = await this.#of(key, "receipts");
        this.#keep(key, await answer.text());
      } catch (error) {
        if (error instanceof Problem && !error.passing) continue;
        this.#wanted.unshift(key);
        await this.#pause(Math.max(1000, error.wait || 0));
      }
    }
  }

  // What can be had now; a receipt on its way is waited for while connected.
  async #complete() {
    await this.#fetchReceipts();
    const place = (key) => { const [of, seq] = key.split("/"); return Number(seq) + (of === this.#session.conversation ? 0 : 1e9); };
    return [...this.#receipts].sort(([a], [b]) => place(a) - place(b));
  }

  #keep(key, document) {
    this.#receipts.set(key, document);
    keepReceipt(key, document, !this.#session.vouched);
    this.thread.mark(key);
  }

  #pause(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      const before = this.#wake;
      this.#wake = () => { clearTimeout(timer); before(); resolve(); };
    });
  }

  #status(state, instead = null) {
    document.documentElement.dataset.state = state;
    byId("line").textContent = instead || (state === "live" && this.greeting) || this.words[state];
  }

  #give(error) {
    this.#status("broken", this.words.problems[error.code] || this.words.broken);
  }

  #tell(message) {
    if (framed) window.parent.postMessage({ handclasp: 1, ...message }, this.origin);
  }

  #furnish() {
    const { words } = this;
    document.documentElement.lang = this.language === "zh" ? "zh-Hans" : "en";
    document.title = words.staff;
    for (const [id, word] of Object.entries({ close: words.close, more: words.more, clip: words.clip, send: words.send })) {
      byId(id).setAttribute("aria-label", word);
      byId(id).title = word;
    }
    byId("close").hidden = !framed;
    byId("close").addEventListener("click", () => this.#tell({ type: "close" }));
    byId("clip").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", ({ target }) => { this.#attach(target.files[0]); target.value = ""; });
    if (!canSign()) byId("composer").prepend(el("p.plain", {}, words.unsigned));
    if (!kept.lasts && !this.token)
      byId("composer").prepend(el("p.plain", {}, el("span", {}, words.fleeting, " ",
        framed && el("a", { href: location.href, target: "_blank", rel: "noopener" }, words.ownWindow))));
    addEventListener("online", () => { this.#wake(); this.#outbox?.wake(); });
    addEventListener("offline", () => this.#status("offline"));
    let menu = null;
    const chat = {
      words, language: this.language, receipts: () => this.#complete(), get: (path) => this.#get(path), post: (path, body) => this.#post(path, body),
      requests: () => this.#session?.requests, cases: () => this.#session?.cases, said: () => this.thread.said(this.#at),
      forget: async () => { await forget(); kept.write(null); sessionStorage.clear(); location.reload(); },
    };
    byId("more").addEventListener("click", async () => {
      const { Menu } = await import("./menu.js");
      menu ??= new Menu(chat);
      menu.toggle();
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || byId("proof").open) return;
      if (menu?.open) menu.hide();
      else this.#tell({ type: "close" });
    });
  }
}

const newId = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

let chat = null;
const begin = async ({ language: wanted, theme, token }, origin) => {
  if (chat) return (await chat).identify(token);
  document.documentElement.dataset.theme = ["light", "dark"].includes(theme) ? theme : "auto";
  const language = wanted === "zh" ? "zh" : "en";
  chat = import(`./words.${language}.js`).then(({ default: words }) => new Chat(language, words, token || null, origin));
  return (await chat).start();
};

if (framed) {
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || data?.handclasp !== 1) return;
    if (data.type === "hello") begin(data, origin);
    else if (data.type === "shown" || data.type === "hidden") chat?.then((one) => one.shown(data.type === "shown"));
    else if (data.type === "draft" && typeof data.text === "string") chat?.then((one) => one.composer.draft(data.text));
  });
  window.parent.postMessage({ handclasp: 1, type: "ready" }, "*");
} else {
  begin({ language: navigator.language.startsWith("zh") ? "zh" : "en" }, location.origin);
}
