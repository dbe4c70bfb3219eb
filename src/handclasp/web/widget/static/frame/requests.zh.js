// What the page of a customer's own requests says, written in Chinese. Holds words only; the same names as requests.en.js.

export default {
  title: "我的信息与请求", done: "关闭", wait: "请稍等…", send: "提交", ask: "提出请求",
  means: "这家店的聊天为您保存的，就是这段对话。不用写信，在这里提出，也在这里看进展。每一步都封存并有编号。",
  none: "您还没有提出过请求。", failed: "现在办不了，请过一分钟再试。",
  sure: "再点一次：请求彻底删除这段对话",
  which: "哪一条消息", instead: "应该怎么写",
  rights: {
    access: ["查阅全部", "为您保存了什么、谁看过，附证明"],
    copy: ["取得副本", "您和其他程序都能读的文件"],
    correction: ["更正", "原话保留，旁边加上更正"],
    restriction: ["停止使用", "只为处理争议保存；客服不能再看"],
    objection: ["拒绝处理", "除了为您服务所必需的，程序不再使用"],
    erasure: ["删除", "彻底删除；争议或法律要求保存的除外"],
  },
  states: { open: "正在核实身份", verified: "已受理", waiting: "正在删除", answered: "已完成", refused: "已拒绝", withdrawn: "已撤回" },
  until: (when) => `在回收站中，${when}之后删除`, lifted: "已结束",
  due: (day, extended) => `${day}前答复${extended ? "（已延长一次）" : ""}`,
  grounds: {
    "legal-hold": "法院、监管机构或争议需要，暂不能删除。", claim: "处理中的主张需要它，暂予保留。",
    law: "法律要求保存。", identity: "无法核实是您本人提出。",
    unfounded: "请求没有根据，或反复提出。", others: "内容也涉及他人。",
  },
  steps: { asked: "提出", verified: "核实了是您本人", extended: "延长了期限", waiting: "放入回收站", answered: "答复", refused: "拒绝", withdrawn: "撤回", lifted: "结束", back: "从回收站取回" },
  consents: "征求您同意的事项", answers: { given: "同意", declined: "不同意", withdrawn: "撤回同意" },
  stands: { asked: "等您答复", given: "您已同意", declined: "您未同意", withdrawn: "您已撤回" },
  stepped: { asked: "征求", given: "同意", declined: "不同意", withdrawn: "撤回" },
  separate: { asked: "征求您的单独同意", given: "您给出了单独同意", declined: "您没有同意", withdrawn: "您撤回了单独同意" }, see: "查看并答复",
  fetch: "保存我的副本", withdraw: "撤回",
  problems: { request: "不能这样提出：可能已经提过，或缺少内容。", consent: "现在不能这样答复，请再看一下。", "rate-limited": "有点快，请过一分钟再试。" },
};
