// Puts receipts into the customer's hands: one as a file, or all of them as a plain zip (stored, no compression).

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});
const crc32 = (data) => ~data.reduce((sum, byte) => (sum >>> 8) ^ table[(sum ^ byte) & 255], ~0) >>> 0;

const numbers = (...pairs) => {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of pairs) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
};

/** A zip of `[name, text]` pairs (PKWARE APPNOTE 4.3, method 0, UTF-8 names). */
export const zip = (files) => {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content] of files) {
    const title = new TextEncoder().encode(name);
    const data = new TextEncoder().encode(content);
    // needed version 2.0, UTF-8 flag, stored, 1980-01-01 00:00, sizes
    const common = [[20, 2], [0x800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(data), 4], [data.length, 4], [data.length, 4], [title.length, 2], [0, 2]];
    const head = numbers([0x04034b50, 4], ...common);
    parts.push(head, title, data);
    directory.push(numbers([0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), title);
    at += head.length + title.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
};

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

export const saveAll = (receipts, name = `receipts-${new Date().toISOString().slice(0, 10)}.zip`) =>
  save(zip([...receipts].sort(([a], [b]) => a - b).map(([seq, document]) => [`receipts/${seq}.receipt.json`, document])), name);
