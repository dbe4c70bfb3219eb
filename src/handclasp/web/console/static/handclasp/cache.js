// What this browser keeps of what was read here, for the day the house is lost: receipts, encrypted, in IndexedDB. The key comes from
// the house after signing in and stays in memory, where no script can read it; on the disk lie a pseudonym, a number and a time in the
// clear, nothing else. Bounded by days and count; what was erased goes. It makes no HTML from anybody's words.
import { able, post as ask, sealed as seal, secretOf, unsealed, vault, within } from "./vault.js";

const SOON = 3_000;
const HOUR = 3_600_000;
const form = () => document.getElementById("keeping");
const post = (address, fields) => ask(form(), address, fields);

const store = vault("handclasp-desk", (database) => {
  database.createObjectStore("lines", { keyPath: ["account", "conversation", "seq"] });
  database.createObjectStore("looked");
});
const whole = (account) => IDBKeyRange.bound([account], [account, []]);
const of = (account, conversation) => IDBKeyRange.bound([account, conversation], [account, conversation, []]);

/** Who is signed in, the key (not to be read out), and the bounds. */
async function opening() {
  const { account, key, days, most } = await post(form().dataset.key, []);
  return { account, secret: await secretOf(key), days, most };
}

const bound = (account, conversation, seq) => `${account}/${conversation}/${seq}`;

async function keep({ account, secret }, conversation, seq, receipt) {
  const closed = await seal(secret, bound(account, conversation, seq), receipt);
  await within((await store("lines", "readwrite")).put({ account, conversation, seq, at: Date.now(), ...closed }));
}

const read = ({ secret }, line) => unsealed(secret, bound(line.account, line.conversation, line.seq), line);

const lines = async (account) => within((await store("lines", "readonly")).getAll(whole(account)));
const drop = async (range) => within((await store("lines", "readwrite")).delete(range));

// For whoever looks after the page: how many lines are kept.
const say = (count) => { if (form()) form().dataset.kept = String(count); };

/** Wipe all that this browser keeps, whoever it was kept for. */
export async function wipe() {
  await within((await store("lines", "readwrite")).clear());
  say(0);
}

// What is too old goes, and the oldest of what is too many.
async function tidy({ account, days, most }) {
  const kept = (await lines(account)).sort((a, b) => b.at - a.at);
  const least = Date.now() - days * 24 * HOUR;
  for (const { conversation, seq } of kept.filter((line, n) => n >= most || line.at < least)) await drop([account, conversation, seq]);
}

// What was erased in the house goes here too: asked at most once an hour.
async function forgetErased({ account }, always = false) {
  const last = await within((await store("looked", "readonly")).get(account));
  if (!always && last > Date.now() - HOUR) return;
  const held = [...new Set((await lines(account)).map((line) => line.conversation))];
  for (let at = 0; at < held.length; at += 500) {
    const { gone } = await post(form().dataset.gone, held.slice(at, at + 500).map((name) => ["conversation", name]));
    for (const name of gone) await drop(of(account, name));
  }
  await within((await store("looked", "readwrite")).put(Date.now(), account));
}

async function keepShown(cache, conversation, address) {
  const have = new Set((await within((await store("lines", "readonly")).getAllKeys(of(cache.account, conversation)))).map((key) => key[2]));
  const shown = [...document.querySelectorAll("#lines .line[data-seq]")].map((line) => Number(line.dataset.seq));
  const wanted = shown.filter((seq) => seq && !have.has(seq)).slice(-500);
  if (!wanted.length) return say(have.size);
  const receipts = await post(address, wanted.map((seq) => ["seq", seq]));
  for (const [seq, receipt] of Object.entries(receipts)) await keep(cache, conversation, Number(seq), receipt);
  await tidy(cache);
  say((await lines(cache.account)).length);
}

async function startKeeping(list) {
  const cache = await opening();
  const { receipts } = form().dataset;
  const { hex } = document.getElementById("main").dataset;
  await forgetErased(cache);
  let last = Promise.resolve();
  let timer = null;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { last = last.then(() => keepShown(cache, hex, receipts)).catch(() => {}); }, SOON);
  };
  new MutationObserver(soon).observe(list, { childList: true });
  last = keepShown(cache, hex, receipts).catch(() => {});
}

const told = ({ record: { openings } }) => Object.fromEntries(
  [["who", "author"], ["at", "received"], ["text", "body"]]
    .filter(([, field]) => field in openings)
    .map(([name, field]) => [name, openings[field].value.v]));

async function exported(cache) {
  const receipts = [];
  for (const line of await lines(cache.account)) receipts.push(await read(cache, line));
  const items = receipts.map((receipt) => ({ ...told(receipt), receipt }));
  return JSON.stringify({ format: "handclasp/receipts/v1", kept_by: "staff", items }, null, 1);
}

function save(words) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type: "application/json" }));
  link.download = `browser-cache-${new Date().toISOString().slice(0, 10)}.receipts.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The table of what is kept: by conversation, from the clear part alone.
function draw(place, kept) {
  const rows = new Map();
  for (const { conversation, at } of kept) {
    const row = rows.get(conversation) ?? { count: 0, at: 0 };
    rows.set(conversation, { count: row.count + 1, at: Math.max(row.at, at) });
  }
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const body = place.querySelector("tbody");
  const { buyer } = place.querySelector("table").dataset;
  body.replaceChildren(...[...rows].sort(([, a], [, b]) => b.at - a.at).map(([name, { count, at }]) => {
    const row = document.createElement("tr");
    const link = Object.assign(document.createElement("a"), { href: `/desk/c/${name}`, textContent: buyer.replace("{handle}", name.slice(0, 4).toUpperCase()) });
    for (const cell of [link, count, time.format(at)]) {
      const place = document.createElement("td");
      place.append(cell);
      row.append(place);
    }
    return row;
  }));
  place.querySelector("[data-total]").textContent = String(kept.length);
  place.querySelector("table").hidden = !rows.size;
  place.querySelector("[data-none]").hidden = Boolean(rows.size);
  for (const button of place.querySelectorAll("button")) button.disabled = !rows.size;
}

async function startPage(place) {
  const cache = await opening();
  await forgetErased(cache, true);
  await tidy(cache);
  const show = async () => draw(place, await lines(cache.account));
  place.querySelector("[data-export]").addEventListener("click", async () => save(await exported(cache)));
  place.querySelector("[data-wipe]").addEventListener("click", async () => { await wipe(); await show(); });
  await show();
}

export function startCache() {
  if (!form() || !able()) return;
  const page = document.getElementById("cache");
  const list = document.getElementById("lines");
  const failed = () => { const said = page?.querySelector(".problem"); if (said) said.hidden = false; };
  if (page) startPage(page).catch(failed);
  else if (list) startKeeping(list).catch(() => {});
}
