"""Notices by e-mail, over a real mail server: to confirmed addresses alone, gathered, tried again, given up."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.mail_server import PASSWORD, USER, Certificate, MailServer
from tests.web.console.real_house import Rooms, rooms, whole_house
from tests.web.console.test_notices_pages import waiting
from tests.web.console.test_scripts import text

from handclasp.house import copies, noticing, standing
from handclasp.house.doctor import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["house_template", "rooms", "whole_house"]

MINUTE = 60_000
LENA = "lena@shop.example"
START = 1_796_000_000_000


class Post:
    """A house whose notices go out to a mail server, and a clock that stands still."""

    def __init__(self, rooms: Rooms, server: MailServer, certificate: Certificate) -> None:
        self.rooms, self.server, self.certificate = rooms, server, certificate
        self.now = START

    def settle(self, **settings: Any) -> None:
        """Send by this server from now on."""
        known = {
            "smtp_host": "127.0.0.1",
            "smtp_port": self.server.port,
            "smtp_security": "starttls",
            "smtp_authority": self.certificate.authority,
            "smtp_from": "desk@shop.example",
            "public_url": "https://desk.shop.example",
            "notice_minutes": 10,
        }
        house = self.rooms.house
        house.settings = house.settings.model_copy(update=known | settings)
        self.rooms.use()

    def step(self, minutes: float = 0) -> int:
        """Let some time pass, then look and send once."""
        self.now += int(minutes * MINUTE)
        return noticing.sending(self.rooms.house, lambda: self.now).step("shop", 1)

    def confirmed(self, username: str, *wanted: str, address: str = LENA) -> None:
        """Somebody who gets these notices by e-mail."""
        desk = noticing.desk(self.rooms.house, lambda: self.now)
        who = self.rooms.reader(username)
        number = 1
        desk._addresses.ask(number, who.id, address)
        desk.confirm(who, desk._addresses.code(number, who.id))
        self.rooms.browser(username).post("/desk/notices", {"wanted": wanted})

    def states(self) -> list[tuple[int, int, int, str]]:
        """Sent, failed, given up, why."""
        return [(one[1], one[2], one[3], one[6]) for one in noticing.sendings(self.rooms.house, lambda: self.now)]


@pytest.fixture
def post(rooms: Rooms, tmp_path: Path) -> Iterator[Post]:
    certificate = Certificate(tmp_path)
    server = MailServer(certificate)
    server.start()
    before = rooms.house.settings
    made = Post(rooms, server, certificate)
    made.settle()
    yield made
    rooms.house.settings = before
    server.stop()


def body(letter: Any) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def test_a_letter_says_how_many_wait_and_nothing_else(post: Post) -> None:
    post.rooms.hire("lena", "agent", name="Lena Specimen")
    rows = [waiting("lena"), waiting(), waiting("tom")]
    post.confirmed("lena", "waits/mail")
    assert post.step() == 1
    (letter,) = post.server.letters
    assert post.server.secured == [True]
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        LENA,
        "desk@shop.example",
        "Handclasp: 2 customers wait",
    )
    assert letter["Auto-Submitted"] == "auto-generated"
    assert body(letter) == (
        "2 customers wait\n\nhttps://desk.shop.example/desk/\n\n-- \n"
        "You switched these notices on under My notices, and switch them off there.\n"
    )
    whole = letter.as_string()
    assert not [row.hex for row in rows if row.hex[:8] in whole or row.handle in whole]
    assert "Specimen" not in whole


def test_a_letter_is_in_the_language_of_its_reader(post: Post) -> None:
    staff = post.rooms.hire("lena", "agent")
    staff.language = "zh-hans"
    staff.save()
    waiting("lena")
    post.confirmed("lena", "line/mail")
    post.step()
    assert post.server.letters[0]["Subject"] == "Handclasp: 您的 1 个会话有新消息"


def test_nothing_goes_to_an_address_before_its_owner_typed_the_code(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    waiting("lena")
    browser = post.rooms.browser("lena")
    browser.post("/desk/notices", {"wanted": ["waits/mail"]})
    assert browser.post("/desk/notices", {"do": "address", "address": LENA})["Location"] == "/desk/notices#mail"
    post.now = 2 * START  # the page asked by the real clock
    assert post.step() == 1
    (letter,) = post.server.letters
    assert (letter["To"], letter["Subject"]) == (LENA, "Handclasp: your code")
    found = re.search(r"\d{4} \d{4}", body(letter))
    assert found
    noticing.desk(post.rooms.house, lambda: post.now).confirm(post.rooms.reader("lena"), found[0])
    assert f"Notices go to {LENA}." in text(browser.get("/desk/notices"))
    waiting("lena")
    assert post.step(1) == 1
    assert post.server.letters[-1]["Subject"] == "Handclasp: 2 customers wait"


def test_a_code_is_good_for_five_tries_and_half_an_hour(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    desk, who = noticing.desk(post.rooms.house, lambda: post.now), post.rooms.reader("lena")
    from handclasp.desk.notices.choices import BadChoice  # noqa: PLC0415

    def fails(code: str) -> bool:
        try:
            desk.confirm(who, code)
        except BadChoice as error:
            return error.fault == "code"
        return False

    desk._addresses.ask(1, "lena", LENA)
    code = desk._addresses.code(1, "lena")
    wrong = f"{(int(code) + 1) % 10**8:08}"
    assert all(fails(wrong) for _ in range(5))
    assert fails(code)
    code = desk._addresses.code(1, "lena")
    post.now += 30 * MINUTE
    assert fails(code)
    code = desk._addresses.code(1, "lena")
    assert not fails(f"{code[:4]} {code[4:]}")
    assert fails(code)
    assert desk.address(who) == (LENA, True)


def test_news_is_gathered_and_told_again_only_after_a_while(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail", "line/mail")
    waiting("lena")
    assert [post.step(), post.step(1), post.step(1)] == [1, 0, 0]
    for _ in range(3):
        waiting("lena")
        assert post.step(1) == 0
    assert post.step(5) == 1
    assert post.server.letters[-1]["Subject"] == "Handclasp: 4 customers wait; New lines in 4 conversations of yours"
    assert [post.step(10), post.step(10)] == [0, 0]


def test_what_was_seen_to_meanwhile_is_not_told(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail")
    waiting("lena")
    post.step()
    later = waiting("lena")
    post.step(1)
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    Conversation.objects.update(waiting=False)
    assert later.waiting
    assert post.step(20) == 0
    assert len(post.server.letters) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "administrator"}, {"role": "auditor"}])
def test_who_may_no_longer_list_it_is_sent_nothing(post: Post, change: dict[str, Any]) -> None:
    staff = post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail", "deadline/mail")
    waiting("lena", told=["lena"], alerts=["first/1000/deadline near"])
    for name, value in change.items():
        setattr(staff, name, value)
    staff.save()
    assert [post.step(), post.step(20)] == [0, 0]
    assert post.server.letters == []


def test_in_quiet_hours_it_waits_until_they_end(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena")
    # START is 2026-11-30 00:53:20 UTC
    desk = noticing.desk(post.rooms.house, lambda: post.now)
    from handclasp.desk.notices.choices import chosen  # noqa: PLC0415

    desk.choose(post.rooms.reader("lena"), chosen(["waits/mail"], ("00:30", "01:00"), "UTC"))
    waiting("lena")
    assert [post.step(), post.step(6), post.step(1)] == [0, 0, 1]


def test_a_server_that_is_away_is_asked_again_ever_more_seldom_and_then_given_up(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail")
    waiting("lena")
    post.server.stop()
    post.step()
    assert post.states() == [(0, 1, 0, "connection")]
    assert "The last one failed (connection)" in state_of_the_house(post)
    for after in (1, 2, 4, 8, 16, 32):
        post.step(after - 0.1)
        before = post.states()[0][1]
        post.step(0.1)
        assert post.states()[0][1] == before + 1
    post.step(64)
    assert post.states() == [(0, 8, 1, "connection")]
    post.step(600)
    assert post.states() == [(0, 8, 1, "connection")]
    assert rows(post, "notice_queue") == 1
    post.server.start()
    post.settle()
    waiting("lena")
    assert post.step(1) == 1
    assert post.states() == [(1, 8, 1, "")]


def state_of_the_house(post: Post) -> str:
    """The page, with this house's own state on it."""
    from handclasp.web.console import services  # noqa: PLC0415

    house = post.rooms.house
    watch = copies.Watch(house, lambda: post.now)
    known = services.services()
    told = lambda tenant: standing.state(house, watch, tenant, post.now)  # noqa: E731
    services.use(dataclasses.replace(known, house_state=told))
    return text(post.rooms.browser_of("boss", "administrator").get("/desk/system"))


def rows(post: Post, table: str, tenant: int = 1) -> int:
    import psycopg  # noqa: PLC0415

    with post.rooms.house.database.transaction("console", 1, [tenant]) as connection:
        statement = psycopg.sql.SQL("select count(*) from handclasp.{}").format(psycopg.sql.Identifier(table))
        found = connection.execute(statement).fetchone()
    assert found is not None
    return int(found[0])


def test_another_tenants_context_shows_no_row_of_this_one(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail")
    waiting("lena")
    post.step()
    tables = ("notice_choices", "notice_addresses", "notice_told", "notice_queue", "notice_sendings")
    assert [rows(post, table) for table in tables] == [1] * 5
    assert [rows(post, table, tenant=2) for table in tables] == [0] * 5


def test_a_refused_recipient_is_given_up_at_once_and_a_busy_server_is_not(post: Post) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail")
    waiting("lena")
    post.server.answer = "451 busy, said of lena@shop.example"
    post.step()
    assert post.states() == [(0, 1, 0, "recipient-451")]
    post.server.answer = "550 no such person"
    post.step(1)
    assert post.states() == [(0, 2, 1, "recipient-550")]


def test_without_a_trusted_certificate_nothing_is_sent(post: Post, tmp_path: Path) -> None:
    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail")
    waiting("lena")
    (tmp_path / "other").mkdir()
    post.settle(smtp_authority=Certificate(tmp_path / "other").authority)
    post.step()
    assert post.states() == [(0, 1, 0, "certificate")]
    assert post.server.letters == []


def test_a_server_that_speaks_no_tls_is_sent_nothing(post: Post) -> None:
    bare = MailServer()
    bare.start()
    try:
        post.rooms.hire("lena", "agent")
        post.confirmed("lena", "waits/mail")
        waiting("lena")
        post.settle(smtp_port=bare.port)
        post.step()
        assert post.states() == [(0, 1, 0, "unsupported")]
        post.settle(smtp_port=bare.port, smtp_security="none")
        assert post.step(1) == 1
    finally:
        bare.stop()


def test_the_password_comes_from_its_file_and_is_never_told(post: Post, tmp_path: Path) -> None:
    signing = MailServer(post.certificate, sign_in=True)
    signing.start()
    file = tmp_path / "password"
    try:
        post.rooms.hire("lena", "agent")
        post.confirmed("lena", "waits/mail")
        waiting("lena")
        given = {"smtp_port": signing.port, "smtp_user": USER, "smtp_password_file": file}
        post.settle(**given)
        post.step()
        assert post.states()[0][3] == "password-file"
        file.write_text("not this one\n")
        post.step(1)
        assert post.states()[0][3] == "sign-in"
        file.write_text(f"{PASSWORD}\n")
        assert post.step(2) == 1
        assert "answers" in CHECKS["notices"](post.rooms.house.settings)
    finally:
        signing.stop()


def test_clearing_forgets_the_address_too(post: Post) -> None:
    from handclasp.access.policy import Reader  # noqa: PLC0415

    post.rooms.hire("lena", "agent")
    post.confirmed("lena", "waits/mail")
    waiting("lena")
    desk = noticing.desk(post.rooms.house, lambda: post.now)
    boss = Reader("shop", "operator", "command-line/specimen")
    assert desk.of(boss, "lena").wanted == {("waits", "mail")}
    desk.clear(boss, "lena")
    assert desk.of(boss, "lena").wanted == frozenset()
    assert desk.address(post.rooms.reader("lena")) == ("", False)
    assert post.step(20) == 0


def test_a_house_without_a_mail_server_offers_no_mail(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    page = text(rooms.browser("lena").get("/desk/notices"))
    assert "E-mail" not in page
    assert rooms.browser("lena").post("/desk/notices", {"wanted": ["waits/mail"]}).status_code == 422
    asked = rooms.browser("lena").post("/desk/notices", {"do": "address", "address": LENA})
    assert asked.status_code == 422
