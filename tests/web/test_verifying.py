"""The page on which anybody checks a file: in a real browser, against a log served as it is published."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, World, make_world
from tests.verify.test_pack import TAMPERED
from tests.verify.test_zip import TRICKS
from tests.web.widget.stand import CHROMIUM, FLAGS

from handclasp.verify import check, checker
from handclasp.web.verifying import Checker, verify_routes

HOUSE = "https://chat.example"
FOLLOW = "{ const log = await askLog('/log/main/'); await goesOn(log, parseCheckpoint(note)); return true; }"
JSON, ZIP = "application/json", "application/zip"


class House:
    """A house in a browser: its page as it is served, its log as files, and all that was asked of it."""

    def __init__(self, page: Page, log: Path) -> None:
        self.page, self.log = page, log
        self.asked: list[str] = []
        self.heard: list[str] = []
        self.silent = False
        parts = {"script": checker.SCRIPT, "style": checker.STYLE, "offline": checker.offline()}
        served = Checker(**parts, served=checker.served, origin=HOUSE, log="main")  # type: ignore[arg-type]
        self.app = TestClient(Starlette(routes=verify_routes(served)), base_url=HOUSE)
        page.context.route("**/*", self._answer)
        page.on("console", lambda said: self.heard.append(said.text))
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOUSE)
        self.asked.append(f"{route.request.method} {path.partition('#')[0]}")
        if path.startswith("/log/main/"):
            found = self.log / path.removeprefix("/log/main/")
            if self.silent or not found.exists():
                route.fulfill(status=503)
            else:
                route.fulfill(body=found.read_bytes())
            return
        answer = self.app.get(path)
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    def open(self, language: str = "en") -> House:
        """The page, in a language."""
        self.page.goto(f"{HOUSE}/verify#{language}")
        self.page.wait_for_selector("#verdict[data-state=waiting]")
        return self

    def give(self, data: bytes, name: str = "file.json") -> tuple[str | None, str | None]:
        """Choose a file; returns the state and the reason that stand in the end."""
        kind = ZIP if data[:2] == b"PK" else JSON
        self.page.evaluate("document.getElementById('verdict').dataset.state = ''")
        self.page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": data})
        return self.settled()

    def settled(self) -> tuple[str | None, str | None]:
        """The state and the reason that stand once nothing is being checked."""
        self.page.wait_for_selector("#verdict[data-state]:not([data-state='']):not([data-state=working])")
        return tuple(self.page.get_attribute("#verdict", f"data-{name}") for name in ("state", "reason"))  # type: ignore[return-value]

    def words(self) -> str:
        """What the verdict says."""
        return self.page.inner_text("#verdict")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A world and its log as it is published, after its pack was made and much was said since."""
    world = make_world()
    assert world.pack
    world.log.bulk(700)
    return world, world.log.export(tmp_path_factory.mktemp("log"))


Enter = Callable[..., House]


@pytest.fixture
def enter(browser: Browser) -> Iterator[Enter]:
    contexts = []

    def make(log: Path, **options: Any) -> House:
        contexts.append(browser.new_context(**{"locale": "en-GB"} | options))
        return House(contexts[-1].new_page(), log)

    yield make
    for context in contexts:
        context.close()


def receipt(world: World, seq: int = 4) -> dict[str, Any]:
    return world.log.receipt(world.record(seq), checkpoint=world.checkpoint)


def several(world: World) -> dict[str, Any]:
    """A chat with receipts as the widget saves it, each under a checkpoint of its own time."""
    items = []
    for seq in (1, 2, 4):
        one = world.record(seq)
        given = world.log.receipt(one, {"author", "received", "kind", "body"}, world.log.checkpoint(one.index + 1))
        items.append({"text": one.fields["body"][1], "at": one.fields["received"][1], "receipt": given})
    return {"format": "handclasp/receipts/v1", "kept_by": "customer", "items": items}


def test_what_the_house_signed_is_said_to_be_in_its_log_and_nothing_is_sent(
    written: tuple[World, Path], enter: Enter
) -> None:
    world, log = written
    house = enter(log).open()
    for document in (receipt(world), several(world), world.transcript()):
        assert house.give(tamper.dump(document)) == ("house", None)
    assert "vouches for itself" in house.words()
    assert "no entry under it was removed or changed" in house.page.inner_text("#proved")
    assert house.give(world.pack, "pack.zip") == ("house", None)
    assert "byte for byte" in house.page.inner_text("#proved")
    assert house.page.locator("#thread > li").count() == 7
    assert {one.split()[0] for one in house.asked} == {"GET"}
    for path in {one.split()[1] for one in house.asked}:
        assert re.fullmatch(
            r"/verify(/assets/[0-9a-f]{16}/checker\.(js|css))?|/log/main/(checkpoint|vkey|tile/.+)", path
        )
    assert house.heard == []


def test_it_says_the_same_in_chinese(written: tuple[World, Path], enter: Enter) -> None:
    world, log = written
    house = enter(log).open("zh")
    assert house.give(tamper.dump(receipt(world))) == ("house", None)
    assert "已在本店签名的日志中" in house.words()
    assert "为自己作证" in house.words()
    assert "Included" not in house.words()


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_a_tampered_pack_is_refused_as_the_program_refuses_it(
    written: tuple[World, Path], tampered: House, change: Any, reason: Any
) -> None:
    world, _ = written
    data = forge.zipped(change(world, dict(world.files)))
    state, found = tampered.give(data, "pack.zip")
    if str(reason) in {"page-differs", "page-of-other-version"}:
        # It makes no pages for reading anew; it says so, and shows the records themselves.
        assert state in {"house", "split"}
        assert state == "split" or "go by what this page shows" in tampered.page.inner_text("#proved")
        return
    # No key is pinned before the house is asked, so parts of two logs are told apart first.
    assert (state, found) == ("invalid", str(reason).replace("origin-not-pinned", "origin-differs"))


@pytest.fixture(scope="module")
def tampered(browser: Browser, written: tuple[World, Path]) -> Iterator[House]:
    """One page for many files."""
    context = browser.new_context(locale="en-GB")
    yield House(context.new_page(), written[1]).open()
    context.close()


@pytest.mark.parametrize(("make", "reason"), [row[1:] for row in TRICKS], ids=[row[0] for row in TRICKS])
def test_a_zip_trick_is_refused_by_the_same_name(tampered: House, make: Any, reason: Any) -> None:
    data = make()
    known = data.startswith(b"PK")
    assert tampered.give(data, "pack.zip") == (("invalid", str(reason)) if known else ("other", "not-recognised"))


def bent(world: World) -> Iterator[Any]:
    one = receipt(world)
    yield tamper.changed(one, ("record", "openings", "body", "value", "v"), "我没说过")
    yield tamper.changed(one, ("proof",), one["proof"].replace("index 5", "index 3"))
    yield tamper.changed(one, ("proof",), one["proof"].replace("\n\n", "\n"))
    yield one | {"more": 1}
    yield one | {"format": "handclasp/receipt/v9"}
    whole = several(world)
    yield tamper.changed(whole, ("items", 1, "text"), "另一句话")
    yield tamper.changed(whole, ("items", 1, "receipt", "record", "openings", "body", "value", "v"), "另一句话")
    yield whole | {"kept_by": "nobody"}
    yield whole | {"items": []}
    other = make_world().log
    other.entries[-1] = bytes(89)
    other._tree = None
    size = len(other.entries)
    for log, at in ((world.log, 0), (other, 1)):
        whole["items"][at]["receipt"] = log.receipt(world.record(at + 1), checkpoint=log.checkpoint(size))
        del whole["items"][at]["text"]
    yield whole


def test_a_tampered_receipt_is_refused_as_the_program_refuses_it(written: tuple[World, Path], tampered: House) -> None:
    for document in bent(written[0]):
        data = tamper.dump(document)
        assert tampered.give(data) == ("invalid", str(check(data).reason))


def test_a_receipt_signed_by_a_stranger_in_the_houses_name_is_refused(
    written: tuple[World, Path], tampered: House
) -> None:
    stranger = forge.Log(seed="a stranger")
    one = stranger.append(CONVERSATION, forge.message("customer:7F3A", 1, "你好"))
    assert tampered.give(tamper.dump(stranger.receipt(one))) == ("invalid", "pinned-key-did-not-sign")


def test_another_houses_file_is_told_apart_and_checked_with_its_key(written: tuple[World, Path], enter: Enter) -> None:
    house = enter(written[1]).open()
    other = forge.Log("other.example/log/main", seed="another house")
    one = other.append(CONVERSATION, forge.message("customer:7F3A", 1, "你好"))
    assert house.give(tamper.dump(other.receipt(one))) == ("unknown", "origin-not-pinned")
    assert "other.example/log/main" in house.words()
    house.page.fill("#key", other.vkeys()[0])
    house.page.click("#key-form button")
    house.page.wait_for_selector("#verdict[data-state=valid]")
    house.page.fill("#key", written[0].log.vkeys()[0])
    house.page.click("#key-form button")
    house.page.locator("#told .en", has_text="another log").wait_for()
    before = forge.Log("demo.example/log/main/successor-2", seed="a successor")
    one = before.append(CONVERSATION, forge.message("customer:7F3A", 1, "你好"))
    assert house.give(tamper.dump(before.receipt(one)))[0] == "unknown"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is-empty"),
        (b"\x00\xff\x13 specimen", "not-recognised"),
        (b"hello", "not-recognised"),
        (b'{"format": "something else"}', "not-recognised"),
        (b"age-encryption.org/v1\n-> X25519 specimen", "is-age"),
        (b"%PDF-1.7 specimen", "is-document"),
        (b"<!doctype html><title>specimen</title>", "is-page"),
        (forge.zipped({"journal.json": b"{}"}), "is-journal"),
    ],
)
def test_what_is_no_file_of_ours_is_told_what_it_is(tampered: House, data: bytes, reason: str) -> None:
    assert tampered.give(data, "file.bin") == ("other", reason)
    assert len(tampered.words()) > 40
    assert tampered.page.locator("#proved").is_hidden()


@pytest.mark.parametrize(
    "data", [b'{"format": ', b'{"a": 1, "a": 2}', b'{"format": "handclasp/receipt/v7"}', b"PK\x03\x04 cut"]
)
def test_a_broken_file_is_refused_as_the_program_refuses_it(tampered: House, data: bytes) -> None:
    assert tampered.give(data) == ("invalid", str(check(data).reason))


def test_a_log_that_was_rewritten_is_told_apart_from_a_file_that_was(tmp_path: Path, enter: Enter) -> None:
    world = make_world()
    given = tamper.dump(receipt(world))
    world.log.entries[0] = bytes(89)
    world.log._tree = None
    world.log.bulk(300)
    house = enter(world.log.export(tmp_path / "rewritten")).open()
    assert house.give(given) == ("split", "history-rewritten")
    assert "Keep this file" in house.words()
    short = make_world().log
    del short.entries[4:], short.records[4:]
    short._tree = None
    house.log = short.export(tmp_path / "short")
    assert house.give(given) == ("split", "shorter-than-known")


def test_without_the_houses_log_only_the_file_is_judged(written: tuple[World, Path], enter: Enter) -> None:
    world, log = written
    house = enter(log)
    house.silent = True
    assert house.open().give(tamper.dump(receipt(world)))[0] == "unknown"
    assert "cannot be fetched now" in house.words()
    assert house.give(tamper.dump(tamper.changed(receipt(world), ("entry",), forge.b64(bytes(89)))))[0] == "invalid"


@pytest.mark.parametrize("old", [1, 2, 255, 256, 257, 300, 511, 512, 65_536, 65_600, 66_000])
def test_every_checkpoint_of_a_long_log_is_followed_to_the_newest(
    old: int, long: tuple[forge.Log, Path], browser: Browser
) -> None:
    log, folder = long
    with browser.new_context() as context:
        house = House(context.new_page(), folder).open()
        note = log.checkpoint(old)
        parts = checker.SCRIPT.split("// A page to check any")[0]
        house.page.evaluate(f"() => {{ {parts}; globalThis.follow = async note => {FOLLOW}; }}")
        assert house.page.evaluate("note => follow(note)", note) is True
        bent_note = note.replace("\n" + note.split("\n")[2], "\n" + forge.b64(bytes(32)))
        told = "note => follow(note).catch(fault => fault.reason)"
        assert house.page.evaluate(told, bent_note) == "history-rewritten"


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[forge.Log, Path]:
    log = forge.Log()
    log.bulk(66_001)
    return log, log.export(tmp_path_factory.mktemp("long"))


def test_more_checkpoints_than_are_followed_are_told(written: tuple[World, Path], enter: Enter) -> None:
    world, log = written
    one = world.record(4)
    sizes = range(len(world.log.entries) - 205, len(world.log.entries))
    given = [world.log.receipt(one, checkpoint=world.log.checkpoint(size)) for size in sizes]
    items = [{"text": one.fields["body"][1], "at": one.fields["received"][1], "receipt": each} for each in given]
    chat = {"format": "handclasp/receipts/v1", "kept_by": "customer", "items": items}
    house = enter(log).open()
    assert house.give(tamper.dump(chat)) == ("house", None)
    assert "the newest 200 of its 205 checkpoints" in house.page.inner_text("#proved")


def test_a_receipt_may_be_pasted_or_dropped(written: tuple[World, Path], enter: Enter) -> None:
    world, log = written
    house = enter(log).open()
    house.page.click("details.paste summary")
    house.page.fill("#text", tamper.dump(receipt(world)).decode())
    house.page.click("#paste-form button")
    assert house.settled() == ("house", None)
    drop = """text => { const data = new DataTransfer(); data.items.add(new File([text], 'a.receipt.json'));
      document.getElementById('verdict').dataset.state = '';
      document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); }"""
    house.page.evaluate(drop, tamper.dump(receipt(world, 1)).decode())
    assert house.settled() == ("house", None)
    assert "礼品卡打不开" in house.page.inner_text("#thread")


def test_the_copy_to_keep_checks_without_a_network(
    written: tuple[World, Path], browser: Browser, tmp_path: Path
) -> None:
    world, _ = written
    path = tmp_path / "handclasp-verify.html"
    path.write_bytes(checker.offline())
    with browser.new_context(locale="zh-CN", offline=True) as context:
        page, heard = context.new_page(), list[str]()
        page.on("request", lambda request: heard.append(request.url) if request.url != path.as_uri() else None)
        page.on("console", lambda said: heard.append(said.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(path.as_uri())
        page.set_input_files("#file", {"name": "pack.zip", "mimeType": ZIP, "buffer": world.pack})
        page.wait_for_selector("#verdict[data-state=unknown]")
        page.fill("#key", world.log.vkeys()[0])
        page.click("#key-form button")
        page.wait_for_selector("#verdict[data-state=valid]")
        assert "vouches" not in page.inner_text("aside")
        assert heard == []


def test_the_page_may_ask_for_the_published_log_alone(written: tuple[World, Path], enter: Enter) -> None:
    house = enter(written[1])
    answer = house.app.get("/verify")
    policy = answer.headers["content-security-policy"]
    places = " ".join(f"{HOUSE}/log/main/{part}" for part in ("checkpoint", "vkey", "tile/"))
    assert policy == (
        f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {places}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script type=\"module\">", answer.text)
    strange = house.app.get("/verify", headers={"host": "a.example; script-src *"})
    assert "*" not in strange.headers["content-security-policy"]
    house.open()
    blocked = house.page.evaluate("fetch('/log/main/tile/../../../v1/messages').then(() => 'asked', () => 'blocked')")
    assert blocked == "blocked"
    assert "set-cookie" not in answer.headers
    assert house.app.get("/verify/assets/0123456789abcdef/nothing.js").status_code == 404
    assert house.app.get("/verify/offline.html").headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(written: tuple[World, Path], enter: Enter, scheme: str, shots: Path | None) -> None:
    world, log = written
    for language, width in (("zh", 390), ("en", 360), ("en", 1280)):
        size = {"width": width, "height": 844}
        house = enter(log, viewport=size, color_scheme=scheme).open(language)
        if shots:
            house.page.screenshot(path=shots / f"verify-none-{language}-{width}-{scheme}.png", full_page=True)
        house.give(world.pack, "证据包.handclasp.zip")
        assert house.page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 900:
            boxes = [house.page.locator(name).bounding_box() for name in ("#drop", "#verdict", "#proved", "#thread")]
            tops = [box["y"] for box in boxes if box is not None]
            assert len(tops) == len(boxes)
            assert tops == sorted(tops)
        if shots:
            house.page.screenshot(path=shots / f"verify-{language}-{width}-{scheme}.png", full_page=True)


@pytest.fixture
def shots() -> Path | None:
    """Where screenshots go, when the variable SHOTS names a folder."""
    wanted = os.environ.get("SHOTS")
    return Path(wanted) if wanted else None
