// What was written and is not sealed yet. Promises: each message keeps the id, time and signature it was given first, so a
// repeat is the same message (signed anew only for the conversation in which the chat goes on); they go out one by one in the order written; they survive a reload of this tab; nothing is
// called sealed before the server said so.

import { Backoff, Problem } from "./api.js";

export class Outbox {
  #items = [];
  #running = false;
  #wake = () => {};
  #backoff = new Backoff();

  /** `deliver(item)` resolves to the server's answer or throws Problem; `changed(item, answer)` after each change. */
  constructor(place, deliver, changed) {
    this.place = place;
    this.deliver = deliver;
    this.changed = changed;
  }

  /** Take up what an earlier page of this tab left. */
  restore() {
    try {
      this.#items = JSON.parse(sessionStorage.getItem(this.place) || "[]");
    } catch { /* storage is off */ }
    for (const item of this.#items) this.#set(item, item.state === "failed" ? "failed" : "queued");
    this.#run();
  }

  add(item) {
    this.#items.push(item);
    this.#set(item, navigator.onLine === false ? "queued" : "sending");
    this.#run();
  }

  retry(id) {
    const item = this.#items.find((one) => one.id === id);
    if (!item) return;
    this.#set(item, "sending");
    this.#run();
  }

  remove(id) {
    this.#items = this.#items.filter((item) => item.id !== id);
    this.#keep();
  }

  has(id) { return this.#items.some((item) => item.id === id); }

  /** The connection is back: do not wait any longer. */
  wake() { this.#wake(); }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (let item; (item = this.#items.find((one) => one.state !== "failed"));) await this.#send(item);
    this.#running = false;
  }

  async #send(item) {
    try {
      const answer = await this.deliver(item);
      this.#backoff.reset();
      this.remove(item.id);
      item.state = "sealed";
      this.changed(item, answer);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem("error", 400);
      item.code = problem.code;
      this.#set(item, problem.passing ? "queued" : "failed");
      if (problem.passing) await this.#pause(this.#backoff.next(problem.wait));
    }
  }

  #pause(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  #set(item, state) {
    item.state = state;
    this.#keep();
    this.changed(item, null);
  }

  #keep() {
    // Files are too large for this storage: they live as long as the page.
    const lasting = this.#items.filter((item) => !item.file);
    try {
      if (lasting.length) sessionStorage.setItem(this.place, JSON.stringify(lasting));
      else sessionStorage.removeItem(this.place);
    } catch { /* storage is off or full: memory has it */ }
  }
}
