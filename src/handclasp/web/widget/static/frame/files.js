// Draws a file as it stands: on its way, held, sealed, gone, or as the copy that may be shown. Promises: bytes are fetched with the
// session in a header and only once they are looked at; what is shown is a picture, a sound or a download, never a page.

import { el, icon } from "./elements.js";
import { grouped } from "./numbers.js";

const ICONS = { held: "wait", voice: "sound", gone: "wrong" };

/** How a record's file stands: `sent` (on its way), `held`, `copy`, `voice`, `gone` or `sealed`. */
const standing = ({ state, type, kept, open }) => {
  if (!state) return "sent";
  if (state === "held") return "held";
  if (type === "voice") return "voice";
  if (open) return "copy";
  return kept ? "sealed" : "gone";
};

export class Files {
  #known = new Map();

  /** `fetch(seq)` gives a file's Blob; `grown()` is called when a picture took its place. */
  constructor(words, fetch, grown) {
    Object.assign(this, { words, fetch, grown });
    this.seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) { this.seen.unobserve(target); target.dispatchEvent(new Event("seen")); }
    });
  }

  /** Why a file was not taken, when that is known. */
  problem(code) { return this.words.problems[code]; }

  draw(name, facts, seq) {
    const how = standing(facts);
    const kilo = facts.size ? `${grouped(Math.max(1, Math.round(facts.size / 1024)))} KB` : null;
    const told = [name, kilo].filter(Boolean).join(" · ");
    if (how === "copy") return this.#copy(told, facts, seq);
    const { title, why } = this.words[how];
    const play = how === "voice" && facts.open ? this.#voice(seq) : null;
    return el(`div.file.${how}`, {}, icon(ICONS[how] || "sealed"),
      el("div", {}, el("b", {}, title), el("span.name", { dir: "auto" }, told), why && el("span", {}, why), play));
  }

  #copy(told, facts, seq) {
    const { words } = this;
    const note = el("span.note", {}, facts.type === "none" ? words.copy.why : words.covered, facts.kept ? null : ` ${words.destroyed}`);
    const inside = facts.copy_type?.startsWith("image/") ? this.#picture(told, seq) : this.#download(told, seq);
    return el("figure.copy", {}, inside, el("figcaption", {}, el("span.name", { dir: "auto" }, told), note));
  }

  #picture(told, seq) {
    const image = el("img", { alt: told });
    image.addEventListener("load", () => this.grown());
    image.addEventListener("seen", async () => { image.src = await this.#address(seq).catch(() => ""); });
    this.seen.observe(image);
    return image;
  }

  #voice(seq) {
    const sound = el("audio", { controls: true, preload: "none", "aria-label": this.words.voice.title });
    sound.addEventListener("seen", async () => { sound.src = await this.#address(seq).catch(() => ""); });
    this.seen.observe(sound);
    return sound;
  }

  #download(told, seq) {
    const fetch = async () => el("a", { href: await this.#address(seq), download: told.split(" · ")[0] }).click();
    return el("button.link", { type: "button", onclick: fetch }, this.words.download);
  }

  #address(seq) {
    if (!this.#known.has(seq)) {
      const found = this.fetch(seq).then((blob) => URL.createObjectURL(blob));
      found.catch(() => this.#known.delete(seq));
      this.#known.set(seq, found);
    }
    return this.#known.get(seq);
  }
}
