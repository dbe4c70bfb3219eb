"""Words of the house make no password."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from handclasp.web.console import passwords
from handclasp.web.console.passwords import HouseWords


class Person:
    tenant = "unicorncards"


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings:
        HANDCLASP_PUBLIC_URL = "https://chat.shop-example.com:8443"

    monkeypatch.setattr(passwords, "settings", Settings)
    monkeypatch.setattr(passwords, "gettext", lambda text: text)


@pytest.mark.parametrize(
    "password",
    [
        "Handclasp-2026!",
        "administrator1",
        "Support_Desk_1234",
        "unicorncards2026",
        "chat.shop.example.1",
        "kefu-mima-8888",
    ],
)
def test_little_more_than_words_of_the_house_is_no_password(password: str) -> None:
    with pytest.raises(ValidationError):
        HouseWords().validate(password, Person())  # type: ignore[arg-type]


@pytest.mark.parametrize("password", ["a quiet desk by the window", "handclasp of two rivers", "踏雪寻梅 plum 4711"])
def test_such_a_word_in_a_long_password_is_welcome(password: str) -> None:
    HouseWords().validate(password, Person())  # type: ignore[arg-type]
