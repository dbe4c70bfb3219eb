// Every word the frame says, written in Chinese. Holds words only; the same names as words.en.js.

export default {
  live: "已连接 · 每条都有回执", joining: "正在连接…", offline: "连接中断，正在重连…", broken: "暂时打不开",
  greeting: (name) => `${name}，您好`,
  write: "写下您的问题…", send: "发送", clip: "发送文件", close: "关闭聊天", more: "更多",
  hint: "Enter 发送 · Shift+Enter 换行",
  staff: "客服", shop: "商家", system: "系统",
  sending: "发送中", queued: "连上后自动发送", pending: "已封存 · 取回执中", failed: "没有发出",
  again: "重试", drop: "删掉", edit: "改一改",
  proofWaits: "回执还没取到，连上后自动取。",
  proofOpen: (n) => `第 ${n} 号：这能证明什么`,
  fresh: (n) => `${n} 条新消息`,
  today: "今天", yesterday: "昨天",
  notice: "已告知：封存与用途", confirmed: "您确认已阅读告知", confirm: "知道了",
  order: (order) => `订单 ${order}`,
  ended: "这次对话已结束。继续写，我们会看到。",
  corrected: "更正", salvaged: "凭回执找回",
  fileBig: "文件超过 10 MiB，请换一个小一点的。", fileEmpty: "这个文件是空的。",
  long: (n) => `还能写 ${n} 个字`,
  mask: (type, kept) => kept
    ? `${type}，已遮住。客服看到的就是这样；原文由另外的密钥保管。`
    : `${type}，已当场丢弃，从未保存。`,
  types: { CN_ID: "身份证号", PHONE: "手机号", LANDLINE: "电话", BANK_CARD: "银行卡", EMAIL: "邮箱", CARD_SECRET: "卡密",
    PASSWORD: "密码", OTP: "验证码", CVV: "安全码", CRYPTO_SEED: "助记词", CRYPTO_KEY: "私钥" },
  typeOther: "敏感信息", gone: "已丢弃",
  guards: {
    code: "看起来是验证码。我们从不索要；发出也会被当场丢弃。谁要，谁就是骗子。",
    password: "看起来有密码。我们从不索要；发出也会被当场丢弃。",
    seed: "看起来是助记词或私钥。千万别发给任何人；发出也会被当场丢弃。",
  },
  unsigned: "此页面不是安全连接（https），这台设备没法为您的话签名；回执照给。",
  fleeting: "浏览器不让这个聊天框保存数据：离开本页，对话会重新开始。", ownWindow: "在新窗口打开",
  problems: {
    "rate-limited": "发得有点快，稍后自动再发。", overloaded: "现在有点忙，稍后自动再发。",
    "outcome-unknown": "还没等到确认，自动再试，不会重复。", "idempotency-key-reused": "这条的编号已被用过，请重新写一次。",
    "signature-wrong": "签名对不上，请刷新页面再发。", "message-too-long": "太长了，请分几次发。",
    "body-too-large": "太大了，请分开或换小一点的。", "attachment-too-large": "文件超过 10 MiB，请换小一点的。",
    "clock-off": "设备时间不对，请校准后重写。",
    "site-unknown": "这个页面的聊天没有配置好，请告诉商家：data-site 不对。", refused: "这里不允许这样做。",
  },
  problem: "服务没有接受它。请稍后再试，或告诉商家。",
  menu: { saveAll: "保存对话和回执", proves: "回执能证明什么", looks: "谁看过", requests: "我的信息与请求", cases: "我的争议", check: "核对回执或文件", forget: "从这台设备上清除", forgetSure: "再点一次：清除本机的签名钥匙、回执和会话" },
};
