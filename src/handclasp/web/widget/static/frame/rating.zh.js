// 询问服务如何的文字。名字与 rating.en.js 相同。

export default {
  asked: "邀请您评价这次服务", question: "这次服务怎么样？", scale: "1：很差 · 5：很好",
  score: (n) => `${n} 分（满分 5 分）`, more: "还想说什么？（可不填）", send: "提交",
  thanks: "谢谢，您的评价已封存。", rated: (n) => `您评了 ${n} 分（满分 5 分）`,
  before: "这次服务您已经评价过。", over: "这次评价已不再需要。", failed: "没有发出，请再试一次。",
};
