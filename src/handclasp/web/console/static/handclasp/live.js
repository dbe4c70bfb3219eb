// Live lines and a live list by server-sent events. Nothing moves under the reader: who has scrolled up gets a count.
import { wipe } from "./cache.js";
import { word } from "./clocks.js";
import { forgetDrafts, stopKeeping } from "./drafts.js";
import { toast } from "./sheets.js";

let unseen = 0;
const scroller = () => document.getElementById("scroller");

function atEnd() {
  const box = scroller();
  return !box || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

export function toEnd() {
  const box = scroller();
  if (box) box.scrollTop = box.scrollHeight;
  count(0);
}

function count(number) {
  unseen = number;
  const pill = document.getElementById("pill");
  if (!pill) return;
  pill.hidden = number === 0;
  pill.querySelector("span").textContent = word("new").replace("{n}", number);
}

// The line of a text of one's own may come before the answer to its sending: it takes the place of what is shown as being sent.
function onItsWay(lines, line) {
  const text = (one) => one.querySelector(".said")?.textContent.trim();
  if (!line.classList.contains("out")) return undefined;
  return [...lines.querySelectorAll(".pending:not([data-seq])")].find((one) => text(one) === text(line));
}

function place(line) {
  const lines = document.getElementById("lines");
  const waiting = lines.querySelector(`.pending[data-seq="${line.dataset.seq}"]`) ?? onItsWay(lines, line);
  const day = line.previousElementSibling;
  const last = [...lines.querySelectorAll(".line[data-day]")].at(-1);
  if (day && last?.dataset.day !== line.dataset.day) lines.append(day);
  line.classList.add("fresh");
  if (waiting?.dataset.key) line.dataset.key = waiting.dataset.key;
  if (waiting) waiting.replaceWith(line);
  else lines.insertBefore(line, lines.querySelector(".pending:not([data-seq])"));
  globalThis.htmx?.process(line);
}

// The HTML was drawn by our own server from the same template as the page, with every word escaped.
function take(event) {
  const made = document.createElement("template");
  made.innerHTML = event.data;
  const line = made.content.querySelector(".line");
  if (!line || document.getElementById(line.id)) return;
  const stay = atEnd();
  place(line);
  if (stay) toEnd();
  else if (line.classList.contains("in")) count(unseen + 1);
}

// A part of it was hidden, say. What somebody sees revealed inside it goes too: it was shown under the older words.
function change(event) {
  const made = document.createElement("template");
  made.innerHTML = event.data;
  const line = made.content.querySelector(".line");
  const old = line && document.getElementById(line.id);
  if (!old) return;
  const stay = atEnd();
  old.replaceWith(line);
  if (stay) toEnd();
  globalThis.htmx?.process(line);
}

function refreshList() {
  // What is on its way already shows the list somebody asked for; it is looked at once more afterwards.
  if (document.querySelector("#queue.htmx-request, #queue .htmx-request")) {
    document.body.addEventListener("htmx:afterSettle", refreshList, { once: true });
    return;
  }
  if (!document.hidden || !document.getElementById("queue")?.contains(document.activeElement)) {
    const focused = document.activeElement?.closest?.(".row")?.id;
    const finding = document.activeElement?.id === "find";
    if (finding) return;
    const top = document.querySelector(".rows")?.scrollTop ?? 0;
    document.body.addEventListener("htmx:afterSettle", () => {
      const rows = document.querySelector(".rows");
      if (rows) rows.scrollTop = top;
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    }, { once: true });
    globalThis.htmx?.trigger(document.body, "queue-changed");
  }
}

// Who is here too, drawn by our own server.
function meet(event) {
  const box = document.getElementById("beside");
  if (!box) return;
  const stay = atEnd();
  box.innerHTML = event.data;
  if (stay) toEnd();
}

// The words that were shown stay; what comes after them is no longer this reader's, and nothing can be answered.
function lose(event) {
  const box = document.getElementById("lost");
  if (!box) return;
  document.getElementById("lost-words").textContent = word(event.data === "reason" ? "lostReason" : "lostRefused");
  document.getElementById("composer")?.remove();
  box.hidden = false;
}

// Whoever finds the screen after the session ended finds nothing on it but what this person was writing.
function forget() {
  for (const place of document.querySelectorAll("#lines, #queue, #context, #beside, #sheet-body, h1.who")) place.replaceChildren();
  document.getElementById("sheet")?.close();
  toast(word("ended"));
}

function listen(address) {
  const source = new EventSource(address);
  let told = false;
  source.addEventListener("line", take);
  source.addEventListener("changed", change);
  source.addEventListener("beside", meet);
  source.addEventListener("queue", refreshList);
  source.addEventListener("lost", lose);
  source.addEventListener("ended", (event) => {
    source.close();
    stopKeeping();
    forget();
    if (event.data === "suspended") { wipe().catch(() => {}); forgetDrafts().catch(() => {}); }
  });
  source.addEventListener("open", () => { document.documentElement.dataset.live = "yes"; told = false; document.dispatchEvent(new Event("handclasp:live")); });
  source.addEventListener("error", () => {
    document.documentElement.dataset.live = "no";
    document.getElementById("beside")?.replaceChildren();
    if (source.readyState === EventSource.CLOSED && !told) { told = true; setTimeout(() => listen(address), 5000); }
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}

export function startLive() {
  const address = word("events");
  if (!address) return;
  toEnd();
  document.getElementById("pill")?.addEventListener("click", toEnd);
  let stays = true;
  scroller()?.addEventListener("scroll", () => { stays = atEnd(); if (unseen && stays) count(0); }, { passive: true });
  // A picture that took its place must not push the end of what is being read out of sight.
  document.getElementById("lines")?.addEventListener("load", () => { if (stays) toEnd(); }, true);
  listen(address);
}
