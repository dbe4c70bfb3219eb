// Scripts by "/" in the composer, with the keyboard alone: search, insert at the cursor, then fill in what stands open.
// What is inserted is ordinary text from then on. It makes no HTML from anybody's words.
const FRESH = 60_000;
const ASKED = /(?:^|[^\x21-\x7e])\/([^\n/]{0,40})$/;
const PLACE = /\{([\p{L}_][\p{L}\p{N}_]{0,31})\}/gu;

let known = { at: -FRESH, scripts: [], values: {}, failed: false };
let asking = null;
let shown = [];
let chosen = 0;
let dismissed = -1;
const inserted = new Set(["agent", "number", "order", "customer"]);

const box = () => document.getElementById("scripts");
const text = () => document.getElementById("text");
const open = () => Boolean(box() && !box().hidden);

function fetchAll() {
  asking ??= fetch(box().dataset.from, { headers: { Accept: "application/json" } })
    .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
    .then((told) => { known = { at: performance.now(), ...told, failed: false }; })
    .catch(() => { known = { ...known, failed: true }; })
    .finally(() => { asking = null; search(); });
}

// What the customer writes in: the last line with words decides.
function language() {
  const said = [...document.querySelectorAll("#lines .line.in .said")].at(-1)?.textContent ?? "";
  if (!said.trim()) return document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  return /[\u3400-\u9fff]/.test(said) ? "zh" : "en";
}

function wording(script, other) {
  const first = language();
  const [here, there] = other ? [first === "zh" ? "en" : "zh", first] : [first, first === "zh" ? "en" : "zh"];
  return script[here] ?? script[there];
}

function asked() {
  const field = text();
  if (!field || field.selectionStart !== field.selectionEnd) return null;
  const before = field.value.slice(0, field.selectionStart);
  const found = ASKED.exec(before);
  if (!found) return null;
  const start = before.length - found[1].length - 1;
  return start === dismissed ? null : { query: found[1], start, end: before.length };
}

// The better the match the smaller; Infinity: none. Every word that was typed must be somewhere.
function rank(script, words) {
  const titles = [script.zh?.title, script.en?.title].filter(Boolean).map((one) => one.toLowerCase());
  const all = [script.name, ...titles, script.zh?.text ?? "", script.en?.text ?? ""].join("\n").toLowerCase();
  if (!words.every((word) => all.includes(word))) return Infinity;
  const [first = ""] = words;
  if (!first) return 3;
  if (script.name.startsWith(first)) return 0;
  if (titles.some((one) => one.startsWith(first))) return 1;
  return titles.some((one) => one.includes(first)) || script.name.includes(first) ? 2 : 3;
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

// The text with its open places marked.
function marked(said) {
  const parts = [];
  let at = 0;
  for (const found of said.matchAll(PLACE)) {
    parts.push(said.slice(at, found.index), element("span", "place", found[0]));
    at = found.index + found[0].length;
  }
  return [...parts, said.slice(at)];
}

function option(script, number) {
  const { title, text: said } = wording(script, false);
  const made = element("li", "", element("strong", "", title), element("span", "name", `/${script.name}`), element("p", "", ...marked(filled(said))));
  made.id = `script-${number}`;
  made.role = "option";
  made.ariaSelected = String(number === chosen);
  made.dataset.number = number;
  return made;
}

function draw() {
  const list = document.getElementById("scripts-list");
  const nothing = document.getElementById("scripts-said");
  const { failed, none, empty } = box().dataset;
  list.hidden = !shown.length;
  list.replaceChildren(...shown.map(option));
  const waiting = known.at < 0 && !known.failed;
  nothing.textContent = shown.length || waiting ? "" : known.failed ? failed : known.scripts.length ? none : empty;
  if (shown.length) text().setAttribute("aria-activedescendant", `script-${chosen}`);
  else text().removeAttribute("aria-activedescendant");
}

function close() {
  if (!box()) return;
  box().hidden = true;
  text().removeAttribute("aria-activedescendant");
}

function search() {
  const now = asked();
  if (!now || document.activeElement !== text()) { close(); return; }
  if (performance.now() - known.at > FRESH && !asking) fetchAll();
  const words = now.query.toLowerCase().split(/\s+/).filter(Boolean);
  const before = shown[chosen]?.name;
  shown = known.scripts.map((script) => [rank(script, words), script]).filter(([rated]) => rated < Infinity)
    .sort(([a, one], [b, two]) => a - b || one.name.localeCompare(two.name)).slice(0, 50).map(([, script]) => script);
  // Somebody who writes a path or a price goes on writing.
  if (!shown.length && known.scripts.length && /\s/.test(now.query)) { close(); return; }
  chosen = open() ? Math.max(0, shown.findIndex((script) => script.name === before)) : 0;
  if (words.length) chosen = 0;
  box().hidden = false;
  draw();
}

function move(step) {
  if (!shown.length) return;
  chosen = (chosen + step + shown.length) % shown.length;
  for (const made of document.querySelectorAll("#scripts-list [role=option]")) {
    made.ariaSelected = String(Number(made.dataset.number) === chosen);
  }
  const here = document.getElementById(`script-${chosen}`);
  text().setAttribute("aria-activedescendant", here.id);
  here.scrollIntoView({ block: "nearest" });
}

function filled(said) {
  const order = document.getElementById("main")?.dataset.order || document.querySelector("#order [name=number]")?.value || "";
  const values = { ...known.values, order };
  return said.replaceAll(PLACE, (whole, name) => values[name] || whole);
}

function insert(other) {
  const now = asked();
  const script = shown[chosen];
  if (!now || !script) return;
  const said = wording(script, other).text;
  for (const [, name] of said.matchAll(PLACE)) inserted.add(name);
  const field = text();
  field.focus();
  field.setSelectionRange(now.start, now.end);
  const put = filled(said);
  // This way the browser's own undo takes it back.
  if (!document.execCommand("insertText", false, put)) field.setRangeText(put, now.start, now.end, "end");
  close();
  if (openPlaces().length) nextPlace(now.start);
  showPlaces();
}

function openPlaces() {
  return [...(text()?.value ?? "").matchAll(PLACE)].filter(([, name]) => inserted.has(name));
}

/** Select the next open place from here on, or the first; false when there is none. */
function nextPlace(from) {
  const found = openPlaces();
  const place = found.find((one) => one.index >= from) ?? found[0];
  if (!place) return false;
  text().setSelectionRange(place.index, place.index + place[0].length);
  return true;
}

function showPlaces() {
  const line = document.getElementById("places");
  if (!line) return;
  const names = [...new Set(openPlaces().map(([whole]) => whole))];
  line.hidden = !names.length;
  document.getElementById("places-names").replaceChildren(...names.flatMap((name) => [element("span", "place", name), " "]));
}

const keys = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: (event) => insert(event.shiftKey),
  Tab: (event) => insert(event.shiftKey),
  Escape: () => { dismissed = asked()?.start ?? -1; close(); },
};

function pressed(event) {
  if (event.target.id !== "text" || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
  const act = open() && (shown.length || event.key === "Escape") && keys[event.key];
  if (act) {
    act(event);
  } else if (!(event.key === "Tab" && !event.shiftKey && nextPlace(event.target.selectionEnd))) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function startScripts() {
  if (!box()) return;
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("input", (event) => {
    if (event.target.id !== "text") return;
    if (dismissed >= 0 && text().value[dismissed] !== "/") dismissed = -1;
    search();
    showPlaces();
  });
  document.addEventListener("selectionchange", () => { if (open() && !asked()) close(); });
  document.addEventListener("focusout", (event) => { if (event.target.id === "text") setTimeout(() => { if (document.activeElement !== text()) close(); }, 0); });
  document.addEventListener("pointerdown", (event) => {
    const here = event.target.closest?.("#scripts [role=option]");
    if (!event.target.closest?.("#scripts, #slash")) return;
    event.preventDefault();
    if (!here) return;
    chosen = Number(here.dataset.number);
    insert(false);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#slash")) return;
    const field = text();
    field.focus();
    dismissed = -1;
    const before = field.value.slice(0, field.selectionStart);
    if (!asked()) document.execCommand("insertText", false, before && !/\s$/.test(before) ? " /" : "/");
    search();
  });
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "composer") showPlaces(); });
  // The first "/" finds them here already.
  document.addEventListener("focusin", (event) => { if (event.target.id === "text" && performance.now() - known.at > FRESH && !asking) fetchAll(); });
  showPlaces();
}
