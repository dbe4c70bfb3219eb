"""A specimen of a case on the desk of a whole house: one item of each class, a picture, and the people around it."""

from __future__ import annotations

import io
import secrets
import time
from dataclasses import dataclass
from typing import Any

from PIL import Image
from tests.house_fixture import said
from tests.web.console.real_house import Rooms

from handclasp.access.policy import Reader
from handclasp.records import Attached, Kind, Secret

PHONE, CARD, ID = "13812345678", "6222021234567894", "11010519491231002X"
WHY = "order A1001, a specimen"
PEOPLE = (
    ("zhou", "agent", "desk", "小周"),
    ("lena", "agent", "desk", "Lena"),
    ("ye", "lead", "desk", "叶组长"),
    ("kong", "lead", "night", "Kong"),
    ("bai", "specialist", "disputes", "Bai"),
    ("qin", "director", "risk", "秦"),
    ("su", "privacy", "privacy", "Su"),
    ("wu", "auditor", "audit", "Wu"),
    ("wen", "administrator", "house", "Wen"),
)


@dataclass
class Case:
    """One conversation of Zhou's: 1 a phone number, 2 a bank card, 3 an ID, 4 a picture."""

    rooms: Rooms
    name: bytes

    def path(self, rest: str = "") -> str:
        """Its address at the desk."""
        return f"/desk/c/{self.name.hex()}{rest}"

    def reader(self, account: str, *stepped: str) -> Reader:
        """Somebody as the services know them."""
        role, team = next((role, team) for name, role, team, _ in PEOPLE if name == account)
        return Reader("shop", role, account, team, stepped=frozenset(stepped))

    def newest(self, account: str) -> Any:
        """What somebody asked for last."""
        return max(self.rooms.house.approvals.mine(self.reader(account)), key=lambda one: one.idx)

    def refusals(self) -> list[str]:
        """What was refused, the newest first."""
        return [str(record["action"]) for record in self.rooms.journal(Kind.REFUSAL)]

    def opened(self) -> list[dict[str, Any]]:
        """What was revealed of this conversation or taken out of it, the newest first."""
        return [
            record for record in self.rooms.journal(Kind.REVEAL, Kind.EXPORT) if record["subjects"] == [self.name.hex()]
        ]


def case(rooms: Rooms, agent: str = "zhou", team: str = "desk") -> Case:
    """A new conversation with its people at the desk."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    for account, role, in_team, shown in PEOPLE:
        # Nobody types a password here, and hashing nine takes a second.
        one = Staff.objects.create(
            username=account, role=role, team=in_team, display_name=shown, tenant="shop", password="!specimen"
        )
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "specimen"})
    order, now = f"order {secrets.token_hex(4)}", time.time_ns() // 1_000_000
    given: dict[str, Any] = {"conversation": order, "received": now}
    lines = [
        said(f"手机号 {PHONE} 和邮箱 specimen@example.com", f"{order}/1", **given),
        said(f"银行卡 {CARD}", f"{order}/2", **given),
        said(f"身份证 {ID}", f"{order}/3", **given),
        said("", f"{order}/4", kind=Kind.ATTACHMENT, attached=picture(), **given),
    ]
    answers: list[Any] = rooms.house.flow.append_all(lines).result(20)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    name = rooms.house.flow.open("shop", order)
    Conversation.objects.create(
        tenant="shop", pseudonym=name, agent=agent, team=team, last_seq=4, last_index=answers[-1].stored.index,
        opened_at=now, last_at=now, said=4,
    )  # fmt: skip
    return Case(rooms, name)


def picture() -> Attached:
    """A specimen of a card in white."""
    content = io.BytesIO()
    Image.new("RGB", (640, 400), "white").save(content, "PNG")
    return Attached("id.png", "image/png", Secret(content.getvalue()))
