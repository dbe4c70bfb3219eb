// The small menu of the head: save the chat with its receipts, what they prove, who has looked, forget this chat on this device (asked twice).

import { el } from "./elements.js";

export class Menu {
  #button = document.getElementById("more");
  #box = document.getElementById("menu");

  constructor({ words: all, language, receipts, get, post, requests, cases, said, forget }) {
    const words = all.menu;
    const saveAll = async () => (await import("./save.js")).saveTranscript(await receipts());
    const proves = async () => (await import("./proof.js")).explainReceipts(language);
    const looks = async () => (await import("./looks.js")).showLooks(all, language, () => get("looks"));
    const rights = async () => (await import("./requests.js")).showRequests(all, language, { get, post, said });
    const disputes = async () => (await import("./cases.js")).showCases(language, { get, post, said });
    const item = (label, act) => el("button", { type: "button", onclick: () => { this.hide(); act(); } }, label);
    let sure = false;
    const last = el("button.grave", { type: "button" }, words.forget);
    last.addEventListener("click", () => {
      if (sure) return forget();
      sure = true;
      last.textContent = words.forgetSure;
    });
    this.#box.append(item(words.saveAll, saveAll), item(words.proves, proves), item(words.looks, looks), requests() ? item(words.requests, rights) : "", cases() ? item(words.cases, disputes) : "",
      el("a", { href: `/verify#${language}`, target: "_blank", rel: "noopener", onclick: () => this.hide(false) }, words.check), last);
    document.addEventListener("pointerdown", ({ target }) => {
      if (this.open && !this.#box.contains(target) && !this.#button.contains(target)) this.hide(false);
    });
    this.#box.addEventListener("keydown", (event) => {
      const items = [...this.#box.children];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    });
  }

  get open() { return !this.#box.hidden; }

  toggle() {
    if (this.open) return this.hide();
    this.#box.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#box.firstElementChild.focus();
  }

  hide(refocus = true) {
    this.#box.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
    if (refocus) this.#button.focus();
  }
}
