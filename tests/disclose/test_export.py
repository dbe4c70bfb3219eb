"""What leaves the house: only what a second person approved, once, encrypted, marked, and recorded to the byte."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256

import msgspec
import pyrage
import pytest
from tests.disclose.people import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    FAR_LEAD,
    LEAD,
    PRIVACY,
    SELLER,
    SPECIALIST,
    approved,
    customer_of,
    identity,
    stepped,
    taken_out,
    unzipped,
)
from tests.disclose.test_door import journal, rescreen, talk, told, trust
from tests.house_fixture import AGENT, House, said

from handclasp.access.approvals import Request
from handclasp.access.policy import CUSTOMER_KINDS
from handclasp.borders import BadDestination, Borders, NoBasis, Residence, Transfer
from handclasp.disclose import Question, opening
from handclasp.disclose.consent_words import Matter, Step, Wanted
from handclasp.disclose.consents import NoConsent
from handclasp.disclose.export import BadExport
from handclasp.house.app import now_ms
from handclasp.house.registering import disclosures, privacy
from handclasp.records import ApprovalNeeded, Author, Kind, NotFound, Refused, Secret, StepUpNeeded
from handclasp.seal.note import LogKey
from handclasp.verify import Remark, Status, Trust, check, explain, page, parse_vkey, redact

__all__ = ["talk"]
RECIPIENT = str(identity().to_public())


def wanted(house: House, conversation: bytes) -> Request:
    return house.exports.request(stepped(LEAD), conversation, purpose="dispute", reason="case A-17")


@pytest.mark.parametrize("who", [AGENT, FAR_LEAD, AUDITOR, ADMINISTRATOR, SELLER])
def test_most_accounts_cannot_even_ask(house: House, talk: bytes, who: object) -> None:
    assert isinstance(who, type(AGENT))
    assert not house.exports.decision(stepped(who), talk).needs
    with pytest.raises(Refused):
        house.exports.request(stepped(who), talk, purpose="dispute", reason="curious")
    assert [record["action"] for record in journal(house)] == ["export"]


@pytest.mark.parametrize("who", [LEAD, SPECIALIST, DIRECTOR, PRIVACY])
def test_nothing_leaves_before_a_second_person_says_yes(house: House, talk: bytes, who: object) -> None:
    assert isinstance(who, type(AGENT))
    request = house.exports.request(stepped(who), talk, purpose="dispute", reason="case A-17")
    with pytest.raises(ApprovalNeeded):
        house.exports.export(stepped(who), request, recipient=RECIPIENT)
    house.approvals.request(stepped(who), request)
    with pytest.raises(ApprovalNeeded):
        house.exports.export(stepped(who), request, recipient=RECIPIENT)


def test_an_approved_export_leaves_once_and_for_who_asked(house: House, talk: bytes) -> None:
    request = wanted(house, talk)
    approved(house, LEAD, request)
    with pytest.raises(Refused):
        house.exports.export(stepped(SPECIALIST), request, recipient=RECIPIENT)
    with pytest.raises(StepUpNeeded):
        house.exports.export(stepped(LEAD, "reveal", "approve"), request, recipient=RECIPIENT)
    exported = house.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    assert b"PK" not in exported.content[:4]
    found = check(bytes(pyrage.decrypt(exported.content, [identity()])), trust(house))
    assert found.status is Status.VALID, found.reason
    with pytest.raises(Refused):
        house.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    records = [record for record in journal(house) if record["kind"] == "export"]
    assert [record["format"] for record in records] == ["evidence pack v1", "age file"]
    assert records[1]["digest"] == exported.digest == sha256(exported.content).digest()
    assert records[1]["details"]["approvers"] == ["qin"]
    assert records[1]["policy"] == house.policies.version("shop")


def test_a_passphrase_opens_what_it_closed(house: House, talk: bytes) -> None:
    request = wanted(house, talk)
    approved(house, LEAD, request)
    exported = house.exports.export(stepped(LEAD), request, passphrase=Secret("specimen passphrase 4711"))
    pack = bytes(pyrage.passphrase.decrypt(exported.content, "specimen passphrase 4711"))
    assert check(pack, trust(house)).status is Status.VALID
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(exported.content, "specimen passphrase 4712")


@pytest.mark.parametrize(
    ("passphrase", "recipient"),
    [(None, ""), ("too short", ""), (None, "age1xyz"), (None, "ssh-ed25519 AAAA"), (None, "age1" + "q" * 58)],
)
def test_a_file_that_anybody_could_open_is_not_made_and_the_approval_stays(
    house: House, talk: bytes, passphrase: str | None, recipient: str
) -> None:
    request = wanted(house, talk)
    approved(house, LEAD, request)
    with pytest.raises(BadExport):
        house.exports.export(
            stepped(LEAD), request, passphrase=Secret(passphrase) if passphrase else None, recipient=recipient
        )
    assert house.exports.export(stepped(LEAD), request, recipient=RECIPIENT)


def test_what_was_approved_and_no_more_leaves(house: House, talk: bytes) -> None:
    request = wanted(house, talk)
    approved(house, LEAD, request)
    house.flow.append(said("said after the approval", "later"))
    files = unzipped(bytes(pyrage.decrypt(house.exports.export(
        stepped(LEAD), request, recipient=RECIPIENT).content, [identity()])))  # fmt: skip
    assert len(json.loads(files["transcript.json"])["records"]) == request.evidence["records"] == 5
    assert all(b"said after the approval" not in data for data in files.values())


@pytest.mark.parametrize(
    "change",
    [
        {"evidence": {"format": "evidence pack v1", "records": 4, "last": "00" * 32}},
        {"reason": "another reason"},
        {"purpose": "court"},
    ],
)
def test_any_change_voids_an_approval(house: House, talk: bytes, change: dict[str, object]) -> None:
    request = wanted(house, talk)
    approved(house, LEAD, request)
    with pytest.raises((Refused, BadExport)):
        house.exports.export(stepped(LEAD), msgspec.structs.replace(request, **change), recipient=RECIPIENT)


def test_an_approval_for_one_conversation_opens_no_other(house: House, talk: bytes) -> None:
    other = house.flow.append(said("other", "o", conversation="order 1002")).stored.conversation
    request = wanted(house, talk)
    approved(house, LEAD, request)
    with pytest.raises((Refused, BadExport, NotFound)):
        house.exports.export(stepped(LEAD), msgspec.structs.replace(request, subject=other.hex()), recipient=RECIPIENT)


@pytest.mark.parametrize(
    ("purpose", "reason", "error"),
    [
        ("marketing", "to sell more", Refused),
        ("curiosity", "to know more", Refused),
        ("dispute", " ", BadExport),
        ("", "x", BadExport),
    ],
)
def test_an_export_has_a_purpose_and_a_reason(
    house: House, talk: bytes, purpose: str, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        house.exports.request(stepped(LEAD), talk, purpose=purpose, reason=reason)


def test_every_page_says_who_took_it_out_and_why(house: House, talk: bytes) -> None:
    files = unzipped(taken_out(house, talk, reason="案件 A-17 <specimen>"))
    watermark = json.loads(files["manifest.json"])["watermark"]
    left = "（因用途未公开 / withheld for this purpose: 内部备注 / internal notes）"
    assert (watermark["who"], watermark["why"]) == ("lead:ye", f"案件 A-17 <specimen> {left}")
    for name, remade in (("transcript.html", page.transcript_html), ("verify.html", page.verify_html)):
        assert files[name] == remade(files["transcript.json"], watermark)
        assert "案件 A-17 &lt;specimen&gt;".encode() in files[name]
        assert b"<specimen>" not in files[name]


def test_hidden_words_do_not_leave_though_they_were_hidden_after_the_approval(house: House, talk: bytes) -> None:
    request = wanted(house, talk)
    approved(house, LEAD, request)
    target = house.disclose.read(AGENT, talk, purpose="p")[0]
    rescreen(house, target.record, hide=["body", "spans"])
    exported = house.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    pack = bytes(pyrage.decrypt(exported.content, [identity()]))
    assert all("礼品卡".encode() not in data for data in unzipped(pack).values())
    assert check(pack, trust(house)).status is Status.VALID


def test_a_pack_is_valid_to_a_stranger_with_the_key_and_unknown_without(house: House, talk: bytes) -> None:
    house.flow.append(said("elsewhere", "x", conversation="order 1002"))
    pack = taken_out(house, talk)
    found = check(pack, trust(house))
    assert (found.status, found.reason, found.where) == (Status.VALID, None, "")
    assert check(pack).status is Status.UNKNOWN_SIGNER
    of_the_same_name = LogKey("demo.example/log/main", bytes(64)).vkeys()
    assert check(pack, Trust(tuple(map(parse_vkey, of_the_same_name)))).status is Status.INVALID


def test_what_a_purpose_withholds_is_told_in_one_calm_line(house: House, talk: bytes) -> None:
    pack = taken_out(house, talk)
    found = check(pack, trust(house))
    whole = [f"#{record['seq']}" for record in found.facts["records"] if not record["opened"]]
    assert whole, "an internal note does not leave for a dispute"
    assert any(name.startswith("original/") for record in found.facts["records"] for name in record["closed"])
    told = {remark: where for remark, where in found.remarks if "closed" in remark or "withheld" in remark}
    assert set(told) <= {Remark.WITHHELD, Remark.SAID_CLOSED}
    assert [one for one in told[Remark.WITHHELD].split("; ") if ":" not in one] == whole
    assert "original/" not in explain(found, "en")
    cut = check(redact(pack, [(1, "body")]), trust(house))
    assert Remark.WITHHELD not in dict(cut.remarks)
    told_of = [where for remark, where in cut.remarks if remark is Remark.FIELDS_CLOSED]
    assert {where for where in told_of if ":" not in where} == set(whole)
    assert any(where.startswith("#1: ") and "body" in where for where in told_of), "what was taken out is listed"


def test_a_pack_counts_its_records_and_its_seal_names_its_manifest(house: House, talk: bytes) -> None:
    files = unzipped(taken_out(house, talk))
    transcript = json.loads(files["transcript.json"])
    assert len(transcript["records"]) == 5
    last = transcript["records"][-1]["record"]["openings"]
    assert (last["kind"]["value"]["v"], last["count"]["value"]["v"]) == ("head", 4)
    manifest = json.loads(files["manifest.json"])
    assert manifest["files"].keys() == files.keys() - {"manifest.json", "seal.json"}
    assert all(sha256(files[name]).hexdigest() == digest for name, digest in manifest["files"].items())
    seal = json.loads(files["seal.json"])["record"]["openings"]
    assert seal["kind"]["value"]["v"] == "export"
    assert b64decode(seal["digest"]["value"]["v"]) == sha256(files["manifest.json"]).digest()
    assert {name for name in files if name.startswith("receipts/")} == {
        f"receipts/{n}.receipt.json" for n in range(1, 6)
    }
    assert all(b"13812345678" not in data for data in files.values())


def test_a_pack_shows_openings_of_the_body_alone(house: House, talk: bytes) -> None:
    files = unzipped(taken_out(house, talk))
    record = json.loads(files["receipts/3.receipt.json"])["record"]
    assert "original/0" in record["commitments"]
    assert "original/0" not in record["openings"]


def test_exporting_twice_seals_one_head(house: House, talk: bytes) -> None:
    for n in range(2):
        transcript = unzipped(taken_out(house, talk, reason=f"specimen {n}"))["transcript.json"]
        assert len(json.loads(transcript)["records"]) == 5
        assert check(transcript, trust(house)).status is Status.VALID


def test_every_changed_byte_of_a_packs_documents_is_noticed(house: House, talk: bytes) -> None:
    data = unzipped(taken_out(house, talk))["transcript.json"]
    assert check(data, trust(house)).status is Status.VALID
    changed = data.replace("礼品卡".encode(), "购物卡".encode())
    assert changed != data
    assert check(changed, trust(house)).status is Status.INVALID
    document = json.loads(data)
    del document["records"][2]
    assert check(json.dumps(document).encode(), trust(house)).status is Status.INVALID


def test_long_conversations_leave_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST", 3)
    conversation = told(house)
    house.flow.append_all([said(f"line {n}", f"line {n}") for n in range(9)]).result(20)
    transcript = unzipped(taken_out(house, conversation))["transcript.json"]
    assert len(json.loads(transcript)["records"]) == 14
    assert check(transcript, trust(house)).status is Status.VALID
    assert len(house.disclose.read(customer_of(conversation), conversation, purpose="own")) == 13


# --- what a purpose carries, and what the customer's own copy holds


@pytest.fixture
def noted(house: House, talk: bytes) -> bytes:
    """The same conversation with what is the desk's alone."""
    note = said("the buyer seems to be honest teapot", "note", kind=Kind.NOTE, author=Author("agent", "zhou"))
    act = said("", "act", kind=Kind.AGENT_ACTION, text=None, author=Author("agent", "zhou"), facts={"action": "take"})
    flagged = said("they took my gift card and want a refund, scam", "flagged")
    house.flow.append_all([note, act, flagged]).result(20)
    return talk


def pack_for(house: House, talk: bytes, purpose: str, reason: str = "case A-17") -> dict[str, bytes]:
    request = house.exports.request(stepped(LEAD), talk, purpose=purpose, reason=reason)
    approved(house, LEAD, request)
    content = house.exports.export(stepped(LEAD), request, recipient=RECIPIENT).content
    pack = bytes(pyrage.decrypt(content, [identity()]))
    found = check(pack, trust(house))
    assert found.status is Status.VALID, found.reason
    return unzipped(pack)


def kinds_in(files: dict[str, bytes]) -> list[str]:
    records = json.loads(files["transcript.json"])["records"]
    return [one["record"]["openings"].get("kind", {"value": {"v": ""}})["value"]["v"] for one in records]


def names_in(files: dict[str, bytes]) -> set[str]:
    records = json.loads(files["transcript.json"])["records"]
    return {name for one in records for name in one["record"]["openings"]}


def test_a_pack_for_a_dispute_holds_nothing_of_the_desks_own_and_says_so(house: House, noted: bytes) -> None:
    files = pack_for(house, noted, "dispute")
    assert not {"note", "agent-action"} & set(kinds_in(files))
    assert "flags" not in names_in(files)
    assert not [name for name, data in files.items() if b"teapot" in data]
    assert "" in kinds_in(files), "what is withheld still stands in its place"
    sealed = [one for one in journal(house) if one["kind"] == "export"]
    withheld = sealed[-1]["details"]["withheld"]
    assert withheld["notes"] >= 1
    assert withheld["work"] == 1
    assert withheld["flags"] >= 1
    assert "内部备注 / internal notes" in json.loads(files["manifest.json"])["watermark"]["why"]


def test_a_pack_for_a_court_holds_them(house: House, noted: bytes) -> None:
    files = pack_for(house, noted, "court")
    assert {"note", "agent-action"} <= set(kinds_in(files))
    assert "" not in kinds_in(files)
    assert "flags" in names_in(files)
    assert "withheld" not in [one for one in journal(house) if one["kind"] == "export"][-1]["details"]


def test_the_copy_that_staff_make_for_a_customer_is_the_customers_own(house: House, noted: bytes) -> None:
    """Record by record and field by field what they could fetch themselves, and no word of the desk's in any file."""
    theirs = house.exports.own(customer_of(noted), noted, "0" * 32)
    found = check(theirs, trust(house))
    assert found.status is Status.VALID, found.reason
    files = pack_for(house, noted, "customer-request")
    mine, made = (json.loads(one["transcript.json"])["records"] for one in (unzipped(theirs), files))
    both = min(len(mine), len(made))
    assert [one["record"]["openings"] for one in made[:both]] == [one["record"]["openings"] for one in mine[:both]]
    assert set(kinds_in(files)) <= {"", *CUSTOMER_KINDS}
    assert not [name for name, data in files.items() if b"teapot" in data or b"note" + b"s" in data]
    assert [one for one in journal(house) if one["kind"] == "export"][-1]["details"]["withheld"].keys() == {"records"}


def test_what_an_approval_says_it_carries_is_what_leaves(house: House, noted: bytes) -> None:
    request = house.exports.request(stepped(LEAD), noted, purpose="dispute", reason="case A-17")
    assert request.evidence["carries"] == ["said", "files", "orders", "told", "steps", "later", "ends", "ratings"]
    wider = msgspec.structs.replace(request, evidence=request.evidence | {"carries": ["said", "notes"]})
    approved(house, LEAD, wider)
    with pytest.raises(BadExport):
        house.exports.export(stepped(LEAD), wider, recipient=RECIPIENT)


# --- across a border


@pytest.fixture
def walled(house: House) -> House:
    """The same house whose data stays in mainland China, with one way out."""
    way = Transfer("SG", "pipl", "standard-contract", "filing 2026-114")
    house.borders = Borders({"shop": Residence(("CN",), (way,))}, now_ms)
    house.gate._borders = house.borders
    return house


def test_where_an_export_goes_is_asked_and_what_crosses_without_a_basis_is_refused_before_anything_is_opened(
    walled: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert walled.exports.asks("shop")
    monkeypatch.setattr(opening, "opened", _nobody_opens)
    sealed = walled.reading.size()
    with pytest.raises(BadDestination):
        walled.exports.request(stepped(LEAD), talk, purpose="dispute", reason="case A-17")
    assert walled.reading.size() == sealed
    for to in ("US", "HK"):
        with pytest.raises(NoBasis):
            walled.exports.request(stepped(LEAD), talk, purpose="dispute", reason="case A-17", to=to)
    monkeypatch.undo()
    with pytest.raises(NoConsent):
        walled.exports.request(stepped(LEAD), talk, purpose="dispute", reason="case A-17", to="SG")
    refusals = [one for one in journal(walled) if one["kind"] == "refusal"]
    assert [one["details"]["to"] for one in refusals] == ["US", "HK", "SG"]
    assert {one["action"] for one in refusals} == {"export"}


def _nobody_opens(*_: object) -> None:
    raise AssertionError("something was opened")


def test_what_crosses_on_a_basis_is_sealed_with_it_and_needs_it_still_when_it_leaves(
    walled: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants = Wanted(Matter.CROSS_BORDER, "dispute", "SG", "Bank of Specimen, specimen.example")
    walled.consents.enter(stepped(PRIVACY), talk, wants, Step.GIVEN, how="signed form 17")
    given = {"purpose": "dispute", "reason": "case A-17", "to": "sg"}
    request = walled.exports.request(stepped(LEAD), talk, **given)
    border = [{"law": "pipl", "basis": "standard-contract", "reference": "filing 2026-114"}]
    assert (request.evidence["to"], request.evidence["border"]) == ("SG", border)
    approved(walled, LEAD, request)
    monkeypatch.setattr(walled.gate, "_borders", Borders({"shop": Residence(("CN",))}, now_ms))
    with pytest.raises(NoBasis):
        walled.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    monkeypatch.undo()
    walled.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    sealed = [one for one in journal(walled) if one["kind"] == "export"][-2:]
    assert [one["details"]["border"] for one in sealed] == [border, border]
    assert sealed[0]["details"]["consent"].endswith(", signed form 17")
    found = disclosures(walled, stepped(PRIVACY))
    assert [(one["to"], one["border"], one["file"] != "") for one in found] == [("SG", border, True)]
    assert [one["to"] for one in privacy(walled, stepped(PRIVACY), now_ms)["borders"]["crossings"]] == ["SG"]


def test_an_approval_for_one_region_opens_no_other(walled: House, talk: bytes) -> None:
    request = walled.exports.request(stepped(LEAD), talk, purpose="dispute", reason="case A-17", to="CN")
    assert "border" not in request.evidence
    approved(walled, LEAD, request)
    other = msgspec.structs.replace(request, evidence=request.evidence | {"to": "CN-SH"})
    with pytest.raises(Refused):
        walled.exports.export(stepped(LEAD), other, recipient=RECIPIENT)


def test_the_journal_goes_across_no_border_either(walled: House) -> None:
    auditor = stepped(AUDITOR)
    with pytest.raises(BadDestination):
        walled.audit.take_out(auditor, Question(), reason="yearly audit")
    with pytest.raises(NoBasis):
        walled.audit.take_out(auditor, Question(), reason="yearly audit", to="US")
    assert walled.audit.take_out(auditor, Question(), reason="yearly audit", to="CN")
    assert [one["details"]["to"] for one in journal(walled) if one["kind"] == "export"] == ["CN"]
