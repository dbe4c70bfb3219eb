"""The auditors' pages over a whole house: every act is found there in words, and never what was said."""

from __future__ import annotations

import dataclasses
import functools
import html
import io
import json
import re
import secrets
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from tests.house_fixture import house_template, said
from tests.web.console.cases import ID, PEOPLE, PHONE, WHY, Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy import Action, built_in
from handclasp.records import Kind, Refused
from handclasp.verify import Status, Trust, check, parse_vkey

__all__ = ["house_template", "rooms", "whole_house"]

PAGES = ("/desk/journal", "/desk/journal/proof")


def text(response: Any) -> str:
    return html.unescape(str(response.content.decode()))


def lines(page: str) -> list[str]:
    """Each line: who, as what, about which conversation, and what; without what is one click deeper."""
    found = re.findall(r'<li class="deed.*?</li>', page, re.DOTALL)
    bare = [re.sub(r"<details.*?</details>|<[^>]+>", " ", one, flags=re.DOTALL) for one in found]
    return [" ".join(one.split()) for one in bare]


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    from handclasp.access.models import Habit, Oddity  # noqa: PLC0415

    Oddity.objects.all().delete()
    Habit.objects.all().delete()
    return case(rooms)


def auditor(talk: Case, *stepped: str, language: str = "en") -> Any:
    return talk.rooms.browser("wu", *stepped, language=language)


def another(talk: Case, agent: str) -> bytes:
    """Another conversation, somebody else's."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    order = f"order {secrets.token_hex(4)}"
    (answer,) = talk.rooms.house.flow.append_all([said("specimen", f"{order}/1", conversation=order)]).result(20)
    assert not isinstance(answer, Exception)
    name = talk.rooms.house.flow.open("shop", order)
    Conversation.objects.create(tenant="shop", pseudonym=name, agent=agent, team="desk", last_seq=1, said=1)
    return name


def strange(talk: Case, **fields: Any) -> Any:
    """Something odd that the watch found."""
    from handclasp.access.models import Oddity  # noqa: PLC0415

    at = int(datetime(2026, 3, 5, 3, 10, tzinfo=UTC).timestamp() * 1000)
    usual = {"tenant": "shop", "person": "zhou", "role": "agent", "day": date(2026, 3, 5), "odd": "many", "seen": 84}
    return Oddity.objects.create(**{**usual, "usual": 12, "index": 7, "at": at, **fields})


# --- to whom it exists


@pytest.mark.parametrize("name", [name for name, role, _team, _shown in PEOPLE if role != "auditor"])
def test_to_everybody_else_the_pages_are_not_there_and_the_try_is_recorded(talk: Case, name: str) -> None:
    browser = talk.rooms.browser(name, "export")
    odd = strange(talk)
    for path in (*PAGES, "/desk/journal?about=zz"):
        assert browser.get(path).status_code == 404
    assert browser.post("/desk/journal/proof", {"reason": WHY}).status_code == 404
    assert browser.post(f"/desk/journal/unusual/{odd.pk}/dealt-with").status_code == 404
    odd.refresh_from_db()
    assert odd.dealt_with is None
    assert talk.refusals()[:5] == ["audit", "audit-export", "audit", "audit-export", "audit"]
    assert 'href="/desk/journal"' not in text(browser.get("/desk/"))


def test_the_auditor_finds_it_in_the_rail(talk: Case) -> None:
    assert 'href="/desk/journal"' in text(auditor(talk).get("/desk/?tab=all"))


# --- what it says


def test_looks_at_no_one_conversation_say_what_was_looked_at(talk: Case) -> None:
    talk.rooms.house.keeping.plan(talk.reader("su"))
    assert talk.rooms.browser("su").get("/desk/register").status_code == 200
    told = [line for line in lines(text(auditor(talk).get("/desk/journal"))) if "su" in line.casefold()][:3]
    assert not [line for line in told if "every conversation" in line]
    for act in ("Looked at what would go by rule", "the record of processing", "the register of disclosures"):
        assert [line for line in told if act in line], told
    chinese = text(auditor(talk, language="zh-CN").get("/desk/journal"))
    for act in ("查看了按规则将删除什么、其余为何保留", "按规则将删除什么的计划", "查看了带出登记"):
        assert act in chinese


def acts(talk: Case) -> None:
    """One of each act, by those who may and one who may not."""
    from handclasp.access.sign_in import facts  # noqa: PLC0415
    from handclasp.house.processes import sign_in_record  # noqa: PLC0415
    from handclasp.web.console.services import services, use  # noqa: PLC0415

    house, name = talk.rooms.house, talk.name
    use(dataclasses.replace(services(), journal=functools.partial(sign_in_record, house)))
    services().journal("shop", Kind.SIGN_IN.value, "zhou", facts("totp", "ok", "127.0.0.1"))
    services().journal("shop", Kind.SIGN_IN.value, "zhou", facts("password", "failed", "127.0.0.1"))
    services().journal("shop", Kind.SIGN_IN.value, "ye", facts("step-up", "ok", "127.0.0.1", "export", "totp"))
    assert talk.rooms.browser("zhou").get(talk.path()).status_code == 200
    assert talk.rooms.browser("lena").get(talk.path()).status_code == 403
    assert talk.rooms.browser("zhou").get(talk.path("/looks")).status_code == 200
    house.disclose.receipt(talk.reader("zhou"), name, 1)
    house.reveals.reveal(talk.reader("zhou", "reveal"), name, 1, "original/0", purpose="support", reason=WHY)
    ye, qin = talk.reader("ye", "export"), talk.reader("qin", "approve")
    request = house.exports.request(ye, name, purpose="dispute", reason="the platform asks")
    asked = house.approvals.request(ye, request)
    house.approvals.show(qin, asked.request)
    house.approvals.vote(qin, asked.request, "approve", "checked with ye", asked.digest)
    house.exports.export(ye, request, passphrase=secret())
    turned_down = house.exports.request(ye, name, purpose="court", reason="once more")
    again = house.approvals.request(ye, turned_down)
    house.approvals.vote(qin, again.request, "reject", "one is enough", again.digest)
    publish(talk)
    assert talk.rooms.browser("wen", "people").post("/desk/people/account/lena/suspend").status_code == 302


def secret() -> Any:
    from handclasp.records import Secret  # noqa: PLC0415

    return Secret("a specimen passphrase")


def publish(talk: Case) -> None:
    """A version of the access rules."""
    house, wen, qin = talk.rooms.house, talk.reader("wen", "policy"), talk.reader("qin", "approve")
    files = {**built_in(), "auditor.cedar": built_in()["auditor.cedar"] + f"\n// {time.time_ns()}\n"}
    request = house.governance.request(wen, house.governance.draft(wen, files), "a specimen")
    asked = house.approvals.request(wen, request)
    house.approvals.vote(qin, asked.request, "approve", "read", asked.digest)
    house.governance.publish(wen, request)


SAID = [
    ("小周 Agent Sign-in by authenticator app: accepted", "小周 客服 登录，验证器应用：通过"),
    ("小周 Agent Sign-in by password: wrong", "小周 客服 登录，密码：不对"),
    (
        "叶组长 Team lead Sign-in by second factor, given anew for: Take records out of the house: accepted",
        "叶组长 组长 登录，再次做第二重验证（把记录带出系统）：通过",
    ),
    ("小周 Agent # Read: Support", "小周 客服 # 阅读会话：接待"),
    (
        "Lena Agent # Refused: read the conversation No rule allows this to the role Agent: read the conversation.",
        "Lena 客服 # 被拒绝：阅读会话 没有规则允许客服做这件事：阅读会话。",
    ),
    ("小周 Agent # Asked who looked", "小周 客服 # 查了谁看过"),
    ("小周 Agent # Fetched a receipt", "小周 客服 # 取了回执"),
    (
        f"小周 Agent # Looked behind a mask: Phone, Support {WHY}",
        f"小周 客服 # 看了被遮盖的手机号：接待 {WHY}",
    ),
    (
        "叶组长 Team lead # Asked for a second person: Taking a conversation out of the house the platform asks",
        "叶组长 组长 # 请第二人批准：导出会话 the platform asks",
    ),
    (
        "秦 Risk director # Looked at a request for a second person",
        "秦 风控总监 # 查看了一份待另一人批准的申请",
    ),
    (
        "秦 Risk director # Approved: Taking a conversation out of the house checked with ye",
        "秦 风控总监 # 已批准：导出会话 checked with ye",
    ),
    (
        "叶组长 Team lead # Took the conversation out: Dispute the platform asks",
        "叶组长 组长 # 把会话带出：处理纠纷 the platform asks",
    ),
    (
        "叶组长 Team lead # Was handed the encrypted file: Dispute the platform asks",
        "叶组长 组长 # 拿到加密文件：处理纠纷 the platform asks",
    ),
    (
        "秦 Risk director # Rejected: Taking a conversation out of the house one is enough",
        "秦 风控总监 # 已驳回：导出会话 one is enough",
    ),
    ("Wen Administrator Drafted access rules", "Wen 管理员 起草了访问规则"),
    (
        "Wen Administrator Published version 1 of the access rules a specimen",
        "Wen 管理员 发布了第 1 版访问规则 a specimen",
    ),
    ("Wen Administrator Suspended lena", "Wen 管理员 停用 lena"),
]  # fmt: skip


def test_each_act_stands_there_in_words_in_both_languages(talk: Case) -> None:
    acts(talk)
    handle = f"#{talk.name.hex()[:4].upper()}"
    for place, language in enumerate(("en", "zh-CN")):
        page = text(auditor(talk, language=language).get("/desk/journal"))
        told = [re.sub(r"^\d\d:\d\d ", "", line).replace(handle, "#") for line in lines(page)]
        assert [both[place] for both in SAID if both[place] not in told] == [], told


def test_nothing_that_was_said_stands_there_nor_what_was_revealed(talk: Case) -> None:
    acts(talk)
    page = text(auditor(talk).get("/desk/journal"))
    assert not [word for word in (PHONE, ID, "手机号 ", "银行卡 ", "specimen@example.com") if word in page]


def test_technical_facts_are_one_click_deeper(talk: Case) -> None:
    acts(talk)
    page = text(auditor(talk).get("/desk/journal?what=exports"))
    export = talk.rooms.journal(Kind.EXPORT)[0]
    assert export["digest"].hex() in page
    assert re.search(r"<dt>Who approved</dt><dd[^>]*>qin</dd>", page)
    assert "lena" not in re.sub(r"<datalist.*</datalist>", "", page, flags=re.DOTALL)


def test_technical_facts_are_in_words_in_both_languages(talk: Case) -> None:
    acts(talk)
    raw = re.compile(r"original/\d|\b1[5-9]\d{11}\b|CN_ID|PHONE|[{}\[\]]|live after|<dd[^>]*>(?:step-up|totp|age)<")
    for language in ("en", "zh-CN"):
        page = text(auditor(talk, language=language).get("/desk/journal"))
        told = " ".join(re.findall(r'<dl class="pairs small">.*?</dl>', page, re.DOTALL))
        assert not raw.findall(told)
        assert ("masked item 1" if language == "en" else "第 1 处遮盖") in told
    names = re.findall(r"<dt>([^<]*)</dt>", told)
    assert [name for name in names if name.isascii()] == []


def test_who_looked_says_who_asked_who_decided_and_why_something_was_refused(talk: Case) -> None:
    acts(talk)
    page = text(talk.rooms.browser("zhou", language="zh-CN").get(talk.path("/looks")))
    assert "没有规则允许客服做这件事：阅读会话。" in page
    assert "请第二人批准：导出会话" in page
    assert "已批准：导出会话" in page
    assert "No rule allows" not in page
    assert "小周" in page
    english = text(talk.rooms.browser("zhou").get(talk.path("/looks")))
    assert "Asked for a second person: Taking a conversation out" in english
    assert "No rule allows this to the role Agent: read the conversation." in english


def test_the_same_look_again_and_again_is_one_line_with_a_count(talk: Case) -> None:
    for _ in range(3):
        talk.rooms.house.disclose.receipt(talk.reader("bai"), talk.name, 1)
    (line,) = lines(text(auditor(talk).get(f"/desk/journal?by=bai&about={talk.name.hex()}")))
    assert line.endswith("Fetched a receipt ×3")


# --- finding


def test_a_click_follows_one_person_or_one_conversation(talk: Case) -> None:
    house, other = talk.rooms.house, another(talk, "lena")
    house.disclose.read(talk.reader("zhou"), talk.name, purpose="support")
    house.disclose.read(talk.reader("lena"), other, purpose="support")
    page = text(auditor(talk).get("/desk/journal"))
    assert '<a href="/desk/journal?by=zhou"' in page
    assert f'href="/desk/journal?about={talk.name.hex()}"' in page
    zhou = lines(text(auditor(talk).get("/desk/journal?by=zhou")))
    assert zhou
    assert all("小周" in line for line in zhou)
    about = lines(text(auditor(talk).get(f"/desk/journal?about={other.hex()}")))
    assert [line.split(" ", 1)[1] for line in about if "Read: " in line] == [
        f"Lena Agent #{other.hex()[:4].upper()} Read: Support"
    ]


def test_people_are_found_by_name_and_conversations_by_a_few_digits(talk: Case) -> None:
    talk.rooms.house.disclose.read(talk.reader("zhou"), talk.name, purpose="support")
    by_name = auditor(talk).get("/desk/journal", {"by": "小周"})
    assert "What 小周 did" in text(by_name)
    digits = auditor(talk).get("/desk/journal", {"about": f"#{talk.name.hex()[:9].upper()}"})
    assert "Read: Support" in " ".join(lines(text(digits)))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"about": "12"}, "at least 4 of its digits"),
        ({"about": "grün"}, "at least 4 of its digits"),
        ({"about": "0123456789ab"}, "No conversation begins with these digits."),
        ({"by": "nobody at all"}, "No account is called that."),
        ({"from": "yesterday"}, "Write dates as 2026-11-22."),
        ({"to": "2026-02-30"}, "Write dates as 2026-11-22."),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_is_shown(talk: Case, query: dict[str, str], says: str) -> None:
    answer = auditor(talk).get("/desk/journal", query)
    assert answer.status_code == 422
    assert says in text(answer)
    assert lines(text(answer)) == []


def test_digits_of_several_conversations_offer_each_but_none_of_another_tenant(talk: Case) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    names = [bytes([0xAB, 0xCD, n]) + bytes(13) for n in (1, 2)]
    for name in names:
        Conversation.objects.create(tenant="shop", pseudonym=name)
    Conversation.objects.create(tenant="wallet", pseudonym=bytes([0xAB, 0xCD, 3]) + bytes(13))
    page = text(auditor(talk).get("/desk/journal", {"about": "abcd"}))
    assert sorted(re.findall(r"#(ABCD0[0-9A-F]{7})", page)) == [name.hex()[:12].upper() for name in names]


def test_days_are_the_readers_days_and_both_ends_count(talk: Case) -> None:
    talk.rooms.house.disclose.read(talk.reader("zhou"), talk.name, purpose="support")
    about = talk.name.hex()
    browser = auditor(talk)
    for zone, offset in (("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)):
        browser.cookies["handclasp_zone"] = zone
        today = (datetime.now(UTC) + timedelta(hours=offset)).date()
        inside = browser.get("/desk/journal", {"about": about, "from": f"{today}", "to": f"{today}"})
        assert any("Read: Support" in line for line in lines(text(inside)))
        before = {"about": about, "to": f"{today - timedelta(days=1)}"}
        after = {"about": about, "from": f"{today + timedelta(days=1)}"}
        assert [lines(text(browser.get("/desk/journal", given))) for given in (before, after)] == [[], []]


def test_kinds_narrow_and_pages_go_on_without_a_gap(talk: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from handclasp.web.console.views import journal  # noqa: PLC0415

    monkeypatch.setattr(journal, "PAGE", 2)
    for _ in range(5):
        with pytest.raises(Refused):
            talk.rooms.house.disclose.read(talk.reader("lena"), talk.name, purpose="support")
    where, seen = f"/desk/journal?about={talk.name.hex()}&what=refusals", []
    while where:
        page = text(auditor(talk).get(where))
        assert all("Refused: read the conversation" in line for line in lines(page))
        seen += re.findall(r'<summary class="receipt">.*?#([\d\u00a0]+)', page)
        found = re.search(r'href="(/desk/journal\?[^"]*before=\d+)"', page)
        where = found[1] if found else ""
    assert len(seen) == len(set(seen)) == 5


def test_imports_and_plans_of_the_desk_are_kinds_to_narrow_it_to(talk: Case) -> None:
    house = talk.rooms.house
    for action, details in (
        ("import", {"file": "old.csv"}),
        ("imported", {"file": "old.csv", "new": 1, "doubled": 0, "rejected": 0}),
        ("desk plan", {"number": 4711}),
        ("script add", {"script": "specimen-script"}),
    ):
        house.journal.seal(talk.reader("wen"), Kind.AGENT_ACTION, {"action": action, "details": details})
    with pytest.raises(Refused):
        house.gate.passed(talk.reader("zhou"), Action.IMPORT)
    imports, plan = {"Began to import old.csv", "Imported old.csv: 1 new, 0 there before, 0 refused"}, "plan 4711"
    for what, shown in (("imports", imports), ("plans", {plan}), ("imports&what=plans", {*imports, plan})):
        page = text(auditor(talk).get(f"/desk/journal?by=wen&what={what}"))
        told = " ".join(lines(page))
        assert [one for one in shown if one not in told] == []
        assert len(shown) <= len(lines(page))
        others = {*imports, plan, "specimen-script", "Suspended"} - shown
        assert [one for one in others if one in told] == []
        assert "Refused" not in told
    assert "Refused" not in " ".join(lines(text(auditor(talk).get("/desk/journal?by=zhou&what=imports"))))
    both = " ".join(lines(text(auditor(talk).get("/desk/journal?by=zhou&what=imports&what=refusals"))))
    assert "Refused: bring old conversations in" in both
    read = next(record for record in talk.rooms.journal(Kind.ACCESS) if record["by"] == "wu")
    assert read["scope"] == "journal, by zhou, kinds refusal, acts import; imported"
    chinese = text(auditor(talk, language="zh-CN").get("/desk/journal"))
    for label in ("导入", "工作时间与时限"):
        assert f"<span>{label}</span></label>" in chinese


def test_reading_it_is_itself_one_record_whoever_reads(talk: Case) -> None:
    auditor(talk).get("/desk/journal?by=zhou&what=exports")
    read = next(record for record in talk.rooms.journal(Kind.ACCESS) if record["by"] == "wu")
    assert (read["purpose"], read["scope"]) == ("audit", "journal, by zhou, kinds export")


# --- taking it out


def test_it_is_taken_out_with_a_receipt_for_each_record(talk: Case) -> None:
    acts(talk)
    house, about = talk.rooms.house, talk.name.hex()
    assert "/desk/step-up/export" in text(auditor(talk).get(f"/desk/journal/proof?about={about}"))
    browser = auditor(talk, "export")
    form = text(browser.get(f"/desk/journal/proof?about={about}&what=exports&what=reveals"))
    assert re.findall(r'name="what" value="([a-z-]+)"', form) == ["reveals", "exports"]
    answer = browser.post(
        "/desk/journal/proof", {"about": about, "what": ["exports", "reveals"], "reason": "yearly audit"}
    )
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/zip", "no-store")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(files["journal.json"])
    assert [record["kind"] for record in listed["records"]] == ["export", "export", "reveal"]
    assert listed["goes_on"] is None
    trust = Trust(tuple(parse_vkey(key) for key in house.log_key.vkeys()))
    for record in listed["records"]:
        assert check(files[record["receipt"]], trust).status is Status.VALID
    sealed = talk.rooms.journal(Kind.EXPORT)[0]
    assert (sealed["by"], sealed["reason"]) == ("wu", "yearly audit")
    assert sealed["digest"] == sha256(files["journal.json"]).digest()


def test_without_a_fresh_second_factor_or_a_reason_nothing_leaves(talk: Case) -> None:
    before = len(talk.rooms.journal(Kind.EXPORT))
    answer = auditor(talk).post("/desk/journal/proof", {"reason": "yearly audit"})
    assert answer.status_code == 403
    assert "/desk/step-up/export" in text(answer)
    stale = auditor(talk, "reveal", "approve").post("/desk/journal/proof", {"reason": "yearly audit"})
    assert stale.status_code == 403
    assert auditor(talk, "export").post("/desk/journal/proof", {"reason": " x "}).status_code == 422
    assert auditor(talk, "export").post("/desk/journal/proof", {"reason": "x" * 501}).status_code == 422
    assert len(talk.rooms.journal(Kind.EXPORT)) == before


# --- what looks unusual


ODD = [
    ({"odd": "many"}, "looked at 84 conversations on Mar 5; usually 12", "3月5日看了 84 个会话，平时 12 个"),
    (
        {"odd": "off-hours"},
        "looked at 03:10 on Mar 5, not one of their hours",
        "3月5日 03:10 还在查看，平时这个时候不看",
    ),
    (
        {"odd": "unrelated", "seen": 16, "usual": 0},
        "looked at 16 conversations of other people and teams on Mar 5; usually 0",
        "3月5日看了 16 个别人、别组的会话，平时 0 个",
    ),
    (
        {"odd": "deleted", "seen": 3, "usual": 0},
        "put 3 conversations into the bin on Mar 5",
        "3月5日把 3 个会话移入回收站",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "english", "chinese"), ODD)
def test_what_is_odd_is_said_in_words(talk: Case, fields: dict[str, Any], english: str, chinese: str) -> None:
    strange(talk, **fields)
    strange(talk, tenant="wallet", person="stranger")
    page = text(auditor(talk).get("/desk/journal"))
    assert english in page.replace(", 2026", "")
    assert '/desk/journal?by=zhou&from=2026-03-05&to=2026-03-05"' in page
    assert "stranger" not in page
    assert chinese in text(auditor(talk, language="zh-CN").get("/desk/journal")).replace("2026年", "")


def test_what_the_house_itself_deleted_is_told_as_the_houses(talk: Case) -> None:
    strange(talk, person="handclasp", role="system", odd="deleted", seen=1, usual=0)
    page = re.sub(r"<[^>]+>", "", auditor(talk).get("/desk/journal").content.decode())
    assert "Handclasp by rule" in " ".join(page.split())
    assert "put 1 conversation into the bin" in page
    chinese = auditor(talk, language="zh-CN").get("/desk/journal").content.decode()
    assert "按规则" in chinese


def test_putting_it_aside_is_sealed_once_and_it_waits_no_more(talk: Case) -> None:
    odd = strange(talk)
    for _ in range(2):
        assert auditor(talk).post(f"/desk/journal/unusual/{odd.pk}/dealt-with")["Location"] == "/desk/journal"
    odd.refresh_from_db()
    assert (odd.dealt_by, odd.dealt_with is not None) == ("wu", True)
    acts_sealed = [one for one in talk.rooms.journal(Kind.AGENT_ACTION) if one["action"] == "oddity dealt with"]
    told = {"account": "zhou", "day": "2026-03-05", "odd": "many", "seen": 84}
    assert [one["details"] for one in acts_sealed if one["by"] == "wu"][:1] == [told]
    assert odd.pk not in [int(n) for n in re.findall(r"unusual/(\d+)/", text(auditor(talk).get("/desk/journal")))]
    assert auditor(talk).get(f"/desk/journal/unusual/{odd.pk}/dealt-with").status_code == 405


def test_nobody_puts_another_tenants_oddity_aside(talk: Case) -> None:
    odd = strange(talk, tenant="wallet", person="stranger")
    assert auditor(talk).post(f"/desk/journal/unusual/{odd.pk}/dealt-with").status_code == 404
    odd.refresh_from_db()
    assert odd.dealt_with is None


def test_the_picture_counts_each_hour_in_the_readers_zone(talk: Case) -> None:
    from handclasp.access.models import Habit  # noqa: PLC0415

    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    for person, looks in (("zhou", 5), ("lena", 2)):
        hours = [0] * 24
        hours[3] = looks
        Habit.objects.create(tenant="shop", person=person, day=yesterday, hours=hours)
    Habit.objects.create(tenant="wallet", person="stranger", day=yesterday, hours=[9] * 24)
    browser = auditor(talk)
    browser.cookies["handclasp_zone"] = "Etc/GMT-5"
    page = text(browser.get("/desk/journal"))
    assert "Looks by hour: 7 in 7 days, at most 7 in one hour" in page
    assert page.count('<rect class="bar"') == 1
    (row,) = [row for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page) if "<td>7</td>" in row]
    assert re.findall(r"<td>(.*?)</td>", row).index("7") == 8
    alone = text(browser.get("/desk/journal?by=lena"))
    assert "Looks by hour: 2 in 7 days" in alone
    assert " style=" not in page
