// What a customer may ask for about their own data, and how far each request has come. Fetched anew each time; nothing is kept.

import { Consents } from "./consents.js";
import { el } from "./elements.js";
import { grouped } from "./numbers.js";
import { Page } from "./page.js";

const ENDED = ["answered", "refused", "withdrawn"];

const save = async (answer, name) => {
  const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

class Requests extends Page {
  constructor(...of) {
    super("requests", ...of);
    this.day = new Intl.DateTimeFormat(this.locale, { year: "numeric", month: "long", day: "numeric" });
    this.consents = new Consents(this.words, this.chat, this.moment, (text) => this.say(text));
  }

  body() {
    const { words } = this;
    return el("div.body", {}, el("p.small", {}, words.means), this.trouble, this.consents.list, this.list, el("h3", {}, words.ask),
      el("ul.wishes", {}, Object.entries(words.rights).map(([right, [name, what]]) => el("li", {},
        right === "correction" ? this.#correction(name, what) : this.#wish(right, name, what)))));
  }

  #wish(right, name, what) {
    const button = el("button.wish", { type: "button" }, el("b", {}, name), el("span.small", {}, what));
    if (right !== "erasure") button.addEventListener("click", () => this.#ask({ right }));
    else {
      // Erasing is asked for twice, like forgetting.
      let sure = false;
      button.addEventListener("click", () => {
        if (sure) return this.#ask({ right });
        sure = true;
        button.lastElementChild.textContent = this.words.sure;
        button.classList.add("grave");
      });
    }
    return button;
  }

  #correction(name, what) {
    const { words } = this;
    const seq = el("select", { required: true }, this.chat.said().map(({ seq: at, body }) => el("option", { value: at }, (body || "").slice(0, 60))));
    const text = el("textarea", { rows: 2, maxlength: 2000, required: true });
    const form = el("form", {}, el("label", {}, words.which, seq), el("label", {}, words.instead, text), el("button.main", { type: "submit" }, words.send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask({ right: "correction", seq: Number(seq.value), words: text.value });
    });
    return el("details.wish", {}, el("summary", {}, el("b", {}, name), el("span.small", {}, what)), form);
  }

  async #ask(wanted) {
    if (await this.act("requests", wanted)) this.list.scrollIntoView({ block: "nearest" });
  }

  draw(one) {
    const { words } = this;
    const clock = ENDED.includes(one.state) ? null : el("p.small", {}, words.due(this.day.format(one.due), one.extended));
    const state = one.until ? words.until(this.moment.format(one.until)) : one.lifted ? words.lifted : words.states[one.state];
    return el("li", { "data-state": one.state },
      el("p", {}, el("b", {}, words.rights[one.right][0]), " · ", state),
      one.ground && el("p.small", {}, words.grounds[one.ground]), clock,
      el("ol.steps", {}, one.steps.map((step) => el("li.small", {}, `${this.moment.format(step.at)} ${words.steps[step.step] ?? step.step} · #${grouped(step.index)}`))),
      el("p.ways", {},
        one.copy && el("button.link", { type: "button", onclick: () => this.#fetch(one) }, words.fetch),
        ["open", "verified"].includes(one.state) && el("button.link", { type: "button", onclick: () => this.act(`requests/${one.number}/withdraw`, {}) }, words.withdraw)));
  }

  async #fetch(one) {
    try {
      await save(await this.chat.get(`requests/${one.number}/copy`), "handclasp.zip");
    } catch (error) {
      this.say(this.words.failed);
    }
  }
}

/** Open the page; `chat` fetches and posts under the session. */
export const showRequests = async (all, language, chat) => {
  const { default: words } = await import(`./requests.${language}.js`);
  const page = new Requests(words, language, chat);
  await Promise.all([page.open(), page.consents.load()]);
};
