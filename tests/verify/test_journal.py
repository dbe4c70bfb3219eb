"""Records taken out of a journal prove themselves as a whole, and whatever was changed in them is named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from tests.disclose.people import AUDITOR as WU
from tests.disclose.people import SPECIALIST, stepped
from tests.house_fixture import House, hired, house_template, module_house

from handclasp.access.policy import StepUp
from handclasp.disclose import Question
from handclasp.verify import Reason, Remark, Status, Trust, check, parse_vkey
from handclasp.verify.words import explain

__all__ = ["house_template", "module_house"]

Files = dict[str, bytes]
AUDITOR = stepped(WU, StepUp.EXPORT)


@pytest.fixture(scope="module")
def taken(module_house: House) -> Files:
    """The files of a list of four searches."""
    hired(module_house, AUDITOR)
    for number in range(4):
        module_house.journal.search(SPECIALIST, [f"word {number}"], "queue", number, "v1")
    data = module_house.audit.take_out(AUDITOR, Question(account=SPECIALIST.id), reason="yearly audit")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def trust(module_house: House) -> Trust:
    return Trust((parse_vkey(module_house.log_key.vkeys()[0]),))


def zipped(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_a_list_as_it_was_taken_out_is_valid_and_says_what_was_asked(taken: Files, trust: Trust) -> None:
    verdict = check(zipped(taken), trust)
    assert (verdict.status, verdict.subject, verdict.reason) == (Status.VALID, "journal", None)
    assert len(verdict.facts["records"]) == 4
    assert verdict.facts["question"] == "journal, by bai"
    assert "4 records of the journal" in explain(verdict, "en")
    assert "日志簿的 4 条记录" in explain(verdict, "zh")


def test_without_a_key_the_signer_is_unknown(taken: Files) -> None:
    assert check(zipped(taken)).status is Status.UNKNOWN_SIGNER


def test_a_list_cut_at_its_limit_says_that_more_may_stand(module_house: House, trust: Trust, taken: Files) -> None:
    data = module_house.audit.take_out(AUDITOR, Question(account=SPECIALIST.id), reason="audit", limit=2)
    assert Remark.MORE_IN_JOURNAL in [remark for remark, _ in check(data, trust).remarks]


def listed(change: Callable[[dict[str, Any]], None]) -> Callable[[Files], Files]:
    """A change of the list itself."""

    def changed(files: Files) -> Files:
        document = json.loads(files["journal.json"])
        change(document)
        return {**files, "journal.json": json.dumps(document).encode()}

    return changed


def without(name: str) -> Callable[[Files], Files]:
    return lambda files: {one: content for one, content in files.items() if one != name and not one.startswith(name)}


def swapped(files: Files) -> Files:
    first, second, *_ = sorted(name for name in files if name.startswith("receipts/"))
    return {**files, first: files[second], second: files[first]}


TAMPERED = {
    "a line left out": (listed(lambda d: d["records"].pop()), Reason.SEAL_DIGEST_WRONG),
    "another hand": (listed(lambda d: d["records"][0].update(author="specialist:nobody")), Reason.SEAL_DIGEST_WRONG),
    "the question": (listed(lambda d: d.update(question="journal")), Reason.SEAL_DIGEST_WRONG),
    "another format": (listed(lambda d: d.update(format="handclasp/journal/v2")), Reason.FORMAT_UNKNOWN),
    "one key more": (listed(lambda d: d.update(more=1)), Reason.JSON_UNKNOWN_KEY),
    "no list of records": (listed(lambda d: d.update(records={})), Reason.JSON_WRONG_TYPE),
    "no seal": (without("seal.json"), Reason.SEAL_NOT_AN_EXPORT),
    "no receipts": (without("receipts/"), Reason.RECEIPTS_INCOMPLETE),
    "receipts swapped": (swapped, Reason.JOURNAL_DIFFERS),
    "a file too many": (lambda files: {**files, "notes.txt": b"x"}, Reason.ZIP_UNEXPECTED_FILE),
    "a receipt too many": (
        lambda files: {**files, "receipts/999.receipt.json": files["seal.json"]},
        Reason.RECEIPTS_INCOMPLETE,
    ),
    "a receipt as its seal": (
        lambda files: {**files, "seal.json": files[min(name for name in files if name.startswith("rec"))]},
        Reason.SEAL_NOT_AN_EXPORT,
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_changed_is_named(taken: Files, trust: Trust, how: str) -> None:
    change, reason = TAMPERED[how]
    verdict = check(zipped(change(taken)), trust)
    assert (verdict.status, verdict.subject, verdict.reason) == (Status.INVALID, "journal", reason)
