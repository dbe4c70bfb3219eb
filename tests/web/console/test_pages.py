from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk

from handclasp.records import HandclaspError, Invalid, Kind, OutcomeUnknown, Overloaded, Refused, Span
from handclasp.web.console.settings import CSP

ID = "11010519491231002X"
KEY = re.compile(r'name="key" value="([^"]+)"')


class Full(HandclaspError):
    code = "storage-full"


class Strange(HandclaspError):
    code = "something-new"


def text(response: Any) -> str:
    return str(response.content.decode())


def counts(page: str) -> dict[str, int]:
    """The tabs and how many conversations each says it has."""
    return {tab: int(n) for tab, n in re.findall(r'href="/desk/\?tab=(\w+)" hx-get[^>]*>[^<]*<b>(\d+)</b>', page)}


def rows(page: str, names: str = "abcdefgh old new free done mine hers") -> list[str]:
    """The conversations that a page lists, by the names the test gave them."""
    known = {pseudonym(name).hex(): name for name in [*names, *names.split()]}
    return [known[found] for found in re.findall(r'id="row-([0-9a-f]{32})"', page)]


def test_the_list_holds_this_tenant_alone(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    assert pseudonym("a").hex() in text(desk.signed_in().get("/desk/"))
    stranger = desk.signed_in("stranger", tenant="wallet")
    assert pseudonym("a").hex() not in text(stranger.get("/desk/?tab=all"))
    assert stranger.get(desk.path("a")).status_code == 403
    assert stranger.get(desk.path("nowhere")).status_code == 403
    assert memory.refusals() == [("stranger", "read")] * 2


def test_looking_at_the_list_discloses_nothing_and_opening_is_one_access(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    for query in ("", "?tab=all", "?tab=closed"):
        assert "hello" not in text(client.get(f"/desk/{query}"))
    assert memory.journal == []
    assert "hello" not in text(client.get("/desk/?q=7f"))
    assert [(look.kind, look.facts["purpose"]) for look in memory.journal] == [("search", "queue")]
    page = text(client.get(desk.path("a")))
    assert "hello" in page
    assert [(look.author.id, look.facts["purpose"]) for look in memory.looks()] == [("xiaozhou", "support")]


def test_tabs_count_and_the_longest_wait_comes_first(desk: Desk, memory: Memory) -> None:
    memory.say("old", "first")
    memory.say("new", "second")
    memory.say("free", "third")
    memory.say("done", "thanks")
    memory.say("done", None, "system", Kind.CLOSE, outcome="solved")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "old", "new", "done")
    client = desk.signed_in()
    page = text(client.get("/desk/"))
    assert page.index(f"row-{pseudonym('old').hex()}") < page.index(f"row-{pseudonym('new').hex()}")
    assert counts(page) == {"mine": 2, "unassigned": 1, "closed": 1}
    assert rows(text(client.get("/desk/?tab=unassigned"))) == ["free"]
    assert rows(text(client.get("/desk/?tab=closed"))) == ["done"]


def test_a_conversation_is_found_by_the_start_of_its_number(desk: Desk, memory: Memory) -> None:
    for n in range(20):
        memory.say(f"c{n}", "hello")
    desk.catch_up()
    desk.give()
    wanted = pseudonym("c7").hex()
    rows = re.findall(r'id="row-([0-9a-f]{32})"', text(desk.signed_in().get(f"/desk/?q={wanted[:4].upper()}")))
    assert rows == [name for name in sorted(pseudonym(f"c{n}").hex() for n in range(20)) if name.startswith(wanted[:4])]


def test_masks_are_chips_that_say_what_was_kept_and_what_was_never_stored(desk: Desk, memory: Memory) -> None:
    memory.say("a", f"我的身份证 {ID}，验证码482913")
    desk.catch_up()
    desk.give()
    page = text(desk.signed_in(language="zh-CN").get(desk.path("a")))
    assert ID not in page
    assert re.findall(r'class="mask".*?<span>([^<]+)</span>', page) == ["身份证号 1101····002X", "验证码 · 已丢弃"]
    assert "原文已加密" in page
    assert "从未存下" in page
    desk.give("lena")
    english = text(desk.signed_in("lena", language="en").get(desk.path("a")))
    assert "ID number 1101····002X" in english
    assert "One-time code · not stored" in english


def test_spans_that_overlap_or_lie_outside_hide_nothing_and_break_nothing() -> None:
    from handclasp.web.console.present import pieces  # noqa: PLC0415

    spans = (
        Span("A", 2, 5, "x", 9, 0),
        Span("B", 3, 6, "x", 9, 1),
        Span("C", 6, 99, "x", 9, 2),
        Span("D", 6, 6, "x", 9, 3),
    )
    cut = pieces("ab【1】cdef", spans)
    assert [piece.text or (piece.chip and piece.chip.shown) for piece in cut] == ["ab", "1", "cdef"]
    assert pieces("", ()) == ()


def test_what_a_customer_writes_stays_text(desk: Desk, memory: Memory) -> None:
    memory.say("a", "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7|add:7 }}", channel="<b>web</b>")
    memory.say("a", '"><i>name</i>', "customer", Kind.ATTACHMENT, media_type="<i>", size=10, blob=b"")
    memory.say("a", None, "system", Kind.NOTICE, notice="<i>n</i>", version="1", language="en", shown_to="customer")
    desk.catch_up()
    desk.give()
    page = text(desk.signed_in().get(desk.path("a")))
    assert "&lt;script&gt;" in page
    assert "{{ 7|add:7 }}" in page
    for evil in ("<script>alert", "<img", "<i>", "<b>web"):
        assert evil not in page


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_does_not_read_sees_no_word_and_opens_nothing(desk: Desk, memory: Memory, role: str) -> None:
    memory.say("a", "a secret worry")
    desk.catch_up()
    desk.give()
    client = desk.signed_in("quiet", role)
    page = client.get(desk.path("a"))
    assert page.status_code == (200 if role == "auditor" else 403)
    assert "a secret worry" not in text(page)
    assert "composer" not in text(page)
    assert memory.refusals() == ([] if role == "auditor" else [("quiet", "read")])
    assert client.post(desk.path("a", "/say"), {"text": "x", "mode": "reply"}).status_code == 403
    assert client.get(desk.path("a", "/receipt/1")).status_code == 403
    assert client.get(desk.path("a", "/looks")).status_code == (200 if role == "auditor" else 403)
    assert len(memory.views) == 1


def test_who_looked_is_shown_with_purpose_reason_and_count(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in(role="specialist")
    client.get(desk.path("a"))
    client.get(desk.path("a"))
    director = desk.signed_in("qin", "director")
    director.post(desk.path("a", "/why"), {"purpose": "dispute", "reason": "order A1001"})
    director.get(desk.path("a"))
    page = text(desk.signed_in("audit", "auditor").get(desk.path("a", "/looks")))
    assert "Support ×2" in page
    assert "Dispute" in page
    assert "order A1001" in page


def test_an_answer_is_sealed_once_however_often_it_is_sent(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello", channel="telegram")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    key = KEY.findall(text(client.get(desk.path("a"))))[0]
    form = {"key": key, "text": f"your number {ID}\r\nis safe", "mode": "reply"}
    for _ in range(3):
        answer = client.post(desk.path("a", "/say"), form, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert 'data-sealed-seq="2"' in text(answer)
        assert KEY.findall(text(answer)) != [key]
    assert client.post(desk.path("a", "/say"), form).status_code == 302
    assert [view.kind for view in memory.views] == ["message", "message"]
    sent = memory.views[-1]
    assert (str(sent.author), sent.facts, sent.body) == (
        "agent:xiaozhou",
        {"channel": "telegram", "policy": memory.policies.version("demo")},
        "your number 【身份证号 1101**********002X】\nis safe",
    )


def test_a_note_is_a_note(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello", channel="web")
    desk.catch_up()
    desk.give()
    desk.signed_in().post(desk.path("a", "/say"), {"text": "watch this one", "mode": "note", "key": "k" * 22})
    facts = {"policy": memory.policies.version("demo")}
    assert (memory.views[-1].kind, memory.views[-1].facts) == ("note", facts)
    desk.catch_up()
    desk.give()
    assert "1" in re.findall(r"<b>(\d+)</b>", text(desk.signed_in().get("/desk/")))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Overloaded("too much", 3), 503, "Wait a few seconds"),
        (OutcomeUnknown("lost"), 503, "it will not be doubled"),
        (Invalid("no"), 422, "Check the text"),
        (Refused("policy"), 403, "The rules for your role"),
        (Full("no room on /srv"), 503, "Tell your administrator that the disk is full"),
        (Strange("the signer sleeps"), 503, "the signer sleeps"),
    ],
)
@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}], ids=["htmx", "plain"])
def test_a_failure_keeps_text_and_key_and_says_what_to_do(
    desk: Desk, memory: Memory, error: Any, status: int, said: str, headers: dict[str, str]
) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    memory.fails = error
    form = {"key": "k" * 22, "text": "hold on & wait", "mode": "note"}
    answer = client.post(desk.path("a", "/say"), form, headers=headers)
    assert answer.status_code == status
    page = text(answer)
    assert said in page
    assert "hold on &amp; wait</textarea>" in page
    assert KEY.findall(page)[0] == "k" * 22  # the composer's; what else can be sent from here has keys of its own
    assert 'value="note" checked' in page
    assert client.post(desk.path("a", "/say"), form).status_code == 302
    assert memory.views[-1].body == "hold on & wait"


def test_a_changed_text_under_a_used_key_is_told_and_gets_a_new_key(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    client.post(desk.path("a", "/say"), {"key": "k" * 22, "text": "one", "mode": "reply"})
    answer = client.post(desk.path("a", "/say"), {"key": "k" * 22, "text": "two", "mode": "reply"})
    assert answer.status_code == 409
    assert "first version was already sealed" in text(answer)
    assert "k" * 22 not in KEY.findall(text(answer))


@pytest.mark.parametrize(
    ("words", "said"), [("", "Write something"), (" \n\t", "Write something"), ("x" * 20_001, "too long")]
)
def test_nothing_and_too_much_are_not_sent(desk: Desk, memory: Memory, words: str, said: str) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    answer = desk.signed_in().post(desk.path("a", "/say"), {"key": "k" * 22, "text": words, "mode": "reply"})
    assert answer.status_code == 422
    assert said in text(answer)
    assert len(memory.views) == 1


def test_a_long_thread_shows_its_end_and_the_way_back(desk: Desk, memory: Memory) -> None:
    for n in range(450):
        memory.say("a", f"word-{n}-")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    page = text(client.get(desk.path("a")))
    assert re.findall(r"word-(\d+)-", page) == [str(n) for n in range(420, 450)]
    assert "?before=421" in page
    earlier = text(client.get(desk.path("a", "?before=421")))
    assert re.findall(r"word-(\d+)-", earlier) == [str(n) for n in range(370, 420)]
    assert "To the newest messages" in earlier


def test_earlier_lines_come_alone_where_the_page_asks_for_them(desk: Desk, memory: Memory) -> None:
    for n in range(300):
        memory.say("a", f"word-{n}-")
    desk.catch_up()
    desk.give()
    client = desk.signed_in(headers={"HX-Request": "true"})
    part = text(client.get(desk.path("a", "?before=241&tab=mine")))
    assert re.findall(r"word-(\d+)-", part) == [str(n) for n in range(190, 240)]
    assert "<html" not in part
    assert "?before=191&amp;tab=mine" in part
    first = text(client.get(desk.path("a", "?before=41&tab=mine")))
    assert "word-0-" in first
    assert "before=" not in first
    desk.give("somebody-else")
    refused = client.get(desk.path("a", "?before=41&tab=mine"))
    assert (refused.status_code, refused.content) == (204, b"")
    assert refused["HX-Redirect"] == desk.path("a", "?before=41&tab=mine")


def test_a_receipt_says_what_it_proves_and_what_not_and_can_be_taken_along(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    view = memory.say("a", f"my id {ID}")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    page = text(client.get(desk.path("a", "/receipt/2")))
    assert "stands at place 48\u00a0201" in page
    assert "does not prove that nothing else was said" in page
    assert view.record.hex() in page
    file = client.get(desk.path("a", "/receipt/2.receipt.json"))
    assert file["Content-Type"] == "application/vnd.handclasp.receipt+json"
    assert file["Content-Disposition"] == f'attachment; filename="{pseudonym("a").hex()[:4].upper()}-2.receipt.json"'
    assert file.json()["format"] == "handclasp/receipt/v1"
    assert client.get(desk.path("a", "/receipt/99")).status_code == 404


def test_every_page_carries_the_strict_policy_and_is_not_cached(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    paths = ["/desk/", desk.path("a"), "/desk/approvals", desk.path("a", "/receipt/1"), desk.path("a", "/looks")]
    for path in [*paths, "/desk/password", "/desk/nowhere", desk.path("b")]:
        answer = client.get(path)
        policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        # A thread may show a revealed picture or voice: it comes within an answer, so it has no address.
        revealed = {"img-src": "'self' data:", "media-src": "data:"}
        pictures = revealed if path in (desk.path("a"), desk.path("b")) else {}
        assert policy == {name: " ".join(values) for name, values in CSP.items()} | pictures, path
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], path
        inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
        assert not inline.search(text(answer)), path


def test_a_stranger_is_asked_to_sign_in_everywhere(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.browser()
    for path in (
        "/desk/",
        desk.path("a"),
        desk.path("a", "/export"),
        desk.path("a", "/reveal/1/original/0"),
        "/desk/approvals",
        desk.path("a", "/receipt/1"),
        desk.path("a", "/looks"),
    ):
        assert client.get(path)["Location"].startswith("/desk/sign-in?next=")
        part = client.get(path, headers={"HX-Request": "true"})
        assert part["HX-Redirect"].startswith("/desk/sign-in")
        assert part.content == b""
    assert client.get(desk.path("a", "/events")).status_code == 401
    assert client.post(desk.path("a", "/say"), {"text": "x"})["Location"].startswith("/desk/sign-in")
    assert memory.journal == []


def test_an_account_put_out_of_service_is_out_at_once(desk: Desk) -> None:
    from handclasp.access.models import Staff  # noqa: PLC0415

    client = desk.signed_in()
    assert client.get("/desk/").status_code == 200
    Staff.objects.update(is_active=False)
    assert client.get("/desk/")["Location"].startswith("/desk/sign-in")


def test_no_word_of_a_customer_reaches_a_table(desk: Desk, memory: Memory) -> None:
    from django.db import connection  # noqa: PLC0415

    memory.say("a", "purple elephants never forget")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    client.get(desk.path("a"))
    client.post(desk.path("a", "/say"), {"text": "orange giraffes", "mode": "reply", "key": "k" * 22})
    director = desk.signed_in("qin", "director")
    director.post(desk.path("a", "/why"), {"purpose": "dispute", "reason": "green turtles"})
    director.get(desk.path("a"))
    desk.catch_up()
    desk.give()
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'control'")
        tables = [name for (name,) in cursor.fetchall()]
        assert "desk_conversation" in tables
        for name in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{name}\" t")  # noqa: S608
            found = str(cursor.fetchone())
            for word in ("elephant", "giraffe", "turtle"):
                assert word not in found, name
                assert word.encode().hex() not in found, name


def test_static_files_come_whole_with_their_type_and_can_be_asked_again(desk: Desk) -> None:
    client = desk.browser()
    for name, kind in (("console.css", "text/css"), ("console.js", "text/javascript"), ("sprite.svg", "image/svg+xml")):
        answer = client.get(f"/static/handclasp/{name}")
        assert answer["Content-Type"].startswith(kind)
        assert len(answer.content) > 100
        again = client.get(
            f"/static/handclasp/{name}",
            headers={"If-None-Match": answer.get("ETag", ""), "If-Modified-Since": answer["Last-Modified"]},
        )
        assert again.status_code == 304
    assert client.get("/static/handclasp/../settings.py").status_code == 404


def test_pages_name_static_files_to_be_kept_for_ever_and_they_come_packed(desk: Desk) -> None:
    client = desk.browser()
    page = text(client.get("/desk/sign-in"))
    (address,) = re.findall(r'href="(/static/[0-9a-f]{16}/handclasp/console\.css)"', page)
    plain = client.get(address)
    small = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert (plain["Cache-Control"], "Content-Encoding" in plain) == ("public, max-age=31536000, immutable", False)
    assert (small["Content-Encoding"], small["Vary"]) == ("gzip", "Accept-Encoding")
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 2
    assert gzip.decompress(small.content) == plain.content
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    # A page that was drawn before an update finds its files, and keeps none of them under the old name.
    old = client.get(re.sub("[0-9a-f]{16}", "0" * 16, address))
    assert (old.content, old["Cache-Control"]) == (plain.content, "no-cache")
    assert client.get(re.sub("console.css", "nothing.css", address)).status_code == 404
    # What says different things to different people is never packed.
    assert "Content-Encoding" not in client.get("/desk/sign-in", headers={"Accept-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("role", "where"),
    [("administrator", "/desk/people"), ("auditor", "/desk/journal"), ("agent", None), ("lead", None)],
)
def test_who_reads_no_conversation_begins_where_their_work_is(desk: Desk, role: str, where: str | None) -> None:
    client = desk.signed_in("somebody", role)
    answer = client.get("/desk/")
    assert (answer.status_code, answer.get("Location")) == ((302, where) if where else (200, None))
    assert client.get("/desk/?tab=all").status_code == 200


def test_the_keys_name_only_what_the_role_may_do(desk: Desk) -> None:
    assert "take out of the house" not in text(desk.signed_in().get("/desk/")).lower()
    assert "take out of the house" in text(desk.signed_in("lead", "lead").get("/desk/")).lower()


def test_a_page_that_is_not_there_speaks_of_no_conversation(desk: Desk) -> None:
    client = desk.signed_in()
    assert "no such page, or it is not open to your role" in text(client.get("/desk/people"))
    assert "no such page" in text(client.get("/desk/nonsense"))
    assert "no such conversation on your desk" in text(client.get(f"/desk/c/{'0' * 31}"))


def test_the_trust_strip_says_how_old_the_anchors_are_and_which_is_late(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    page = text(desk.signed_in().get(desk.path("a")))
    row = page[page.index("Anchored outside") :].partition("</div>")[0]
    assert [re.sub(r"<[^>]*>", "", part).strip() for part in row.partition("<dd>")[2].split("<br>")] == [
        "witnesses 2 min ago",
        "time-stamp 2 h ago late",
        "Ethereum none yet",
    ]
