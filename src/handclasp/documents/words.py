"""What documents say beside the labels that they share with a pack's pages (verify/assets/labels.json): zh and en."""

from __future__ import annotations

from typing import Any, Final, Literal

from handclasp.verify.explain import LIMITS
from handclasp.verify.frame import LABELS

Language = Literal["zh", "en"]
_AT: Final = {"zh": 0, "en": 1}

OWN: Final[dict[str, tuple[str, str]]] = {
    "page": ("第 {n} 页，共 {of} 页", "Page {n} of {of}"),
    "seq": ("第 {n} 条", "Record {n}"),
    "place": ("回执 #{n}", "receipt #{n}"),
    "longer": ("…（共 {n} 个字符，全文在证据包里）", "… ({n} characters, whole in the pack)"),
    "sent": ("发送方自报 {when}", "sent {when}, by the sender's clock"),
    "enclosed": ("这份对话的证据包：全部记录及其证明", "The evidence pack of this conversation: all records and their proofs"),
    "verify": ("怎样核对", "How to verify"),
    "step-pack": (
        "1. 这份 PDF 供阅读和打印，自身不作证明。证据包 evidence.handclasp.zip 作为附件装在里面：在阅读器的附件栏中另存，"
        "或运行 pdfdetach -save 1 文件.pdf。",
        "1. This PDF is for reading and printing and proves nothing by itself. The evidence pack, evidence.handclasp.zip, is "
        "attached to it: save it from the reader's list of attachments, or run pdfdetach -save 1 FILE.pdf.",
    ),
    "step-key": (
        "2. 从另一条可靠途径（经营者网站、合同、法院存档、见证方）取得日志公钥。随文件附来的公钥不足为凭。",
        "2. Get the log's public key by another way that you trust (the keeper's site, a contract, a court's file, a "
        "witness). A key that comes with the file proves nothing.",
    ),
    "step-run": (
        "3. 离线运行 handclasp verify evidence.handclasp.zip --vkey 公钥；或解开证据包，用浏览器打开 verify.html。"
        "再把本文每条记录的哈希与那里显示的逐一比对。",
        "3. Run, offline, handclasp verify evidence.handclasp.zip --vkey KEY; or unpack it and open verify.html in a "
        "browser. Then compare the hash of each record here with what is shown there.",
    ),
    "checkpoint-is": (
        "日志当时的全部内容由这份签名的检查点固定下来；上面每条记录都在其中，证明在证据包里。",
        "This signed checkpoint fixes all that the log held at the time; every record above is in it, by the proofs in the "
        "pack.",
    ),
    "spelt": (
        "字体中没有、或会隐藏和打乱其他文字的字符，写作其编码和名称。",
        "Characters that the font lacks, or that would hide or reorder others, are written as their code point and name.",
    ),
}


def own(name: str, language: Language, **values: Any) -> str:
    """One of the sentences above."""
    return OWN[name][_AT[language]].format(**values)


def label(name: str, language: Language, **values: Any) -> str:
    """A label of the pack's pages."""
    return LABELS["text"][name][_AT[language]].format(**values)


def named(group: str, name: str, language: Language) -> str:
    """The label of a name in a group (kinds, roles, facts, values), or the name."""
    found = LABELS[group].get(name)
    return found[_AT[language]] if found else name


def limits(language: Language) -> list[str]:
    """What a transcript does not prove."""
    return [LIMITS[name][_AT[language]] for name in ("record", "person", "claim", "truth", "key")]
