// Sending: shows the text as "sending" at once, and "sealed" only when the receipt came. A failure keeps the text, and so does what
// is written while something is on its way.
import { word } from "./clocks.js";
import { keepDraft } from "./drafts.js";
import { toEnd } from "./live.js";
import { pending, startUnsent } from "./unsent.js";

function sprite(name) {
  const here = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${here}#${name}`);
  svg.append(use);
  return svg;
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

function showPending(form) {
  const key = form.elements.key.value;
  if (document.querySelector(`#lines [data-key="${CSS.escape(key)}"]`)) return;
  const note = form.elements.mode.value === "note";
  const meta = element("p", "meta", sprite("clock"), element("span", "state", word("sending")));
  const line = element("li", `line out pending ${note ? "note" : "bubble"}`,
    element("div", "bubble", element("p", "said", form.elements.text.value)), meta);
  line.dataset.key = key;
  document.getElementById("lines").append(line);
  toEnd();
}

function settle(form) {
  if (form.dataset.failedKey) pending(form.dataset.failedKey)?.remove();
  const { sealedKey, sealedSeq, sealedIndex } = form.dataset;
  if (!sealedKey) return;
  const line = pending(sealedKey);
  if (document.getElementById(`m-${sealedSeq}`)) { line?.remove(); return; }
  if (!line) return;
  line.dataset.seq = sealedSeq;
  line.querySelector(".meta").replaceChildren(sprite("check"), element("span", "state", `${word("sealed")} #${sealedIndex}`));
}

function placeholder(form) {
  const text = form.elements.text;
  text.placeholder = form.elements.mode.value === "note" ? text.dataset.notePlaceholder : text.dataset.replyPlaceholder;
}

// Written on while the last text was on its way: it is the next one.
let onItsWay = "";
let writtenOn = "";

function before(form) {
  onItsWay = form.elements.text.value;
  if (onItsWay.trim()) showPending(form);
}

function after(form) {
  settle(form);
  placeholder(form);
  const { text } = form.elements;
  if (form.dataset.failedKey && writtenOn !== onItsWay) text.value = writtenOn.startsWith(onItsWay) ? writtenOn : [text.value, writtenOn].filter(Boolean).join("\n");
  if (form.dataset.sealedKey && writtenOn !== onItsWay) text.value = writtenOn.startsWith(onItsWay) ? writtenOn.slice(onItsWay.length) : writtenOn;
  keepDraft();
  text.focus();
}

export function startComposer() {
  const composer = () => document.getElementById("composer");
  if (!composer()) return;
  placeholder(composer());
  document.body.addEventListener("change", (event) => { if (event.target.closest?.("#composer")) placeholder(composer()); });
  document.body.addEventListener("keydown", (event) => {
    if (event.target.id === "text" && event.key === "Enter" && (event.metaKey || event.ctrlKey) && !event.isComposing) {
      event.preventDefault();
      if (!composer().querySelector(".send").disabled) composer().requestSubmit();
    }
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (event.target.id === "composer") before(event.target); });
  document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target.id === "composer") writtenOn = composer().elements.text.value; });
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "composer") after(composer()); });
  startUnsent();
}
