// What the frame says of receipts, written in Chinese. Holds words only; the same names as proof.en.js.

export default {
  title: "这能证明什么", number: "编号", time: "封存时间", words: "封存的内容",
  yes: "能证明", no: "不能证明",
  yesLines: ["这些字在这个编号、这个时间点就在记录里。", "此后谁改一个字，都会被发现。", "不必相信我们：任何人都能离线核对。"],
  signed: "写下这些字的设备签了名，我们伪造不了。",
  signedMasked: "写下这些字的设备签了名；核对签名要用到被遮住的原文。",
  noLines: ["没有说过别的话。", "话里的事是真的。", "写字的人是谁（只知道是哪台设备）。"],
  about: "回执是一份小文件，证明一条消息在记录里的位置和内容。",
  checked: "本机已核对：内容与编号对得上，证明一直通到检查点", size: (n) => `（共 ${n} 条）`,
  wrong: "本机核对没有通过。请保存这份回执，并告诉商家和仲裁方。",
  unpinned: "签名者要另外核对：用 handclasp verify 加上公开的日志公钥。",
  unchecked: "此页面不是安全连接（https），无法在这里核对。请保存回执，用 handclasp verify 核对。",
  details: "技术细节", record: "记录", checkpoint: "检查点", log: "日志", save: "保存回执", done: "关闭",
  page: "在浏览器里对照公开的日志核对",
};
