// What somebody is writing and has not sent, kept by this browser until it is: encrypted, one text a conversation and account. Nothing of
// it goes to the house. It is gone once it was sealed, on signing out, and after a week; the key it would be sent under is kept with it,
// so that what did get through before the page was lost is not said twice.
import { word } from "./clocks.js";
import { able, post, sealed, secretOf, unsealed, vault, within } from "./vault.js";

const WEEK = 7 * 86_400_000;
const form = () => document.getElementById("drafting");
const composer = () => document.getElementById("composer");
const here = () => document.getElementById("main")?.dataset.hex;
const store = vault("handclasp-drafts", (database) => database.createObjectStore("drafts", { keyPath: ["account", "conversation"] }));
const place = (conversation) => [form().dataset.account, conversation];
const bound = (account, conversation) => `draft/${account}/${conversation}`;

let secret = null;
let keeps = true;
let last = Promise.resolve();
let waits = false;

// Asked for when there is a text to keep or to show, never before.
const key = () => (secret ??= post(form(), form().action, []).then((told) => secretOf(told.key)).catch((error) => { secret = null; throw error; }));

const drop = async (at) => within((await store("drafts", "readwrite")).delete(at));

/** Forget every draft this browser keeps, whoever wrote it. */
export async function forgetDrafts() {
  keeps = false;
  await last.catch(() => {});
  await within((await store("drafts", "readwrite")).clear());
}

/** From here on nothing more is kept: the session is over. */
export function stopKeeping() { keeps = false; }

async function write() {
  waits = false;
  if (!keeps || !composer()) return;
  const { text, key: sentUnder, mode } = composer().elements;
  const draft = { text: text.value, key: sentUnder.value, mode: mode.value };
  const [account, conversation] = place(here());
  if (!draft.text.trim()) return drop([account, conversation]);
  const closed = await sealed(await key(), bound(account, conversation), draft);
  if (keeps) await within((await store("drafts", "readwrite")).put({ account, conversation, at: Date.now(), ...closed }));
}

/** Keep what stands in the composer now; what is being kept already is kept once more afterwards. */
export function keepDraft() {
  if (!form() || !able() || waits) return;
  waits = true;
  last = last.then(write).catch(() => {}).then(() => { form().dataset.kept = String(Number(form().dataset.kept) + 1); });
}

/** Say something of the text in the composer. */
export function say(text) {
  const line = document.getElementById("composer-said");
  if (!line) return;
  line.hidden = !text;
  line.querySelector("span").textContent = text;
}

// Of a conversation that goes on in this one, what was begun there goes on here.
async function left() {
  const before = document.getElementById("main").dataset.joined?.split(" ").filter(Boolean) ?? [];
  for (const conversation of [here(), ...before]) {
    const found = await within((await store("drafts", "readonly")).get(place(conversation)));
    if (found) return found;
  }
  return null;
}

// A note must never come back as an answer to the customer: where its sort is not offered, it is left where it lies.
async function restore() {
  const found = await left();
  if (!found || composer().elements.text.value) return;
  const draft = await unsealed(await key(), bound(found.account, found.conversation), found);
  const sort = composer().querySelector(`[name=mode][value=${CSS.escape(draft.mode)}]`);
  const { text, key: sentUnder } = composer().elements;
  if (!sort || text.value) return;
  sort.checked = true;
  text.value = draft.text;
  sentUnder.value = draft.key;
  sort.dispatchEvent(new Event("change", { bubbles: true }));
  text.dispatchEvent(new Event("input", { bubbles: true }));
  if (found.conversation !== here()) await drop([found.account, found.conversation]);
  say(word("draftBack"));
}

async function tidy() {
  const all = await within((await store("drafts", "readonly")).getAll());
  for (const { account, conversation, at } of all) if (at < Date.now() - WEEK) await drop([account, conversation]);
}

// The list says where a text waits to be finished; it tells so from the clear part alone.
async function mark() {
  const kept = await within((await store("drafts", "readonly")).getAllKeys());
  const mine = new Set(kept.filter(([account]) => account === form().dataset.account).map(([, conversation]) => conversation));
  for (const row of document.querySelectorAll(".queue .row")) {
    if (mine.has(row.id.slice(4))) row.dataset.draft = word("draft");
    else delete row.dataset.draft;
  }
}

// Signing out waits for it, though not for ever: whoever wants to leave must get away.
function startLeaving() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-signs-out]")) return;
    event.preventDefault();
    const patience = new Promise((resolve) => { setTimeout(resolve, 2_000); });
    Promise.race([forgetDrafts().catch(() => {}), patience]).then(() => event.target.submit());
  });
}

export function startDrafts() {
  if (!able()) return;
  startLeaving();
  if (!form()) return;
  const marked = () => mark().catch(() => {});
  document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "queue" || event.target.querySelector?.("#queue")) marked(); });
  last = tidy().catch(() => {});
  if (composer()) {
    last = last.then(restore).catch(() => {});
    for (const sort of ["input", "change"]) document.addEventListener(sort, (event) => { if (event.target.closest?.("#composer")) { if (event.isTrusted) say(""); keepDraft(); } });
  }
  last.then(marked);
}
