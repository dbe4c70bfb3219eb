"""`handclasp verify` and `python -m handclasp.verify`: check files offline and say in words what they prove.

It reads the files named and nothing else: no server, no database, no network, no key that came with a file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .anchor import FORMAT as ANCHOR
from .anchor import check_anchor
from .archive import read_archive
from .journal import LIST, read_journal
from .known import Known, compare_checkpoint, compare_log, compare_records, read_known
from .log import read_log
from .note import Trust, check_quorum, check_signers
from .pack import check_files
from .pins import BadPin, Pins, read_pins, trusted
from .reasons import Fault, Reason, Remark
from .receipt import FORMAT as RECEIPT
from .receipt import check_receipt
from .receipts import FORMAT as RECEIPTS
from .receipts import check_receipts
from .strict import load, mapping
from .transcript import FORMAT as TRANSCRIPT
from .transcript import check_transcript
from .verdict import Verdict, invalid, of_anchor, of_journal, of_log, of_pack, of_receipt, of_receipts, of_transcript
from .words import LANGUAGES, explain

MAX_FILE: Final = 512 * 1024 * 1024
USAGE: Final = 2
_ENCRYPTED: Final = {
    "en": "handclasp verify: {path} is encrypted; decrypt it with age first: age --decrypt -o PACK.zip {path}\n",
    "zh": "handclasp verify：{path} 已加密，请先用 age 解密：age --decrypt -o PACK.zip {path}\n",
}
_SUBJECTS: Final = {RECEIPT: "receipt", RECEIPTS: "receipts", TRANSCRIPT: "transcript", ANCHOR: "anchor"}
_AGE: Final = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")


def run(path: Path, trust: Trust | None = None, known: Sequence[Path] = ()) -> Verdict:
    """Check a pack, receipt, transcript, anchor or log directory; `known` are older checkpoints or receipts.

    Raises OSError when something cannot be read.
    """
    trust = trust or Trust()
    data = None if path.is_dir() else _read(path)
    try:
        older = [read_known(_read(item), trust) for item in known]
    except Fault as fault:
        return invalid("file", fault)
    if data is not None:
        return check(data, trust, older)
    try:
        log = read_log(path, trust)
        check_quorum(trust, log.checkpoint)
        remarks = [remark for item in older for remark in compare_log(log, item)]
    except Fault as fault:
        return invalid("log", fault)
    return _with(of_log(log), remarks)


def check(data: bytes, trust: Trust | None = None, known: Sequence[Known] = ()) -> Verdict:
    """Check the bytes of a pack, receipt, transcript, anchor or journal list; never raises for what they may hold."""
    trust = trust or Trust()
    if data[:2] == b"PK":
        return _check_archive(data, trust, known)
    subject = "file"
    try:
        document = _document(data)
        form = str(document.get("format"))
        subject = _SUBJECTS.get(form, "file")
        if subject == "file":
            unknown = form.startswith("handclasp/")
            raise Fault(Reason.FORMAT_UNKNOWN, ascii(form)[:80]) if unknown else Fault(Reason.NOT_RECOGNISED)
        return _check_document(subject, document, trust, known)
    except Fault as fault:
        return invalid(subject, fault)


def _check_archive(data: bytes, trust: Trust, known: Sequence[Known]) -> Verdict:
    subject = "pack"
    try:
        files = read_archive(data)
        if LIST in files:
            subject = "journal"
            journal = read_journal(files, trust)
            check_quorum(trust, journal.seal.checkpoint)
            return _with(of_journal(journal), [r for item in known for r in compare_records(journal.seal, item)])
        pack = check_files(files, trust)
        check_quorum(trust, *pack.witnessed())
        return _with(of_pack(pack), [r for item in known for r in compare_records(pack.transcript, item)])
    except Fault as fault:
        return invalid(subject, fault)


def _check_document(subject: str, document: dict[str, object], trust: Trust, known: Sequence[Known]) -> Verdict:
    if subject == "receipt":
        receipt = check_receipt(document, trust)
        check_quorum(trust, receipt.checkpoint)
        return _with(of_receipt(receipt), [r for item in known for r in compare_records(receipt, item)])
    if subject == "receipts":
        several = check_receipts(document, trust)
        check_quorum(trust, several.newest.checkpoint)
        return _with(of_receipts(several), [r for item in known for r in compare_records(several.newest, item)])
    if subject == "transcript":
        transcript = check_transcript(document, trust)
        check_quorum(trust, transcript.checkpoint)
        return _with(of_transcript(transcript), [r for item in known for r in compare_records(transcript, item)])
    anchor = check_anchor(document, trust)
    verdict = of_anchor(anchor, check_signers(anchor.checkpoint, trust.signing()))
    return _with(verdict, [r for item in known for r in compare_checkpoint(anchor.checkpoint, item)])


def _document(data: bytes) -> dict[str, object]:
    if len(data) > MAX_FILE:
        raise Fault(Reason.TOO_LARGE)
    if data.lstrip(b" \t\r\n")[:1] != b"{":
        raise Fault(Reason.NOT_RECOGNISED)
    return mapping(load(data), "file")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_FILE + 1)


def _with(verdict: Verdict, remarks: list[tuple[Remark, str]]) -> Verdict:
    return Verdict(
        verdict.status, verdict.subject, verdict.reason, verdict.where, verdict.facts, (*verdict.remarks, *remarks)
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 valid, 1 invalid, 2 usage or unreadable, 3 consistent but signer unknown."""
    options = _parser().parse_args(argv)
    try:
        files = [read_pins(Path(path)) for path in options.pins]
        given = (options.vkey, options.witness, options.tsa, options.block, options.witness_policy)
        trust = trusted([Pins(*map(tuple, given)), *files])
        if closed := next((path for path in options.paths if _is_encrypted(Path(path))), None):
            sys.stderr.write(_ENCRYPTED[options.lang or default_language()].format(path=closed))
            return USAGE
        verdicts = [run(Path(path), trust, [Path(k) for k in options.known]) for path in options.paths]
    except BadPin as error:
        sys.stderr.write(f"handclasp verify: {error}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"handclasp verify: cannot read {error.filename}: {error.strerror}\n")
        return USAGE
    language = options.lang or default_language()
    for path, verdict in zip(options.paths, verdicts, strict=True):
        if options.json:
            sys.stdout.write(json.dumps({"file": path, **verdict.as_json()}, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(f"{path}\n{explain(verdict, language)}\n")
    return _worst([verdict.exit_code for verdict in verdicts])


def _is_encrypted(path: Path) -> bool:
    """Whether this is a file of age (age-encryption.org), as exports leave the house."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(40).startswith(_AGE)


def _worst(codes: list[int]) -> int:
    return next(code for code in (1, 3, 0) if code in codes)


def default_language() -> str:
    """Return zh when the environment's language is Chinese, else en."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in names if name), "").lower().startswith("zh") else "en"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handclasp verify",
        description="Check evidence packs, receipts, transcripts, records of a journal and exported logs, offline.",
        epilog="Exit codes: 0 valid, 1 invalid, 2 usage or unreadable, 3 consistent but the signer is unknown.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="FILE",
        help="a pack, receipt, file of receipts, transcript, journal list, anchor, or exported log directory",
    )
    parser.add_argument(
        "--vkey", action="append", default=[], metavar="KEY", help="the log's verifier key, got elsewhere"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="a witness that must have cosigned"
    )
    parser.add_argument(
        "--tsa",
        action="append",
        default=[],
        metavar="CERTIFICATE",
        help="a time-stamper's certificate, or one above it, in a file (PEM or DER), got elsewhere",
    )
    parser.add_argument(
        "--block", action="append", default=[], metavar="HASH", help="an Ethereum block's hash, looked up elsewhere"
    )
    parser.add_argument(
        "--witness-policy",
        action="append",
        default=[],
        metavar="FILE",
        help="which witnesses must have cosigned, n of m: lines log, witness, group, quorum",
    )
    parser.add_argument(
        "--pins",
        action="append",
        default=[],
        metavar="FILE",
        help="a TOML file of your own with such pins: the lists keys, witnesses, tsa, blocks and witness_policy",
    )
    parser.add_argument("--known", action="append", default=[], metavar="FILE", help="an older checkpoint or receipt")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the words (default: from LANG)")
    return parser
