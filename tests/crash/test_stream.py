"""A stream whose house is killed in the middle: everything stands once and in order, and `handclasp send` ends well."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

import httpx
import pytest
from tests.crash.house import House
from tests.web.api.streaming import until

from handclasp.bench.stand import command

CONVERSATIONS, EACH = 5, 600


def lines() -> bytes:
    said = []
    for number in range(CONVERSATIONS * EACH):
        conversation, turn = number % CONVERSATIONS, number // CONVERSATIONS
        said.append(
            json.dumps(
                {
                    "id": f"specimen-{number}",
                    "conversation": f"stream-{conversation}",
                    "author": {"role": "customer", "id": f"u-{conversation}"},
                    "text": f"specimen: turn number {turn} of it",
                }
            )
        )
    return "\n".join(said).encode()


def size(house: House) -> int:
    return int(httpx.get(f"http://127.0.0.1:{house.port}/log/main/checkpoint").text.split("\n")[1])


def read(house: House, conversation: str) -> list[str]:
    """What a conversation says, in order."""
    bodies: list[str] = []
    after: int | None = 0
    while after is not None:
        url = f"http://127.0.0.1:{house.port}/v1/conversations/{conversation}/records?purpose=test&after={after}"
        page = httpx.get(url, headers={"Authorization": f"Bearer {house.api_key}"}, timeout=30).json()
        bodies += [record["body"] for record in page["records"]]
        after = page["next"]
    return bodies


@pytest.mark.timeout(300)
def test_kills_in_the_middle_of_a_stream_lose_and_double_nothing(tmp_path: Path) -> None:
    file = tmp_path / "lines.ndjson"
    file.write_bytes(lines())
    with House() as house:
        environment = {**os.environ, "HC_KEY": house.api_key}
        sending = command("send", str(file), "--url", f"http://127.0.0.1:{house.port}", "--batch", "50")
        before = size(house)
        with subprocess.Popen(
            sending, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as sender:
            for number, kind in enumerate(("web", "backend"), 1):
                until(lambda: sender.poll() is not None or size(house) > before + 700 * number, 60)  # noqa: B023
                assert sender.poll() is None, sender.communicate()
                assert house.kill(kind, random.Random(1))
                house.mend()
            printed, told = sender.communicate(timeout=120)
        assert sender.returncode == 0, told
        new, doubled = (int(part.split()[0]) for part in printed.split(", ")[:2])
        assert new + doubled == CONVERSATIONS * EACH
        again = subprocess.run(sending, env=environment, capture_output=True, text=True, check=True).stdout
        assert again.startswith(f"0 new, {CONVERSATIONS * EACH} already there, 0 refused")
        for conversation in range(CONVERSATIONS):
            expected = [f"specimen: turn number {turn} of it" for turn in range(EACH)]
            assert read(house, f"stream-{conversation}") == expected
        assert "sound" in house.run("log", "fsck")
