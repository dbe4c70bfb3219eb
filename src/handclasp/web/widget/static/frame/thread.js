// Draws the conversation. Promises: words enter as text, never as markup; nothing moves under the reader's pointer (new things come
// in below, or as a count); a number with ✓ is shown only when the receipt lies on this device.

import { el, icon } from "./elements.js";
import { grouped } from "./numbers.js";

const NEAR = 80;
const keyOf = ({ of, seq }) => `${of}/${seq}`;

export class Thread {
  #list = document.getElementById("thread");
  #scroll = document.getElementById("scroll");
  #fresh = document.getElementById("fresh");
  #records = new Map();
  #pending = new Map();
  #last = new Map();
  #day = "";
  #missed = 0;
  #known = null;
  #stays = true;

  /** `actions`: proof(key), file(key), retry(item), discard(item), edit(item), rate(rating, of), requests(). `hasReceipt(key)` tells what may bear a ✓.
      A record is named by its conversation (`of`) and seq: a chat may go on in another conversation. */
  constructor(words, language, actions, hasReceipt) {
    this.words = words;
    this.actions = actions;
    this.hasReceipt = hasReceipt;
    this.language = language;
    this.time = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
    this.date = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { month: "long", day: "numeric" });
    this.#fresh.addEventListener("click", () => this.toEnd());
    this.#scroll.addEventListener("scroll", () => {
      this.#stays = this.#atEnd();
      if (this.#stays) this.#seen();
    }, { passive: true });
    // A growing composer or a turned phone must not hide what is read.
    new ResizeObserver(() => this.#stays && this.toEnd()).observe(this.#scroll);
  }

  /** The last record of a conversation that was drawn. */
  last(of) { return this.#last.get(of) ?? 0; }

  /** A record shown before, as it looks now. */
  change(record) {
    const known = this.#records.get(keyOf(record));
    const follow = this.#atEnd();
    if (known) known.node.replaceWith(known.node = this.#draw(known.record = record));
    if (follow) this.toEnd();
  }

  /** A sealed record, as the server shows it. */
  add(record, live) {
    if (record.seq <= this.last(record.of)) return;
    const follow = this.#atEnd();
    const ours = record.id && this.#pending.get(record.id);
    this.#last.set(record.of, record.seq);
    const node = this.#draw(record);
    this.#records.set(keyOf(record), { record, node });
    const first = this.#list.querySelector(".pending");
    const day = this.#dayBefore(record);
    if (ours) { ours.node.remove(); this.#pending.delete(record.id); }
    const before = first && first.isConnected ? first : this.#list.querySelector(".pending");
    this.#list.insertBefore(node, before);
    if (day) this.#list.insertBefore(day, node);
    if (record.corrects) this.#correct(record);
    this.mark(keyOf(record));
    if (follow || ours) this.toEnd();
    else if (live) this.#miss();
  }

  /** A message on its way: drawn, or redrawn, in its present state. */
  pending(item, answer) {
    const known = this.#pending.get(item.id);
    if (!known && [...this.#records.values()].some(({ record }) => record.id === item.id)) return;
    const node = this.#drawPending(item, answer);
    if (known) known.node.replaceWith(node);
    else this.#list.append(node);
    this.#pending.set(item.id, { node });
    if (!known) this.toEnd();
  }

  /** How much of a file has gone, from 0 to 1. */
  progress(id, part) {
    const bar = this.#pending.get(id)?.node.querySelector("progress");
    if (bar) bar.value = part;
  }

  removePending(id) {
    this.#pending.get(id)?.node.remove();
    this.#pending.delete(id);
  }

  /** Draw a record's foot anew, because its receipt arrived. */
  mark(key) {
    const known = this.#records.get(key);
    known?.node.querySelector(".foot .seal")?.replaceWith(this.#seal(known.record));
  }

  /** What was said in a conversation, for choosing from it. */
  said(of) { return [...this.#records.values()].map(({ record }) => record).filter((one) => one.kind === "message" && one.of === of); }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#seen();
  }

  #atEnd() { return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < NEAR; }

  #seen() {
    this.#missed = 0;
    this.#fresh.hidden = true;
  }

  #miss() {
    this.#missed += 1;
    this.#fresh.textContent = this.words.fresh(this.#missed);
    this.#fresh.hidden = false;
  }

  #draw(record) {
    if (record.kind === "consent" && record.facts.matter) return this.#later(record, "./separate.js");
    const told = { "notice-shown": this.words.notice, consent: this.words.confirmed, close: record.facts.outcome === "merged" ? this.words.joined : this.words.ended }[record.kind];
    if (told) return this.#line(record, told);
    if (record.kind === "rating") return this.#later(record, "./rating.js");
    if (record.kind === "order-event") {
      const { order } = record.facts;
      return this.#line(record, this.#content(record), record.body?.includes(order) ? null : this.words.order(order));
    }
    const own = record.author.role === "customer";
    const inside = record.kind === "attachment" ? this.#file(record.body || "", record.facts, keyOf(record)) : this.#bubble(record);
    return el(own ? "li.own" : "li.theirs", { "data-seq": record.seq }, inside, this.#foot(record, own));
  }

  #line(record, content, head = null) {
    return el("li.event", { "data-seq": record.seq },
      el("p", {}, head && el("b", {}, head), head && " · ", content),
      el("p.foot", {}, el("time", {}, this.time.format(record.received)), this.#seal(record)));
  }

  // What is seldom there is drawn by what is fetched with it.
  #later(record, by) {
    const line = this.#line(record, "");
    import(by).then(({ draw }) => draw(line.firstChild, record, this), () => {});
    return line;
  }

  #bubble(record) {
    const head = record.kind === "correction" ? el("span.tag", {}, this.words.corrected) : null;
    return el("div.bubble", { dir: "auto" }, head, this.#content(record));
  }

  // Spans count code points of the masked words, not UTF-16 units.
  #content(record) {
    const points = Array.from(record.body || "");
    const parts = [];
    let at = 0;
    for (const span of [...record.spans].sort((a, b) => a.start - b.start)) {
      if (span.start < at || span.end > points.length) continue;
      parts.push(points.slice(at, span.start).join(""), this.#mask(span, points.slice(span.start, span.end).join("")));
      at = span.end;
    }
    parts.push(points.slice(at).join(""));
    return parts.filter((part) => part !== "");
  }

  #mask(span, shown) {
    // What a mask is called may be several words; what it shows begins at the first digit or star.
    const [, label, rest] = /^【\s*(.+?)(?:\s+([^\s】]*[\d*].*?))?\s*】$/u.exec(shown) || [null, this.words.typeOther, shown];
    const type = this.words.types[span.type] || label.replace(/\s(?:dropped|已丢弃)$/u, "");
    const why = this.words.mask(type, span.kept);
    const chip = el(span.kept ? "button.mask" : "button.mask.gone", { type: "button", title: why, "aria-expanded": "false" },
      [type, span.kept ? rest?.replace(/\*+/g, "····") : this.words.gone].filter(Boolean).join(" "));
    chip.addEventListener("click", () => this.#explain(chip, why));
    return chip;
  }

  #explain(chip, why) {
    const item = chip.closest("li");
    const open = item.querySelector(".why");
    const mine = chip.getAttribute("aria-expanded") === "true";
    open?.remove();
    item.querySelectorAll(".mask").forEach((one) => one.setAttribute("aria-expanded", "false"));
    if (mine) return;
    chip.setAttribute("aria-expanded", "true");
    const note = el("p.why", { role: "status" }, why);
    item.querySelector(".bubble, .file, p").after(note);
    note.scrollIntoView({ block: "nearest" });
  }

  // How files look is fetched with the first of them; until then its name stands there.
  #file(name, facts, key) {
    const place = el("div.file.sent", {}, icon("sealed"), el("div", {}, el("span.name", { dir: "auto" }, name)));
    this.#files().then((files) => {
      place.replaceWith(files.draw(name, facts, key));
      if (this.#stays) this.toEnd();
    }, () => {});
    return place;
  }

  #files() {
    const language = this.language === "zh" ? "zh" : "en";
    return (this.#known ??= Promise.all([import("./files.js"), import(`./files.${language}.js`)])
      .then(([{ Files }, { default: words }]) => new Files(words, this.actions.file, () => this.#stays && this.toEnd())));
  }

  #foot(record, own) {
    const role = { agent: this.words.staff, merchant: this.words.shop }[record.author.role] || this.words.system;
    const name = own ? null : el("span", {}, record.author.name || role);
    const back = record.salvaged ? el("span", {}, this.words.salvaged) : null;
    return el("p.foot", {}, el("time", {}, this.time.format(record.received)), name, back, this.#seal(record));
  }

  #seal(record) {
    const number = `#${grouped(record.index)}`;
    if (!this.hasReceipt(keyOf(record))) return el("span.seal.wait", { title: this.words.proofWaits }, `${this.words.pending} ${number}`);
    const open = () => this.actions.proof(keyOf(record));
    return el("button.seal", { type: "button", "aria-label": this.words.proofOpen(number), onclick: open }, icon("check"), number);
  }

  #drawPending(item, answer) {
    const shown = item.file ? this.#file(item.text, { size: item.file.size }) : el("div.bubble", { dir: "auto" }, item.text);
    return el(`li.own.pending.${item.state}`, { "data-id": item.id }, shown, this.#state(item, answer));
  }

  #state(item, answer) {
    const { words } = this;
    if (item.state === "sealed") return el("p.foot", {}, el("span.seal.wait", {}, `${words.pending} #${grouped(answer.index)}`));
    const bar = item.file && item.state === "sending" && el("progress", { max: 1, value: 0, "aria-label": words.sending });
    if (item.state !== "failed") return el("p.foot", {}, icon("wait"), el("span", {}, words[item.state]), bar);
    const why = el("span", {}, `${words.failed} · ${words.problems[item.code] || words.problem}`);
    if (item.file) this.#files().then((files) => { if (files.problem(item.code)) why.textContent = `${words.failed} · ${files.problem(item.code)}`; }, () => {});
    return [
      el("p.foot.bad", { role: "alert" }, icon("wrong"), why),
      el("p.foot.ways", {},
        el("button.link", { type: "button", onclick: () => this.actions.retry(item) }, words.again),
        item.file ? null : el("button.link", { type: "button", onclick: () => this.actions.edit(item) }, words.edit),
        el("button.link", { type: "button", onclick: () => this.actions.discard(item) }, words.drop)),
    ];
  }

  #correct(record) {
    for (const { record: earlier, node } of this.#records.values())
      if (earlier.record === record.corrects) node.classList.add("corrected");
  }

  #dayBefore(record) {
    const day = new Date(record.received).toDateString();
    if (day === this.#day) return null;
    this.#day = day;
    const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(record.received).setHours(0, 0, 0, 0)) / 86_400_000);
    const name = { 0: this.words.today, 1: this.words.yesterday }[ago];
    const date = this.date.format(record.received);
    return el("li.day", {}, name ? `${name} · ${date}` : date);
  }
}
