// The notice at the top: what is kept and why, and what will never be asked. Open at the first visit, one line afterwards.

import { el, icon } from "./elements.js";

// Confirming folds the notice; the words stay one click away. What could not be sealed may be confirmed again.
const confirmation = (box, word, confirm) => {
  const button = el("button.confirm", { type: "button" }, word);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await confirm();
    } catch {
      button.disabled = false;
      return;
    }
    button.remove();
    box.querySelector("details").open = false;
  });
  return button;
};

/** Draw a notice as the server worded it; `mark` is where this browser remembers which one it has shown, `confirm` seals that it was read. */
export const drawNotice = (notice, mark, word, confirm) => {
  const box = document.getElementById("notice");
  const version = notice.mark;
  // A session renewed while the page is open must not fold what is being read.
  if (box.dataset.version === version) return;
  box.dataset.version = version;
  let known = null;
  try {
    known = localStorage.getItem(mark);
    localStorage.setItem(mark, version);
  } catch { /* storage is off: it opens each time */ }
  box.replaceChildren(el("details", { open: known !== version },
    el("summary", {}, el("span", {}, notice.title), icon("down")),
    el("div", {},
      notice.lines.map((line) => el("p", {}, line)),
      el("h2", {}, notice.never_title),
      el("ul", {}, notice.never.map((never) => el("li", {}, icon("never"), never))),
      el("p.after", {}, notice.after),
      known !== version && confirmation(box, word, confirm))));
};
