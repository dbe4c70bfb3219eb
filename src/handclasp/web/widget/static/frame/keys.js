// What this device keeps: the key that signs the customer's words (it cannot be read out, not even by us) and the receipts. Both
// lie in IndexedDB by conversation; where that is closed (private windows), they live in memory as long as the page does.

const memory = { keys: new Map(), receipts: new Map() };
let opened = null;

const database = () => (opened ??= new Promise((resolve) => {
  try {
    const request = indexedDB.open("handclasp", 1);
    request.onupgradeneeded = () => ["keys", "receipts"].forEach((store) => request.result.createObjectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => resolve(null);
  } catch {
    resolve(null);
  }
}));

const within = async (store, mode, act, instead) => {
  const db = await database();
  if (!db) return instead(memory[store]);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return instead(memory[store]);
  }
};
const get = (store, key) => within(store, "readonly", (s) => s.get(key), (m) => m.get(key));
const put = (store, key, value) => within(store, "readwrite", (s) => s.put(value, key), (m) => void m.set(key, value));

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytesOf = (text) => new TextEncoder().encode(text);

export const canSign = () => Boolean(globalThis.crypto?.subtle);

const keyFor = async (conversation) => {
  const kept = (await get("keys", conversation)) || memory.keys.get(conversation);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  memory.keys.set(conversation, made);
  await put("keys", conversation, made);
  return (await get("keys", conversation)) || made;
};

/** The customer's signature over the words as typed (docs/spec/formats.md §8); null where the page is not secure. */
export const sign = async (conversation, sent, id, text) => {
  if (!canSign()) return null;
  const pair = await keyFor(conversation);
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(text)));
  const time = new DataView(new ArrayBuffer(8));
  time.setBigUint64(0, BigInt(sent));
  const name = bytesOf(id);
  const pseudonym = Uint8Array.from(conversation.match(/../g), (pair) => parseInt(pair, 16));
  const said = new Uint8Array(await new Blob([
    "handclasp/said/v1", salt, pseudonym, time.buffer, Uint8Array.of(name.length), name, digest,
  ]).arrayBuffer());
  const sig = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, said);
  return { key: base64(await crypto.subtle.exportKey("raw", pair.publicKey)), sig: base64(sig), salt: base64(salt) };
};

/** Keep a receipt, under `conversation/seq`: for good, or (a vouched customer's, who may be at somebody else's device) until this tab is closed. */
export const keepReceipt = (key, document, lasting) => {
  if (lasting) return put("receipts", key, document);
  try { sessionStorage.setItem(`receipt/${key}`, document); } catch { /* full or off: it is fetched again */ }
};

const fleeting = (conversations) => {
  const found = new Map();
  try {
    for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith("receipt/"))) {
      const [, whose, seq] = key.split("/");
      if (conversations.includes(whose)) found.set(`${whose}/${seq}`, sessionStorage.getItem(key));
      else sessionStorage.removeItem(key);
    }
  } catch { /* storage is off */ }
  return found;
};

/** All receipts of some conversations that this device holds: a Map from `conversation/seq` to the receipt's own bytes as text. */
export const keptReceipts = async (conversations, lasting) => {
  const found = fleeting(conversations);
  for (const conversation of lasting ? conversations : []) {
    const range = (make) => (s) => make(s, IDBKeyRange.bound(`${conversation}/`, `${conversation}0`));
    const mine = (m) => [...m.keys()].filter((key) => key.startsWith(`${conversation}/`));
    const keys = await within("receipts", "readonly", range((s, r) => s.getAllKeys(r)), mine);
    const values = await within("receipts", "readonly", range((s, r) => s.getAll(r)), (m) => mine(m).map((key) => m.get(key)));
    keys.forEach((key, at) => found.set(key, values[at]));
  }
  return found;
};

/** Remove keys and receipts of every conversation from this device. */
export const forget = async () => {
  for (const store of ["keys", "receipts"]) {
    memory[store].clear();
    await within(store, "readwrite", (s) => s.clear(), () => undefined);
  }
};
