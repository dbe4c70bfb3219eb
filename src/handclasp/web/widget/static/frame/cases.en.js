// What the frame says of disputes, written in English. Holds words only; the same names as cases.zh.js.

export default {
  title: "My disputes", done: "Close", wait: "One moment…", none: "There is no dispute in this conversation.", failed: "That did not work. Please try again later.",
  means: "What you wrote here is looked into and decided by people. You see how it stands; you may appeal once.",
  claims: { "not-received": "Code not received", invalid: "Code does not work" },
  states: { open: "to be decided", waiting: "waits for your answer", decided: "decided", appealed: "appealed, decided anew", withdrawn: "taken back" },
  due: (at) => `Decided by ${at}`,
  outcomes: { customer: "Decided for you", partly: "Decided in part for you", merchant: "Decided for the shop" },
  grounds: { "not-delivered": "it was not delivered", "delivered-not-seen": "it was delivered and not looked at", "delivered-and-seen": "it was delivered and looked at",
    "used-before": "the code was used before it was delivered", "used-after-viewing": "the code was used after it was looked at", "not-accepted": "the code is not accepted",
    expired: "the code has expired", "other-region": "the account is of another region than the code", "not-paid": "it was not paid", "not-shown": "what was claimed was not shown", goodwill: "goodwill" },
  reasons: "The reasons are told you here in the chat.",
  refund: (amount, currency, state) => `Refund of ${amount} ${currency}: ${state}. It is paid by the shop or the payment network.`,
  refunds: { proposed: "proposed", accepted: "accepted", declined: "declined" },
  appealed: "There was an appeal: somebody else decides, or has decided.",
  asked: "You were asked for:",
  wants: { "order-number": "the order's number", "payment-proof": "when and how you paid", "where-looked": "where you looked for the code",
    "error-shown": "what it says when you redeem it", "where-redeemed": "where you redeem it", "when-tried": "when you first tried" },
  how: "Answer in the chat first, in words or with a picture; then tick what you have answered.", which: "In which message", last: "the last one", answered: "I have answered this",
  disagree: "I do not accept this", against: "What do you hold against the decision?", once: "Once a dispute. Somebody else decides then.", appeal: "Appeal",
  problems: { case: "Please tick what you have answered, or write a few words.", "case-moved-on": "Something just changed here; please look again.", refused: "That is not allowed here.", "rate-limited": "A little too fast; please wait a moment." },
};
