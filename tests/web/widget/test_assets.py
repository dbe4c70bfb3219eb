"""The widget's files: small, cached as they should be, embeddable by the site's own pages alone, no inline code."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import httpx
import pytest
from tests.web.widget.house import SITE, House

import handclasp.web.widget

STATIC = Path(handclasp.web.widget.__file__).parent / "static"

pytestmark = pytest.mark.anyio


async def test_only_the_sites_own_origins_may_embed_the_frame(client: httpx.AsyncClient, house: House) -> None:
    house.origins = ("https://shop.example", "https://m.shop.example")
    policy = (await client.get(f"/widget/frame?site={SITE}")).headers["content-security-policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
        "media-src blob:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors https://shop.example https://m.shop.example"
    )


async def test_a_site_with_no_origins_is_embedded_by_nobody(client: httpx.AsyncClient, house: House) -> None:
    house.origins = ()
    policy = (await client.get(f"/widget/frame?site={SITE}")).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'none'")


async def test_an_unknown_site_has_no_frame(client: httpx.AsyncClient) -> None:
    answer = await client.get("/widget/frame?site=nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "site-unknown")


async def test_assets_are_kept_for_ever_under_their_hash_and_the_launcher_is_revalidated(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get(f"/widget/frame?site={SITE}")).text
    script = re.search(r'src="(/widget/assets/[0-9a-f]{16}/frame\.js)"', page)
    assert script is not None
    answer = await client.get(script[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    old = await client.get("/widget/assets/0123456789abcdef/frame.js")
    assert (old.content, old.headers["cache-control"]) == (answer.content, "no-cache")
    launcher = await client.get("/widget/handclasp.js")
    assert launcher.headers["cache-control"] == "public, max-age=300"
    again = await client.get("/widget/handclasp.js", headers={"If-None-Match": launcher.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_files_come_packed_to_whoever_takes_them_so(client: httpx.AsyncClient) -> None:
    for path in ("/widget/handclasp.js", f"/widget/frame?site={SITE}", "/widget/assets/0123456789abcdef/frame.css"):
        plain = await client.get(path, headers={"Accept-Encoding": "identity"})
        small = await client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert int(small.headers["content-length"]) < len(plain.content) * 0.6
        assert small.content == plain.content
        assert small.headers["etag"] == plain.headers["etag"]


async def test_there_is_no_way_out_of_the_assets(client: httpx.AsyncClient) -> None:
    for name in ("..%2fhandclasp.js", "frame.html", "nothing.js"):
        assert (await client.get(f"/widget/assets/0123456789abcdef/{name}")).status_code == 404


def test_the_launcher_and_the_frame_stay_small() -> None:
    assert (STATIC / "handclasp.js").stat().st_size < 10_000
    on_demand = {"proof.js", "check.js", "save.js", "menu.js", "words.zh.js", "looks.js", "looks.en.js", "looks.zh.js"}
    on_demand |= {
        "files.js",
        "files.en.js",
        "files.zh.js",
        "page.js",
        "requests.js",
        "consents.js",
        "separate.js",
        "requests.css",
        "requests.en.js",
        "requests.zh.js",
        "proof.en.js",
        "proof.zh.js",
        "cases.js",
        "cases.en.js",
        "cases.zh.js",
        "rating.js",
        "rating.css",
        "rating.en.js",
        "rating.zh.js",
    }
    first = [file for file in (STATIC / "frame").iterdir() if file.name not in on_demand]
    assert sum(file.stat().st_size for file in first) < 68_000
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in first) < 26_000  # what travels


def test_no_file_holds_inline_style_markup_insertion_or_eval() -> None:
    for file in STATIC.rglob("*.*"):
        text = file.read_text("utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|outerHTML", text), (
            file
        )
        if file.suffix == ".html":
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*src)", text), file


def test_both_languages_say_the_same_things() -> None:
    def names(language: str) -> list[str]:
        files = (STATIC / "frame" / f"{name}.{language}.js" for name in ("words", "looks", "proof", "cases"))
        text = "".join(file.read_text("utf-8") for file in files)
        return re.findall(r'(?:^|[{,])\s*"?([a-zA-Z_-]+)"?:\s', text, re.MULTILINE)

    assert names("zh") == names("en")
    assert len(names("zh")) > 80
