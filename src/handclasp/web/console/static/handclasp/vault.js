// What this browser keeps lies encrypted in IndexedDB under a key that the house tells whoever is signed in, and that no script can
// read out again. It opens such stores, seals into them and opens what was sealed; what is kept, and how long, others decide.
export const base64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
export const within = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Whether this browser can keep anything at all: a private window may not, a page without https never does. */
export const able = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

/** One database, opened once: returns `store(name, mode)`. */
export function vault(name, made) {
  let opened = null;
  const database = () => (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => made(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }));
  return async (store, mode) => (await database()).transaction(store, mode).objectStore(store);
}

/** Ask the house, with the form token of `form`; its answer as JSON. */
export async function post(form, address, fields) {
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(address, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

export const secretOf = (key) => crypto.subtle.importKey("raw", base64(key), "AES-GCM", false, ["encrypt", "decrypt"]);

/** What is sealed opens only at its place (`at`: words that name it). */
export async function sealed(secret, at, what) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const words = new TextEncoder().encode(JSON.stringify(what));
  const additionalData = new TextEncoder().encode(at);
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, secret, words) };
}

export async function unsealed(secret, at, { iv, sealed: closed }) {
  const additionalData = new TextEncoder().encode(at);
  const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, secret, closed);
  return JSON.parse(new TextDecoder().decode(words));
}
