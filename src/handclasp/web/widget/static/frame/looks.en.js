// What the list of who has looked says, written in English. Holds words only; the same names as looks.zh.js.

export default {
  title: "Who has looked", done: "Close",
  means: "Whoever of the staff opens this conversation leaves a record first. You see them by their work, never by name. What is masked stayed masked for them, unless it says otherwise.",
  none: "Nobody but you has looked yet.", wait: "One moment…", failed: "It cannot be told right now. Try again in a minute.",
  roles: { agent: "Support staff", lead: "Support team lead", specialist: "Dispute specialist", director: "Risk director", privacy: "Privacy officer",
    auditor: "Auditor", administrator: "Administrator", merchant: "The seller", service: "The shop's system" },
  role: "A member of staff",
  access: { support: "read it to help you", dispute: "read it because of a dispute", risk: "read it to check a risk", "customer-request": "read it because of your request",
    court: "read it for a court or authority", audit: "looked at who did what", review: "checked what is masked", approval: "read a colleague's request about it", receipt: "fetched a receipt", search: "found it in a search" },
  reads: "read it",
  search: "found it in a search", export: "took a copy out",
  exportFor: { dispute: "for a dispute", court: "for a court or authority", regulator: "for a regulator", "customer-request": "because you asked", "internal-review": "for an internal review" },
  reveal: (type) => `saw what is behind the mask: ${type}`, picture: "a file you sent",
  times: (n) => `${n} times`,
};
