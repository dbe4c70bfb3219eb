// The page behind each ✓: what one receipt proves, what it does not, and the file itself. It checks the receipt anew each
// time it is opened, on this device, and says so plainly when the check fails.

import { check } from "./check.js";
import { el, icon } from "./elements.js";
import { canSign } from "./keys.js";
import { saveReceipt } from "./save.js";
import { grouped } from "./numbers.js";

const dialog = document.getElementById("proof");
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

const lists = (words) => [
  el("h3", {}, words.yes), el("ul.yes", {}, words.yesLines.map((line) => el("li", {}, icon("check"), line))),
  el("h3", {}, words.no), el("ul.no", {}, words.noLines.map((line) => el("li", {}, icon("never"), line))),
];
const show = (words, content, footer = null) => {
  const done = el("button.icon", { type: "button", "aria-label": words.done, onclick: () => dialog.close() }, icon("close"));
  dialog.replaceChildren(el("header", {}, el("h2", { id: "proof-title" }, words.title), done), el("div.body", {}, content), footer ? el("footer", {}, footer) : "");
  dialog.showModal();
};

const saving = (words, document, index) =>
  el("button.main", { type: "button", onclick: () => saveReceipt(document, index) }, icon("save"), words.save);

const wordsOf = async (language) => (await import(`./proof.${language}.js`)).default;
const checker = (words, language) => el("p.small", {}, words.unpinned, " ",
  el("a", { href: `/verify#${language}`, target: "_blank", rel: "noopener" }, words.page));

/** What receipts prove, in general. */
export const explainReceipts = async (language) => {
  const words = await wordsOf(language);
  show(words, [el("p", {}, words.about), lists(words), checker(words, language)]);
};

/** What this receipt (JSON text) proves. */
export const openProof = async (language, document) => {
  const words = await wordsOf(language);
  if (!canSign()) return show(words, [el("p", {}, words.unchecked), lists(words)], saving(words, document, "unchecked"));
  const said = await check(document).catch(() => null);
  if (!said?.ok)
    return show(words, el("p.verdict.bad", { role: "alert" }, icon("wrong"), words.wrong), saving(words, document, said?.index ?? "unreadable"));
  const { opened } = said;
  const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long", timeStyle: "medium" });
  const [yes, yesList, ...rest] = lists(words);
  if (said.signed) yesList.append(el("li", {}, icon("check"), said.signed === "yes" ? words.signed : words.signedMasked));
  return show(words, [
    el("dl", {},
      el("dt", {}, words.number), el("dd.number", {}, `#${grouped(said.index)}`),
      opened.received === undefined ? null : [el("dt", {}, words.time), el("dd", {}, when.format(opened.received))],
      opened.body ? [el("dt", {}, words.words), el("dd.said", { dir: "auto" }, opened.body)] : null),
    el("p.verdict", {}, icon("check"), words.checked + words.size(grouped(said.size))),
    yes, yesList, rest,
    el("details", {}, el("summary", {}, words.details), checker(words, language),
      el("dl.fine", {},
        el("dt", {}, words.log), el("dd", {}, said.origin),
        el("dt", {}, words.record), el("dd", {}, said.record),
        el("dt", {}, words.checkpoint), el("dd", {}, said.checkpoint.trim()))),
  ], saving(words, document, said.index));
};
