// Checks what a browser can of a pack's anchors (formats.md §10): one history, the digest, the IPFS name. The page says
// what it leaves to `handclasp verify`. Functions only: check.js and show.js, which stand after this, have what they use.

async function checkAnchors(text, shown) {
  const documents = parseJson(text);
  need(Array.isArray(documents), "json-wrong-type", "anchors");
  const found = [];
  for (const [i, document] of documents.entries()) found.push(await checkAnchor(document, shown, `anchors[${i}]`));
  return found;
}

async function checkAnchor(document, shown, where) {
  need(document instanceof Map, "json-wrong-type", where);
  need(document.get("format") === "handclasp/anchor/v1", "format-unknown", where);
  const parts = shape(document, ["format", "kind", "checkpoint", "consistency", "proof"], where);
  const checkpoint = parseCheckpoint(parts.checkpoint);
  need(checkpoint.origin === shown.origin, "origin-differs", where);
  need(Array.isArray(parts.consistency) && parts.consistency.length <= 126, "proof-malformed", where);
  const path = parts.consistency.map((step) => unbase64(step, where, 32));
  const [old, now] = checkpoint.size <= shown.size ? [checkpoint, shown] : [shown, checkpoint];
  need(checkpoint.size > 0 && (await consistent(old, now, path)), "anchor-inconsistent", where);
  const digest = await hash(checkpoint.text);
  if (parts.kind === "rfc3161") {
    const { token } = shape(parts.proof, ["token"], where);
    need(holds(unbase64(token, where), digest), "timestamp-other-digest", where);
    return { kind: parts.kind, size: checkpoint.size };
  }
  if (parts.kind === "ethereum") {
    const { chain, block, nodes } = shape(parts.proof, ["chain", "block", "header", "index", "nodes"], where);
    need(isInt(chain) && typeof block === "string" && Array.isArray(nodes) && nodes.length, "json-wrong-type", where);
    need(holds(unbase64(nodes.at(-1), where), join("handclasp/anchor/v1", digest)), "calldata-wrong", where);
    return { kind: parts.kind, size: checkpoint.size, chain, block: `${block.slice(0, 16)}…` };
  }
  if (parts.kind === "witness") {
    shape(parts.proof, [], where);
    const names = [...new Set(checkpoint.lines.map((line) => line.name))].filter((name) => name !== checkpoint.origin);
    return { kind: parts.kind, size: checkpoint.size, names: names.join(", ") };
  }
  need(parts.kind === "ipfs", "anchor-kind-unknown", where);
  const { cid } = shape(parts.proof, ["cid"], where);
  need(cid === `b${base32(join(Uint8Array.of(1, 0x55, 0x12, 0x20), await hash(parts.checkpoint)))}`, "cid-wrong", where);
  return { kind: parts.kind, size: checkpoint.size, cid };
}

function holds(bytes, part) {
  for (let at = 0; at + part.length <= bytes.length; at++) {
    if (same(bytes.subarray(at, at + part.length), part)) return true;
  }
  return false;
}

function base32(bytes) {
  const bits = Array.from(bytes, (b) => b.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{1,5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five.padEnd(5, "0"), 2)]).join("");
}

// RFC 9162 §2.1.4.2: whether the older tree is the beginning of the newer one.
async function consistent(old, now, steps) {
  if (old.size === now.size) return steps.length === 0 && same(old.root, now.root);
  const path = Number.isInteger(Math.log2(old.size)) ? [old.root, ...steps] : steps;
  if (!path.length) return false;
  let at = BigInt(old.size) - 1n;
  let last = BigInt(now.size) - 1n;
  while (at & 1n) { at >>= 1n; last >>= 1n; }
  let [first, second] = [path[0], path[0]];
  for (const step of path.slice(1)) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      first = await hash(byte(1), step, first);
      second = await hash(byte(1), step, second);
      while (at && !(at & 1n)) { at >>= 1n; last >>= 1n; }
    } else {
      second = await hash(byte(1), second, step);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(first, old.root) && same(second, now.root);
}

function showAnchors(anchors) {
  if (!anchors.length) return;
  const lines = anchors.map(({ kind, size, ...more }) => say(`anchor-${kind}`, { size: grouped(size), ...more }));
  $("anchored").querySelector("ul").replaceChildren(...lines.map((line) => element("li", "", line)));
}
