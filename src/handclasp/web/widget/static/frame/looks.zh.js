// What the list of who has looked says, written in Chinese. Holds words only; the same names as looks.en.js.

export default {
  title: "谁看过", done: "关闭",
  means: "工作人员打开这段对话之前，都要先留下记录。这里只说职责，不显示姓名。除非写明，遮住的内容他们也没有看到。",
  none: "除了您，还没有人看过。", wait: "请稍等…", failed: "现在查不到，请过一分钟再试。",
  roles: { agent: "客服", lead: "客服主管", specialist: "争议专员", director: "风控总监", privacy: "隐私专员",
    auditor: "审计员", administrator: "管理员", merchant: "商家", service: "商家的系统" },
  role: "工作人员",
  access: { support: "为了帮您，看了对话", dispute: "因为争议，看了对话", risk: "为了核查风险，看了对话", "customer-request": "因为您的请求，看了对话",
    court: "因为法院或主管机关要求，看了对话", audit: "查了谁做过什么", review: "复核了遮盖之处", approval: "看了同事关于它的申请", receipt: "取了一份回执", search: "搜索时找到了它" },
  reads: "看了对话",
  search: "搜索时找到了它", export: "带出了一份副本",
  exportFor: { dispute: "用于争议", court: "交给法院或主管机关", regulator: "交给监管机构", "customer-request": "因为您要求", "internal-review": "用于内部复核" },
  reveal: (type) => `看了遮住的内容：${type}`, picture: "您发的文件",
  times: (n) => `${n} 次`,
};
