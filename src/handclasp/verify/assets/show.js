// Puts on the page what was checked: in both languages, and what people wrote as text only.

const labels = JSON.parse(document.getElementById("labels").textContent);
const $ = (id) => document.getElementById(id);

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function pair([chinese, english], values = {}) {
  const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const both = document.createDocumentFragment();
  for (const [tongue, text] of [["zh", chinese], ["en", english]]) {
    const span = element("span", tongue, fill(text));
    span.lang = tongue;
    both.append(span);
  }
  return both;
}

const say = (name, values) => pair(labels.text[name], values);
const named = (group, name) => (Object.hasOwn(labels[group], name) ? pair(labels[group][name]) : name);
const code = (text) => element("code", "", text);
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");

function showTime(ms) {
  if (ms === undefined) return "—";
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()) || ms < -62135596800000 || ms > 253402300799999) return `${ms} ms`;
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function facts(rows) {
  const list = element("dl", "facts");
  for (const [term, ...told] of rows) list.append(element("dt", "", term), element("dd", "", ...told));
  return list;
}

const role = (record) => String(get(record, "author") ?? "").split(":")[0];

function side(record) {
  const kind = get(record, "kind");
  if (kind === "note") return "ours note";
  if (![undefined, "message", "attachment", "transcript-line", "correction"].includes(kind)) return "event";
  return ["customer", "merchant", ""].includes(role(record)) ? "theirs" : "ours";
}

function masks(spans, length) {
  const found = [];
  let done = 0;
  for (const span of Array.isArray(spans) ? spans : []) {
    const at = span instanceof Map ? span.get("at") : null;
    if (!Array.isArray(at) || at.length !== 2 || !at.every(isInt)) continue;
    if (done <= at[0] && at[0] < at[1] && at[1] <= length) {
      found.push([at[0], at[1], String(span.get("type") ?? "")]);
      done = at[1];
    }
  }
  return found;
}

function words(record) {
  const later = record.later;
  if (!later || (!later.hidden && later.body === undefined)) return masked(record);
  const label = say(later.hidden ? "later" : "otherwise", { n: later.seq, who: later.author });
  const parts = later.body === undefined ? [] : marked(later.body, later.spans);
  // What the file opens though it was hidden is not kept from whoever reads it.
  if (record.open.has("body")) parts.push("\n", element("span", "was", say("as-sealed"), " ", ...masked(record)));
  return [...parts, "\n", element("small", "later", label)];
}

function masked(record) {
  const body = get(record, "body");
  const closed = ["body", "kind"].find((name) => record.closed.includes(name));
  if (body === undefined) return closed ? [element("em", "closed", say(closed === "body" ? "body-closed" : "record-closed"))] : [];
  return marked(body, get(record, "spans"));
}

function marked(body, spans) {
  const points = Array.from(body);
  const parts = [];
  let done = 0;
  for (const [start, end, type] of masks(spans, points.length)) {
    const chip = element("span", "mask", points.slice(start, end).join(""));
    chip.title = type;
    chip.tabIndex = 0;
    parts.push(points.slice(done, start).join(""), chip);
    done = end;
  }
  return [...parts, points.slice(done).join("")];
}

function plain({ type, value }) {
  if (type === "bytes") return hex(value);
  if (type === "time") return showTime(value);
  return type === "text" ? value : canonical(value, "");
}

function told(name, held) {
  const value = plain(held), known = `${name}/${value}`;
  return Object.hasOwn(labels.values, known) ? named("values", known) : value;
}

// What a step of a dispute says in its details, in this order.
const OF_A_STEP = ["claim", "order", "outcome", "ground", "amount", "currency"];

function steps(record) {
  const details = get(record, "kind") === "case-step" ? get(record, "details") : undefined;
  if (!(details instanceof Map)) return [];
  return OF_A_STEP.filter((name) => typeof details.get(name) === "string").flatMap((name) =>
    [" · ", named("facts", name), say("is"), told(name, { type: "text", value: details.get(name) })]);
}

const APART = ["kind", "author", "received", "sent", "body", "spans", "id", "masked"];
const others = (record) => [...record.open.keys()].filter((name) => !APART.includes(name)).sort();

function content(record) {
  const kind = get(record, "kind");
  if (kind === "attachment") {
    const about = element("small", "", record.open.has("media_type") ? plain(record.open.get("media_type")) : "");
    const size = record.open.get("size");
    if (size) about.append(" · ", size.type === "int" ? say("bytes", { n: grouped(size.value) }) : plain(size));
    return element("div", "sealed-file", element("b", "", say("file-sealed")), "\n", ...words(record), about);
  }
  const bubble = element("div", "bubble");
  bubble.dir = "auto";
  if (side(record) === "event") {
    bubble.append(element("b", "", named("kinds", kind)));
    if (record.about !== undefined) bubble.append(" · ", say("about", { n: record.about }));
    for (const name of others(record)) {
      const held = record.open.get(name);
      if (held.type !== "bytes" && held.type !== "json") bubble.append(" · ", named("facts", name), say("is"), told(name, held));
    }
    bubble.append(...steps(record));
    if (record.closed.includes("body") || record.open.has("body")) bubble.append("\n");
  }
  bubble.append(...words(record));
  return bubble;
}

function receipt(record, fault) {
  const told = element("details", "receipt", element("summary", "", say(fault ? "wrong" : "checked", { n: grouped(record.index) })));
  told.addEventListener("toggle", async () => told.append(receiptFacts(record, fault, await checkSaid(record))), { once: true });
  return told;
}

function receiptFacts(record, fault, said) {
  const rows = [
    [say("seq"), String(record.entry.seq)],
    [say("index"), String(record.index)],
    [say("kind"), named("kinds", get(record, "kind") ?? "—")],
    [say("author"), get(record, "author") ?? "—"],
    [say("received"), showTime(get(record, "received"))],
    [say("sent"), showTime(get(record, "sent"))],
    ...others(record).map((name) => [Object.hasOwn(labels.facts, name) ? named("facts", name) : code(name), told(name, record.open.get(name))]),
    [say("hash"), code(hex(record.entry.record))],
    [say("closed-fields"), record.closed.length ? code(record.closed.join(", ")) : say("none")],
  ];
  if (said) rows.splice(6, 0, [say("said"), pair(labels.remarks[said])]);
  if (fault) rows.unshift([code(fault.reason), pair(labels.reasons[fault.reason])]);
  return facts(rows);
}

function item(record, fault) {
  if (!record) return element("li", "wrong", element("div", "bubble", code(fault.reason), " ", pair(labels.reasons[fault.reason])));
  const name = String(get(record, "author") ?? "").split(":").slice(1).join(":");
  const who = element("span", "", named("roles", role(record)), ` ${/^[0-9a-f]{32}$/u.test(name) ? `${name.slice(0, 8)}…` : name}`);
  const under = element("div", "under", who, " ", element("time", "", showTime(get(record, "received"))), " ");
  under.append(receipt(record, fault));
  return element("li", fault ? `${side(record)} wrong` : side(record), content(record), under);
}

function verdict(state, ...more) {
  const card = $("verdict");
  card.className = `card verdict ${state}`;
  card.dataset.state = state;
  card.replaceChildren(element("p", "says", say(state)), ...more.map((line) => element("p", "more", line)));
}

function invalid(fault) {
  const words = labels.reasons[fault.reason] ?? labels.text.invalid;
  const named_ = document.createDocumentFragment();
  named_.append(code(fault.where ? `${fault.reason} (${fault.where})` : fault.reason), " ", pair(words));
  verdict("invalid", named_, say("invalid-more"));
  $("verdict").dataset.reason = fault.reason;
  $("proved").hidden = true;
}

function proved(found, key, ...more) {
  const count = found.records.length;
  const covered = found.records.reduce((sum, record) => sum + masks(get(record, "spans"), Infinity).length, 0);
  const heads = found.records.filter((record) => get(record, "kind") === "head").map((record) => record.entry.seq);
  const lines = [say(found.apart ? "proof-apart" : "proof-place", { count })];
  if (found.apart) heads.length = 0;
  if (heads.length && found.records[0].entry.seq === 1) lines.push(say("head", { n: heads.at(-1) }));
  if (!heads.length && !found.apart) lines.push(say("no-head"));
  const hidden = found.records.filter((record) => record.later?.hidden).length;
  if (hidden) lines.push(say("proof-later", { n: hidden }));
  const withheld = found.records.filter((record) => !record.open.size).length;
  if (withheld) lines.push(say("proof-withheld", { n: withheld }));
  if (covered) lines.push(say("proof-masks", { n: covered }));
  if (key) lines.push(say("proof-signed"));
  lines.push(...more);
  $("proved").querySelector("ul").replaceChildren(...lines.map((line) => element("li", "", line)));
  $("proved").querySelector("h2").replaceChildren(say(key ? "proved" : "holds"));
  $("proved").hidden = false;
}
