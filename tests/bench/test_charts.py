"""The charts say what was measured, to eyes in light and dark and to readers of text alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from handclasp.bench.charts import Bar, Series, Span, bars, lines, short
from handclasp.bench.commands import app
from handclasp.bench.drawing import CHARTS, draw
from handclasp.bench.measures.all import ORDER, SMALL

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - made here


def widths(svg: str) -> list[float]:
    found = [one for one in ET.fromstring(svg).iter(f"{SVG}rect") if one.get("class") in ("ours", "theirs")]  # noqa: S314
    return [float(one.get("width", "0")) for one in found]


def test_bars_are_as_long_as_their_figures_and_bear_them() -> None:
    svg = bars("Taking <in>", "messages a second", [Bar("ours", 500, ours=True), Bar("theirs", 2_000, ours=False)])
    assert {"Taking <in>", "messages a second", "ours", "500", "theirs", "2,000"} <= set(texts(svg))
    assert widths(svg)[0] / widths(svg)[1] == pytest.approx(0.25)
    root = ET.fromstring(svg)  # noqa: S314
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Taking <in>"
    assert "ours: 500; theirs: 2,000" in (root.findtext(f"{SVG}desc") or "")
    assert "prefers-color-scheme:dark" in svg


def test_a_logarithmic_axis_gives_each_power_the_same_room() -> None:
    rows = [Bar(str(value), value, ours=True) for value in (10, 100, 1_000)]
    small, middle, large = widths(bars("x", "y", rows, logarithmic=True))
    assert large - middle == pytest.approx(middle - small, rel=0.01)
    assert small > 0


def test_nothing_measured_is_no_bar() -> None:
    assert widths(bars("x", "y", [Bar("nothing", 0, ours=True), Bar("some", 1, ours=False)]))[0] == 0
    assert bars("x", "y", [])


def test_lines_go_through_their_points() -> None:
    series = [Series("up", [(0, 0), (10, 100)]), Series("flat", [(0, 50), (10, 50)])]
    svg = lines("Over time", ("seconds", "messages"), series, [Span("flood", 2, 8)])
    up, flat = (one.get("points", "") for one in ET.fromstring(svg).iter(f"{SVG}polyline"))  # noqa: S314
    start, end = ([float(n) for n in point.split(",")] for point in up.split())
    assert end[0] > start[0]
    assert end[1] < start[1]
    assert {point.split(",")[1] for point in flat.split()} == {f"{(start[1] + end[1]) / 2:.1f}"}
    assert {"up", "flat", "flood", "seconds", "messages"} <= set(texts(svg))


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (109_062.4, "109,062"), (0.0461, "0.0461"), (5.5, "5.5"), (99.96, "100"), (12.34, "12.3")],
)
def test_figures_are_short(value: float, said: str) -> None:
    assert short(value) == said


def test_every_benchmark_of_all_is_a_command_with_a_chart_and_a_small_size() -> None:
    commands = {command.name for command in app.registered_commands}
    assert set(ORDER) == set(CHARTS) == set(SMALL) == commands - {"all", "overload"}


def test_what_was_not_measured_is_left_out(tmp_path: Path) -> None:
    (path,) = draw({"benchmark": "ingest", "sealed_msgs_per_s": 5, "raw_insert_rows_per_s": 10}, tmp_path)
    assert path.name == "ingest.svg"
    assert len(widths(path.read_text())) == 2


def test_all_writes_figures_and_charts_and_says_them_flat(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "handclasp", "bench", "all", "--small", "--only", "access", "--json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [*command, "--out", str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert all(isinstance(value, str | int | float) for value in result.values())
    assert json.loads((tmp_path / "access.json").read_text())["page_ratio"] == result["access_page_ratio"]
    assert short(result["access_page_p50_ms"]) in texts((tmp_path / "access.svg").read_text())


def test_a_benchmark_that_is_none_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "handclasp", "bench", "all", "--only", "speed", "--out", str(tmp_path / "none")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert not (tmp_path / "none").exists()
