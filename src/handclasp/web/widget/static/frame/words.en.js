// Every word the frame says, written in English. Holds words only; the same names as words.zh.js.

export default {
  live: "Connected · with receipts", joining: "Connecting…", offline: "Connection lost, reconnecting…", broken: "Not available right now",
  greeting: (name) => `Hello, ${name}`,
  write: "Write your question…", send: "Send", clip: "Send a file", close: "Close chat", more: "More",
  hint: "Enter sends · Shift+Enter for a new line",
  staff: "Support", shop: "Shop", system: "System",
  sending: "sending", queued: "goes out when connected", pending: "sealed · fetching receipt", failed: "not sent",
  again: "Try again", drop: "Discard", edit: "Edit",
  proofWaits: "The receipt is not here yet; it is fetched as soon as we are connected.",
  proofOpen: (n) => `No. ${n}: what this proves`,
  fresh: (n) => (n === 1 ? "1 new message" : `${n} new messages`),
  today: "Today", yesterday: "Yesterday",
  notice: "Notice shown: what is kept and why", confirmed: "You confirmed having read the notice", confirm: "Understood",
  order: (order) => `Order ${order}`,
  ended: "This conversation has ended. Write again and we will see it.",
  corrected: "Correction", salvaged: "back from a receipt",
  fileBig: "The file is larger than 10 MiB. Please choose a smaller one.", fileEmpty: "This file is empty.",
  long: (n) => `${n} characters left`,
  mask: (type, kept) => kept
    ? `${type}, masked. This is what our staff see; the original lies under a key of its own.`
    : `${type}, thrown away on arrival. It was never stored.`,
  types: { CN_ID: "ID number", PHONE: "Phone", LANDLINE: "Phone", BANK_CARD: "Bank card", EMAIL: "E-mail", CARD_SECRET: "Card code",
    PASSWORD: "Password", OTP: "One-time code", CVV: "Security code", CRYPTO_SEED: "Seed phrase", CRYPTO_KEY: "Private key" },
  typeOther: "Something sensitive", gone: "thrown away",
  guards: {
    code: "This looks like a one-time code. We never ask for one; it would be thrown away. Whoever asks is a fraud.",
    password: "This looks like a password. We never ask for one; it would be thrown away.",
    seed: "This looks like a seed phrase or private key. Never send it to anyone; it would be thrown away.",
  },
  unsigned: "This page has no secure connection (https), so your device cannot sign your words. You still get receipts.",
  fleeting: "Your browser lets this chat keep nothing: it starts afresh when you leave this page.", ownWindow: "Open in its own window",
  problems: {
    "rate-limited": "A little too fast; it goes out again shortly.", overloaded: "Busy right now; it goes out again shortly.",
    "outcome-unknown": "No confirmation yet; trying again, nothing is doubled.", "idempotency-key-reused": "This number was used before. Please write it again.",
    "signature-wrong": "The signature does not fit. Reload the page and send again.", "message-too-long": "Too long; please send it in parts.",
    "body-too-large": "Too large; please send it in parts or choose a smaller file.", "attachment-too-large": "The file is larger than 10 MiB. Please choose a smaller one.",
    "clock-off": "Your clock is wrong: set it first.",
    "site-unknown": "This page's chat is set up wrong (data-site). Please tell the shop.", refused: "That is not allowed here.",
  },
  problem: "It was not accepted. Try again later, or tell the shop.",
  menu: { saveAll: "Save this chat, with receipts", proves: "What a receipt proves", looks: "Who has looked", requests: "My data and my requests", cases: "My disputes", check: "Check a receipt or file", forget: "Forget this chat on this device", forgetSure: "Click again: removes this device's signing key, receipts and session" },
};
