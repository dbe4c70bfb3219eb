// What the frame says of disputes, written in Chinese. Holds words only; the same names as cases.en.js.

export default {
  title: "我的争议", done: "关闭", wait: "请稍候…", none: "这段对话里没有争议。", failed: "没有成功，请稍后再试。",
  means: "您提出的问题由工作人员核实并裁决。您可以看到进展，并可申诉一次。",
  claims: { "not-received": "没收到卡密", invalid: "卡密无效" },
  states: { open: "待裁决", waiting: "等您答复", decided: "已裁决", appealed: "已申诉，重新裁决中", withdrawn: "已撤回" },
  due: (at) => `${at} 前裁决`,
  outcomes: { customer: "支持您", partly: "部分支持您", merchant: "支持商家" },
  grounds: { "not-delivered": "没有发货", "delivered-not-seen": "已发货，尚未查看", "delivered-and-seen": "已发货，并已查看",
    "used-before": "卡密在发货前已被使用", "used-after-viewing": "卡密在查看后被使用", "not-accepted": "卡密不被接受",
    expired: "卡密已过期", "other-region": "账号与卡密不属于同一地区", "not-paid": "没有付款", "not-shown": "所说的情况未得到证实", goodwill: "善意补偿" },
  reasons: "理由会在聊天里告诉您。",
  refund: (amount, currency, state) => `退款 ${amount} ${currency}：${state}。由商家或支付平台支付。`,
  refunds: { proposed: "已提出", accepted: "已接受", declined: "已拒绝" },
  appealed: "已有人申诉：由另一位工作人员裁决。",
  asked: "请您补充：",
  wants: { "order-number": "订单号", "payment-proof": "付款时间和方式", "where-looked": "您在哪里查找过卡密",
    "error-shown": "兑换时的提示", "where-redeemed": "在哪里兑换", "when-tried": "第一次尝试的时间" },
  how: "请先在聊天里用文字或图片答复，再回到这里勾选已答复的内容。", which: "在哪条消息里", last: "最后一条", answered: "已答复",
  disagree: "我不接受这个裁决", against: "您对裁决有什么异议？", once: "每起争议只能申诉一次，由另一位工作人员裁决。", appeal: "提出申诉",
  problems: { case: "请勾选已答复的内容，或写几句话。", "case-moved-on": "情况刚刚有变化，请再看一下。", refused: "这里不允许这样做。", "rate-limited": "有点快，请稍等。" },
};
