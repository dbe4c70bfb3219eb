"""JSON-RPC to an Ethereum node, and the bytes and numbers it speaks in. Answers are checked, not trusted."""

from __future__ import annotations

from typing import Any

import httpx

from handclasp.seal.anchors import AnchorFailed

MOST = 32 * 1024 * 1024


class NodeSays(AnchorFailed):
    """The node answered with an error; `said` is its message."""

    def __init__(self, method: str, said: str) -> None:
        super().__init__(f"the Ethereum node refuses {method}: {said}")
        self.said = said


class Node:
    """One node, by the URL of its JSON-RPC."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self._url = url
        self._client = client

    def __call__(self, method: str, *parameters: Any) -> Any:
        """The result of a call; raises NodeSays, or AnchorFailed when the node does not answer."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}
        try:
            response = self._client.post(self._url, json=request)
            answer = response.json() if len(response.content) <= MOST else None
        except httpx.HTTPError as error:
            message = f"the Ethereum node does not answer ({type(error).__name__})"
            raise AnchorFailed(message) from None
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            message = f"the Ethereum node answered something that is no JSON-RPC ({method})"
            raise AnchorFailed(message)
        if refusal := answer.get("error"):
            raise NodeSays(method, str(refusal.get("message", "") if isinstance(refusal, dict) else refusal)[:200])
        return answer["result"]

    def number(self, method: str, *parameters: Any) -> int:
        """A call whose result is a number."""
        return quantity(self(method, *parameters))


def quantity(text: Any) -> int:
    """A number as nodes write it, `0x1f`; raises AnchorFailed."""
    try:
        return int(text, 16)
    except (TypeError, ValueError):
        message = "the Ethereum node gave no number where one belongs"
        raise AnchorFailed(message) from None


def data(text: Any) -> bytes:
    """Bytes as nodes write them, `0x00ff`; raises AnchorFailed."""
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except (AttributeError, ValueError):
        message = "the Ethereum node gave no bytes where they belong"
        raise AnchorFailed(message) from None
