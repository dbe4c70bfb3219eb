"""`handclasp review` over a whole house: a reviewer says what a file is, others are refused and written down."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.house.terminal import Terminal
from tests.house_fixture import AGENT, House, assigned, house_template, module_house, said

from handclasp.disclose.files import verdict_of
from handclasp.disclose.rescreen import HIDING, Said, Words, rescreened
from handclasp.records import Attached, Author, Kind, Secret, View

__all__ = ["house_template", "module_house"]


class Files(Terminal):
    """With one picture that was taken for a student card."""

    def __init__(self, house: House) -> None:
        super().__init__(house, (("ye", "lead", "desk"), ("zhou", "agent", "desk")))
        out = BytesIO()
        Image.new("RGB", (90, 60), "navy").save(out, "PNG")
        attached = Attached("card.png", "image/png", Secret(out.getvalue()))
        house.flow.append(said("", "1", conversation="order 1", kind=Kind.ATTACHMENT, text=None, attached=attached))
        self.talk = house.flow.open("shop", "order 1")
        assigned(house, self.talk, AGENT)
        view = self.file()
        verdict = {"type": "student_card", "sure": 62, "by": "pictures", "sealed": True}
        by = Said("shop", Author("machine", "pictures"), view.received, "the file was looked at")
        words = Words("【学生证信息已加密】 card.png", ())
        house.flow.append(rescreened(view, by, words, hide=HIDING, facts={"verdict": verdict}))

    def file(self) -> View:
        """The file as it stands."""
        return self.house.disclose.feed_one("shop", "pictures", "screening", self.talk, 0)[0]


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Files:
    return Files(module_house)


def test_a_reviewer_says_what_a_file_is(terminal: Files) -> None:
    done = terminal.run("ye", "review", "file", "order 1", "1", "hukou", "--reason", "its other side")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("hukou: sealed as record ")
    assert terminal.file().body == "【户口簿信息已加密】 card.png"
    assert verdict_of(terminal.file().facts) == {"type": "hukou", "sure": 100, "by": "lead:ye", "sealed": True}


@pytest.mark.parametrize(
    ("account", "type_", "says"),
    [("zhou", "hukou", "refused"), ("ye", "a cat", "One of: none, cn_id_front"), ("ye", "none", "look at it first")],
)
def test_what_is_not_theirs_to_say_changes_nothing(terminal: Files, account: str, type_: str, says: str) -> None:
    before = terminal.file()
    done = terminal.run(account, "review", "file", "order 1", "1", type_)
    assert done.returncode == 1
    assert says in done.stderr
    assert terminal.file() == before
