// When the line is cut while something is sent: the text stays in its box, says so, and goes out by itself once the line is back, under
// the key it had, so that it is said once even if it had got through. Whoever would rather write on takes it back.
import { word } from "./clocks.js";
import { say } from "./drafts.js";
import { toast } from "./sheets.js";

const AGAIN = 15_000;
const composer = () => document.getElementById("composer");
const text = () => composer()?.elements.text;
export const pending = (key) => document.querySelector(`.pending[data-key="${CSS.escape(key)}"]`);

let timer = null;
let waits = false;

function show(line, says) {
  const state = line?.querySelector(".state");
  if (state) state.textContent = says;
}

/** The line is cut: wait for it. */
function wait() {
  waits = true;
  text().readOnly = true;
  document.getElementById("unsend").hidden = false;
  say(word("waits"));
  show(pending(composer().elements.key.value), word("waiting"));
  clearTimeout(timer);
  timer = setTimeout(goOut, AGAIN);
}

function goOut() {
  clearTimeout(timer);
  if (!waits || !composer()) return;
  if (navigator.onLine === false) { timer = setTimeout(goOut, AGAIN); return; }
  waits = false;
  show(pending(composer().elements.key.value), word("sending"));
  composer().requestSubmit();
}

function takeBack() {
  clearTimeout(timer);
  waits = false;
  pending(composer().elements.key.value)?.remove();
  document.getElementById("unsend").hidden = true;
  say("");
  text().readOnly = false;
  text().focus();
}

// A proxy's own page, or none of ours: it must not take the composer's place, and the text with it.
function judge(event) {
  const { requestConfig, target, xhr } = event.detail;
  if (requestConfig.elt.id !== "composer") return;
  if (target.id === "composer" && !xhr.responseText.includes('id="composer"')) {
    event.detail.shouldSwap = false;
    if (xhr.status >= 500) { wait(); return; }
    toast(word("unsent"));
  }
  if (target.id === "composer" && event.detail.shouldSwap) return;
  pending(composer().elements.key.value)?.remove();
  takeBack();
}

export function startUnsent() {
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(failure, (event) => { if (event.target.id === "composer") wait(); });
  }
  document.body.addEventListener("htmx:beforeSwap", judge);
  document.addEventListener("click", (event) => { if (event.target.closest?.("#unsend")) takeBack(); });
  addEventListener("online", goOut);
  document.addEventListener("handclasp:live", goOut);
}
