// Asks once how it went, where the conversation says so. Fetched with the first such record; it interrupts nothing and takes no focus.

import { el } from "./elements.js";

const style = () => document.querySelector("link[data-rating]") ?? document.head.appendChild(
  el("link", { rel: "stylesheet", href: new URL("rating.css", import.meta.url).pathname, "data-rating": true }));
const forms = new Map();
const answered = new Set();

const form = (of, asked, words, thread) => {
  const trouble = el("p.bad", { role: "alert", hidden: true });
  const scores = [1, 2, 3, 4, 5].map((score) => el("label", {},
    el("input", { type: "radio", name: `score-${of}-${asked}`, value: score, required: true, "aria-label": words.score(score) }), el("span", { "aria-hidden": "true" }, String(score))));
  const text = el("textarea", { rows: 2, maxlength: 1000 });
  const button = el("button.main", { type: "submit" }, words.send);
  const made = el("form.rating", {}, el("fieldset", {}, el("legend", {}, words.question), el("div.scores", {}, scores), el("p.small", {}, words.scale)),
    el("label", {}, words.more, text), button, trouble);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.hidden = true;
    try {
      await thread.actions.rate({ asked, score: Number(new FormData(made).get(`score-${of}-${asked}`)), words: text.value }, of);
      made.replaceWith(el("p.small", { role: "status" }, words.thanks));
    } catch (error) {
      const done = { "idempotency-key-reused": words.before, "not-asked": words.over }[error.code];
      trouble.textContent = done ?? words.failed;
      trouble.hidden = false;
      button.disabled = Boolean(done);
    }
  });
  return made;
};

/** Draw a rating record into the paragraph of its line. */
export const draw = async (place, { of, seq, body, facts }, thread) => {
  style();
  const { default: words } = await import(`./rating.${thread.language === "zh" ? "zh" : "en"}.js`);
  if (facts.step === "asked") {
    place.textContent = words.asked;
    const key = `${of}/${seq}`;
    if (answered.has(key)) return;
    const made = form(of, seq, words, thread);
    forms.set(key, made);
    place.after(made);
    made.scrollIntoView({ block: "nearest" });
    return;
  }
  place.textContent = [words.rated(facts.score), body].filter(Boolean).join(" · ");
  answered.add(`${of}/${facts.asked}`);
  forms.get(`${of}/${facts.asked}`)?.remove();
};
