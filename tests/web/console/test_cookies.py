"""Every cookie of the desk, behind HTTPS: for this host alone, and read by scripts only where nothing is secret."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_every_cookie_is_bound_to_the_host_and_to_https(monkeypatch: pytest.MonkeyPatch) -> None:
    from handclasp.web.console import frame  # noqa: PLC0415
    from handclasp.web.console.settings import settings  # noqa: PLC0415

    told = settings("postgresql://u@/d", "s" * 40, "https://desk.example", Path())
    kinds = [key.removesuffix("_NAME") for key in told if key.endswith("_COOKIE_NAME")]
    assert {"SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"} == set(kinds)
    for kind in kinds:
        assert told[f"{kind}_NAME"].startswith("__Host-")
        assert told[f"{kind}_SECURE"]
        assert told[f"{kind}_HTTPONLY"]
        assert told[f"{kind}_SAMESITE"] == "Lax"

    class Https:
        SESSION_COOKIE_SECURE = True

    monkeypatch.setattr(frame, "settings", Https)
    assert frame.cookie(frame.THEME_COOKIE) == "__Host-handclasp_theme"
    assert frame.cookie(frame.ZONE_COOKIE) == "__Host-handclasp_zone"


def test_the_page_names_its_one_cookie_as_the_server_reads_it() -> None:
    import handclasp.web.console as console  # noqa: PLC0415, PLR0402

    script = (Path(console.__file__).parent / "static/handclasp/clocks.js").read_text()
    assert '? ["__Host-", "; Secure"] : ["", ""]' in script
    assert "document.cookie = `${host}handclasp_zone=" in script
    others = [
        path.name
        for path in (Path(console.__file__).parent / "static").rglob("*.js")
        if "document.cookie" in path.read_text() and path.name != "clocks.js"
    ]
    assert others == []
