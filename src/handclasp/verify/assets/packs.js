// Reads an evidence pack (formats.md §6): a zip whose every byte is accounted for, its manifest, its seal, its receipts, files and
// anchors. It does not make the pack's pages for reading anew, and says so. Functions only, to stand after check.js.

const MAX_TOTAL = 512 * 1024 * 1024;
const BAD_NAME = /(^|\/)\.{1,2}(\/|$)|^\/|\/$|\/\/|\\|:|[\x00-\x1f\x7f]|^$/;
const LISTED = /^(?:transcript\.json|transcript\.html|verify\.html|README\.txt|manifest\.json|seal\.json)$/;
const NUMBERED = /^(?:receipts\/([1-9][0-9]{0,15})\.receipt\.json|attachments\/([1-9][0-9]{0,15})|anchors\/([1-9][0-9]{0,2})\.anchor\.json)$/;

// ---- the zip: local headers, data, directory, end, without gaps, extras or comments ------------------------------------

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const one of bytes) sum = (sum >>> 8) ^ CRC[(sum ^ one) & 255];
  return ~sum >>> 0;
}

async function readArchive(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const { start, members } = directory(data, view);
  const files = new Map();
  let at = 0;
  for (const member of members.sort((a, b) => a.offset - b.offset)) {
    need(member.offset === at, member.offset > at ? "zip-hidden-data" : "zip-malformed", member.name);
    const [content, next] = await readMember(data, view, member, start);
    files.set(member.name, content);
    at = next;
  }
  need(at === start, "zip-hidden-data");
  return files;
}

function directory(data, view) {
  const end = data.length - 22;
  const ends = (at) => view.getUint32(at) === 0x504b0506;
  if (end < 0 || !ends(end)) {
    for (let at = end; at >= 0; at--) need(!ends(at), "zip-hidden-data", "end of the zip");
    throw new Fault("zip-malformed", "end of the zip");
  }
  const [disk, first, here, count] = [4, 6, 8, 10].map((at) => view.getUint16(end + at, true));
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  need(!disk && !first && here === count && count && count !== 0xffff && !view.getUint16(end + 20, true), "zip-malformed");
  need(start + size === end, "zip-hidden-data");
  const members = [];
  let at = start;
  for (let n = 0; n < count; n++) {
    need(at + 46 <= end && view.getUint32(at) === 0x504b0102, "zip-malformed");
    members.push(listed(data, view, at));
    at += 46 + view.getUint16(at + 28, true);
  }
  need(at === end, "zip-hidden-data");
  need(new Set(members.map(({ name }) => name)).size === count, "zip-duplicate-name");
  const total = members.reduce((sum, member) => sum + member.size, 0);
  need(total <= MAX_TOTAL && (total <= 1024 * 1024 || total <= 200 * data.length), "zip-bomb");
  return { start, members };
}

function listed(data, view, at) {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const raw = data.subarray(at + 46, at + 46 + view.getUint16(at + 28, true));
  let name;
  try { name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw); } catch { throw new Fault("zip-bad-name"); }
  need(!BAD_NAME.test(name) && (/^[\x00-\x7f]*$/.test(name) || flags & 0x0800), "zip-bad-name");
  need(!view.getUint16(at + 30, true) && !view.getUint16(at + 32, true), "zip-hidden-data", name);
  const mode = view.getUint32(at + 38, true);
  const plain = !view.getUint16(at + 34, true) && !(view.getUint16(at + 36, true) & 0xfffe);
  need(plain && [0, 8].includes(mode >>> 28) && !(mode & 0x18), "zip-bad-name", name);
  need(!(flags & 0x2041), "zip-encrypted", name);
  need(!(flags & ~0x0806) && [0, 8].includes(method), "zip-method", name);
  const [crc, packed, size, offset] = [16, 20, 24, 42].map((place) => view.getUint32(at + place, true));
  return { name, raw, method, crc, packed, size, offset, common: data.subarray(at + 6, at + 28) };
}

async function readMember(data, view, member, end) {
  let at = member.offset;
  need(at + 30 <= end && view.getUint32(at) === 0x504b0304, "zip-malformed", member.name);
  const length = view.getUint16(at + 26, true);
  const named = data.subarray(at + 30, at + 30 + length);
  need(same(data.subarray(at + 4, at + 26), member.common) && same(named, member.raw), "zip-header-differs", member.name);
  need(!view.getUint16(at + 28, true), "zip-hidden-data", member.name);
  at += 30 + length;
  need(at + member.packed <= end, "zip-malformed", member.name);
  const content = await inflate(data.subarray(at, at + member.packed), member);
  need(content.length === member.size && crc32(content) === member.crc, "zip-damaged", member.name);
  return [content, at + member.packed];
}

async function inflate(packed, { method, size, name }) {
  if (method === 0) return packed;
  need(globalThis.DecompressionStream, "no-unpacking");
  const content = new Uint8Array(size);
  let at = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (at + piece.value.length > size) { await reader.cancel(); throw new Error("more than it says"); }
      content.set(piece.value, at);
      at += piece.value.length;
    }
  } catch { throw new Fault("zip-damaged", name); }
  return content.subarray(0, at);
}

// ---- the pack --------------------------------------------------------------------------------------------------------

function textOf(bytes) {
  try { return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch { throw new Fault("json-malformed"); }
}

async function within(name, work) {
  try { return await work(); } catch (fault) {
    if (fault instanceof Fault) throw new Fault(fault.reason, fault.where ? `${name}: ${fault.where}` : name);
    throw fault;
  }
}

const numbered = (files, folder) => new Map([...files.keys()].filter((name) => name.startsWith(`${folder}/`))
  .map((name) => [Number(/[0-9]+/.exec(name)[0]), name]).sort(([a], [b]) => a - b));

async function checkPack(files, faults) {
  need(!files.has("journal.json"), "is-journal");
  for (const name of files.keys()) need(LISTED.test(name) || NUMBERED.test(name), "zip-unexpected-file", name);
  const watermark = await checkManifest(files);
  need(files.has("transcript.json"), "transcript-missing");
  const seal = await checkSeal(files);
  const found = await within("transcript.json", () => checkTranscript(parseJson(textOf(files.get("transcript.json"))), faults));
  found.checkpoints = [found.checkpoint];
  Object.assign(found, { pack: true, seal, watermark });
  if (faults.size) return found;
  if (seal) {
    sameLog(seal.checkpoint, found.checkpoint, "seal.json");
    need(seal.checkpoint.size >= found.checkpoint.size, "seal-older", "seal.json");
    found.checkpoints.push(seal.checkpoint, ...(await checkOwnReceipts(files, found)));
  } else {
    need(!numbered(files, "receipts").size, "receipts-in-cut-down-pack");
  }
  found.files = await checkFiles(files, found.records);
  found.anchors = [];
  for (const name of numbered(files, "anchors").values()) {
    const document = await within(name, () => parseJson(textOf(files.get(name))));
    found.anchors.push(await checkAnchor(document, found.checkpoint, name));
    const checkpoint = parseCheckpoint(document.get("checkpoint"));
    sameLog(checkpoint, found.checkpoint, name);
    found.checkpoints.push(checkpoint);
  }
  return found;
}

async function checkManifest(files) {
  need(files.has("manifest.json"), "manifest-missing");
  const [watermark, names] = await within("manifest.json", () => readManifest(parseJson(textOf(files.get("manifest.json")))));
  const present = [...files.keys()].filter((name) => !["manifest.json", "seal.json"].includes(name)).sort();
  for (const name of [...names.keys()].sort()) need(present.includes(name), "manifest-file-missing", name);
  for (const name of present) need(names.has(name), "manifest-file-extra", name);
  for (const name of present) need(hex(await hash(files.get(name))) === names.get(name), "file-altered", name);
  for (const name of ["transcript.html", "verify.html"]) {
    if (files.has(name)) need(carries(textOf(files.get(name)), watermark), "watermark-differs", name);
  }
  return watermark;
}

function readManifest(document) {
  need(document instanceof Map, "json-wrong-type");
  need(document.get("format") === "handclasp/manifest/v1", "format-unknown");
  const marked = document.has("watermark");
  const parts = shape(document, ["format", "made_by", "files", ...(marked ? ["watermark"] : [])], "manifest");
  need(isText(parts.made_by) && parts.files instanceof Map, "json-wrong-type", "files");
  for (const digest of parts.files.values()) need(typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest), "json-wrong-type", "files");
  if (!marked) return [null, parts.files];
  const { who, when, why } = shape(parts.watermark, ["who", "when", "why"], "watermark");
  need(isText(who) && isText(why) && isInt(when), "json-wrong-type", "watermark");
  need(who && why, "value-malformed", "watermark");
  return [{ who, when, why, written: canonical(parts.watermark, "watermark") }, parts.files];
}

function carries(page, watermark) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  const found = page.match(/<meta name="handclasp-watermark" content="[^"]*">/g) ?? [];
  if (!watermark) return !found.length;
  const wanted = watermark.written.replace(/[&<>"']/g, (mark) => escapes[mark]);
  return found.length === 1 && found[0] === `<meta name="handclasp-watermark" content="${wanted}">`;
}

async function checkSeal(files) {
  if (!files.has("seal.json")) return null;
  const seal = await within("seal.json", () => checkReceipt(parseJson(textOf(files.get("seal.json")))));
  need(get(seal.record, "kind") === "export", "seal-not-an-export", "seal.json");
  const digest = seal.record.open.get("digest");
  need(digest, "seal-digest-closed", "seal.json");
  need(digest.type === "bytes" && same(digest.value, await hash(files.get("manifest.json"))), "seal-digest-wrong", "manifest.json");
  return seal;
}

function sameLog(one, other, where) {
  need(one.origin === other.origin, "origin-differs", where);
  const [ids, others] = [one, other].map(({ origin, lines }) => lines.filter(({ name }) => name === origin).map(({ id }) => id));
  need(ids.some((id) => others.includes(id)), "seal-other-key", where);
  need(one.size !== other.size || same(one.root, other.root), "checkpoints-conflict", where);
}

async function checkOwnReceipts(files, { records, checkpoint }) {
  const names = numbered(files, "receipts");
  const whole = names.size === records.length && records.every((record) => names.has(record.entry.seq));
  need(whole, "receipts-incomplete", "receipts/");
  const found = [];
  for (const record of records) {
    const name = names.get(record.entry.seq);
    const receipt = await within(name, () => checkReceipt(parseJson(textOf(files.get(name)))));
    sameLog(receipt.checkpoint, checkpoint, name);
    need(same(receipt.record.entry.raw, record.entry.raw) && receipt.record.index === record.index, "receipt-differs", name);
    found.push(receipt.checkpoint);
  }
  return found;
}

async function checkFiles(files, records) {
  const held = numbered(files, "attachments");
  for (const [seq, name] of held) {
    const record = records.find(({ entry }) => entry.seq === seq);
    const digest = record?.open.get("digest") ?? record?.open.get("copy_digest");
    need(digest, "attachment-unbound", name);
    need(digest.type === "bytes" && same(digest.value, await hash(files.get(name))), "attachment-wrong", name);
  }
  return held.size;
}
