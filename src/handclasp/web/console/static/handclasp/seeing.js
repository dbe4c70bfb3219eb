// Tells the house up to which line this person has seen, once the page is looked at; and where new lines begin that came meanwhile.
import { word } from "./clocks.js";

const SOON = 1_000;
let told = 0;
let timer = null;

const newest = () => Math.max(0, ...[...document.querySelectorAll("#lines .line[data-seq]")].map((line) => Number(line.dataset.seq)));

async function tell(form) {
  const seq = newest();
  if (document.hidden || seq <= told) return;
  const body = new URLSearchParams({ seq, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(form.action, { method: "POST", body, redirect: "error", keepalive: true });
  if (answer.ok) { told = seq; form.dataset.told = String(seq); }
}

function soon(form) {
  clearTimeout(timer);
  timer = setTimeout(() => { tell(form).catch(() => {}); }, SOON);
}

// What comes while nobody looks at the page is set apart from what was read.
function setApart(added) {
  const first = added.find((node) => node.matches?.(".line.in, .line.note"));
  if (!document.hidden || !first || document.getElementById("since")?.dataset.live) return;
  document.getElementById("since")?.remove();
  const line = Object.assign(document.createElement("li"), { id: "since", className: "since" });
  line.dataset.live = "yes";
  line.append(Object.assign(document.createElement("span"), { textContent: word("since") }));
  first.before(line);
}

export function startSeeing() {
  const form = document.getElementById("seeing");
  const list = document.getElementById("lines");
  const since = document.getElementById("since");
  if (since && since.getBoundingClientRect().top < document.getElementById("scroller").getBoundingClientRect().top) since.scrollIntoView({ block: "start" });
  if (!form || !list) return;
  told = newest();
  new MutationObserver((changes) => {
    setApart(changes.flatMap((change) => [...change.addedNodes]));
    soon(form);
  }).observe(list, { childList: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) delete document.getElementById("since")?.dataset.live;
    else soon(form);
  });
}
