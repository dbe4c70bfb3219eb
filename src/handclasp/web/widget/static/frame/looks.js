// Who has looked at this conversation, by their work and never by name, day by day. Fetched anew each time; nothing is kept.

import { el, icon } from "./elements.js";

const dialog = document.getElementById("proof");

const said = (words, types, { kind, purpose, item }) => {
  if (kind === "reveal") return words.reveal(item === "ATTACHMENT" ? words.picture : types[item] ?? item);
  if (kind === "export") return [words.export, words.exportFor[purpose]].filter(Boolean).join(" · ");
  if (kind === "search") return words.search;
  return words.access[purpose] ?? words.reads;
};

const listed = (words, { types, today }, language, looks) => {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const day = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
  const days = new Map();
  for (const look of looks) {
    const name = day.format(look.at);
    days.set(name, [...(days.get(name) ?? []), look]);
  }
  return [...days].map(([name, some]) => [
    el("h3", {}, name === day.format(Date.now()) ? today : name),
    el("ul.looks", {}, some.map((look) => el("li", {},
      el("time.small", { datetime: new Date(look.at).toISOString() }, clock.format(look.at)),
      el("span", {}, el("b", {}, words.roles[look.role] ?? words.role), " ", said(words, types, look),
        look.times > 1 && el("span.small", {}, ` · ${words.times(look.times)}`))))),
  ]);
};

/** Open the list; `chat` are the frame's words, `fetched` asks for it. */
export const showLooks = async (chat, language, fetched) => {
  const { default: words } = await import(`./looks.${language}.js`);
  const body = el("div.body", {}, el("p.small", {}, words.means), el("p", { role: "status" }, words.wait));
  const done = el("button.icon", { type: "button", "aria-label": words.done, onclick: () => dialog.close() }, icon("close"));
  dialog.replaceChildren(el("header", {}, el("h2", { id: "proof-title" }, words.title), done), body);
  dialog.showModal();
  let shown;
  try {
    const { looks } = await (await fetched()).json();
    shown = looks.length ? listed(words, chat, language, looks) : [el("p", {}, words.none)];
  } catch {
    shown = [el("p", { role: "alert" }, words.failed)];
  }
  body.lastElementChild.replaceWith(...shown.flat(Infinity));
};
