"""In whatever form a conversation leaves, it is by the one door: asked for, approved as that, recorded, encrypted."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from typing import Any

import msgspec
import pypdf
import pyrage
import pytest
from tests.disclose.people import LEAD, approved, identity, stepped
from tests.disclose.test_door import journal, rescreen, talk, trust
from tests.house_fixture import AGENT, House

from handclasp.access.approvals import Request
from handclasp.disclose.export import BadExport
from handclasp.documents.forms import FORMS
from handclasp.records import Refused
from handclasp.verify import Status, check

__all__ = ["talk"]
RECIPIENT = str(identity().to_public())


def asked(house: House, conversation: bytes, form: str) -> Request:
    return house.exports.request(stepped(LEAD), conversation, purpose="dispute", reason="case A-17", form=form)


def taken(house: House, request: Request) -> tuple[str, bytes]:
    exported = house.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    return exported.name, bytes(pyrage.decrypt(exported.content, [identity()]))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_form_leaves_once_approved_and_is_on_record_to_the_byte(house: House, talk: bytes, form: str) -> None:
    request = asked(house, talk, form)
    assert request.evidence["format"] == FORMS[form].format
    with pytest.raises(Refused):
        taken(house, request)
    approved(house, LEAD, request)
    name, content = taken(house, request)
    assert name.endswith(f"{FORMS[form].ending}.age")
    assert b"13812345678" not in content
    records: list[dict[str, Any]] = [record for record in journal(house) if record["kind"] == "export"]
    first = "evidence pack v1" if FORMS[form].carries else FORMS[form].format
    assert [record["format"] for record in records] == [first, "age file"]
    details = records[1]["details"]
    assert (details["inside"], details["inside_digest"]) == (FORMS[form].format, sha256(content).hexdigest())
    if not FORMS[form].carries:
        assert records[0]["digest"] == sha256(content).digest()
    with pytest.raises(Refused):
        taken(house, request)


def test_the_pack_inside_a_pdf_is_sealed_and_verifies(house: House, talk: bytes) -> None:
    request = asked(house, talk, "pdf-zh")
    approved(house, LEAD, request)
    _, content = taken(house, request)
    reader = pypdf.PdfReader(io.BytesIO(content))
    (pack,) = reader.attachments["evidence.handclasp.zip"]
    found = check(pack, trust(house))
    assert found.status is Status.VALID, found.reason
    text = "".join(page.extract_text() for page in reader.pages)
    assert "138****5678" in text
    assert "lead:ye" in text


def test_an_approval_of_one_form_is_good_for_no_other(house: House, talk: bytes) -> None:
    request = asked(house, talk, "csv")
    approved(house, LEAD, request)
    for format_ in ("evidence pack v1", FORMS["vcon"].format, "conversation CSV v0"):
        other = msgspec.structs.replace(request, evidence={**request.evidence, "format": format_})
        with pytest.raises((Refused, BadExport)):
            taken(house, other)
    assert taken(house, request)


@pytest.mark.parametrize("form", ["", "docx", "PDF-ZH"])
def test_there_are_no_other_forms(house: House, talk: bytes, form: str) -> None:
    with pytest.raises(BadExport, match="pack, pdf-zh, pdf-en, vcon, csv"):
        asked(house, talk, form)


def test_what_is_hidden_after_the_approval_is_in_no_form(house: House, talk: bytes) -> None:
    requests = {form: asked(house, talk, form) for form in ("csv", "vcon")}
    for request in requests.values():
        approved(house, LEAD, request)
    target = house.disclose.read(AGENT, talk, purpose="p")[0]
    rescreen(house, target.record, hide=["body", "spans"])
    for request in requests.values():
        _, content = taken(house, request)
        assert "礼品卡".encode() not in content


def test_a_table_holds_the_records_that_were_approved(house: House, talk: bytes) -> None:
    request = asked(house, talk, "csv")
    approved(house, LEAD, request)
    _, content = taken(house, request)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == request.evidence["records"] == 5
    # A note is not for a dispute: its row stands, and says nothing.
    assert [row["kind"] for row in rows] == ["message", "", "message", "message", "head"]
    assert json.loads(rows[-1]["facts"])["count"] == 4
