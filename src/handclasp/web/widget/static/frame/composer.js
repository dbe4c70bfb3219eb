// Where the customer writes. Enter sends, but never in the middle of composing Chinese; the field grows with the words; and what
// looks like a code, a password or a seed phrase gets a word of warning before it leaves. It never blocks and never sends by itself.

import { icon } from "./elements.js";

const MAX = 8000;
const TELL = 500;
const CODE = /(?:验证码|校验码|动态码|verification code|one-time code|\botp\b|\bcode\b)\D{0,12}\d{4,8}(?!\d)/iu;
const PASSWORD = /(?:密码|口令|passwor[dt]|passcode|\bpin\b)\s*(?:是|为|[:：=]|is)\s*\S{4,}/iu;
const SEED = /(?:^|[^a-z])(?:[a-z]{3,8}[\s,]+){11,23}[a-z]{3,8}(?![a-z])/iu;
const PRIVATE = /(?:^|[^0-9a-f])(?:0x)?[0-9a-f]{64}(?![0-9a-f])|-----BEGIN [A-Z ]*PRIVATE KEY/iu;

const ENDINGS = /\b(?:the|and|you|that|with|have|this|not|for|are|was|but|please)\b/iu;

/** Which warning a text calls for: code, password, seed, or null. A quick look; the server looks properly. */
export const warning = (text) => {
  if (PRIVATE.test(text)) return "seed";
  const seed = SEED.exec(text);
  if (seed && !ENDINGS.test(seed[0])) return "seed";
  if (CODE.test(text)) return "code";
  return PASSWORD.test(text) ? "password" : null;
};

// What is signed is what was typed, but for what no text may hold: NUL and other controls, and halves of characters.
const clean = (text) => {
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/gu, "");
  return plain.toWellFormed ? plain.toWellFormed() : plain.replace(/\p{Surrogate}/gu, "\ufffd");
};

export class Composer {
  #text = document.getElementById("text");
  #guard = document.getElementById("guard");
  #hint = document.getElementById("hint");
  #send = document.getElementById("send");

  constructor(words, say, typing) {
    this.words = words;
    this.say = say;
    this.typing = typing;
    this.#text.placeholder = words.write;
    this.#text.setAttribute("aria-label", words.write);
    this.#text.form.setAttribute("aria-label", words.write); // named, the form is a landmark
    this.#text.addEventListener("input", () => {
      this.#changed();
      this.typing(Boolean(this.#text.value.trim()));
    });
    this.#text.addEventListener("keydown", (event) => {
      // keyCode 229: some browsers report the Enter that ends a composition without isComposing.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#submit();
    });
    document.getElementById("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#changed();
  }

  focus() { this.#text.focus({ preventScroll: true }); }

  /** Put words into the field, unless the customer has begun to write. */
  draft(text) {
    if (!this.#text.value.trim()) this.#text.value = text.slice(0, MAX);
    this.#changed();
    this.focus();
  }

  /** Keep words that cannot leave yet in the field, to be sent by `release` unless the customer changes them. */
  hold(text) {
    this.draft(text);
    this.held = this.#text.value;
  }

  release() {
    if (this.held && this.#text.value === this.held) this.#submit();
    this.held = null;
  }

  #submit() {
    const text = clean(this.#text.value).trim();
    if (!text) return;
    this.#text.value = "";
    this.#changed();
    this.focus();
    this.say(text);
  }

  #changed() {
    const field = this.#text;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    const kind = warning(field.value);
    this.#guard.hidden = !kind;
    if (kind && this.#guard.dataset.kind !== kind) this.#guard.replaceChildren(icon("guard"), this.words.guards[kind]);
    this.#guard.dataset.kind = kind || "";
    this.#send.disabled = !field.value.trim();
    const left = MAX - field.value.length;
    this.#hint.textContent = left < TELL ? this.words.long(left) : this.words.hint;
  }
}
