"""Witnesses cosign a checkpoint (c2sp.org/tlog-witness): each checks that it continues what it saw before.

Each witness keeps how far it saw; it is asked from there, and once more from where it says it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import httpx

from handclasp.seal.anchors import WITNESS, AnchorFailed, Done, Pending
from handclasp.seal.note import read_head
from handclasp.seal.receipt import b64
from handclasp.seal.tree import ReadTile, consistency_proof

MOST = 64 * 1024
SIZE = "text/x.tlog.size"


class Witness(NamedTuple):
    """Where a witness is asked, and how its signature lines begin: its key's name."""

    name: str
    url: str


class Witnesses:
    """Several witnesses of one log.

    `enough` tells whether a note with its cosignatures meets the policy; None: one of them does not hold.
    """

    kind = WITNESS

    def __init__(
        self, witnesses: Sequence[Witness], client: httpx.Client, read: ReadTile, enough: Callable[[str], bool | None]
    ) -> None:
        self._witnesses = witnesses
        self._client = client
        self._read = read
        self._enough = enough
        self._seen: dict[str, int] = {}

    def prepare(self, note: str, left: int) -> Pending:  # noqa: ARG002 - the interface's
        """Nothing has to be kept before asking: to be cosigned twice changes nothing."""
        return Pending(b"", again=True)

    def advance(self, note: str, state: bytes, left: int) -> Pending | Done:  # noqa: ARG002 - the interface's
        """Ask all of them; done when those who cosigned are enough. Raises AnchorFailed, which names the others."""
        cosigned, silent = note, []
        for witness in self._witnesses:
            try:
                more = cosigned + self._cosignature(witness, note)
                if self._enough(more) is None:
                    message = "its cosignature does not hold"
                    raise AnchorFailed(message)  # noqa: TRY301 - told with what others answered
                cosigned = more
            except AnchorFailed as error:
                silent.append(f"{witness.name}: {error}")
        if cosigned == note or not self._enough(cosigned):
            why = "; ".join(silent) or "their keys are others than the policy has"
            message = f"too few witnesses cosigned ({why})"
            raise AnchorFailed(message)
        return Done({"checkpoint": cosigned})

    def _cosignature(self, witness: Witness, note: str) -> str:
        size = read_head(note).size
        seen = self._seen.get(witness.name, 0)
        answer = self._post(witness, note, min(seen, size))
        if answer.status_code == httpx.codes.CONFLICT and answer.headers.get("content-type", "").startswith(SIZE):
            seen = _number(answer.text)
            if seen > size:
                message = "it has seen a longer log already"
                raise AnchorFailed(message)
            answer = self._post(witness, note, seen)
        if answer.status_code != httpx.codes.OK or len(answer.content) > MOST:
            message = f"it answered {answer.status_code}"
            raise AnchorFailed(message)
        self._seen[witness.name] = size
        lines = [line for line in answer.text.splitlines() if line.startswith(f"— {witness.name} ")]
        return "".join(f"{line}\n" for line in lines)

    def _post(self, witness: Witness, note: str, old: int) -> httpx.Response:
        size = read_head(note).size
        proof = "".join(f"{b64(step)}\n" for step in consistency_proof(old, size, self._read))
        try:
            url = f"{witness.url.rstrip('/')}/add-checkpoint"
            return self._client.post(url, content=f"old {old}\n{proof}\n{note}".encode())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"it does not answer ({type(error).__name__})"
            raise AnchorFailed(message) from None


def _number(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        message = "it answered no size where one belongs"
        raise AnchorFailed(message)
    return int(digits)
