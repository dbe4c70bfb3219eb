"""Settings: where they come from, and what a wrong one says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from handclasp import config
from handclasp.config import BadConfiguration, Settings

ROOT = Path(__file__).resolve().parents[2]
KEYS = Settings.model_fields


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper().startswith(config.PREFIX):
            monkeypatch.delenv(name)


def _file(text: str) -> None:
    Path(config.FILE).write_text(text, encoding="utf-8")


def test_without_any_setting_everything_has_a_value(tmp_path: Path) -> None:
    settings = config.load()
    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url is None
    assert settings.public_url == "http://127.0.0.1:8600"
    assert settings.log_origin == "127.0.0.1:8600/log/main"


def test_the_command_line_wins_over_the_environment_which_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    _file('web_port = 1111\nweb_host = "127.0.0.2"\nlog_level = "error"')
    monkeypatch.setenv("HANDCLASP_WEB_PORT", "2222")
    monkeypatch.setenv("HANDCLASP_LOG_LEVEL", "debug")
    settings = config.load(web_port=3333)
    assert (settings.web_port, settings.log_level, settings.web_host) == (3333, "debug", "127.0.0.2")


def test_the_file_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text("web_port = 4444")
    monkeypatch.setenv("HANDCLASP_CONFIG", str(elsewhere))
    assert config.load().web_port == 4444


def test_a_named_file_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDCLASP_CONFIG", "nowhere.toml")
    with pytest.raises(BadConfiguration, match=r"nowhere\.toml"):
        config.load()


def test_broken_toml_says_where() -> None:
    _file("web_port = 1\nweb_host = \nlog_level = 2")
    with pytest.raises(BadConfiguration, match=r"handclasp\.toml is not valid TOML.*line 2"):
        config.load()


@pytest.mark.parametrize("source", ["file", "environment"])
def test_an_unknown_key_is_named_with_the_nearest_known_one(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if source == "file":
        _file("web_prt = 1")
    else:
        monkeypatch.setenv("HANDCLASP_WEB_PRT", "1")
    with pytest.raises(BadConfiguration, match=r"web_prt.*Did you mean web_port\?"):
        config.load()


def test_every_wrong_value_is_told_at_once_with_place_and_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    _file('log_level = "loud"')
    monkeypatch.setenv("HANDCLASP_WEB_PORT", "70000")
    with pytest.raises(BadConfiguration) as caught:
        config.load(public_url="chat.example.com")
    words = str(caught.value)
    assert "log_level = 'loud' (in" in words
    assert "debug, info, warning or error" in words
    assert "web_port = '70000' (as environment variable HANDCLASP_WEB_PORT)" in words
    assert "1 to 65535" in words
    assert "public_url = 'chat.example.com' (on the command line)" in words
    assert caught.value.code == "bad-configuration"


def test_a_database_password_is_neither_in_an_error_nor_in_a_repr() -> None:
    with pytest.raises(BadConfiguration) as caught:
        config.load(database_url="mysql://shop:specimen-password@db/x")
    assert "specimen-password" not in str(caught.value)
    assert "specimen-password" not in repr(config.load(database_url="postgresql://shop:specimen-password@localhost/x"))


def test_lists_are_words_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "HANDCLASP_WIDGET_FRAME_ANCESTORS", "'self' https://shop.example.com, https://*.example.org:8443"
    )
    assert config.load().widget_frame_ancestors == [
        "'self'",
        "https://shop.example.com",
        "https://*.example.org:8443",
    ]


@pytest.mark.parametrize("value", ["*", "https://shop.example.com; script-src *", "shop.example.com", "javascript:1"])
def test_a_frame_ancestor_cannot_smuggle_in_another_policy(value: str) -> None:
    with pytest.raises(BadConfiguration, match="widget_frame_ancestors"):
        config.load(widget_frame_ancestors=[value])


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDCLASP_PUBLIC_URL", "")
    assert config.load(web_port=9999).public_url == "http://127.0.0.1:9999"


def test_the_address_for_browsers_is_never_the_wildcard() -> None:
    assert config.load(web_host="0.0.0.0", plain_http=True).public_url == "http://127.0.0.1:8600"  # noqa: S104


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "chat.example.com"])  # noqa: S104
def test_a_network_address_is_not_served_in_the_clear_unless_that_was_said(host: str) -> None:
    with pytest.raises(BadConfiguration, match="travel in the clear"):
        config.load(web_host=host)
    config.load(web_host=host, public_url="https://chat.example.com")
    config.load(web_host=host, plain_http=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_needs_no_https(host: str) -> None:
    assert config.load(web_host=host).public_url.startswith("http://")


def test_the_logs_name_follows_the_public_address_unless_given() -> None:
    assert config.load(public_url="https://chat.example.com/").log_origin == "chat.example.com/log/main"
    assert config.load(public_url="https://chat.example.com", log_origin="a.example/x").log_origin == "a.example/x"


def test_a_full_batch_always_fits_the_queue() -> None:
    with pytest.raises(BadConfiguration, match="max_batch_bytes must not be greater than queue_bytes"):
        config.load(queue_bytes=2**20)


def test_settings_stay_as_they_were_checked() -> None:
    settings = config.load()
    with pytest.raises(ValueError, match="frozen"):
        settings.web_port = 1


@pytest.mark.parametrize(("key", "field"), KEYS.items())
def test_what_is_said_to_be_allowed_is_what_is_checked(key: str, field: FieldInfo) -> None:
    bounds = {name: getattr(rule, name) for rule in field.metadata for name in ("ge", "le") if hasattr(rule, name)}
    assert config.allowed(field)
    assert field.description
    if field.annotation is int:
        assert config.allowed(field) == f"{bounds['ge']} to {bounds['le']}"


def test_the_reference_page_is_up_to_date() -> None:
    page = ROOT / "docs/reference/configuration.md"
    assert page.read_text(encoding="utf-8") == config.reference(), "run: python -m handclasp.config > that page"


def test_none_as_a_number_of_workers_means_a_core_each() -> None:
    assert (config.load().workers, config.load(web_workers=3).workers) == (1, 3)
    assert config.load(web_workers=0).workers == min(64, os.cpu_count() or 1)
    with pytest.raises(BadConfiguration, match=r"web_workers = 65.*0 to 64"):
        config.load(web_workers=65)
