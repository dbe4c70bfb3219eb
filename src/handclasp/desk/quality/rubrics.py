"""The rubric in force: published in numbered versions, each on record before it counts; never written over.

Who may arrange the desk publishes it. It names criteria and topics; nothing that a customer said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handclasp.desk import versions
from handclasp.desk.models import RubricVersion
from handclasp.desk.quality.rubric import Rubric, read
from handclasp.desk.versions import Standing, Versions
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from handclasp.access.policy import Reader


class RubricMovedOn(HandclaspError):
    """Somebody published another rubric meanwhile; nothing was changed."""

    code = "rubric-moved-on"


class Rubrics(Versions[Rubric]):
    """What people do with a tenant's rubric."""

    kind = RubricVersion
    called = "rubric"
    action = "quality rubric"
    moved = RubricMovedOn

    def sound(self, _who: Reader, text: str) -> Rubric:
        """The rubric that a text is; raises BadRubric."""
        return read(text)


def newest(tenant: str) -> Standing:
    """The newest rubric of a tenant."""
    return versions.newest(RubricVersion, tenant)


def rubric(standing: Standing) -> Rubric:
    """What a published rubric says."""
    return read(standing.text) if standing.number else Rubric()


def of_number(tenant: str, number: int) -> Rubric:
    """The rubric of a number; an empty one when there is none."""
    row = RubricVersion.objects.filter(tenant=tenant, number=number).first()
    return read(row.text) if row else Rubric()
