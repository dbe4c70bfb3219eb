"""Every reason and remark in plain words, Chinese and English; docs/spec/reasons.md is the same list.

The words say what was found, not who did it.
"""

from __future__ import annotations

from typing import Final

from .reasons import Reason, Remark

REASONS: Final[dict[Reason, tuple[str, str]]] = {
    Reason.NOT_RECOGNISED: (
        "这不是证据包、回执、对话记录或日志目录",
        "not a pack, receipt, transcript or log directory",
    ),
    Reason.FORMAT_UNKNOWN: (
        "格式版本未知，请用更新的校验程序",
        "a format version this verifier does not know; use a newer one",
    ),
    Reason.TOO_LARGE: ("文件过大", "the file is too large"),
    Reason.JSON_MALFORMED: ("JSON 格式有误", "the JSON is malformed"),
    Reason.JSON_TOO_DEEP: ("JSON 嵌套过深", "the JSON is nested too deeply"),
    Reason.JSON_DUPLICATE_KEY: ("JSON 中有重复的键", "a JSON object has one key twice"),
    Reason.JSON_UNKNOWN_KEY: ("JSON 中有不该出现的键", "a JSON object has a key that does not belong there"),
    Reason.JSON_MISSING_KEY: ("JSON 中缺少必需的键", "a JSON object lacks a key"),
    Reason.JSON_WRONG_TYPE: ("JSON 中某个值的类型不对", "a JSON value has the wrong type"),
    Reason.BASE64_MALFORMED: ("base64 不规范或长度不对", "base64 that is not canonical, or has the wrong length"),
    Reason.FIELD_NAME_MALFORMED: ("字段名不合规范", "a field's name is malformed"),
    Reason.FIELD_REQUIRED_MISSING: ("缺少每条记录必有的字段", "a field that every record has is missing"),
    Reason.FIELD_WRONG_TYPE: ("已知字段的类型不对", "a known field has the wrong type"),
    Reason.VALUE_MALFORMED: ("值不合规范", "a value is malformed"),
    Reason.RECORD_VERSION_UNKNOWN: ("记录版本未知", "a record of a version this verifier does not know"),
    Reason.ENTRY_MALFORMED: ("日志条目不合规范", "a log entry is malformed"),
    Reason.ENTRY_VERSION_UNKNOWN: ("日志条目版本未知", "a log entry of a version this verifier does not know"),
    Reason.OPENING_WITHOUT_COMMITMENT: ("公开了一个从未承诺过的字段", "a field is opened that was never committed"),
    Reason.OPENING_WRONG: (
        "公开的内容与封存时的承诺不符：内容或盐被改过",
        "an opened field does not match its commitment: the value or its salt was changed",
    ),
    Reason.RECORD_HASH_WRONG: (
        "各字段承诺与日志条目不符：承诺被增、删或改过",
        "the commitments do not give the entry's hash: one was added, removed or changed",
    ),
    Reason.PROOF_MALFORMED: ("位置证明不合规范", "the proof is malformed"),
    Reason.INDEX_BEYOND_TREE: ("序号超出检查点的范围", "the index lies beyond the checkpoint's tree"),
    Reason.INCLUSION_WRONG: (
        "位置证明不成立：该条目不在检查点所签的这个位置",
        "the inclusion proof fails: this entry does not stand at that place under the checkpoint",
    ),
    Reason.NOTE_MALFORMED: ("签名文书不合规范", "the signed note is malformed"),
    Reason.CHECKPOINT_MALFORMED: ("检查点不合规范", "the checkpoint is malformed"),
    Reason.LOG_SIGNATURE_MISSING: ("检查点上没有日志自己的签名", "the checkpoint carries no signature by its log"),
    Reason.ORIGIN_NOT_PINNED: (
        "出自另一个日志，而不是您指定公钥的那一个",
        "it comes from another log than the one whose key you pinned",
    ),
    Reason.PINNED_KEY_DID_NOT_SIGN: (
        "您指定的公钥没有签过这个检查点",
        "the key you pinned did not sign this checkpoint",
    ),
    Reason.SIGNATURE_WRONG: ("日志签名不成立", "the log's signature does not verify"),
    Reason.WITNESS_MISSING: ("您指定的见证方没有联署", "a witness you named did not cosign"),
    Reason.COSIGNATURE_WRONG: ("见证方的联署不成立", "a witness's cosignature does not verify"),
    Reason.WITNESS_QUORUM_MISSING: (
        "联署的见证方不够：没有达到您的见证策略所要求的",
        "too few witnesses cosigned what covers the records shown: your witness policy is not met",
    ),
    Reason.ORIGIN_DIFFERS: ("各部分出自不同的日志", "the parts name different logs"),
    Reason.CHECKPOINTS_CONFLICT: (
        "同样大小的两个检查点根值不同：日志有两份说法",
        "two checkpoints of one size have different roots: the log told two stories",
    ),
    Reason.NO_RECORDS: ("没有任何记录", "there are no records"),
    Reason.CONVERSATION_DIFFERS: ("有一条记录属于另一段对话", "a record belongs to another conversation"),
    Reason.SEQUENCE_GAP: ("中间缺了记录", "a record is missing in between"),
    Reason.SEQUENCE_ORDER: ("记录的次序被调换", "the records are out of order"),
    Reason.SEQUENCE_DOUBLED: ("两条记录占用同一序号", "two records have one sequence number"),
    Reason.CHAIN_BROKEN: (
        "记录没有接在上一条之后：链断了",
        "a record does not follow the one before: the chain is broken",
    ),
    Reason.GENESIS_WRONG: (
        "第一条记录的起点不属于这段对话或这个日志",
        "the first record's start does not belong to this conversation and log",
    ),
    Reason.INDEX_ORDER: ("记录在日志中的位置前后颠倒", "the records' places in the log are out of order"),
    Reason.HEAD_WRONG: (
        "清点记录所说的条数或末条与实际不符",
        "a head record's count or last record is not what stands there",
    ),
    Reason.TEXT_DIFFERS: (
        "供阅读的文字与回执所公开的不符：被改过",
        "the words for reading are not what the receipt beside them opens: they were changed",
    ),
    Reason.ZIP_MALFORMED: ("压缩包结构有误", "the zip is malformed"),
    Reason.ZIP_HIDDEN_DATA: ("压缩包里藏有目录以外的数据", "the zip holds data outside its files"),
    Reason.ZIP_HEADER_DIFFERS: ("压缩包目录与文件头说法不一", "the zip's directory and a file's own header disagree"),
    Reason.ZIP_DUPLICATE_NAME: ("压缩包里有同名文件", "the zip has one name twice"),
    Reason.ZIP_BAD_NAME: ("压缩包里有不安全的文件名、目录或链接", "the zip has an unsafe name, a directory or a link"),
    Reason.ZIP_UNEXPECTED_FILE: ("压缩包里有不该出现的文件", "the zip has a file that does not belong in a pack"),
    Reason.ZIP_ENCRYPTED: ("压缩包被加密", "the zip is encrypted"),
    Reason.ZIP_METHOD: ("压缩方式不在允许之列", "the zip uses a method other than stored and deflated"),
    Reason.ZIP_BOMB: ("解压后的大小超出上限", "the zip would unpack to more than is allowed"),
    Reason.ZIP_DAMAGED: ("压缩包里的文件已损坏", "a file in the zip is damaged"),
    Reason.MANIFEST_MISSING: ("缺少清单 manifest.json", "manifest.json is missing"),
    Reason.TRANSCRIPT_MISSING: ("缺少 transcript.json", "transcript.json is missing"),
    Reason.MANIFEST_FILE_MISSING: ("清单里的文件不见了", "a file named in the manifest is missing"),
    Reason.MANIFEST_FILE_EXTRA: ("多了清单以外的文件", "there is a file the manifest does not name"),
    Reason.FILE_ALTERED: ("文件与清单不符：被改过", "a file differs from the manifest: it was changed"),
    Reason.SEAL_NOT_AN_EXPORT: ("封签不是导出记录", "the seal is not the receipt of an export record"),
    Reason.SEAL_DIGEST_CLOSED: ("封签没有公开清单摘要", "the seal does not open the manifest's digest"),
    Reason.SEAL_DIGEST_WRONG: (
        "清单与封签不符：导出后被改过",
        "the manifest is not the sealed one: it was changed after export",
    ),
    Reason.SEAL_OLDER: ("封签的检查点早于对话的检查点", "the seal's checkpoint is older than the transcript's"),
    Reason.SEAL_OTHER_KEY: ("各部分由不同的密钥签名", "the parts are signed under different keys"),
    Reason.RECEIPTS_INCOMPLETE: ("回执与所示记录不是一一对应", "the receipts are not one for each record shown"),
    Reason.RECEIPT_DIFFERS: ("回执与对话中的记录不一致", "a receipt does not agree with the transcript"),
    Reason.RECEIPTS_IN_CUT_DOWN_PACK: ("没有封签的包里不得有回执", "a pack without its seal must not hold receipts"),
    Reason.ATTACHMENT_UNBOUND: ("附件没有公开的摘要可对照", "an attachment has no opened digest to hold it against"),
    Reason.ATTACHMENT_WRONG: ("附件与封存时的摘要不符", "an attachment does not match its digest"),
    Reason.WATERMARK_DIFFERS: (
        "页面上的水印与清单里的不符：被改过",
        "a page's watermark is not the manifest's: one of them was changed",
    ),
    Reason.PAGE_DIFFERS: (
        "供阅读的页面与 transcript.json 不符",
        "a page for reading is not the one transcript.json gives",
    ),
    Reason.PAGE_OF_OTHER_VERSION: (
        "删节包里的页面由别的版本生成，无法核对",
        "a cut-down pack holds pages of another version, which cannot be checked",
    ),
    Reason.JOURNAL_DIFFERS: (
        "日志簿清单中有一行与其回执不符：被改过",
        "a line of the journal's list is not what its receipt opens: it was changed",
    ),
    Reason.ANCHOR_KIND_UNKNOWN: (
        "锚定的种类未知，请用更新的校验程序",
        "an anchor of a kind this verifier does not know; use a newer one",
    ),
    Reason.ANCHOR_INCONSISTENT: (
        "锚定的检查点与所示检查点不属于同一段历史",
        "the anchored checkpoint and the one shown are not of one history",
    ),
    Reason.TIMESTAMP_MALFORMED: ("时间戳不合规范", "the time-stamp token is malformed"),
    Reason.TIMESTAMP_OTHER_DIGEST: (
        "时间戳盖的是别的内容，不是这个检查点",
        "the time-stamp is over something else than this checkpoint",
    ),
    Reason.TIMESTAMP_DIGEST_WRONG: (
        "时间戳的内容与其签名所说不符：被改过",
        "the time-stamp's content is not what its signature names: it was changed",
    ),
    Reason.TIMESTAMP_CERTIFICATE_WRONG: (
        "时间戳的证书不对：缺失、不是所署的那张、不能用于时间戳或当时无效",
        "the time-stamp's certificate is missing, another one, not for time-stamping, or was not valid then",
    ),
    Reason.TIMESTAMP_SIGNATURE_WRONG: ("时间戳的签名不成立", "the time-stamp's signature does not verify"),
    Reason.BLOCK_HEADER_WRONG: (
        "区块头不合规范，或与所称的区块哈希不符",
        "the block's header is malformed, or does not give the block's hash",
    ),
    Reason.TRIE_PROOF_WRONG: (
        "交易证明不成立：交易不在区块的这个位置",
        "the transaction's proof fails: it does not stand at that place in the block",
    ),
    Reason.CALLDATA_WRONG: (
        "区块里的交易没有写着这个检查点的摘要",
        "the block's transaction does not carry this checkpoint's digest",
    ),
    Reason.CID_WRONG: ("IPFS 的 CID 与检查点不符", "the IPFS CID is not the checkpoint's"),
    Reason.CHECKPOINT_MISSING: ("日志目录里没有检查点", "the log directory has no checkpoint"),
    Reason.VKEY_FILE_WRONG: (
        "日志目录里的公钥与检查点不符",
        "the log directory's vkey file does not fit its checkpoint",
    ),
    Reason.TILE_MISSING: ("缺少哈希分块", "a hash tile is missing"),
    Reason.TILE_WRONG: ("哈希分块与条目不符", "a hash tile is not what the entries give"),
    Reason.ROOT_WRONG: ("全部条目算出的根与检查点不符", "the entries do not give the checkpoint's root"),
    Reason.ENTRIES_MISSING: ("缺少条目", "entries are missing"),
    Reason.ENTRIES_MALFORMED: ("条目文件不合规范", "an entry bundle is malformed"),
    Reason.ENTRY_NOT_IN_TREE: (
        "有条目与其哈希不符：被改过",
        "an entry does not match its hash in the tree: it was changed",
    ),
    Reason.LOG_UNEXPECTED_FILE: (
        "日志目录里有不该出现的文件",
        "the log directory has a file that does not belong there",
    ),
    Reason.SHORTER_THAN_KNOWN: (
        "比此前已签的更短：尾部被截掉",
        "shorter than what was signed before: the tail was cut off",
    ),
    Reason.HISTORY_REWRITTEN: (
        "与此前已签的检查点不相容：历史被改写",
        "not a continuation of what was signed before: history was rewritten",
    ),
    Reason.KNOWN_RECORD_DIFFERS: ("与您手中的旧回执不一致", "differs from the older receipt you hold"),
}

REMARKS: Final[dict[Remark, tuple[str, str]]] = {
    Remark.CUT_DOWN: (
        "这份证据包在导出后被删节过，封签已去掉",
        "this pack was cut down after export; its seal is gone",
    ),
    Remark.WATERMARK_UNSEALED: (
        "水印（谁、何时、为何导出）没有封签封住",
        "no seal holds the watermark (who took the pack out, when and why) fast",
    ),
    Remark.WITHHELD: (
        "有些内容在导出时就未公开；这些记录仍各在其位",
        "some content was withheld at the export; each of these records stands at its place all the same",
    ),
    Remark.FIELDS_CLOSED: ("有字段未公开", "some fields are withheld"),
    Remark.NOTHING_OPEN: (
        "没有公开任何字段：只证明该处有某条记录",
        "every field is withheld: it proves only that some record stands there",
    ),
    Remark.NO_HEAD: (
        "所示记录中没有清点记录：不能说明是否完整",
        "no head record is shown: nothing is said about completeness",
    ),
    Remark.AFTER_HEAD: ("最后一次清点之后还有记录", "records follow the last head"),
    Remark.STARTS_LATE: ("所示记录不是从第 1 条开始", "the records shown do not start with number 1"),
    Remark.PAGES_NOT_CHECKED: (
        "阅读页面由别的版本生成，未与 transcript.json 核对；以 transcript.json 为准",
        "the pages were made by another version and not held against transcript.json; go by transcript.json",
    ),
    Remark.MORE_IN_JOURNAL: (
        "清单到上限为止，日志簿里可能还有更早的记录",
        "the list ends at its limit: older records may stand in the journal",
    ),
    Remark.UNKNOWN_SIGNATURES: ("检查点上有未核对的签名", "the checkpoint carries signatures that were not checked"),
    Remark.VKEY_FILE_DIFFERS: (
        "目录里的公钥不是您指定的那把",
        "the directory's vkey file names another key than the one you pinned",
    ),
    Remark.HIDDEN_LATER: (
        "文字在封存之后被另一条记录遮盖；现在显示的（如有）不是当时封存的文字",
        (
            "its words were hidden after they were sealed, by another record; what is shown in their place, if "
            "anything, is not what was sealed then"
        ),
    ),
    Remark.SHOWN_OTHERWISE: (
        "后来的一条记录以另一段文字代替显示；封存时的文字仍然公开",
        "a later record has other words shown in place of the sealed ones, which are still open",
    ),
    Remark.SAID_BY_KEY: ("客户设备的签名成立", "signed by the customer's own device"),
    Remark.SAID_CLOSED: (
        "带有客户签名，但所需字段未公开，无法核对",
        "carries the customer's signature, which the open fields do not suffice to check",
    ),
    Remark.SAID_WRONG: ("客户签名与这些文字不符", "the customer's signature does not fit these words"),
    Remark.KNOWN_ELSEWHERE: (
        "您提供的旧文件与此没有可对照之处",
        "the older file you gave says nothing about what is shown here",
    ),
    Remark.ANCHOR_UNPINNED: (
        "锚定前后相符，但时间戳机构的证书或区块的哈希不在您指定之列：时间未获证明",
        "an anchor holds together, but you pinned neither its time-stamper nor its block: it proves no time yet",
    ),
    Remark.ANCHOR_OLDER: (
        "锚定早于所示的全部记录：对它们什么也不能说明",
        "an anchor is older than every record shown: it says nothing about them",
    ),
}

LIMITS: Final[dict[str, tuple[str, str]]] = {
    "record": (
        "不证明此外再没有说过别的。",
        "It does not prove that nothing else was said.",
    ),
    "person": (
        "不证明作者是哪一个人：作者名由记录方登记。",
        "It does not prove which person an author is: the name is the one the keeper of the log wrote down.",
    ),
    "claim": (
        "不证明发送方自报的时间属实；“收到”是记录方的时钟。",
        "It does not prove the sender's own time; “received” is the clock of the log's keeper.",
    ),
    "key": (
        "不证明公钥属于谁：这取决于您从哪里得到它。",
        "It does not prove whose key it is: that rests on where you got the key from.",
    ),
    "truth": (
        "不证明所说的内容属实。",
        "It does not prove that what was said is true.",
    ),
    "journal": (
        "不证明此外再没有做过别的：只列出所问到的记录。",
        "It does not prove that nothing else was done: it lists what was asked for.",
    ),
    "anchor": (
        "锚定只证明不晚于，不证明不早于；时间戳证书是否被吊销，离线无从查起。",
        (
            "An anchor proves “not later than”, never “not earlier than”; whether a time-stamper's certificate was "
            "revoked cannot be looked up offline."
        ),
    ),
    "log": (
        "不证明没有给别人看过另一份日志：这要靠见证方或与他人比对检查点。",
        "It does not prove that others are shown the same log: witnesses, or comparing checkpoints, do.",
    ),
}
