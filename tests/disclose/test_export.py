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
from handclasp.disclose import opening
from handclasp.disclose.export import BadExport
from handclasp.records import ApprovalNeeded, NotFound, Refused, Secret, StepUpNeeded
from handclasp.seal.note import LogKey
from handclasp.verify import Status, Trust, check, page, parse_vkey

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


@pytest.mark.parametrize(("purpose", "reason"), [("marketing", "to sell more"), ("dispute", " "), ("", "x")])
def test_an_export_has_a_purpose_and_a_reason(house: House, talk: bytes, purpose: str, reason: str) -> None:
    with pytest.raises(BadExport):
        house.exports.request(stepped(LEAD), talk, purpose=purpose, reason=reason)


def test_every_page_says_who_took_it_out_and_why(house: House, talk: bytes) -> None:
    files = unzipped(taken_out(house, talk, reason="案件 A-17 <specimen>"))
    watermark = json.loads(files["manifest.json"])["watermark"]
    assert (watermark["who"], watermark["why"]) == ("lead:ye", "案件 A-17 <specimen>")
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
