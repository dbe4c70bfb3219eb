// Checks a receipt on this device (docs/spec/formats.md §1-5): every opening fits its commitment, the commitments make the record,
// the record stands in the entry, and the proof leads from the entry to the checkpoint's root. It knows no pinned key, so it never
// says who signed; `handclasp verify --vkey` does.

const text = (string) => new TextEncoder().encode(string);
const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
export const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
};
const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const int64 = (number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(number));
  return new Uint8Array(view.buffer);
};

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
};
const encoders = {
  text: (value) => [1, text(value)],
  bytes: (value) => [2, bytes(value)],
  int: (value) => [3, int64(value)],
  bool: (value) => [4, Uint8Array.of(value ? 1 : 0)],
  time: (value) => [5, int64(value)],
  json: (value) => [6, text(canonical(value))],
};
const named = (name) => join(Uint8Array.of(text(name).length), text(name));

const opens = async (name, { salt, value }, commitment) => {
  const [type, payload] = encoders[value.t](value.v);
  return same(commitment, await hash(text("handclasp/field/v1"), bytes(salt), named(name), Uint8Array.of(type), payload));
};

const recordHash = (version, commitments) => {
  const names = Object.keys(commitments).sort();
  const count = Uint8Array.of(names.length >> 8, names.length & 255);
  const parts = names.flatMap((name) => [named(name), bytes(commitments[name])]);
  return hash(text("handclasp/record/v1"), Uint8Array.of(version), count, ...parts);
};

// RFC 9162 §2.1.3.2
const rootOf = async (entry, index, size, path) => {
  let node = index;
  let last = size - 1;
  let root = await hash(Uint8Array.of(0), entry);
  for (const step of path) {
    if (last === 0) return null;
    if (node % 2 || node === last) {
      root = await hash(Uint8Array.of(1), step, root);
      while (node % 2 === 0 && node !== 0) { node /= 2; last = Math.floor(last / 2); }
    } else {
      root = await hash(Uint8Array.of(1), root, step);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
};

const readProof = (proof) => {
  const [head, ...rest] = proof.split("\n\n");
  const [format, index, ...path] = head.split("\n");
  const checkpoint = rest.join("\n\n");
  const [origin, size, root] = checkpoint.split("\n");
  if (format !== "c2sp.org/tlog-proof@v1" || !/^index \d+$/.test(index)) throw new Error("another proof format");
  return { index: Number(index.slice(6)), path: path.map(bytes), origin, size: Number(size), root: bytes(root), checkpoint };
};

/** The customer's own signature (§8): "yes", "masked" when its salt is with the originals, "no" when it is wrong, null without one. */
const signed = async ({ signature, id, sent, body }, pseudonym) => {
  if (!signature) return null;
  if (!signature.salt) return "masked";
  const said = join(text("handclasp/said/v1"), bytes(signature.salt), pseudonym, int64(sent), named(id), await hash(text(body)));
  const key = await crypto.subtle.importKey("raw", bytes(signature.key), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature.sig), said)) ? "yes" : "no";
};

/** What a receipt (its JSON text) says and whether it holds: `{ok, index, seq, size, origin, record, checkpoint, opened, signed}`. */
export const check = async (document) => {
  const { entry: encoded, record, proof } = JSON.parse(document);
  const entry = bytes(encoded);
  const { index, path, origin, size, root, checkpoint } = readProof(proof);
  const said = { index, size, origin, checkpoint, record: hex(entry.slice(25, 57)), opened: {} };
  for (const [name, opening] of Object.entries(record.openings)) said.opened[name] = opening.value.v;
  said.seq = Number(new DataView(entry.buffer).getBigUint64(17));
  const fits = await Promise.all(Object.entries(record.openings).map(([name, opening]) =>
    name in record.commitments && opens(name, opening, bytes(record.commitments[name]))));
  const whole = await recordHash(record.version, record.commitments);
  const reached = index < size && (await rootOf(entry, index, size, path));
  said.signed = await signed(said.opened, entry.slice(1, 17));
  said.ok = said.signed !== "no" && entry.length === 89 && fits.every(Boolean) && same(whole, entry.slice(25, 57)) && Boolean(reached) && same(reached, root);
  return said;
};
