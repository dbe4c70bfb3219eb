// What the page of a customer's own requests says, written in English. Holds words only; the same names as requests.zh.js.

export default {
  title: "My data and my requests", done: "Close", wait: "One moment…", send: "Send", ask: "Ask for something",
  means: "This conversation is what this shop's chat keeps of you. You need not write a letter: ask here, and follow it here. Each step is sealed with a number.",
  none: "You have not asked for anything yet.", failed: "That cannot be done right now. Try again in a minute.",
  sure: "Click again: asks to have this conversation erased for good",
  which: "Which message", instead: "What it should say",
  rights: {
    access: ["See everything", "what is kept of you, and who looked, with proof"],
    copy: ["Get a copy", "a file that you and other programs can read"],
    correction: ["Correct something", "what was said stays; a correction is put beside it"],
    restriction: ["Stop using it", "kept for claims alone; support staff cannot read it any more"],
    objection: ["Object", "programs use it only where helping you needs it"],
    erasure: ["Erase it", "gone for good, but for what a dispute or a law needs"],
  },
  states: { open: "we check who asks", verified: "taken in", waiting: "being erased", answered: "done", refused: "refused", withdrawn: "taken back" },
  until: (when) => `in the bin until ${when}, then erased`, lifted: "ended",
  due: (day, extended) => `Answer by ${day}${extended ? " (extended once)" : ""}`,
  grounds: {
    "legal-hold": "Kept because a court, a regulator or a dispute needs it.", claim: "Kept because a claim depends on it.",
    law: "A law says that it must be kept.", identity: "It could not be checked that it is you who asks.",
    unfounded: "The request has no ground, or is made again and again.", others: "It is also about somebody else.",
  },
  steps: { asked: "asked", verified: "checked that it is you", extended: "more time taken", waiting: "put into the bin", answered: "answered", refused: "refused", withdrawn: "taken back", lifted: "ended", back: "taken out of the bin" },
  consents: "You were asked for your consent", answers: { given: "I consent", declined: "I do not consent", withdrawn: "Take my consent back" },
  stands: { asked: "waits for your answer", given: "you consented", declined: "you did not consent", withdrawn: "you took it back" },
  stepped: { asked: "asked", given: "consent given", declined: "declined", withdrawn: "taken back" },
  separate: { asked: "You are asked for your separate consent", given: "You gave a separate consent", declined: "You declined a separate consent", withdrawn: "You took a separate consent back" }, see: "Read and answer",
  fetch: "Save my copy", withdraw: "Take back",
  problems: { request: "This cannot be asked for: it was asked for already, or something is missing.", consent: "This cannot be answered like that any more. Look again.", "rate-limited": "A little too fast. Try again in a minute." },
};
