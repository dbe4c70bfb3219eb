// A customer's disputes: how each stands, what was asked for, that it was answered, an appeal. Fetched anew each time; nothing is kept.

import { el } from "./elements.js";
import { Page } from "./page.js";

class Cases extends Page {
  body() { return el("div.body", {}, el("p.small", {}, this.words.means), this.trouble, this.list); }

  draw(one) {
    const { words } = this;
    const { refund } = one;
    return el("li", { "data-state": one.state },
      el("p", {}, el("b", {}, words.claims[one.claim]), " · ", words.states[one.state]),
      one.due && el("p.small", {}, words.due(this.moment.format(one.due))),
      one.outcome && el("p", {}, `${words.outcomes[one.outcome]} · ${words.grounds[one.ground] ?? one.ground}`),
      one.outcome && el("p.small", {}, words.reasons),
      refund && el("p.small", {}, words.refund(refund.amount, refund.currency, words.refunds[refund.state])),
      one.appealed && el("p.small", {}, words.appealed),
      one.wants.length ? this.#answer(one) : null,
      one.appeal ? this.#appeal(one) : null);
  }

  #answer(one) {
    const { words } = this;
    const boxes = one.wants.map((want) => el("input", { type: "checkbox", name: "want", value: want }));
    const which = el("select", {}, el("option", { value: 0 }, words.last),
      this.chat.said().filter(({ author }) => author.role === "customer").map(({ seq, body }) => el("option", { value: seq }, (body || "").slice(0, 60))));
    const form = el("form", {}, el("p", {}, words.asked),
      boxes.map((box) => el("label.check", {}, box, words.wants[box.value] ?? box.value)),
      el("p.small", {}, words.how), el("label", {}, words.which, which), el("button.main", { type: "submit" }, words.answered));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wants = boxes.filter((box) => box.checked).map((box) => box.value);
      this.act(`cases/${one.number}/arrived`, { wants, seq: Number(which.value) });
    });
    return form;
  }

  #appeal(one) {
    const { words } = this;
    const text = el("textarea", { rows: 3, maxlength: 2000, required: true });
    const form = el("form", {}, el("label", {}, words.against, text), el("p.small", {}, words.once), el("button.main", { type: "submit" }, words.appeal));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act(`cases/${one.number}/appeal`, { why: text.value });
    });
    return el("details.wish", {}, el("summary", {}, el("b", {}, words.disagree)), form);
  }
}

/** Open the page; `chat` fetches and posts under the session. */
export const showCases = async (language, chat) => {
  const { default: words } = await import(`./cases.${language}.js`);
  await new Cases("cases", words, language, chat).open();
};
