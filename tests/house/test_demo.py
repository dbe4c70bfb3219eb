"""The demo's samples: the same conversations in both languages, and names that nobody shares."""

from __future__ import annotations

import re

import pytest

from handclasp.house import demo


@pytest.mark.parametrize(
    ("environment", "speaks"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_demo_speaks_the_language_of_the_locale(environment: dict[str, str], speaks: str) -> None:
    assert demo.language(environment) == speaks


def test_both_languages_tell_the_same_conversations() -> None:
    def shape(samples: dict[str, list[demo.Line]]) -> dict[str, list[tuple[str, str, list[str]]]]:
        return {
            name: [(role, who, re.findall(r"[A-Z]\d{4}\b", text)) for role, who, text in lines]
            for name, lines in samples.items()
        }

    assert shape(demo.CHINESE) == shape(demo.ENGLISH)
    chinese = re.compile("[\u3400-\u9fff]")
    assert not [text for lines in demo.ENGLISH.values() for _, _, text in lines if chinese.search(text)]
    assert not chinese.search(demo.SITE["en"])


def test_no_two_people_of_the_demo_share_a_name() -> None:
    from handclasp.web.shop import NAMES  # noqa: PLC0415

    spoken = {who for lines in demo.CHINESE.values() for role, who, _ in lines if role == demo.CUSTOMER}
    for place, language in ((2, "zh"), (3, "en")):
        names = [row[place] for row in demo.STAFF] + [NAMES[language]]
        assert len(set(names)) == len(names)
        firsts = [name[:1] if language == "zh" else name.split()[0] for name in names]
        assert len(set(firsts)) == len(firsts), firsts
        assert not [who for who in spoken for name in names if who.startswith(name.split()[0].lower())]
    roles = ("客服", "组长", "专员", "总监", "审计", "商家", "管理员", "Admin")
    assert not [row for row in demo.STAFF for role in roles if role in row[2] or role in row[3]]
