// What the frame says of receipts, written in English. Holds words only; the same names as proof.zh.js.

export default {
  title: "What this proves", number: "Number", time: "Sealed at", words: "What was sealed",
  yes: "It proves", no: "It does not prove",
  yesLines: ["These words stood in the record, at this number, at that time.", "Any later change of a letter would be noticed.", "You need not trust us: anyone can check it offline."],
  signed: "The device they were written on signed them. We cannot forge that.",
  signedMasked: "The device they were written on signed them; checking that takes the masked original.",
  noLines: ["That nothing else was said.", "That what was said is true.", "Who typed it, only which device."],
  about: "A receipt is a small file that proves where one message stands in the record, and what it says.",
  checked: "Checked on this device: words and number fit, and the proof leads to the checkpoint", size: (n) => ` (${n} records)`,
  wrong: "The check on this device failed. Save this receipt, and tell the shop and your arbitrator.",
  unpinned: "Who signed is for you to check: handclasp verify with the log's published key.",
  unchecked: "Without a secure connection (https) this page cannot check receipts. Save it and check it with handclasp verify.",
  details: "Technical details", record: "Record", checkpoint: "Checkpoint", log: "Log", save: "Save receipt", done: "Close",
  page: "Check it in your browser, against the published log",
};
