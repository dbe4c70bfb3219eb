// Puts receipts into the customer's hands: one as a file, or the whole chat, to read and to prove (docs/spec/formats.md §5).

/** Let the browser save a blob under a name. */
export const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

export const saveReceipt = (document, index) =>
  save(new Blob([document], { type: "application/vnd.handclasp.receipt+json" }), `${index}.receipt.json`);

const told = ({ record: { openings } }) => Object.fromEntries(
  [["who", "author"], ["at", "received"], ["text", "body"]]
    .filter(([, field]) => field in openings)
    .map(([name, field]) => [name, openings[field].value.v]));

/** The chat as one file: every receipt, beside each the words that it proves; `handclasp verify` and `salvage` take it. */
export const transcript = (receipts, keptBy) => {
  const items = [...receipts].map(([, document]) => JSON.parse(document));
  return JSON.stringify({
    format: "handclasp/receipts/v1", kept_by: keptBy, items: items.map((receipt) => ({ ...told(receipt), receipt })),
  }, null, 1);
};

export const saveTranscript = (receipts, name = `chat-${new Date().toISOString().slice(0, 10)}.receipts.json`) =>
  save(new Blob([transcript(receipts, "customer")], { type: "application/json" }), name);
