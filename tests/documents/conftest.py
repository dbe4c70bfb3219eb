"""The specimen world of the verifier's tests, as documents are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.verify import forge
from tests.verify.conftest import CONVERSATION, MARK, World, make_world

WATERMARK = MARK._asdict()


@dataclass
class Talk:
    """A conversation that tests say things in, and its transcript."""

    log: forge.Log = field(default_factory=forge.Log)
    minute: int = 0

    def say(self, text: str, who: str = "customer:7F3A", spans: Any = None, **more: tuple[str, Any]) -> forge.Rec:
        self.minute += 1
        return self.log.append(CONVERSATION, forge.message(who, self.minute, text, spans, **more))

    def record(self, kind: str, who: str, **fields: tuple[str, Any]) -> forge.Rec:
        self.minute += 1
        return self.log.append(CONVERSATION, forge.said(kind, who, self.minute, **fields))

    @property
    def transcript(self) -> bytes:
        checkpoint = self.log.checkpoint(len(self.log.entries))
        return forge.dumps(self.log.transcript(CONVERSATION, checkpoint))


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def transcript(world: World) -> bytes:
    return world.files["transcript.json"]
