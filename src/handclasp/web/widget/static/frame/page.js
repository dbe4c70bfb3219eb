// A page of one's own in the chat's dialog: a list that is fetched anew each time, what went wrong, acts. Nothing is kept.

import { el, icon } from "./elements.js";

const dialog = document.getElementById("proof");
const style = () => document.querySelector("link[data-requests]") ?? document.head.appendChild(
  el("link", { rel: "stylesheet", href: new URL("requests.css", import.meta.url).pathname, "data-requests": true }));

/** The list `name`; whoever extends it draws an item in `draw(one)` and all of it in `body()`. `chat` fetches and posts under the session. */
export class Page {
  constructor(name, words, language, chat) {
    Object.assign(this, { name, words, chat, locale: language === "zh" ? "zh-CN" : "en-GB" });
    this.moment = new Intl.DateTimeFormat(this.locale, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
    this.list = el("div", {}, el("p", { role: "status" }, words.wait));
    this.trouble = el("p.bad", { role: "alert", hidden: true });
  }

  say(text) {
    this.trouble.textContent = text ?? "";
    this.trouble.hidden = !text;
    if (text) this.trouble.scrollIntoView({ block: "nearest" });
  }

  async load() {
    let shown;
    try {
      const found = (await (await this.chat.get(this.name)).json())[this.name];
      shown = found.length ? el("ul.requests", {}, found.map((one) => this.draw(one))) : el("p", {}, this.words.none);
    } catch {
      shown = el("p", { role: "alert" }, this.words.failed);
    }
    this.list.replaceChildren(shown);
  }

  /** Post, and show how the list stands then; whether it was done. */
  async act(path, body) {
    this.say(null);
    let done = true;
    try {
      await this.chat.post(path, body);
    } catch (error) {
      done = false;
      this.say(this.words.problems[error.code] ?? this.words.failed);
    }
    await this.load();
    return done;
  }

  async open() {
    style();
    const done = el("button.icon", { type: "button", "aria-label": this.words.done, onclick: () => dialog.close() }, icon("close"));
    dialog.replaceChildren(el("header", {}, el("h2", { id: "proof-title" }, this.words.title), done), this.body());
    dialog.showModal();
    await this.load();
  }
}
