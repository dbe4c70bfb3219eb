// The notice at the top: what is kept and why, and what will never be asked. Open at the first visit, one line afterwards.

import { el, icon } from "./elements.js";

/** Draw a notice as the server worded it; `place` is where this browser remembers that it was read. */
export const drawNotice = (notice, words, place) => {
  const mark = `${place}/notice`;
  const version = `${notice.notice}/${notice.version}`;
  let read = null;
  try { read = localStorage.getItem(mark); } catch { /* storage is off */ }
  const details = el("details", { open: read !== version },
    el("summary", {}, el("span", {}, notice.title), icon("down")),
    el("div", {},
      notice.lines.map((line) => el("p", {}, line)),
      el("h2", {}, notice.never_title),
      el("ul", {}, notice.never.map((never) => el("li", {}, icon("never"), never))),
      el("p.after", {}, notice.after)));
  details.addEventListener("toggle", () => {
    try { if (!details.open) localStorage.setItem(mark, version); } catch { /* storage is off */ }
  });
  document.getElementById("notice").replaceChildren(details);
};
