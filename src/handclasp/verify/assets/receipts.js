// Checks receipts that come by themselves, one or several in a file (formats.md §5). Functions only, to stand after check.js.

const TOLD = { who: "author", at: "received", text: "body" };

function readProof(text) {
  need(typeof text === "string", "json-wrong-type", "proof");
  const cut = text.indexOf("\n\n");
  const [format, place = "", ...path] = text.slice(0, Math.max(cut, 0)).split("\n");
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(place);
  need(format === "c2sp.org/tlog-proof@v1" && index && Number(index[1]) <= MAX && path.length <= 63, "proof-malformed");
  for (const line of path) {
    try { unbase64(line, "", 32); } catch { throw new Fault("proof-malformed"); }
  }
  return { index: Number(index[1]), path, checkpoint: parseCheckpoint(text.slice(cut + 2)) };
}

async function checkReceipt(document, where = "receipt") {
  need(document instanceof Map, "json-wrong-type", where);
  need(document.get("format") === "handclasp/receipt/v1", "format-unknown", where);
  const { entry, record, proof } = shape(document, ["format", "entry", "record", "proof"], where);
  const { index, path, checkpoint } = readProof(proof);
  const place = new Map([["index", index], ["entry", entry], ["proof", path], ["record", record]]);
  return { record: await checkPlace(place, where, checkpoint), checkpoint };
}

async function checkItem(item, where) {
  need(item instanceof Map, "json-wrong-type", where);
  const beside = Object.keys(TOLD).filter((name) => item.has(name));
  shape(item, ["receipt", ...beside], where);
  const receipt = await checkReceipt(item.get("receipt"), where);
  for (const name of beside) need(item.get(name) === get(receipt.record, TOLD[name]), "text-differs", `${where}.${name}`);
  return receipt;
}

async function checkReceipts(document, faults) {
  const { kept_by, items } = shape(document, ["format", "kept_by", "items"], "receipts");
  need(typeof kept_by === "string" && Array.isArray(items), "json-wrong-type", "receipts");
  need(["customer", "staff"].includes(kept_by), "value-malformed", "receipts.kept_by");
  need(items.length > 0, "no-records");
  const receipts = [];
  for (let start = 0; start < items.length; start += 200) {
    const work = (item, i) => guarded(faults, start + i, () => checkItem(item, `items[${start + i}]`));
    receipts.push(...(await inOrder(items.slice(start, start + 200).map(work))));
  }
  if (receipts.every(Boolean)) agree(receipts, faults);
  return apart(receipts);
}

// One log tells one story: no size with two roots, no place with two entries.
function agree(receipts, faults) {
  const [roots, entries] = [new Map(), new Map()];
  const once = (known, key, value) => {
    if (!known.has(key)) known.set(key, value);
    return known.get(key) === value;
  };
  receipts.forEach(({ record, checkpoint }, i) => {
    const rooted = once(roots, `${checkpoint.origin} ${checkpoint.size}`, hex(checkpoint.root));
    const placed = once(entries, `${checkpoint.origin} ${record.index}`, hex(record.entry.raw));
    if (!rooted || !placed) faults.set(i, new Fault(rooted ? "known-record-differs" : "checkpoints-conflict", `items[${i}]`));
  });
}

// What was found of receipts: records that are no chain, each under a checkpoint of its own.
function apart(receipts) {
  const checkpoints = receipts.filter(Boolean).map(({ checkpoint }) => checkpoint).sort((a, b) => b.size - a.size);
  return { apart: true, records: receipts.map((one) => one?.record ?? null), checkpoint: checkpoints[0], checkpoints };
}
