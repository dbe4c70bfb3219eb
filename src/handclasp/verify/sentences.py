"""What the verifier says beside reasons and remarks: its sentences, and README.txt of a pack. Chinese and English.

The words say what was found, not who did it.
"""

from __future__ import annotations

from typing import Final

README: Final = """\
这份证据包里有什么 · What is in this pack
----------------------------------------

transcript.html  供阅读和打印的对话记录
verify.html      用浏览器打开即可自检，不连网
transcript.json  对话与全部证明
receipts/        每条记录的回执
attachments/     附件原件（如有）
anchors/         锚定：时间戳、区块链、IPFS（如有）
manifest.json    文件清单；seal.json 是封住清单的回执

如何校验：
  1. 从另一条可靠途径（经营者网站、合同、法院存档、见证方）取得日志公钥。
     随文件附来的公钥不足为凭。
  2. 打开 verify.html 粘贴公钥；或离线运行：
     handclasp verify 文件.handclasp.zip --vkey 公钥
没有公钥时，结果只会是“内容自洽，签名者未知”。


transcript.html  the conversation, to read and print
verify.html      open it in a browser: it checks itself, offline
transcript.json  the conversation with all its proofs
receipts/        a receipt for each record
attachments/     original attachments, if any
anchors/         time-stamps, blocks and IPFS names of the log, if any
manifest.json    the list of files; seal.json is the receipt that seals it

How to verify:
  1. Get the log's key by another way you trust (the keeper's site, a contract,
     a court's file, a witness). A key that comes with the file proves nothing.
  2. Open verify.html and paste the key; or run, offline:
     handclasp verify FILE.handclasp.zip --vkey KEY
Without a key the answer is never more than "consistent, signer unknown".
"""
"""README.txt of a pack."""

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "valid": ("有效", "VALID"),
    "consistent, signer unknown": ("内容自洽，签名者未知", "CONSISTENT, SIGNER UNKNOWN"),
    "invalid": ("无效", "INVALID"),
    "receipt": ("回执", "receipt"),
    "receipts": ("多份回执", "receipts"),
    "transcript": ("对话记录", "transcript"),
    "pack": ("证据包", "evidence pack"),
    "journal": ("日志簿摘录", "records of a journal"),
    "log": ("日志", "log"),
    "anchor": ("锚定", "anchor"),
    "file": ("文件", "file"),
    "proved": ("证明了", "What is proved"),
    "holds": ("前后相符的是（核对公钥之前不算证明）", "What holds together (no proof until the key is checked)"),
    "note": ("请留意", "Take note"),
    "not-proved": ("没有证明", "What is not proved"),
    "check-key": ("如何核对公钥", "How to check the key"),
    "signed": (
        "检查点（日志 {origin}，共 {size} 条）由您指定的公钥 {key} 签名。",
        "The checkpoint (log {origin}, {size} entries) is signed by the key you pinned: {key}.",
    ),
    "unsigned": (
        "检查点（日志 {origin}，共 {size} 条）前后自洽，但签名未经核对。",
        "The checkpoint (log {origin}, {size} entries) is consistent; its signature was not checked.",
    ),
    "whole-log": (
        "全部 {size} 条记录逐条重算，分属 {conversations} 段对话，无缺号、无重号、无分支。",
        "All {size} entries were re-derived: {conversations} conversations, no gap, no double, no branch.",
    ),
    "stands": (
        "第 {seq} 条记录封存于日志第 {index} 位，此后未被改动。",
        "Record {seq} of its conversation stands at index {index} of the log, unchanged since.",
    ),
    "each-stands": (
        "{count} 份回执（{conversations} 段对话），每条记录各在日志中的位置，文字与封存时一致；不说明中间有无遗漏。",
        (
            "Receipts: {count}, of {conversations} conversations, each record at its place in the log, its words as "
            "sealed. That nothing is missing in between is not said."
        ),
    ),
    "author": ("登记的作者：{author}", "Author as written down: {author}"),
    "received": ("收到（记录方时钟）:{time}", "Received (keeper's clock): {time}"),
    "sent": ("发送（发送方自报）:{time}", "Sent (sender's claim): {time}"),
    "masks": ("正文中有 {count} 处遮盖。", "Masked places in the text: {count}."),
    "chain": (
        "对话 {conversation} 的第 {first} 至 {last} 条（{count} 条），各在其位，首尾相接，中间无缺。",
        (
            "Records {first} to {last} ({count}) of conversation {conversation}: each at its place, chained, none "
            "missing in between."
        ),
    ),
    "journal-lines": (
        "日志簿的 {count} 条记录，各有回执，逐行相符。清单自称回答的问题：{question}",
        "{count} records of the journal, each line as its receipt has it. Asked for, says the list: {question}",
    ),
    "journal-sealed": (
        "清单与取出时逐字节一致；取出一事在日志第 {index} 位，时间 {time}。",
        "The list is byte for byte what was taken out; that stands at index {index} of the log, at {time}.",
    ),
    "complete": ("截至第 {head} 条清点记录为止是完整的。", "Complete up to head {head}."),
    "attachments": ("{count} 个附件与封存时一致。", "Attachments that are as they were sealed: {count}."),
    "sealed": (
        "整包与导出时逐字节一致；导出记录在日志第 {index} 位，时间 {time}。",
        "The pack is byte for byte what was exported; the export stands at index {index} of the log, at {time}.",
    ),
    "taken-sealed": (
        "证据包写明：{who} 于 {time} 导出，事由：{why}（由导出记录封住）。",
        "Says the pack, and the export record seals it: taken out by {who} at {time}, why: {why}",
    ),
    "taken": (
        "证据包自称：{who} 于 {time} 导出，事由：{why}",
        "Says the pack: taken out by {who} at {time}, why: {why}",
    ),
    "witness": ("见证方 {name} 于 {time} 联署。", "Witness {name} cosigned at {time}."),
    "anchored": (
        "第 {last} 条及之前的记录在 {time} 已经存在：由您指定的 {who} 证明。",
        "Records up to number {last} existed at {time}: so says {who}, which you pinned.",
    ),
    "anchored-alone": (
        "这个检查点在 {time} 已经存在：由您指定的 {who} 证明。",
        "This checkpoint existed at {time}: so says {who}, which you pinned.",
    ),
    "findable": (
        "检查点（{size} 条）在 IPFS 上名为 {cid}；这不证明时间。",
        "The checkpoint of {size} entries is found on IPFS as {cid}; that proves no time.",
    ),
    "pin-rfc3161": (
        "时间戳：请从 {who} 处取得其证书或根证书（随文件附来的不算，其 SHA-256 为 {certificate}），再加 --tsa 文件。",
        (
            "Time-stamp: get the certificate of {who}, or the root above it, from them (the one in the file does not "
            "count; its SHA-256 is {certificate}), and add --tsa FILE."
        ),
    ),
    "pin-ethereum": (
        "区块：请在任一节点或区块浏览器上核对链 {chain} 的区块 {number} 的哈希，再加 --block 哈希。文件所称：{block}",
        (
            "Block: look up the hash of block {number} of chain {chain} with any node or explorer, and add --block "
            "HASH. Says the file: {block}"
        ),
    ),
    "pin-witness": (
        "见证方 {who}：请从他们那里取得公钥，写进见证策略，再加 --witness-policy 文件。",
        "Witnesses {who}: get their keys from them, write a witness policy, and add --witness-policy FILE.",
    ),
    "check-anchors": ("如何核对锚定的时间", "How to check the anchors' times"),
    "pin": (
        (
            "请从另一条可靠途径（经营者网站、合同、法院存档、见证方）取得 {origin} 的公钥，再加 --vkey 公钥 重新校验。"
            "随文件附来的公钥不足为凭。文件上的签名密钥编号：{ids}。"
        ),
        (
            "Get the key of {origin} by another way you trust (the keeper's site, a contract, a court's file, a "
            "witness) and verify again with --vkey KEY. A key that comes with the file proves nothing. Key ids on the "
            "file: {ids}."
        ),
    ),
    "bad": (
        "请不要依赖这个文件。请向给您文件的人重新索取原件，并告知上面的原因名称。",
        "Do not rely on this file. Ask whoever gave it to you for the original, and tell them the reason's name above.",
    ),
}
"""What the verifier says, by name: Chinese and English, filled in by words.py."""
