"""Whichever worker is asked for the counters, it tells the sum of all, of those that ended too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from handclasp.web.board import Board

COUNT = """
import sys
from pathlib import Path
from handclasp.web.api.metrics import Metrics
from handclasp.web.board import Board

board = Board(Path(sys.argv[2]), int(sys.argv[3]))
board.tell(3, 40)
metrics = Metrics(lambda: 99, lambda: list(board.living()))
metrics.sealed.inc(int(sys.argv[1]))
metrics.requests.labels("GET", "/healthz", "200").inc()
sys.stdout.write(metrics.page().decode())
"""


def test_the_counters_of_all_workers_are_summed(tmp_path: Path) -> None:
    Board.make(tmp_path, 2)
    shared = tmp_path / "metrics"
    shared.mkdir()
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(shared)}
    pages = [
        subprocess.run(
            [sys.executable, "-c", COUNT, str(count), str(tmp_path), str(place)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for place, count in ((1, 5), (2, 7))
    ]
    assert "handclasp_messages_sealed_total 5.0" in pages[0]
    assert "handclasp_messages_sealed_total 12.0" in pages[1]
    assert 'handclasp_http_requests_total{method="GET",route="/healthz",status="200"} 2.0' in pages[1]
    # What is looked up when asked is that of those who live.
    assert "handclasp_queue_depth 40.0" in pages[1]
    assert 'handclasp_web_connections{worker="2"} 3.0' in pages[1]
    assert 'worker="1"' not in pages[1]
