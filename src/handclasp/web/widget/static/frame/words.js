// Every word the frame says, written in Chinese and in English. Holds words only.

const zh = {
  live: "已连接 · 每条都有收条", joining: "正在连接…", offline: "连接中断，正在重连…", broken: "暂时打不开",
  greeting: (name) => `${name}，您好`,
  write: "写下您的问题…", send: "发送", clip: "发送文件", close: "关闭聊天", more: "更多",
  hint: "Enter 发送 · Shift+Enter 换行",
  you: "您", staff: "客服", shop: "商家", system: "系统",
  sending: "发送中", queued: "连上后自动发送", sealed: "已封存", pending: "已封存 · 取收条中", failed: "没有发出",
  again: "重试", drop: "删掉", edit: "改一改",
  proofOpen: (n) => `第 ${n} 号：这能证明什么`,
  fresh: (n) => `${n} 条新消息`,
  today: "今天", yesterday: "昨天",
  noticeAgain: "封存与承诺", noticeFold: "知道了",
  notice: "已告知：封存与用途",
  order: (order) => `订单 ${order}`,
  ended: "这次对话已结束。继续写，我们会看到。",
  corrected: "更正",
  file: "文件已封存", fileWhy: "原件已加密、单独存放。打开它要有理由，也会留下记录。",
  fileBig: "文件超过 10 MiB，请换一个小一点的。", fileEmpty: "这个文件是空的。",
  long: (n) => `还能写 ${n} 个字`,
  mask: (type, kept) => kept
    ? `${type}，已遮住。客服看到的就是这样；查看原文要有理由并经批准，且会留下记录。`
    : `${type}，已当场丢弃，从未保存。`,
  types: { PHONE: "手机号", CN_ID: "身份证号", ID: "身份证号", BANK_CARD: "银行卡号", CARD: "银行卡号", EMAIL: "邮箱",
    PASSWORD: "密码", OTP: "验证码", CODE: "验证码", SEED: "助记词", SEED_PHRASE: "助记词", PRIVATE_KEY: "私钥",
    CVV: "安全码", CARD_SECRET: "卡密" },
  typeOther: "敏感信息",
  guards: {
    code: "看起来是验证码。我们从不索要；发出也会被当场丢弃。谁要，谁就是骗子。",
    password: "看起来有密码。我们从不索要；发出也会被当场丢弃。",
    seed: "看起来是助记词或私钥。千万别发给任何人；发出也会被当场丢弃。",
  },
  unsigned: "此页面不是安全连接（https），这台设备没法为您的话签名；收条照给。",
  problems: {
    "rate-limited": "发得有点快，稍后自动再发。", overloaded: "现在有点忙，稍后自动再发。",
    "outcome-unknown": "还没等到确认，自动再试，不会重复。", "idempotency-key-reused": "这条的编号已被用过，请重新写一次。",
    "signature-wrong": "签名对不上，请刷新页面再发。", "message-too-long": "太长了，请分几次发。",
    "body-too-large": "太大了，请分开或换小一点的。", "attachment-too-large": "文件超过 10 MiB，请换小一点的。",
    "site-unknown": "这个页面的聊天没有配置好，请告诉商家：data-site 不对。", refused: "这里不允许这样做。",
  },
  problem: "服务没有接受它。请稍后再试，或告诉商家。",
  menu: { saveAll: "保存全部收条", proves: "收条能证明什么", forget: "从这台设备上清除", forgetSure: "再点一次：清除本机的签名钥匙、收条和会话" },
  forgotten: "已从这台设备清除。",
  proof: {
    title: "这能证明什么", number: "编号", time: "封存时间", words: "封存的内容",
    yes: "能证明", no: "不能证明",
    yesLines: ["这些字在这个编号、这个时间点就在记录里。", "此后谁改一个字，都会被发现。", "不必相信我们：任何人都能离线核对。"],
    signed: "是这台设备写下的：带有您的签名，我们伪造不了。",
    noLines: ["没有说过别的话。", "话里的事是真的。", "写字的人是谁（只知道是哪台设备）。"],
    about: "收条是一份小文件，证明一条消息在记录里的位置和内容。",
    checked: "本机已核对：内容与编号对得上，证明一直通到检查点", size: (n) => `（共 ${n} 条）`,
    wrong: "本机核对没有通过。请保存这份收条，并告诉商家和仲裁方。",
    unpinned: "签名者要另外核对：用 handclasp verify 加上公开的日志公钥。",
    waiting: "收条还没取到，连上后自动取。",
    details: "技术细节", record: "记录", checkpoint: "检查点", log: "日志", save: "保存收条", done: "关闭",
  },
};

const en = {
  live: "Connected · a receipt for every line", joining: "Connecting…", offline: "Connection lost, reconnecting…", broken: "Not available right now",
  greeting: (name) => `Hello, ${name}`,
  write: "Write your question…", send: "Send", clip: "Send a file", close: "Close chat", more: "More",
  hint: "Enter sends · Shift+Enter for a new line",
  you: "You", staff: "Support", shop: "Shop", system: "System",
  sending: "sending", queued: "goes out when connected", sealed: "sealed", pending: "sealed · fetching receipt", failed: "not sent",
  again: "Try again", drop: "Discard", edit: "Edit",
  proofOpen: (n) => `No. ${n}: what this proves`,
  fresh: (n) => (n === 1 ? "1 new message" : `${n} new messages`),
  today: "Today", yesterday: "Yesterday",
  noticeAgain: "What is kept, and our promise", noticeFold: "Got it",
  notice: "Notice shown: what is kept and why",
  order: (order) => `Order ${order}`,
  ended: "This conversation has ended. Write again and we will see it.",
  corrected: "Correction",
  file: "File sealed", fileWhy: "The original is encrypted and kept apart. Opening it takes a reason, and leaves a record.",
  fileBig: "The file is larger than 10 MiB. Please choose a smaller one.", fileEmpty: "This file is empty.",
  long: (n) => `${n} characters left`,
  mask: (type, kept) => kept
    ? `${type}, masked. This is what our staff see; seeing the original takes a reason and an approval, and leaves a record.`
    : `${type}, thrown away on arrival. It was never stored.`,
  types: { PHONE: "Phone number", CN_ID: "ID number", ID: "ID number", BANK_CARD: "Bank card", CARD: "Bank card", EMAIL: "E-mail",
    PASSWORD: "Password", OTP: "One-time code", CODE: "One-time code", SEED: "Seed phrase", SEED_PHRASE: "Seed phrase",
    PRIVATE_KEY: "Private key", CVV: "Security code", CARD_SECRET: "Card secret" },
  typeOther: "Something sensitive",
  guards: {
    code: "This looks like a one-time code. We never ask for one; it would be thrown away. Whoever asks is a fraud.",
    password: "This looks like a password. We never ask for one; it would be thrown away.",
    seed: "This looks like a seed phrase or private key. Never send it to anyone; it would be thrown away.",
  },
  unsigned: "This page has no secure connection (https), so your device cannot sign your words. You still get receipts.",
  problems: {
    "rate-limited": "A little too fast; it goes out again shortly.", overloaded: "Busy right now; it goes out again shortly.",
    "outcome-unknown": "No confirmation yet; trying again, nothing is doubled.", "idempotency-key-reused": "This message's number was used before. Please write it again.",
    "signature-wrong": "The signature does not fit. Reload the page and send again.", "message-too-long": "Too long; please send it in parts.",
    "body-too-large": "Too large; please send it in parts or choose a smaller file.", "attachment-too-large": "The file is larger than 10 MiB. Please choose a smaller one.",
    "site-unknown": "This page's chat is not set up right. Please tell the shop: data-site is wrong.", refused: "That is not allowed here.",
  },
  problem: "It was not accepted. Try again later, or tell the shop.",
  menu: { saveAll: "Save all receipts", proves: "What a receipt proves", forget: "Forget this chat on this device", forgetSure: "Click again: removes this device's signing key, receipts and session" },
  forgotten: "Removed from this device.",
  proof: {
    title: "What this proves", number: "Number", time: "Sealed at", words: "What was sealed",
    yes: "It proves", no: "It does not prove",
    yesLines: ["These words stood in the record, at this number, at that time.", "Any later change of a letter would be noticed.", "You need not trust us: anyone can check it offline."],
    signed: "This device wrote them: they carry your signature, which we cannot forge.",
    noLines: ["That nothing else was said.", "That what was said is true.", "Who typed it, only which device."],
    about: "A receipt is a small file that proves where one message stands in the record, and what it says.",
    checked: "Checked on this device: words and number fit, and the proof leads to the checkpoint", size: (n) => ` (${n} records)`,
    wrong: "The check on this device failed. Save this receipt, and tell the shop and your arbitrator.",
    unpinned: "Who signed is for you to check: handclasp verify with the log's published key.",
    waiting: "The receipt is not here yet; it is fetched as soon as we are connected.",
    details: "Technical details", record: "Record", checkpoint: "Checkpoint", log: "Log", save: "Save receipt", done: "Close",
  },
};

export const languages = { zh, en };

/** Written words for a language, English when there are none. */
export const wordsFor = (language) => languages[language] || en;

/** 48214 → "48 214", in narrow spaces that do not break. */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
