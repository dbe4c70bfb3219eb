"""A database on another machine is reached over TLS, unless somebody says outright that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from handclasp import config
from handclasp.config import BadConfiguration


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@db.example/h",
        "postgresql://u:p@192.0.2.7:5432/h",
        "postgresql:///h?host=db.example",
        "postgresql://u@127.0.0.1/h?host=db.example",
        "postgresql:///h?host=localhost,db.example",
    ],
)
def test_another_machine_without_a_word_of_tls_ends_the_start(url: str) -> None:
    with pytest.raises(BadConfiguration, match="sslmode=verify-full"):
        config.load(database_url=url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@db.example/h?sslmode=verify-full",
        "postgresql://u:p@db.example/h?sslmode=disable",
        "postgresql://u:p@127.0.0.1/h",
        "postgresql://u:p@[::1]/h",
        "postgresql://u:p@localhost:5433/h",
        "postgresql:///h?host=/run/postgresql",
        "postgresql://u@%2Frun%2Fpostgresql/h",
        "postgresql:///h",
    ],
)
def test_this_machine_and_what_was_said_outright_are_taken(url: str) -> None:
    assert config.load(database_url=url).database_url == url
