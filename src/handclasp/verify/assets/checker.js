// A page to check any receipt, transcript or evidence pack with: what is chosen, dropped or pasted is read in this browser and sent
// nowhere. Served by a house it asks that house's published log besides; saved as a file it asks nobody.

const HOUSE = document.querySelector('meta[name="handclasp-log"]')?.content;
const OTHERS = [["age-encryption.org/", "is-age"], ["-----BEGIN AGE", "is-age"], ["%PDF", "is-document"], ["<!doctype html", "is-page"]];
const MOST_GROWN = 200;
let shown = null;

async function read(data, faults) {
  need(data.length, "is-empty");
  if (data[0] === 0x50 && data[1] === 0x4b) return checkPack(await readArchive(data), faults);
  const start = new TextDecoder().decode(data.subarray(0, 64)).trimStart();
  for (const [mark, reason] of OTHERS) need(!start.toLowerCase().startsWith(mark.toLowerCase()), reason);
  need(start.startsWith("{"), "not-recognised");
  const document = parseJson(textOf(data));
  const format = document.get("format");
  if (format === "handclasp/receipt/v1") return apart([await checkReceipt(document)]);
  if (format === "handclasp/receipts/v1") return checkReceipts(document, faults);
  need(format === "handclasp/transcript/v1", String(format).startsWith("handclasp/") ? "format-unknown" : "not-recognised");
  const found = await checkTranscript(document, faults);
  return Object.assign(found, { checkpoints: [found.checkpoint] });
}

async function examine(data, name) {
  const turn = (shown = { name });
  for (const id of ["proved", "anchored", "marked"]) $(id).hidden = true;
  $("thread").replaceChildren();
  $("told").replaceChildren();
  verdict("working", name);
  delete $("verdict").dataset.reason;
  const faults = new Map();
  try {
    const found = await read(data, faults);
    if (shown !== turn) return;
    show(found, faults);
    if (faults.size) throw faults.get(Math.min(...faults.keys()));
    turn.found = found;
    await judge(turn);
  } catch (fault) {
    if (shown === turn) refused(fault);
  }
}

// What is no file of ours is said without a verdict; what is one and does not hold is invalid.
function refused(fault) {
  if (!(fault instanceof Fault)) return invalid(new Fault("json-malformed"));
  if (!Object.hasOwn(labels.text, fault.reason)) return fault.reason === "not-recognised" ? other(fault.reason) : invalid(fault);
  return other(fault.reason);
}

function other(reason) {
  verdict("other", Object.hasOwn(labels.text, reason) ? say(reason) : say("is-other"));
  $("verdict").dataset.reason = reason;
}

function show(found, faults) {
  applyLater(found.records.filter(Boolean));
  $("thread").classList.toggle("long", found.records.length > 300);
  $("thread").replaceChildren(...found.records.map((record, i) => item(record, faults.get(i))));
  $("anchored").hidden = !found.anchors?.length;
  if (found.anchors) showAnchors(found.anchors);
  $("marked").hidden = !found.watermark;
  if (!found.watermark) return;
  const { who, when, why } = found.watermark;
  const rows = [[say("taken-who"), element("bdi", "", who)], [say("taken-when"), showTime(when)], [say("taken-why"), element("bdi", "", why)]];
  $("marked").querySelector("div").replaceChildren(facts(rows), element("p", "more", say(found.seal ? "mark-sealed" : "mark-unsealed")));
}

function more(found) {
  const lines = [];
  if (found.pack) lines.push(say(found.seal ? "pack-sealed" : "pack-cut"), say("pack-pages"));
  if (found.files) lines.push(say("pack-files", { n: found.files }));
  return lines;
}

async function judge(turn) {
  const { found } = turn;
  if (!HOUSE) { verdict("unknown", say("unknown-more")); return proved(found, null, ...more(found)); }
  let log = null;
  try { log = await askHouse(); } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (shown !== turn) return;
    verdict("unknown", say(fault.reason === "key-browser" ? "key-browser" : "house-silent"));
    return proved(found, null, ...more(found));
  }
  if (shown !== turn) return;
  const { origin } = found.checkpoint;
  if (found.checkpoints.some((one) => one.origin !== log.checkpoint.origin)) {
    let before = continued(log.checkpoint.origin);
    while (before && before !== origin) before = continued(before);
    verdict("unknown", say(before ? "log-before" : "log-other", { theirs: origin, ours: log.checkpoint.origin }), say("unknown-more"));
    $("verdict").dataset.reason = "origin-not-pinned";
    return proved(found, null, ...more(found));
  }
  await signedBy(found, log.key);
  const all = distinct(found.checkpoints);
  const checkpoints = all.slice(0, MOST_GROWN);
  try {
    for (const checkpoint of checkpoints) await goesOn(log, checkpoint);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (shown !== turn) return;
    if (fault.reason !== "house-silent") return split(fault);
    verdict("unknown", say("house-silent"));
    return proved(found, null, ...more(found));
  }
  if (shown !== turn) return;
  verdict("house", say("house-more", { key: log.key.id, n: grouped(log.checkpoint.size) }), say("vouches"));
  $("verdict").className = "card verdict valid";
  const grown = { n: grouped(log.checkpoint.size), some: checkpoints.length, all: grouped(all.length) };
  proved(found, null, say("proof-house"), say(all.length > checkpoints.length ? "proof-grown-some" : "proof-grown", grown), ...more(found));
  $("proved").querySelector("h2").replaceChildren(say("proved"));
}

// The file holds and the house signed it, but the house shows another log by now: that is no fault of the file.
function split(fault) {
  verdict("split", code(fault.reason), pair(labels.reasons[fault.reason]), say("split-more"));
  $("verdict").className = "card verdict invalid";
  $("verdict").dataset.reason = fault.reason;
}

const distinct = (checkpoints) => [...new Map(checkpoints.map((one) => [one.text, one])).values()].sort((a, b) => b.size - a.size);

async function signedBy(found, key) {
  for (const checkpoint of found.checkpoints) await checkSigner(checkpoint, key);
}

async function askHouse() {
  const log = await askLog(HOUSE);
  const rows = [
    [say("log"), code(log.checkpoint.origin)], [say("house-size"), grouped(log.checkpoint.size)], [say("house-key"), code(log.vkey)],
  ];
  $("house").replaceChildren(facts(rows));
  return log;
}

async function pin() {
  $("told").replaceChildren();
  const turn = shown;
  if (!turn?.found) return $("told").append(say("first-a-file"));
  try {
    const key = await parseVkey($("key").value);
    await signedBy(turn.found, key);
    if (shown !== turn) return;
    verdict("valid", say("valid-more", { key: key.id }));
    proved(turn.found, key, ...more(turn.found));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (shown !== turn) return;
    if (Object.hasOwn(labels.text, fault.reason)) $("told").append(say(fault.reason));
    else invalid(fault);
  }
}

async function take(file) {
  if (!file) return;
  if (file.size > MAX_TOTAL) return other("is-large");
  let data;
  try { data = new Uint8Array(await file.arrayBuffer()); } catch { return other("is-gone"); }
  await examine(data, file.name);
}

function listen() {
  $("file").addEventListener("change", ({ target }) => { take(target.files[0]); target.value = ""; });
  for (const name of ["dragenter", "dragover"]) addEventListener(name, (event) => { event.preventDefault(); $("drop").classList.add("over"); });
  for (const name of ["dragleave", "drop"]) addEventListener(name, () => $("drop").classList.remove("over"));
  addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer?.files[0]); });
  addEventListener("paste", ({ target, clipboardData }) => {
    if (clipboardData.files[0]) take(clipboardData.files[0]);
    else if (target.id !== "text" && target.id !== "key") examine(utf8.encode(clipboardData.getData("text")), "");
  });
  $("paste-form").addEventListener("submit", (event) => { event.preventDefault(); examine(utf8.encode($("text").value), ""); });
  $("key-form").addEventListener("submit", (event) => { event.preventDefault(); pin(); });
}

const wanted = /^#(zh|en)$/.exec(location.hash)?.[1] ?? (/^zh/iu.test(navigator.language) ? "zh" : "en");
$(`lang-${wanted}`).checked = true;
if (globalThis.crypto?.subtle) {
  listen();
  verdict("waiting", say("waiting-more"));
  if (HOUSE) askHouse().catch(() => $("house").replaceChildren(say("house-silent")));
} else {
  verdict("unknown", say("no-crypto"));
}
