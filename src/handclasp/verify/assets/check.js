// Checks records, proofs, checkpoints and transcripts against docs/spec/formats.md, in the reader's browser, without a network.
// It trusts no key but the one it is given. Functions only, for whichever page stands after it.

const utf8 = new TextEncoder();
const MAX = 2 ** 53 - 1;
const TYPES = { text: 1, bytes: 2, int: 3, bool: 4, time: 5, json: 6 };
const FIXED = {
  author: "text", body: "text", copy_digest: "bytes", count: "int", hide: "json", id: "text", kind: "text", last: "bytes", masked: "text",
  received: "time", release: "json", sent: "time", signature: "json", spans: "json", target: "bytes",
};

class Fault extends Error {
  constructor(reason, where = "") {
    super(reason);
    this.reason = reason;
    this.where = where;
  }
}

function need(condition, reason, where) {
  if (!condition) throw new Fault(reason, where);
}

// ---- strict JSON: no duplicate keys, no floats, objects as Maps ------------------------------------------------------

function parseJson(text) {
  let at = 0;
  const space = () => { while (" \t\r\n".includes(text[at] ?? "x")) at++; };
  const expect = (mark) => { need(text.startsWith(mark, at), "json-malformed"); at += mark.length; };
  function string() {
    const found = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    found.lastIndex = at;
    const match = found.exec(text);
    need(match, "json-malformed");
    at = found.lastIndex;
    return JSON.parse(match[0]);
  }
  function number() {
    const found = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
    found.lastIndex = at;
    const match = found.exec(text);
    need(match && match[0] !== "-0" && Math.abs(Number(match[0])) <= MAX, "json-malformed");
    at = found.lastIndex;
    return Number(match[0]);
  }
  function members(close, read) {
    at++;
    space();
    if (text[at] === close) { at++; return; }
    for (;;) {
      space();
      read();
      space();
      if (text[at] === close) { at++; return; }
      expect(",");
    }
  }
  function value(depth) {
    need(depth <= 100, "json-too-deep");
    space();
    if (text[at] === '"') return string();
    if (text[at] === "{") {
      const found = new Map();
      members("}", () => {
        const key = string();
        need(!found.has(key), "json-duplicate-key");
        space();
        expect(":");
        found.set(key, value(depth + 1));
      });
      return found;
    }
    if (text[at] === "[") {
      const found = [];
      members("]", () => found.push(value(depth + 1)));
      return found;
    }
    for (const [word, held] of [["true", true], ["false", false], ["null", null]]) {
      if (text.startsWith(word, at)) { at += word.length; return held; }
    }
    return number();
  }
  const whole = value(0);
  space();
  need(at === text.length, "json-malformed");
  return whole;
}

function shape(value, keys, where) {
  need(value instanceof Map, "json-wrong-type", where);
  for (const key of value.keys()) need(keys.includes(key), "json-unknown-key", where);
  for (const key of keys) need(value.has(key), "json-missing-key", `${where}: ${key}`);
  return Object.fromEntries(value);
}

const isText = (value) => typeof value === "string" && value.isWellFormed?.() !== false && !/[\ud800-\udfff]/u.test(value);
const isInt = (value) => Number.isSafeInteger(value);

// ---- bytes -----------------------------------------------------------------------------------------------------------

function unbase64(text, where, size) {
  need(typeof text === "string", "json-wrong-type", where);
  need(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), "base64-malformed", where);
  const raw = atob(text);
  need(btoa(raw) === text && (size === undefined || raw.length === size), "base64-malformed", where);
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

function join(...parts) {
  const arrays = parts.map((part) => (typeof part === "string" ? utf8.encode(part) : part));
  const whole = new Uint8Array(arrays.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of arrays) { whole.set(part, at); at += part.length; }
  return whole;
}

const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const same = (one, other) => one.length === other.length && one.every((b, i) => b === other[i]);
const byte = (number) => Uint8Array.of(number);

function int64(number) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(number));
  return new Uint8Array(view.buffer);
}

// ---- records (formats.md §1-§4) --------------------------------------------------------------------------------------

function canonical(value, where) {
  if (value === null || typeof value === "boolean") return String(value);
  if (isInt(value)) return String(value);
  if (isText(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, where)).join(",")}]`;
  need(value instanceof Map, "value-malformed", where);
  const keys = [...value.keys()].sort();
  for (const key of keys) need(/^[a-z0-9_/.:-]{1,64}$/.test(key), "value-malformed", where);
  return `{${keys.map((key) => `"${key}":${canonical(value.get(key), where)}`).join(",")}}`;
}

function encode(type, held, where) {
  if (type === "text" && isText(held)) return join(byte(1), held);
  if (type === "bytes" && held instanceof Uint8Array) return join(byte(2), held);
  if ((type === "int" || type === "time") && isInt(held)) return join(byte(TYPES[type]), int64(held));
  if (type === "bool" && typeof held === "boolean") return Uint8Array.of(4, held ? 1 : 0);
  if (type === "json") return join(byte(6), canonical(held, where));
  throw new Fault("value-malformed", where);
}

function parseEntry(raw, where) {
  need(raw.length === 89, "entry-malformed", where);
  need(raw[0] === 1, "entry-version-unknown", where);
  const seq = new DataView(raw.buffer).getBigUint64(17);
  need(seq >= 1n && seq <= BigInt(MAX), "entry-malformed", where);
  return { raw, conversation: hex(raw.subarray(1, 17)), seq: Number(seq), record: raw.subarray(25, 57), previous: raw.subarray(57) };
}

async function openFields(document, commitments, where) {
  need(document instanceof Map, "json-wrong-type", where);
  return new Map(await inOrder([...document].map(([name, held]) => openField(name, held, commitments, `${where}.${name}`))));
}

async function openField(name, held, commitments, at) {
  need(commitments.has(name), "opening-without-commitment", at);
  const parts = shape(held, ["salt", "value"], at);
  const { t, v } = shape(parts.value, ["t", "v"], `${at}.value`);
  const salt = unbase64(parts.salt, `${at}.salt`, 32);
  need(typeof t === "string" && Object.hasOwn(TYPES, t), "value-malformed", at);
  const value = t === "bytes" ? unbase64(v, at) : v;
  const found = await hash("handclasp/field/v1", salt, byte(name.length), name, encode(t, value, at));
  need(same(found, commitments.get(name)), "opening-wrong", at);
  need(!Object.hasOwn(FIXED, name) || FIXED[name] === t, "field-wrong-type", at);
  return [name, { type: t, value }];
}

// Wait for all at once, but report the first fault in order, so that a reason does not depend on timing.
async function inOrder(promises) {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return settled.map((one) => one.value);
}

async function readRecord(item, where) {
  const parts = shape(item, ["index", "entry", "proof", "record"], where);
  const entry = parseEntry(unbase64(parts.entry, where), where);
  const { version, commitments: held, openings } = shape(parts.record, ["version", "commitments", "openings"], where);
  need(isInt(version), "json-wrong-type", where);
  need(version === 1, "record-version-unknown", where);
  need(held instanceof Map, "json-wrong-type", where);
  const commitments = new Map();
  for (const [name, value] of held) {
    need(name.length <= 64 && /^[a-z][a-z0-9_]*(\/[0-9]+)?$/.test(name), "field-name-malformed", where);
    commitments.set(name, unbase64(value, `${where}.${name}`, 32));
  }
  for (const name of ["kind", "author", "received"]) need(commitments.has(name), "field-required-missing", `${where}.${name}`);
  const open = await openFields(openings, commitments, where);
  const names = [...commitments.keys()].sort();
  const body = names.flatMap((name) => [byte(name.length), name, commitments.get(name)]);
  const found = await hash("handclasp/record/v1", byte(1), Uint8Array.of(names.length >> 8, names.length & 255), ...body);
  need(same(found, entry.record), "record-hash-wrong", where);
  need(isInt(parts.index), "json-wrong-type", where);
  need(parts.index >= 0 && Array.isArray(parts.proof) && parts.proof.length <= 63, "proof-malformed", where);
  const path = parts.proof.map((step) => unbase64(step, where, 32));
  return { index: parts.index, entry, open, path, closed: names.filter((name) => !open.has(name)) };
}

// ---- tree and checkpoint ---------------------------------------------------------------------------------------------

async function rootFrom(record, size) {
  let node = await hash(byte(0), record.entry.raw);
  let at = BigInt(record.index);
  let last = BigInt(size) - 1n;
  for (const step of record.path) {
    if (last === 0n) return null;
    if (at & 1n || at === last) {
      node = await hash(byte(1), step, node);
      while (at && !(at & 1n)) { at >>= 1n; last >>= 1n; }
    } else {
      node = await hash(byte(1), node, step);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? node : null;
}

function parseCheckpoint(note) {
  need(typeof note === "string", "json-wrong-type", "checkpoint");
  need(isText(note) && !/[\u0000-\u0009\u000b-\u001f]/.test(note), "note-malformed");
  const cut = note.lastIndexOf("\n\n");
  need(cut >= 0 && note.endsWith("\n"), "note-malformed");
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split("\n").map((line) => {
    const match = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line);
    need(match, "note-malformed");
    let data;
    try { data = unbase64(match[2]); } catch { throw new Fault("note-malformed"); }
    need(data.length > 4, "note-malformed");
    return { name: match[1], id: hex(data.subarray(0, 4)), signature: data.subarray(4) };
  });
  need(new Set(lines.map((line) => `${line.name} ${line.id}`)).size === lines.length, "note-malformed");
  const [origin, size, root, end, ...rest] = text.split("\n");
  need(origin && end === "" && rest.length === 0, "checkpoint-malformed");
  need(/^(0|[1-9][0-9]{0,15})$/.test(size) && Number(size) <= MAX, "checkpoint-malformed");
  let digest;
  try { digest = unbase64(root, "root", 32); } catch { throw new Fault("checkpoint-malformed"); }
  need(lines.some((line) => line.name === origin), "log-signature-missing");
  return { origin, size: Number(size), root: digest, text, lines };
}

// ---- the whole transcript --------------------------------------------------------------------------------------------

async function checkTranscript(document, faults) {
  need(document instanceof Map, "json-wrong-type");
  need(document.get("format") === "handclasp/transcript/v1", "format-unknown");
  const parts = shape(document, ["format", "origin", "conversation", "checkpoint", "records"], "transcript");
  const checkpoint = parseCheckpoint(parts.checkpoint);
  need(parts.origin === checkpoint.origin, "origin-differs");
  need(typeof parts.conversation === "string" && /^[0-9a-f]{32}$/.test(parts.conversation), "value-malformed", "conversation");
  need(Array.isArray(parts.records), "json-wrong-type", "records");
  need(parts.records.length > 0, "no-records");
  const records = [];
  for (let start = 0; start < parts.records.length; start += 200) {
    const some = parts.records.slice(start, start + 200);
    const work = (item, i) => guarded(faults, start + i, () => checkPlace(item, `records[${start + i}]`, checkpoint));
    records.push(...(await inOrder(some.map(work))));
  }
  const whole = records.every(Boolean);
  if (whole) await checkChain(records, parts.conversation, faults);
  return { checkpoint, records, conversation: parts.conversation };
}

async function guarded(faults, i, work) {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    faults.set(i, fault);
    return null;
  }
}

async function checkPlace(item, where, checkpoint) {
  const record = await readRecord(item, where);
  need(record.index < checkpoint.size, "index-beyond-tree", where);
  const root = await rootFrom(record, checkpoint.size);
  need(root && same(root, checkpoint.root), "inclusion-wrong", where);
  if (record.entry.seq === 1) {
    const pseudonym = record.entry.raw.subarray(1, 17);
    let began = false;
    for (let log = checkpoint.origin; log && !began; log = continued(log)) {
      const origin = utf8.encode(log);
      const start = await hash("handclasp/genesis/v1", byte(origin.length), origin, pseudonym);
      began = same(start, record.entry.previous);
    }
    need(began, "genesis-wrong", where);
  }
  return record;
}

// The log that this one continues, by its name; "" for one that continues none.
function continued(origin) {
  const heir = /^(.+)\/(successor|aside)-([1-9][0-9]{0,5})$/.exec(origin);
  if (!heir) return "";
  const number = Number(heir[3]);
  return heir[2] === "successor" && number > 2 ? `${heir[1]}/successor-${number - 1}` : heir[1];
}

async function checkChain(records, conversation, faults) {
  const seqs = records.map((record) => record.entry.seq);
  const refuse = (i, reason) => { if (!faults.has(i)) faults.set(i, new Fault(reason, `records[${i}]`)); };
  const ordered = seqs.every((seq, i) => !i || seq >= seqs[i - 1]);
  const first = new Map();
  seqs.forEach((seq, i) => { if (!first.has(seq)) first.set(seq, i); });
  records.forEach((record, i) => {
    if (record.entry.conversation !== conversation) refuse(i, "conversation-differs");
    else if (first.get(seqs[i]) < i) refuse(i, "sequence-doubled");
    else if (i && seqs[i] < seqs[i - 1]) refuse(i, "sequence-order");
    else if (i && ordered && seqs[i] > seqs[i - 1] + 1) refuse(i, "sequence-gap");
    else if (i && seqs[i] === seqs[i - 1] + 1 && !same(record.entry.previous, records[i - 1].entry.record)) refuse(i, "chain-broken");
    else if (i && record.index <= records[i - 1].index) refuse(i, "index-order");
    else if (get(record, "kind") === "head") {
      const [count, last] = [get(record, "count"), get(record, "last")];
      if (count !== undefined && count !== record.entry.seq - 1) refuse(i, "head-wrong");
      if (last !== undefined && !same(last, record.entry.previous)) refuse(i, "head-wrong");
    }
  });
}

const get = (record, name) => record.open.get(name)?.value;

// ---- the signer ------------------------------------------------------------------------------------------------------

async function parseVkey(text) {
  const [name, id, ...rest] = text.trim().split("+");
  let data;
  try { data = unbase64(rest.join("+")); } catch { throw new Fault("key-bad"); }
  const known = name && id && ((data[0] === 1 && data.length === 33) || (data[0] === 6 && data.length === 1313));
  need(known && hex((await hash(name, "\n", data)).subarray(0, 4)) === id, "key-bad");
  need(data[0] === 1, "key-mldsa");
  return { name, id, public: data.slice(1) };
}

async function checkSigner(checkpoint, key) {
  need(key.name === checkpoint.origin, "origin-not-pinned", checkpoint.origin);
  const line = checkpoint.lines.find((l) => l.name === key.name && l.id === key.id);
  need(line, "pinned-key-did-not-sign", checkpoint.origin);
  let held;
  try {
    held = await crypto.subtle.importKey("raw", key.public, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    throw new Fault("key-browser");
  }
  const good = await crypto.subtle.verify({ name: "Ed25519" }, held, line.signature, utf8.encode(checkpoint.text));
  need(good, "signature-wrong", key.name);
}

// ---- the customer's own signature (formats.md §8) ---------------------------------------------------------------------

async function checkSaid(record) {
  if (!record.open.has("signature")) return record.closed.includes("signature") ? "said-closed" : null;
  try {
    const parts = shape(get(record, "signature"), ["alg", "key", "salt", "sig"]);
    const [point, sig] = [unbase64(parts.key, "", 65), unbase64(parts.sig, "", 64)];
    need(parts.alg === "ES256", "said-wrong");
    const typed = await asTyped(record, parts.salt);
    if (!typed) return "said-closed";
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]);
    return (await crypto.subtle.verify(algorithm, key, sig, typed)) ? "said-by-key" : "said-wrong";
  } catch {
    return "said-wrong";
  }
}

async function asTyped(record, kept) {
  const [sent, id, body] = ["sent", "id", "body"].map((name) => get(record, name));
  if ([sent, id, body].includes(undefined)) return null;
  if (record.closed.some((name) => name === "spans" || name.startsWith("original/"))) return null;
  const originals = [];
  while (record.open.has(`original/${originals.length}`)) originals.push(get(record, `original/${originals.length}`));
  const salt = unbase64(kept ?? originals.pop(), "", 32);
  need(sent >= 0, "said-wrong");
  const name = utf8.encode(id);
  need(name.length < 256, "said-wrong");
  const text = unmask(Array.from(body), get(record, "spans") ?? [], originals);
  return join("handclasp/said/v1", salt, record.entry.raw.subarray(1, 17), int64(sent), byte(name.length), name, await hash(text));
}

function unmask(points, spans, originals) {
  let text = "";
  let done = 0;
  need(Array.isArray(spans), "said-wrong");
  for (const span of spans) {
    const [start, end] = span.get("at");
    const original = originals[span.get("original")];
    need(done <= start && start <= end && end <= points.length && isText(original), "said-wrong");
    text += points.slice(done, start).join("") + original;
    done = end;
  }
  return text + points.slice(done).join("");
}

// ---- what later records say of earlier ones (formats.md §9) -----------------------------------------------------------

function applyLater(records) {
  const found = new Map();
  for (const record of records) {
    const target = get(record, "target");
    if (get(record, "kind") !== "rescreen" || target === undefined) continue;
    const names = (field) => (Array.isArray(get(record, field)) ? get(record, field) : []);
    const [hide, release] = [names("hide").includes("body"), names("release").includes("body")];
    const replaced = record.open.has("masked") || record.closed.includes("masked");
    if (!replaced && !hide && !release) continue;
    const hidden = (hide || found.get(hex(target))?.hidden === true) && !release;
    const [body, spans] = [get(record, "masked"), get(record, "spans")];
    found.set(hex(target), { seq: record.entry.seq, author: String(get(record, "author") ?? ""), body, spans, hidden });
  }
  const seqs = new Map(records.map((record) => [hex(record.entry.record), record.entry.seq]));
  for (const record of records) {
    record.later = found.get(hex(record.entry.record));
    if (get(record, "kind") === "rescreen") record.about = seqs.get(hex(get(record, "target") ?? new Uint8Array()));
  }
}
