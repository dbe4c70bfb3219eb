"""`tag:` beside the words of a search: taken out of them, and refused where it could mean two things."""

from __future__ import annotations

import pytest

from handclasp.search.asking import BadSearch, tagged


@pytest.mark.parametrize(
    ("text", "rest", "names"),
    [
        ("refund", "refund", ()),
        ("(refund OR return) -done", "(refund OR return) -done", ()),
        ("refund tag:vip", "refund", ("vip",)),
        ("tag:vip refund tag:fraud late", "refund  late", ("vip", "fraud")),
        ("标签:重要客户", "", ("重要客户",)),
        ("TAG：vip 退款", "退款", ("vip",)),
        ('tag:"big fish" "gift card"', '"gift card"', ("big fish",)),
        ("标签：“大 客户” 退款", "退款", ("大 客户",)),
        ("tag:vip (refund late)", "(refund late)", ("vip",)),
    ],
)
def test_tags_are_taken_out_of_the_words(text: str, rest: str, names: tuple[str, ...]) -> None:
    found, tags = tagged(text)
    assert (found.split(), tags) == (rest.split(), names)


@pytest.mark.parametrize(
    "text", ["tag:", "tag: vip", "-tag:vip", "NOT tag:vip", "(tag:vip)", "refund OR tag:vip", "tag:vip a|b"]
)
def test_what_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(BadSearch) as error:
        tagged(text)
    assert "标签" in error.value.zh
