"""What was seen in a text is remembered, and what is found in several together is the same as without a memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

import pytest

from handclasp.bench import workload
from handclasp.house import joining
from handclasp.house.joining import Joining
from handclasp.screen import Match, engine
from handclasp.screen.labels import Label

SPLIT = [
    ["我的手机号 1381234", "5678"],
    ["验证码", "482913", "谢谢"],
    ["card 4111 1111", "rest 1111 1111", "thanks"],
    ["legal", "winner", "thank", "year", "wave", "sausage", "worth", "useful", "legal", "winner", "thank", "yellow"],
]


class Counting:
    """The house's engine; `seen` counts how often it was asked what shows in a text."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def matches(self, text: str) -> list[Match]:
        self.seen[text] += 1
        return engine().matches(text)

    def labels(self, text: str) -> Sequence[Label]:
        return engine().labels(text)


def growing(texts: Sequence[str]) -> list[list[str]]:
    """The conversation as it stands after each message."""
    return [list(texts[: n + 1]) for n in range(len(texts))]


def test_each_message_of_a_conversation_that_goes_on_is_looked_at_alone_once() -> None:
    its = Counting()
    joined = Joining(lambda: its)
    talk = [message.text[:200] + f" {n}" for n, message in enumerate(islice(workload.messages(1, 0), 12))]
    for texts in growing(talk):
        joined(texts)
    assert {its.seen[text] for text in talk} == {1}


def test_a_memory_changes_nothing_of_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = [message.text for message in islice(workload.messages(2, 0), 40)]
    cases = [texts for whole in (*SPLIT, talk[:20], talk[20:]) for texts in growing(whole)]
    remembering = Joining(engine)
    twice = [(remembering(texts), remembering(texts)) for texts in cases]
    monkeypatch.setattr(joining, "LONGEST", -1)
    anew = [Joining(engine)(texts) for texts in cases]
    assert twice == [(one, one) for one in anew]
    assert all(anew[n] != [[]] * len(cases[n]) for n in (1, 3)), "halves are found"
