"""The names of everything that can be wrong with a receipt, a pack or a log, and of everything worth saying about one.

Names are stable: none is ever renamed or given another meaning. docs/spec/reasons.md explains each in both languages,
and a test holds that list and this one together. Nothing here ever carries a message's text.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why something is invalid; the value is the stable name."""

    # What kind of file it is
    NOT_RECOGNISED = "not-recognised"
    FORMAT_UNKNOWN = "format-unknown"
    TOO_LARGE = "too-large"

    # JSON
    JSON_MALFORMED = "json-malformed"
    JSON_TOO_DEEP = "json-too-deep"
    JSON_DUPLICATE_KEY = "json-duplicate-key"
    JSON_UNKNOWN_KEY = "json-unknown-key"
    JSON_MISSING_KEY = "json-missing-key"
    JSON_WRONG_TYPE = "json-wrong-type"
    BASE64_MALFORMED = "base64-malformed"

    # A record and its entry
    FIELD_NAME_MALFORMED = "field-name-malformed"
    FIELD_REQUIRED_MISSING = "field-required-missing"
    FIELD_WRONG_TYPE = "field-wrong-type"
    VALUE_MALFORMED = "value-malformed"
    RECORD_VERSION_UNKNOWN = "record-version-unknown"
    ENTRY_MALFORMED = "entry-malformed"
    ENTRY_VERSION_UNKNOWN = "entry-version-unknown"
    OPENING_WITHOUT_COMMITMENT = "opening-without-commitment"
    OPENING_WRONG = "opening-wrong"
    RECORD_HASH_WRONG = "record-hash-wrong"

    # Its place in the tree
    PROOF_MALFORMED = "proof-malformed"
    INDEX_BEYOND_TREE = "index-beyond-tree"
    INCLUSION_WRONG = "inclusion-wrong"

    # The signed checkpoint
    NOTE_MALFORMED = "note-malformed"
    CHECKPOINT_MALFORMED = "checkpoint-malformed"
    LOG_SIGNATURE_MISSING = "log-signature-missing"
    ORIGIN_NOT_PINNED = "origin-not-pinned"
    PINNED_KEY_DID_NOT_SIGN = "pinned-key-did-not-sign"
    SIGNATURE_WRONG = "signature-wrong"
    WITNESS_MISSING = "witness-missing"
    COSIGNATURE_WRONG = "cosignature-wrong"
    WITNESS_QUORUM_MISSING = "witness-quorum-missing"
    ORIGIN_DIFFERS = "origin-differs"
    CHECKPOINTS_CONFLICT = "checkpoints-conflict"

    # A conversation's chain
    NO_RECORDS = "no-records"
    CONVERSATION_DIFFERS = "conversation-differs"
    SEQUENCE_GAP = "sequence-gap"
    SEQUENCE_ORDER = "sequence-order"
    SEQUENCE_DOUBLED = "sequence-doubled"
    CHAIN_BROKEN = "chain-broken"
    GENESIS_WRONG = "genesis-wrong"
    INDEX_ORDER = "index-order"
    HEAD_WRONG = "head-wrong"

    # Several receipts in one file
    TEXT_DIFFERS = "text-differs"

    # The zip
    ZIP_MALFORMED = "zip-malformed"
    ZIP_HIDDEN_DATA = "zip-hidden-data"
    ZIP_HEADER_DIFFERS = "zip-header-differs"
    ZIP_DUPLICATE_NAME = "zip-duplicate-name"
    ZIP_BAD_NAME = "zip-bad-name"
    ZIP_UNEXPECTED_FILE = "zip-unexpected-file"
    ZIP_ENCRYPTED = "zip-encrypted"
    ZIP_METHOD = "zip-method"
    ZIP_BOMB = "zip-bomb"
    ZIP_DAMAGED = "zip-damaged"

    # The pack
    MANIFEST_MISSING = "manifest-missing"
    TRANSCRIPT_MISSING = "transcript-missing"
    MANIFEST_FILE_MISSING = "manifest-file-missing"
    MANIFEST_FILE_EXTRA = "manifest-file-extra"
    FILE_ALTERED = "file-altered"
    SEAL_NOT_AN_EXPORT = "seal-not-an-export"
    SEAL_DIGEST_CLOSED = "seal-digest-closed"
    SEAL_DIGEST_WRONG = "seal-digest-wrong"
    SEAL_OLDER = "seal-older"
    SEAL_OTHER_KEY = "seal-other-key"
    RECEIPTS_INCOMPLETE = "receipts-incomplete"
    RECEIPT_DIFFERS = "receipt-differs"
    RECEIPTS_IN_CUT_DOWN_PACK = "receipts-in-cut-down-pack"
    ATTACHMENT_UNBOUND = "attachment-unbound"
    ATTACHMENT_WRONG = "attachment-wrong"
    WATERMARK_DIFFERS = "watermark-differs"
    PAGE_DIFFERS = "page-differs"
    PAGE_OF_OTHER_VERSION = "page-of-other-version"
    JOURNAL_DIFFERS = "journal-differs"

    # Anchors
    ANCHOR_KIND_UNKNOWN = "anchor-kind-unknown"
    ANCHOR_INCONSISTENT = "anchor-inconsistent"
    TIMESTAMP_MALFORMED = "timestamp-malformed"
    TIMESTAMP_OTHER_DIGEST = "timestamp-other-digest"
    TIMESTAMP_DIGEST_WRONG = "timestamp-digest-wrong"
    TIMESTAMP_CERTIFICATE_WRONG = "timestamp-certificate-wrong"
    TIMESTAMP_SIGNATURE_WRONG = "timestamp-signature-wrong"
    BLOCK_HEADER_WRONG = "block-header-wrong"
    TRIE_PROOF_WRONG = "trie-proof-wrong"
    CALLDATA_WRONG = "calldata-wrong"
    CID_WRONG = "cid-wrong"

    # A static log
    CHECKPOINT_MISSING = "checkpoint-missing"
    VKEY_FILE_WRONG = "vkey-file-wrong"
    TILE_MISSING = "tile-missing"
    TILE_WRONG = "tile-wrong"
    ROOT_WRONG = "root-wrong"
    ENTRIES_MISSING = "entries-missing"
    ENTRIES_MALFORMED = "entries-malformed"
    ENTRY_NOT_IN_TREE = "entry-not-in-tree"
    LOG_UNEXPECTED_FILE = "log-unexpected-file"

    # Against what was known before
    SHORTER_THAN_KNOWN = "shorter-than-known"
    HISTORY_REWRITTEN = "history-rewritten"
    KNOWN_RECORD_DIFFERS = "known-record-differs"


class Remark(StrEnum):
    """What a reader should know though nothing is wrong; the value is the stable name."""

    CUT_DOWN = "cut-down"
    WATERMARK_UNSEALED = "watermark-unsealed"
    WITHHELD = "withheld"
    FIELDS_CLOSED = "fields-closed"
    NOTHING_OPEN = "nothing-open"
    NO_HEAD = "no-head"
    AFTER_HEAD = "after-head"
    STARTS_LATE = "starts-late"
    PAGES_NOT_CHECKED = "pages-not-checked"
    MORE_IN_JOURNAL = "more-in-journal"
    UNKNOWN_SIGNATURES = "unknown-signatures"
    VKEY_FILE_DIFFERS = "vkey-file-differs"
    HIDDEN_LATER = "hidden-later"
    SHOWN_OTHERWISE = "shown-otherwise"
    SAID_BY_KEY = "said-by-key"
    SAID_CLOSED = "said-closed"
    SAID_WRONG = "said-wrong"
    KNOWN_ELSEWHERE = "known-elsewhere"
    ANCHOR_UNPINNED = "anchor-unpinned"
    ANCHOR_OLDER = "anchor-older"


class Fault(Exception):
    """Something checked is wrong: `reason` names what, `where` names the file, record or field (never its content)."""

    def __init__(self, reason: Reason, where: str = "") -> None:
        super().__init__(f"{reason}: {where}" if where else str(reason))
        self.reason = reason
        self.where = where

    def within(self, outer: str) -> Fault:
        """Return the same fault seen from one level further out."""
        return Fault(self.reason, f"{outer}: {self.where}" if self.where else outer)
