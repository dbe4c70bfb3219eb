// Tells the server the reader's time zone for the next page, names the ⌘ or Ctrl key, and counts waiting times on.
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

const two = (n) => String(n).padStart(2, "0");

// The browser's clock may be wrong: what counts is how far the house's is from it.
let ahead = 0;
const now = () => Date.now() + ahead;

function waited(from, to) {
  const seconds = Math.max(0, Math.floor((to - from) / 1000));
  if (seconds < 3600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  if (seconds < 86400) return word("hours").replace("{h}", Math.floor(seconds / 3600)).replace("{m}", two(Math.floor((seconds % 3600) / 60)));
  return null;
}

// A deadline counts down, and on beyond it; it says by its look what is near and what is late.
function count(time, due, near) {
  const late = now() >= due;
  const state = late ? "late" : now() >= near ? "near" : "running";
  const left = late ? waited(due, now()) : waited(now(), due);
  const place = time.querySelector("b");
  const text = left === null ? null : late ? `+${left}` : left;
  if (text !== null && place.textContent !== text) place.textContent = text;
  if (!time.classList.contains(state)) { time.classList.remove("running", "near", "late"); time.classList.add(state); }
}

function tick() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const text = waited(Number(time.dataset.since), now());
    if (text !== null && time.textContent !== text) time.textContent = text;
  }
  for (const time of document.querySelectorAll("time[data-due]")) count(time, Number(time.dataset.due), Number(time.dataset.near));
}

function nameModifier() {
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  for (const kbd of document.querySelectorAll("kbd[data-mod]:not([data-named])")) {
    kbd.dataset.named = "";
    kbd.textContent = (mac ? "⌘" : "Ctrl ") + kbd.textContent;
  }
}

export function startClocks() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const https = location.protocol === "https:";
  const [host, secure] = https ? ["__Host-", "; Secure"] : ["", ""];
  if (zone) document.cookie = `${host}handclasp_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  nameModifier();
  document.body.addEventListener("htmx:afterSettle", nameModifier);
  if (!document.getElementById("words")) return;
  const [page] = performance.getEntriesByType("navigation");
  ahead = Number(word("now")) - Date.now() + Math.max(0, performance.now() - (page?.responseStart ?? 0));
  setInterval(() => { if (!document.hidden) tick(); }, 1000);
}
