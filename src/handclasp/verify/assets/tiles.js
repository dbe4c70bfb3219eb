// Asks a log as it is published (c2sp.org/tlog-tiles) whether it goes on from a checkpoint: the newest checkpoint, its key, and the
// hash tiles between them. It sends nothing but those addresses. Functions only, to stand after check.js and anchors.js.

async function fetched(log, path, read) {
  let answer;
  try { answer = await fetch(log + path, { cache: "no-cache", credentials: "omit" }); } catch { throw new Fault("house-silent"); }
  need(answer.ok, "house-silent");
  return answer[read]();
}

async function askLog(base) {
  const [note, vkeys] = await Promise.all(["checkpoint", "vkey"].map((name) => fetched(base, name, "text")));
  const checkpoint = parseCheckpoint(note);
  const vkey = vkeys.split("\n")[0];
  const key = await parseVkey(vkey);
  await checkSigner(checkpoint, key);
  return { base, checkpoint, vkey, key, tiles: new Map() };
}

function tilePath(level, at, width) {
  const groups = [String(at % 1000).padStart(3, "0")];
  for (let rest = Math.floor(at / 1000); rest; rest = Math.floor(rest / 1000)) groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return `tile/${level}/${groups.join("/")}${width < 256 ? `.p/${width}` : ""}`;
}

function tile(log, level, at) {
  const width = Math.min(256, Math.floor(log.checkpoint.size / 256 ** level) - at * 256);
  const path = tilePath(level, at, width);
  if (!log.tiles.has(path)) {
    log.tiles.set(path, fetched(log.base, path, "arrayBuffer").then((held) => {
      need(held.byteLength === width * 32, "tile-wrong", path);
      return Array.from({ length: width }, (_, n) => new Uint8Array(held, n * 32, 32));
    }));
  }
  return log.tiles.get(path);
}

// The hash over the leaves [start, end), from the tiles; whole subtrees begin where they may.
async function over(log, start, end) {
  let [span, level] = [1, 0];
  while (span * 2 <= end - start) { span *= 2; level += 1; }
  if (span < end - start) return hash(byte(1), await over(log, start, start + span), await over(log, start + span, end));
  const [high, low] = [Math.floor(level / 8), level % 8];
  const first = start / 256 ** high;
  const hashes = await tile(log, high, Math.floor(first / 256));
  let row = hashes.slice(first % 256, (first % 256) + 2 ** low);
  while (row.length > 1) row = await Promise.all(Array.from({ length: row.length / 2 }, (_, n) => hash(byte(1), row[2 * n], row[2 * n + 1])));
  return row[0];
}

// RFC 6962 §2.1.2
async function growth(log, old, start, end, whole) {
  if (old === end - start) return whole ? [] : [await over(log, start, end)];
  let half = 1;
  while (half * 2 < end - start) half *= 2;
  if (old <= half) return [...(await growth(log, old, start, start + half, whole)), await over(log, start + half, end)];
  return [...(await growth(log, old - half, start + half, end, false)), await over(log, start, start + half)];
}

async function goesOn(log, old) {
  const now = log.checkpoint;
  need(old.size <= now.size, "shorter-than-known");
  need(await consistent(old, now, await growth(log, old.size, 0, now.size, true)), "history-rewritten");
}
