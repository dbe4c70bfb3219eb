"""What actions, needs and circumstances are called, in Chinese and in English: for diffs and explanations.

Words only; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from handclasp.access.policy.files import PARTIES
from handclasp.access.policy.tables import Role
from handclasp.access.policy.words import Action, Need

Language = Literal["zh", "en"]


class Both(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """In one of them."""
        return self.zh if language == "zh" else self.en


ACTIONS: Final[Mapping[Action, Both]] = {
    Action.LIST: Both("在列表中看到会话", "see the conversation listed"),
    Action.READ: Both("阅读会话", "read the conversation"),
    Action.REPLY: Both("回复", "reply"),
    Action.NOTE: Both("写备注", "write notes"),
    Action.RECEIPT: Both("取得回执", "get receipts"),
    Action.WHO_LOOKED: Both("查看谁看过", "see who looked"),
    Action.ANSWER_TASK: Both("答复同事就该会话提出的问题", "answer what a colleague asked about the conversation"),
    Action.TRIAGE: Both("标明会话的状态和标签", "say how the conversation stands and what it is about"),
    Action.TAKE: Both("接手会话", "take the conversation"),
    Action.ASSIGN: Both("分配会话", "assign the conversation"),
    Action.REVEAL: Both("查看被遮盖的原文", "reveal what is masked"),
    Action.EXPORT: Both("导出会话", "export the conversation"),
    Action.REVIEW: Both("复核遮盖", "review what is masked"),
    Action.OVERRIDE_GUARD: Both("发送被外发检查拦下的内容", "send what the outbound guard stopped"),
    Action.HOLD: Both("设置法律保全、申请解除", "place a legal hold, or ask for its end"),
    Action.RIGHTS: Both("提出或登记关于个人信息的请求", "make or enter a request about personal data"),
    Action.ANSWER_RIGHTS: Both("答复关于个人信息的请求", "answer a request about personal data"),
    Action.CASE: Both("发起和跟进争议", "open and follow disputes"),
    Action.DECIDE_CASE: Both("裁决争议", "decide disputes"),
    Action.OWN_CASE: Both("以当事人身份查看和答复争议", "see and answer a dispute as a party to it"),
    Action.DELETE: Both("删除会话（移入回收站）", "delete the conversation, into the bin"),
    Action.RESTORE: Both("从回收站取回会话", "take the conversation out of the bin"),
    Action.EXTEND: Both("延长会话的保留", "keep the conversation longer"),
    Action.FEED: Both("读取数据流", "be fed masked views"),
    Action.AUDIT: Both("查阅日志", "read the journal"),
    Action.AUDIT_EXPORT: Both("导出日志", "export the journal"),
    Action.APPROVE: Both("批准他人的申请", "approve another's request"),
    Action.SEE_PEOPLE: Both("查看人员", "see people"),
    Action.MANAGE_PEOPLE: Both("管理人员", "manage people"),
    Action.GRANT_ROLE: Both("提升角色", "make a role more"),
    Action.MANAGE_SITES: Both("管理站点", "manage sites"),
    Action.MANAGE_KEYS: Both("管理密钥", "manage keys"),
    Action.ROTATE_KEYS: Both("轮换密钥", "rotate keys"),
    Action.SEE_POLICY: Both("查看访问规则", "see the policies"),
    Action.DRAFT_POLICY: Both("起草访问规则", "draft policies"),
    Action.PUBLISH_POLICY: Both("发布访问规则", "publish policies"),
    Action.EDIT_LEXICON: Both("修改敏感词表", "edit the risk words"),
    Action.ARRANGE_DESK: Both("安排客服台：话术、队列、时限", "arrange the desk: scripts, queues, deadlines"),
    Action.IMPORT: Both("导入以往的会话", "bring old conversations in"),
    Action.SEE_KEEPING: Both("查看保留计划和回收站", "see what is kept for how long, and the bin"),
    Action.SEE_HOUSE: Both("查看系统状态", "see how the house stands"),
    Action.SEE_NUMBERS: Both("查看数据统计", "see the numbers"),
    Action.REVIEW_QUALITY: Both("评审客服在该会话中的工作", "review how the conversation was worked on"),
    Action.OWN_QUALITY: Both("查看并答复对自己工作的评审", "see and answer reviews of one's own work"),
    Action.SEE_BOARD: Both("查看客服看板", "see the live board of the desk"),
}

NEEDS: Final[Mapping[Need, Both]] = {
    Need.REASON: Both("写明理由", "a reason"),
    Need.STEP_UP: Both("再做一次第二重验证", "a fresh second factor"),
    Need.APPROVAL: Both("另一人批准", "a second person's approval"),
}

_PARTIES: Final[Mapping[str, Both]] = {
    "customer": Both("客户", "Customer"),
    "service": Both("API 密钥", "API key"),
    "machine": Both("系统处理程序", "The house's machines"),
    "operator": Both("命令行操作者", "Operator at the command line"),
}


def role_named(role: str, roles: Mapping[str, Role]) -> Both:
    """What people call a role; its own name when the set does not know it."""
    if role in PARTIES:
        return _PARTIES[role]
    known = roles.get(role)
    return Both(known.names["zh"], known.names["en"]) if known else Both(role, role)


def needs_said(needs: Iterable[Need]) -> Both:
    """What is lacking, in the order in which it is provided."""
    wanted = set(needs)
    found = [NEEDS[need] for need in Need if need in wanted]
    return Both("、".join(both.zh for both in found), _listed([both.en for both in found]))


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
