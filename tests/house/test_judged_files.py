"""Who may have what of a file once it was judged: copies, voices, originals, packs; and what is on record of it."""

from __future__ import annotations

import pytest
from tests.disclose.people import (
    ABROAD,
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    EVERYBODY,
    FAR_LEAD,
    LEAD,
    OTHER_AGENT,
    SELLER,
    SPECIALIST,
    customer_of,
    stepped,
    taken_out,
    unzipped,
)
from tests.disclose.test_door import journal, trust
from tests.house.test_judging import (
    COPY,
    HARMLESS,
    ID_CARD,
    VOICE,
    Worker,
    blobs,
    file,
    png,
    sent,
    worker,
)
from tests.house_fixture import AGENT, CUSTOMER, START, assigned, hired, house_template, new_house

from handclasp.disclose.files import state_of, verdict_of
from handclasp.disclose.rescreen import Said, rescreened
from handclasp.house.judging import Judged
from handclasp.records import Author, NotFound, ReasonNeeded, Refused, StepUpNeeded
from handclasp.verify import Status, check

__all__ = ["house_template", "new_house", "worker"]


def test_a_pack_holds_copies_and_no_original(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    sent(house, ID_CARD, "second")
    worker.run()
    sent(house, png("gray"), "third")
    zipped = taken_out(house, talk)
    verdict = check(zipped, trust(house))
    assert verdict.status is Status.VALID, (verdict.reason, verdict.where)
    files = unzipped(zipped)
    assert {name: files[name] for name in files if name.startswith("attachments/")} == {"attachments/3": COPY}
    everything = b"".join(files.values())
    assert ID_CARD not in everything
    assert png("gray") not in everything


def test_a_copy_that_was_changed_in_the_store_is_shown_to_nobody(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    worker.run()
    other = sent(house, HARMLESS, "second", conversation="order 1002")
    worker.run()
    mine, theirs = (bytes.fromhex(bytes(file(house, t).facts["copy"]).hex()) for t in (talk, other))  # type: ignore[arg-type]
    paths = {path.name: path for path in blobs(house)}
    paths[mine.hex()].write_bytes(paths[theirs.hex()].read_bytes())
    with pytest.raises(Exception, match=r"does not open|altered|not the one"):
        house.files.copy(AGENT, talk, 1, purpose="support")


def test_a_copy_that_is_hidden_later_leaves_by_no_door(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    worker.run()
    reviewer = Said("shop", Author("staff", "ye"), START + 9, "it shows a face")
    house.flow.append(rescreened(file(house, talk), reviewer, hide=["copy"]))
    assert not {name for name in file(house, talk).facts if name.startswith("copy")}
    with pytest.raises(NotFound):
        house.files.copy(AGENT, talk, 1, purpose="support")
    assert "attachments/2" not in unzipped(taken_out(house, talk))


def test_one_access_record_covers_the_pictures_of_a_page(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    sent(house, HARMLESS, "second")
    worker.run()
    for _ in range(2):
        for seq in (1, 2):
            house.files.copy(AGENT, talk, seq, purpose="support")
    scopes = [
        record["scope"] for record in journal(house) if record["kind"] == "access" and talk.hex() in record["subjects"]
    ]
    assert scopes.count("copies of files, for a quarter of an hour") == 1


def test_one_access_record_covers_a_workers_looks(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    sent(house, ID_CARD, "second")
    worker.run()
    scopes = [record["scope"] for record in journal(house) if record["kind"] == "access"]
    assert scopes.count("files that are held, each once") == 1
    with pytest.raises(NotFound):
        house.files.held("shop", "pictures", "screening", file(house, talk))


def test_a_voice_note_is_heard_by_its_customer_and_else_under_the_rules_of_reveals(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, VOICE, name="note.ogg", media_type="audio/ogg")
    customer = customer_of(talk)
    with pytest.raises(NotFound):
        house.files.own(customer, talk, 1, purpose="own conversation")
    worker.run()
    own = house.files.own(customer, talk, 1, purpose="own conversation")
    assert (own.content.reveal(), own.media_type) == (VOICE, "audio/ogg")
    for door in (house.files.own, house.files.copy):
        with pytest.raises(NotFound):
            door(AGENT, talk, 1, purpose="support")
    heard = house.reveals.reveal(AGENT, talk, 1, "attachment", purpose="support", reason="what was said")
    assert heard.sound is not None
    assert heard.sound.reveal() == VOICE
    with pytest.raises(Refused):
        house.reveals.reveal(customer, talk, 1, "attachment", purpose="own", reason="mine")
    last = [record for record in journal(house) if record["kind"] == "reveal"][-1]
    assert last["item"] == "voice"


def test_what_a_reveal_takes_follows_the_verdict(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, png("blue"))
    assert house.reveals.item(stepped(DIRECTOR), talk, 1, "attachment").type == "ATTACHMENT"
    worker.judge = lambda _c, _m: Judged("bank_card", 95, "specimen", sealed=True)
    worker.run()
    item = house.reveals.item(stepped(DIRECTOR), talk, 1, "attachment")
    assert item.type == "bank_card"
    assert item.decision.allowed
    with pytest.raises(StepUpNeeded):
        house.reveals.reveal(DIRECTOR, talk, 1, "attachment", purpose="dispute", reason="specimen")


def test_no_verdict_on_a_files_name_releases_the_file(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, ID_CARD)
    reviewer = Said("shop", Author("staff", "ye"), START + 9, "harmless")
    of_words = {
        "item": "1.0",
        "type": "PHONE",
        "detector": "phone",
        "sure": 90,
        "verdict": "harmless",
        "by": "ye",
    }
    house.flow.append(rescreened(file(house, talk), reviewer, facts={"verdict": of_words}))
    assert state_of(file(house, talk)) == "held"
    worker.run()
    assert state_of(file(house, talk)) == "judged"
    house.flow.append(rescreened(file(house, talk), reviewer, facts={"verdict": of_words}))
    assert verdict_of(file(house, talk).facts)["type"] == "cn_id_front"  # type: ignore[index]


def test_a_copy_is_for_those_who_may_read_the_conversation(worker: Worker) -> None:
    house = worker.house
    hired(house, *EVERYBODY)
    talk = sent(house, HARMLESS)
    assigned(house, talk, AGENT, merchant="seller-42")
    worker.run()
    for who in (AGENT, LEAD, SPECIALIST, SELLER, customer_of(talk)):
        assert house.files.copy(who, talk, 1, purpose="support").content.reveal() == COPY
    with pytest.raises(ReasonNeeded):
        house.files.copy(DIRECTOR, talk, 1, purpose="dispute")
    assert house.files.copy(DIRECTOR, talk, 1, purpose="dispute", reason="A1001").content.reveal() == COPY
    refused = (OTHER_AGENT, FAR_LEAD, AUDITOR, ADMINISTRATOR, ABROAD, CUSTOMER._replace(conversation="00" * 16))
    for who in refused:
        with pytest.raises((Refused, NotFound)):
            house.files.copy(who, talk, 1, purpose="support", reason="A1001")


def test_an_old_copy_takes_a_second_factor_like_old_words(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS, received=START - 100 * 86_400_000)
    worker.run()
    with pytest.raises(StepUpNeeded):
        house.files.copy(AGENT, talk, 1, purpose="support")
    assert house.files.copy(stepped(AGENT), talk, 1, purpose="support").content.reveal() == COPY
