// What the customer is asked for apart from everything else: the question in its own words, the answer, and taking it back.
// Nothing is chosen beforehand. Fetched anew each time; nothing is kept.

import { el } from "./elements.js";
import { grouped } from "./numbers.js";

/** A list that loads itself: `chat` fetches and posts under the session, `moment` formats times, `say` tells trouble. */
export class Consents {
  constructor(words, chat, moment, say) {
    Object.assign(this, { words, chat, moment, say });
    this.list = el("div", { hidden: true });
  }

  async load() {
    try {
      this.#draw((await (await this.chat.get("consents")).json()).consents);
    } catch { /* a house that asks for nothing separately has no such list */ }
  }

  #draw(consents) {
    this.list.hidden = !consents.length;
    this.list.replaceChildren(el("h3", {}, this.words.consents), el("ul.requests.consents", {}, consents.map((one) => this.#one(one))));
  }

  #one(one) {
    const { words } = this;
    const way = (answer, style = "button.link") => el(style, { type: "button", onclick: (event) => this.#answer(event.target, one, answer) }, words.answers[answer]);
    return el("li", { "data-state": one.state, "data-seq": one.seq },
      el("p", {}, el("b", {}, one.title), " · ", words.stands[one.state]),
      one.lines.map((line) => el("p.small", {}, line)),
      el("ol.steps", {}, one.steps.map((step) => el("li.small", {}, `${this.moment.format(step.at)} ${words.stepped[step.step]} · #${grouped(step.index)}`))),
      el("p.ways", {},
        one.state === "asked" && [way("given", "button.wish"), way("declined", "button.wish")],
        one.state === "given" && way("withdrawn"),
        ["declined", "withdrawn"].includes(one.state) && way("given")));
  }

  async #answer(button, one, answer) {
    button.disabled = true;
    this.say(null);
    try {
      this.#draw((await this.chat.post(`consents/${one.seq}`, { answer })).consents);
      this.list.querySelector(`[data-seq="${one.seq}"] button`)?.focus();
    } catch (error) {
      this.say(this.words.problems[error.code] ?? this.words.failed);
      await this.load();
    }
  }
}
