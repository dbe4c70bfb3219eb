"""Averages of what reviewers gave: by agent, by criterion and by week; as figures and as a table to take along.

Of what somebody may look at, or of their own work: the rows are handed in.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from handclasp.desk.models import Quality

SPANS: Final = (4, 12, 52)
"""Weeks that can be looked at together."""
COLUMNS: Final = ("by", "name", "week", "average", "reviews")


class Mean(NamedTuple):
    """An average (0 to 100) of so many; with none, 0."""

    times: int = 0
    average: float = 0


class Averages(NamedTuple):
    """`weeks` ascending, all of the span; `agents` by name, with each criterion; `criteria` by name."""

    whole: Mean
    weeks: tuple[tuple[str, Mean], ...]
    agents: tuple[tuple[str, Mean, Mapping[str, Mean]], ...]
    criteria: tuple[tuple[str, Mean], ...]


def averages(rows: Iterable[Quality], weeks: Sequence[str]) -> Averages:
    """The averages of reviews of these weeks (ascending); rows of other weeks and without a score count nothing."""
    wanted = set(weeks)
    found = [row for row in rows if row.week in wanted and row.score is not None]
    by_week: defaultdict[str, list[float]] = defaultdict(list)
    by_agent: defaultdict[str, list[float]] = defaultdict(list)
    by_criterion: defaultdict[str, list[float]] = defaultdict(list)
    both: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        by_week[row.week].append(float(row.score or 0))
        by_agent[row.agent].append(float(row.score or 0))
        for name, (given, most, _) in row.scores.items():
            by_criterion[name].append(100 * given / most)
            both[row.agent][name].append(100 * given / most)
    return Averages(
        whole=_mean([float(row.score or 0) for row in found]),
        weeks=tuple((week, _mean(by_week[week])) for week in weeks),
        agents=tuple(
            (agent, _mean(by_agent[agent]), {name: _mean(some) for name, some in sorted(both[agent].items())})
            for agent in sorted(by_agent)
        ),
        criteria=tuple((name, _mean(by_criterion[name])) for name in sorted(by_criterion)),
    )


def weeks_until(week: str, count: int) -> list[str]:
    """So many weeks, ascending, the last of which is `week`."""
    year, number = int(week[:4]), int(week[6:])
    monday = date.fromisocalendar(year, number, 1)
    found = [(monday - timedelta(weeks=back)).isocalendar() for back in range(count - 1, -1, -1)]
    return [f"{one.year}-W{one.week:02}" for one in found]


def spreadsheet(told: Averages) -> bytes:
    """Every average as CSV (UTF-8 with a mark, so that spreadsheets read it); no cell is ever a formula."""
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    lines: list[tuple[str, str, str, Mean]] = [("all", "", "", told.whole)]
    lines += [("week", "", week, mean) for week, mean in told.weeks if mean.times]
    lines += [("criterion", name, "", mean) for name, mean in told.criteria]
    for agent, mean, criteria in told.agents:
        lines.append(("agent", agent, "", mean))
        lines += [("agent and criterion", f"{agent} {name}", "", one) for name, one in criteria.items()]
    for kind, name, week, mean in lines:
        safe = f"'{name}" if name[:1] in ("=", "+", "-", "@") else name
        table.writerow((kind, safe, week, f"{mean.average:.1f}" if mean.times else "", mean.times))
    return out.getvalue().encode("utf-8-sig")


def _mean(some: Sequence[float]) -> Mean:
    return Mean(len(some), round(sum(some) / len(some), 1)) if some else Mean()
