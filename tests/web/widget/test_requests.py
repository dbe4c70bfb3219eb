"""Requests about one's own data, and the notice, in the chat of a real house: asked, followed, fetched, confirmed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from tests.disclose.people import AUDITOR, EVERYBODY, PRIVACY, SPECIALIST, customer_of, stepped
from tests.house_fixture import House, NewHouse, hired, house_template, new_house, said
from tests.keep.forgetting.conftest import later

from handclasp.disclose import Question
from handclasp.disclose.consent_words import Matter, Wanted
from handclasp.disclose.export import BadExport
from handclasp.house import jobs, processes
from handclasp.house.app import now_ms
from handclasp.keep.epochs import turn
from handclasp.records import Kind
from handclasp.seal.keys import KeyMissing
from handclasp.store import settings as stored
from handclasp.verify import main as verify
from handclasp.web.hub import Hub
from handclasp.web.widget.notices import BadNotice, Notices, read, recording

__all__ = ["house_template", "new_house"]

ORIGIN = "https://shop.example"
NOTICE = """version = "2026-11"
title = "This chat is recorded"
lines = ["We keep it for 180 days."]
never_title = "We never ask for"
never = ["passwords"]
after = "Whoever asks is a fraud."
"""


def test_every_change_of_a_word_is_another_digest() -> None:
    own = read(NOTICE, "en", "en.toml")
    assert own.mark != recording("en").mark
    assert own.mark != read(NOTICE.replace("180", "90"), "en", "en.toml").mark
    assert own.mark != read(NOTICE, "zh", "zh.toml").mark


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("title = ", "not TOML"),
        (NOTICE.replace('version = "2026-11"\n', ""), "it needs version"),
        (NOTICE + 'colour = "red"\n', "nothing else"),
        (NOTICE.replace('["passwords"]', "[]"), "never must be"),
        (NOTICE.replace('"This chat is recorded"', "17"), "title must be"),
    ],
)
def test_a_notice_that_cannot_be_shown_names_its_file(wrong: str, said: str, tmp_path: Any) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/en.toml").write_text(wrong)
    with pytest.raises(BadNotice, match=said) as caught:
        Notices(tmp_path).check()
    assert "en.toml" in str(caught.value)


def test_a_file_of_another_name_is_noticed(tmp_path: Any) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/notice.toml").write_text(NOTICE)
    with pytest.raises(BadNotice, match=r"called zh\.toml or en\.toml"):
        Notices(tmp_path).check()


class Visitor:
    """A chat session in a real house."""

    def __init__(self, house: House) -> None:
        app = Starlette(routes=processes._customer_routes(house, Hub(house.disclose, house.tail)))
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat.example")
        self.headers: dict[str, str] = {}
        self.told: dict[str, Any] = {}

    async def open(self, site: str, **more: str) -> None:
        answer = await self.client.post("/v1/widget/sessions", json={"site": site, "language": "en", **more})
        assert answer.status_code == 201, answer.text
        self.told = answer.json()
        self.headers = {"Authorization": f"Bearer {self.told['session']}"}

    @property
    def conversation(self) -> bytes:
        return bytes.fromhex(self.told["conversation"])

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"/v1/widget/{path}", json=body, headers=self.headers)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"/v1/widget/{path}", headers=self.headers)

    async def say(self, text: str, name: str) -> None:
        sent = {"id": name, "sent": now_ms(), "text": text, "signature": None}
        assert (await self.post("messages", **sent)).status_code == 201


@pytest.fixture
def house(new_house: NewHouse) -> House:
    made = new_house(public_url="http://chat.example")
    hired(made, *EVERYBODY)
    made.tail.start()
    return made


@pytest.fixture
def site(house: House) -> str:
    key = stored.new_site_key()
    number = house.directory.tenant("shop")
    assert number is not None
    house.directory.add_site(number, key, "Specimen shop", [ORIGIN], b"s" * 32)
    return key


@pytest.mark.anyio
async def test_what_was_shown_and_that_it_was_read_are_records(house: House, site: str) -> None:
    visitor = Visitor(house)
    await visitor.open(site)
    assert (await visitor.post("notice")).status_code == 201
    assert (await visitor.post("notice")).status_code == 200  # once is enough
    who = PRIVACY
    shown, read_ = house.disclose.read(who, visitor.conversation, purpose="customer-request", reason="specimen")
    assert shown.facts["digest"] == recording("en").digest
    assert shown.facts["text"] == recording("en").text
    assert read_.kind == Kind.CONSENT
    assert read_.author.role == "customer"
    assert (read_.facts["granted"], read_.facts["notice"]) == (True, shown.record)


@pytest.mark.anyio
async def test_changed_words_are_shown_and_sealed_anew(house: House, site: str) -> None:
    visitor = Visitor(house)
    await visitor.open(site)
    session = visitor.told["session"]
    await visitor.open(site, resume=session)
    folder = house.paths.notices / "shop"
    folder.mkdir(parents=True)
    (folder / "en.toml").write_text(NOTICE)
    assert (await visitor.post("notice")).status_code == 404  # it is another notice by now
    await visitor.open(site, resume=visitor.told["session"])
    assert visitor.told["notices"][0]["title"] == "This chat is recorded"
    views = house.disclose.read(PRIVACY, visitor.conversation, purpose="customer-request", reason="specimen")
    assert [one.facts["version"] for one in views] == ["3", "2026-11"]


@pytest.mark.anyio
async def test_a_customer_asks_is_answered_and_fetches_a_copy_that_verifies(house: House, site: str) -> None:
    visitor, other = Visitor(house), Visitor(house)
    await visitor.open(site)
    await other.open(site)
    await visitor.say("我的手机号是 13812345678", "specimen-message-1")
    asked = await visitor.post("requests", right="copy")
    assert asked.status_code == 201, asked.text
    number = asked.json()["number"]
    assert (await visitor.post("requests", right="copy")).status_code == 409
    assert (await visitor.get(f"requests/{number}/copy")).status_code == 404
    house.requests.answer(stepped(PRIVACY), bytes.fromhex(number), reason="the customer's own data")
    (one,) = (await visitor.get("requests")).json()["requests"]
    assert (one["state"], one["copy"]) == ("answered", True)
    assert [step["step"] for step in one["steps"]] == ["asked", "verified", "answered"]
    assert (await other.get("requests")).json()["requests"] == []
    assert (await other.get(f"requests/{number}/copy")).status_code == 404
    copy = await visitor.get(f"requests/{number}/copy")
    pack = house.settings.data_dir / "copy.zip"
    pack.write_bytes(copy.content)
    assert verify([str(pack), "--vkey", house.log_key.vkeys()[0]]) == 0
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        transcript = archive.read("transcript.json")
    assert b"13812345678" not in transcript
    export = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.EXPORT})))[0]
    assert (export.author.role, export.facts["purpose"]) == ("customer", "customer-request")
    assert export.facts["details"] == {"request": number}


@pytest.mark.anyio
async def test_a_customer_has_all_of_it_erased_and_sees_what_became_of_it(house: House, site: str) -> None:
    """The whole way: asked on the page, the session says who asks, answered, the bin, the certificate, the answer."""
    visitor, other = Visitor(house), Visitor(house)
    await visitor.open(site)
    await other.open(site)
    await visitor.say("我的手机号是 13812345678", "specimen-message-1")
    await other.say("hello", "specimen-message-2")
    gone = visitor.conversation
    asked = await visitor.post("requests", right="erasure")
    assert (asked.status_code, asked.json()["state"]) == (201, "verified")
    number = asked.json()["number"]
    house.requests.answer(stepped(PRIVACY), bytes.fromhex(number), reason="nothing speaks against it")
    (one,) = (await visitor.get("requests")).json()["requests"]
    assert (one["state"], one["ground"]) == ("waiting", None)
    assert one["until"] > now_ms() + 71 * 3_600_000
    jobs.erase(house)
    assert house.keyring.keys(1, gone), "not before its time"
    later(house, 73)
    jobs.erase(house)
    with pytest.raises(KeyMissing):
        house.keyring.keys(1, gone)
    jobs.certify(house)
    (one,) = (await visitor.get("requests")).json()["requests"]
    assert one["state"] == "waiting", "the keys of the epoch still exist"
    turn(house.keys, house.database, 1, 1)
    jobs.erase(house)
    assert jobs.certify(house) == 1
    (certificate,) = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ERASURE})))
    assert (certificate.facts["subjects"], certificate.facts["request"]) == ([gone.hex()], number)
    (one,) = (await visitor.get("requests")).json()["requests"]
    assert (one["number"], one["right"], one["state"], one["ground"]) == (number, "erasure", "answered", None)
    assert [step["step"] for step in one["steps"]] == ["asked", "verified", "waiting", "answered"]
    assert house.requests.show(PRIVACY, bytes.fromhex(number)).done == (gone,)
    # Who comes back begins anew, and finds nothing of what was; nobody else lost or learned anything.
    await visitor.open(site, resume=visitor.told["session"])
    assert visitor.conversation != gone
    assert [one["state"] for one in (await visitor.get("requests")).json()["requests"]] == ["answered"]
    assert (await other.get("requests")).json()["requests"] == []
    told = house.disclose.read(customer_of(other.conversation), other.conversation, purpose="own conversation")
    assert "hello" in [view.body for view in told]


@pytest.mark.anyio
async def test_what_cannot_be_asked_for_is_told(house: House, site: str) -> None:
    visitor = Visitor(house)
    await visitor.open(site)
    for body in ({"right": "oblivion"}, {"right": "correction", "seq": 99, "words": "no"}):
        assert (await visitor.post("requests", **body)).status_code == 409
    assert (await visitor.post("requests/17/withdraw")).status_code == 409
    assert (await visitor.post(f"requests/{'0' * 32}/withdraw")).status_code == 403  # another's, or none: told alike
    asked = (await visitor.post("requests", right="erasure")).json()
    assert (await visitor.post(f"requests/{asked['number']}/withdraw")).json()["state"] == "withdrawn"


def test_staff_take_no_customers_copy(house: House) -> None:
    house.flow.append_all([said("hello", "1")]).result(20)
    talk = house.flow.open("shop", "order 1001")
    with pytest.raises(BadExport):
        house.exports.own(stepped(PRIVACY), talk, "0" * 32)


@pytest.mark.anyio
async def test_a_customer_reads_what_they_are_asked_for_answers_and_takes_it_back(house: House, site: str) -> None:
    visitor, other = Visitor(house), Visitor(house)
    await visitor.open(site)
    await other.open(site)
    await visitor.say("it does not work", "specimen-message-1")
    assert (await visitor.get("consents")).json() == {"consents": []}
    wanted = Wanted(Matter.CROSS_BORDER, "dispute", "SG", "Bank of Specimen, specimen.example")
    asked = house.consents.ask(stepped(SPECIALIST), visitor.conversation, wanted, reason="the bank abroad asks")
    (one,) = (await visitor.get("consents")).json()["consents"]
    assert (one["seq"], one["state"], one["title"]) == (asked.seq, "asked", "May this conversation go abroad?")
    assert any("Bank of Specimen" in line for line in one["lines"])
    assert (await other.get("consents")).json() == {"consents": []}
    assert (await other.post(f"consents/{asked.seq}", answer="given")).status_code == 404
    for wrong in ("asked", "yes"):
        assert (await visitor.post(f"consents/{asked.seq}", answer=wrong)).status_code == 409
    (one,) = (await visitor.post(f"consents/{asked.seq}", answer="given")).json()["consents"]
    assert one["state"] == "given"
    assert (await visitor.post(f"consents/{asked.seq}", answer="given")).status_code == 409
    (one,) = (await visitor.post(f"consents/{asked.seq}", answer="withdrawn")).json()["consents"]
    assert [step["step"] for step in one["steps"]] == ["asked", "given", "withdrawn"]
    views = house.disclose.read(PRIVACY, visitor.conversation, purpose="customer-request", reason="specimen")
    answers = [view for view in views if view.kind == Kind.CONSENT and view.facts["step"] != "asked"]
    assert [view.author.role for view in answers] == ["customer", "customer"]
    shown = [view for view in views if view.facts.get("notice") == "consent/cross-border"]
    assert {view.facts["notice"] for view in answers} == {shown[0].record}
