"""Small batches wait a moment for each other where many send, and never where one message follows the other."""

from __future__ import annotations

from handclasp.store.company import ENOUGH, GATHER, Company


class Clock:
    """Seconds that stand still."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_whoever_waits_for_each_answer_never_waits_for_others() -> None:
    clock = Clock()
    company = Company(clock)
    for _ in range(5):
        assert company.rest(1) <= 0
        company.goes()
        clock.now += 0.004


def test_those_who_come_together_share_a_batch_and_wait_no_longer_than_a_moment() -> None:
    clock = Clock()
    company = Company(clock)
    company.goes()
    company.meets()
    clock.now += GATHER / 4
    assert 0 < company.rest(2) < GATHER
    assert company.rest(ENOUGH) <= 0, "much goes at once"
    clock.now += GATHER
    assert company.rest(2) <= 0
    company.goes()
    clock.now += 1
    company.goes()
    assert company.rest(1) <= 0, "the others have gone"
