"""A pack says who took it out, when and why: on every page, under its seal, and nothing of it can be changed unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pypdf import PdfReader
from tests.verify import forge
from tests.verify.conftest import CONVERSATION, MAKERS, MARK, World, make_world, pages
from tests.verify.test_pages import ARGUMENTS, CHROMIUM

from handclasp.verify import Reason, Remark, Status, Trust, check, explain, main, redact
from handclasp.verify.page import MADE_BY
from handclasp.verify.watermark import Watermark

Files = dict[str, bytes]
Change = Callable[[Files], Files]
R = Reason
SEALS = {"manifest.json", "seal.json"}
HOSTILE = Watermark(
    "</script><img src=x onerror=\"document.title='owned'\">{why} 王",
    forge.START,
    "line one\r\nline two \u202e <b>&amp;</b> \x1b[2J\x00" + "长" * 900,
)


def marked(world: World, mark: Watermark = MARK) -> Files:
    """The specimen pack as somebody took it out, sealed."""
    transcript = world.files["transcript.json"]
    files = {name: data for name, data in world.files.items() if name not in SEALS} | pages(transcript, mark)
    return forge.sealed(make_world().log, CONVERSATION, files, MADE_BY, mark._asdict())


@pytest.fixture(scope="module")
def taken(world: World) -> Files:
    """The specimen pack with MARK."""
    return marked(world)


def listed(files: Files, mark: Any, made_by: str = MADE_BY) -> Files:
    """A manifest that fits the files and says `mark`; the seal, if there is one, is the old one."""
    kept = {name: data for name, data in files.items() if name not in SEALS}
    return files | {"manifest.json": forge.manifest(kept, made_by, mark)}


def cut(files: Files, mark: Any, made_by: str = MADE_BY) -> Files:
    """The same without seal and receipts."""
    kept = {name: data for name, data in files.items() if name != "seal.json" and not name.startswith("receipts/")}
    return listed(kept, mark, made_by)


def resealed(files: Files, mark: Any, made_by: str = MADE_BY) -> Files:
    """What the keeper of the log itself could make."""
    return forge.sealed(make_world().log, CONVERSATION, files, made_by, mark)


def drawn(files: Files, mark: Watermark | None) -> Files:
    """The pages made anew with another watermark, or none."""
    return files | pages(files["transcript.json"], mark)


def shown(files: Files, old: str, new: str) -> Files:
    """The words on the pages changed, wherever they stand."""
    return files | {name: files[name].replace(old.encode(), new.encode()) for name in MAKERS}


def seen(files: Files) -> Files:
    """The words that a reader sees changed, and those in the head left."""
    said, other = f"<bdi>{MARK.who}</bdi>".encode(), b"<bdi>somebody else</bdi>"
    assert all(said in files[name] for name in MAKERS)
    return files | {name: files[name].replace(said, other) for name in MAKERS}


SAYS = MARK._asdict()
OTHER_WHO, OTHER_WHEN, OTHER_WHY = MARK._replace(who="li.na"), MARK._replace(when=1), MARK._replace(why="Curiosity")
TAMPERED: list[tuple[str, Change, Reason]] = [
    ("who changed in the manifest", lambda f: listed(f, OTHER_WHO._asdict()), R.WATERMARK_DIFFERS),
    ("when changed in the manifest", lambda f: listed(f, OTHER_WHEN._asdict()), R.WATERMARK_DIFFERS),
    ("why changed in the manifest", lambda f: listed(f, OTHER_WHY._asdict()), R.WATERMARK_DIFFERS),
    ("removed from the manifest", lambda f: listed(f, None), R.WATERMARK_DIFFERS),
    ("who changed on the pages", lambda f: shown(f, MARK.who, "li.na"), R.FILE_ALTERED),
    ("who changed on the pages, listed", lambda f: listed(shown(f, MARK.who, "li.na"), SAYS), R.WATERMARK_DIFFERS),
    ("when changed on the pages, listed", lambda f: listed(drawn(f, OTHER_WHEN), SAYS), R.WATERMARK_DIFFERS),
    ("why changed on the pages, listed", lambda f: listed(drawn(f, OTHER_WHY), SAYS), R.WATERMARK_DIFFERS),
    ("removed from the pages, listed", lambda f: listed(drawn(f, None), SAYS), R.WATERMARK_DIFFERS),
    ("who changed everywhere", lambda f: listed(drawn(f, OTHER_WHO), OTHER_WHO._asdict()), R.SEAL_DIGEST_WRONG),
    ("when changed everywhere", lambda f: listed(drawn(f, OTHER_WHEN), OTHER_WHEN._asdict()), R.SEAL_DIGEST_WRONG),
    ("why changed everywhere", lambda f: listed(drawn(f, OTHER_WHY), OTHER_WHY._asdict()), R.SEAL_DIGEST_WRONG),
    ("removed everywhere", lambda f: listed(drawn(f, None), None), R.SEAL_DIGEST_WRONG),
    ("by the keeper: pages of another", lambda f: resealed(drawn(f, OTHER_WHO), SAYS), R.WATERMARK_DIFFERS),
    ("by the keeper: pages without", lambda f: resealed(drawn(f, None), SAYS), R.WATERMARK_DIFFERS),
    ("by the keeper: manifest without", lambda f: resealed(f, None), R.WATERMARK_DIFFERS),
    ("by the keeper: of another version", lambda f: resealed(drawn(f, OTHER_WHO), SAYS, "x"), R.WATERMARK_DIFFERS),
    ("by the keeper: what is seen", lambda f: resealed(seen(f), SAYS), R.PAGE_DIFFERS),
    ("cut down: changed in the manifest", lambda f: cut(f, OTHER_WHO._asdict()), R.WATERMARK_DIFFERS),
    ("cut down: changed on the pages", lambda f: cut(drawn(f, OTHER_WHY), SAYS), R.WATERMARK_DIFFERS),
    ("cut down: what is seen changed", lambda f: cut(seen(f), SAYS), R.PAGE_DIFFERS),
    ("no object", lambda f: listed(f, "li.na"), R.JSON_WRONG_TYPE),
    ("one thing more", lambda f: listed(f, SAYS | {"where": "x"}), R.JSON_UNKNOWN_KEY),
    ("nobody", lambda f: listed(f, {"when": 1, "why": "x"}), R.JSON_MISSING_KEY),
    ("a number for who", lambda f: listed(f, SAYS | {"who": 5}), R.JSON_WRONG_TYPE),
    ("words for when", lambda f: listed(f, SAYS | {"when": "now"}), R.JSON_WRONG_TYPE),
    ("empty who", lambda f: listed(f, SAYS | {"who": ""}), R.VALUE_MALFORMED),
    ("empty why", lambda f: listed(f, SAYS | {"why": ""}), R.VALUE_MALFORMED),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_a_changed_watermark_is_noticed_by_name(world: World, taken: Files, change: Change, reason: Reason) -> None:
    verdict = check(forge.zipped(change(dict(taken))), world.trust)
    assert (verdict.status, verdict.reason) == (Status.INVALID, reason)


def test_a_watermark_added_to_a_pack_without_one_is_noticed(world: World) -> None:
    plain = dict(world.files)
    for files, reason in (
        (listed(plain, SAYS), R.WATERMARK_DIFFERS),
        (listed(drawn(plain, MARK), None), R.WATERMARK_DIFFERS),
        (listed(drawn(plain, MARK), SAYS), R.SEAL_DIGEST_WRONG),
    ):
        assert check(forge.zipped(files), world.trust).reason is reason


def test_a_pack_with_a_watermark_is_valid_and_one_without_still_is(world: World, taken: Files) -> None:
    for files, mark in ((taken, SAYS), (world.files, None)):
        verdict = check(forge.zipped(files), world.trust)
        assert verdict.status is Status.VALID
        assert verdict.facts["watermark"] == mark
        assert Remark.WATERMARK_UNSEALED not in dict(verdict.remarks)


def test_a_pack_without_pages_keeps_its_watermark_under_the_seal(world: World, taken: Files) -> None:
    files = resealed({name: data for name, data in taken.items() if name not in MAKERS}, SAYS)
    assert check(forge.zipped(files), world.trust).facts["watermark"] == SAYS


def test_pages_of_another_version_are_held_to_the_watermark_by_what_their_head_says(world: World, taken: Files) -> None:
    head = next(line for line in taken["verify.html"].splitlines() if b"handclasp-watermark" in line)
    later = resealed(dict(taken) | dict.fromkeys(MAKERS, b"another look" + head), SAYS, "handclasp 9.9.9")
    verdict = check(forge.zipped(later), world.trust)
    assert (verdict.status, verdict.facts["watermark"]) == (Status.VALID, SAYS)
    assert (Remark.PAGES_NOT_CHECKED, "handclasp 9.9.9") in verdict.remarks


def test_the_words_say_whose_word_it_is(world: World, taken: Files) -> None:
    sealed = check(forge.zipped(taken), world.trust)
    when = "2026-09-21 15:13:20 UTC"
    zh, en = (explain(sealed, language) for language in ("zh", "en"))
    assert f"证据包写明：{MARK.who} 于 {when} 导出，事由：{MARK.why}（由导出记录封住）" in zh
    assert f"Says the pack, and the export record seals it: taken out by {MARK.who} at {when}, why: {MARK.why}" in en
    assert en.index("taken out by") < en.index("Take note")
    unsealed = explain(check(redact(forge.zipped(taken), [(1, "body")]), world.trust), "en")
    assert "export record seals it" not in unsealed
    assert unsealed.index("no seal holds the watermark") < unsealed.index(f"Says the pack: taken out by {MARK.who}")


def test_a_cut_down_pack_keeps_its_watermark_and_says_that_nothing_seals_it(world: World, taken: Files) -> None:
    less = redact(forge.zipped(taken), [(1, "body")])
    verdict = check(less, world.trust)
    assert (verdict.status, verdict.facts["watermark"]) == (Status.VALID, SAYS)
    assert (Remark.WATERMARK_UNSEALED, "manifest.json") in verdict.remarks
    assert all(MARK.who.encode() in forge.unzipped(less)[name] for name in MAKERS)
    assert check(redact(less, [(2, "body")]), Trust()).facts["watermark"] == SAYS


def test_the_command_prints_it(world: World, taken: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pack.handclasp.zip"
    path.write_bytes(forge.zipped(taken))
    assert main([str(path), "--vkey", world.log.vkeys()[0], "--lang", "en"]) == 0
    assert f"taken out by {MARK.who}" in capsys.readouterr().out
    assert main([str(path), "--vkey", world.log.vkeys()[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"]["watermark"] == SAYS


def test_what_somebody_typed_cannot_write_to_the_terminal(world: World) -> None:
    told = explain(check(forge.zipped(marked(world, HOSTILE)), world.trust), "en")
    assert not {"\x1b", "\x00", "\r", "\u202e"} & set(told)
    assert "why: line one line two" in told


# The pages


@pytest.fixture(scope="module")
def browser() -> Any:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def long_talk() -> bytes:
    log = forge.Log(witnesses=[forge.WITNESS])
    for minute in range(24):
        log.append(
            CONVERSATION, forge.message("agent:zhou", minute, f"第 {minute} 句。" + "卡密无效，请再看一遍。" * 12)
        )
    return forge.dumps(log.transcript(CONVERSATION))


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(("locale", "label"), [("zh-CN", "导出·事由："), ("en-GB", "·Why:")])
def test_every_printed_sheet_says_who_when_and_why(
    browser: Browser, tmp_path: Path, name: str, locale: str, label: str
) -> None:
    (tmp_path / name).write_bytes(MAKERS[name](long_talk(), SAYS))
    page = browser.new_page(locale=locale)
    page.goto((tmp_path / name).as_uri())
    page.check("#lang-zh" if locale == "zh-CN" else "#lang-en", force=True)
    page.locator(".thread > li").nth(23).wait_for()
    page.pdf(path=tmp_path / "sheets.pdf", format="A4")
    page.close()
    sheets = [re.sub(r"\s", "", sheet.extract_text()) for sheet in PdfReader(tmp_path / "sheets.pdf").pages]
    assert len(sheets) >= 3
    for sheet in sheets:
        assert sheet.count(label) == 1
        assert "Arbitration2026-118(specimen)" in sheet
        assert sheet.count("zhou.min") > 5
        assert sheet.count("2026-09-2115:13:20UTC") > 5


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_line_stays_in_sight_and_nothing_is_in_the_way(
    world: World, browser: Browser, tmp_path: Path, name: str, scheme: Any
) -> None:
    (tmp_path / name).write_bytes(MAKERS[name](long_talk(), SAYS))
    context = browser.new_context(locale="en-GB", color_scheme=scheme, viewport={"width": 360, "height": 740})
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda message: heard.append(message.text))
    page.goto((tmp_path / name).as_uri())
    page.check("#lang-en", force=True)
    assert "Taken out by" in page.inner_text(".taken")
    assert MARK.why in page.inner_text(".card:has(.more) dl:has(bdi)")
    page.locator(".thread > li").nth(23).wait_for()
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    box = page.locator(".taken").bounding_box()
    assert box is not None
    assert -1 < box["y"] < 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    on_top = "getComputedStyle(document.querySelector('.pattern')).pointerEvents"
    assert page.evaluate(on_top) == "none"
    summary = page.locator(".thread > li:nth-child(12) summary")
    summary.click()
    expect(page.locator(".thread > li:nth-child(12) dl")).to_be_visible()
    assert heard == []
    context.close()


@pytest.mark.parametrize("name", MAKERS)
def test_what_somebody_typed_stays_text_on_the_pages(world: World, browser: Browser, tmp_path: Path, name: str) -> None:
    html = MAKERS[name](world.files["transcript.json"], HOSTILE._asdict())
    (tmp_path / name).write_bytes(html)
    page, heard = browser.new_page(locale="zh-CN"), list[str]()
    page.on("console", lambda message: heard.append(message.text))
    page.goto((tmp_path / name).as_uri())
    page.locator(".thread > li").first.wait_for()
    assert page.locator("bdi").first.text_content() == HOSTILE.who
    assert "line one line two <b>&amp;</b> [2J" in (page.locator(".taken").text_content() or "")
    assert page.locator("img, b:text('&')").count() == 0
    assert "owned" not in page.title()
    assert b"style=" not in html
    assert heard == []
    page.close()


def test_pages_without_a_watermark_show_none(world: World) -> None:
    for make in MAKERS.values():
        html = make(world.files["transcript.json"], None).decode()
        assert not re.search(r'class="(taken|pattern)"|handclasp-watermark', html)
