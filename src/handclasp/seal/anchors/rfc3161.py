"""Time-stamps by an RFC 3161 authority over HTTP: asks, compares the answer with the question, keeps the token."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import httpx
from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response

from handclasp.seal.anchors import RFC3161, AnchorFailed, Done, Pending, anchored_text

MOST = 64 * 1024
_GRANTED = (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS)


class TimeStamps:
    """One authority at a URL. A token costs nothing here, so asking again after a crash pays nothing twice."""

    kind = RFC3161

    def __init__(self, url: str, client: httpx.Client) -> None:
        self._url = url
        self._client = client

    def prepare(self, note: str, left: int) -> Pending:  # noqa: ARG002 - the interface's
        """Nothing has to be kept before asking."""
        return Pending(b"", again=True)

    def advance(self, note: str, state: bytes, left: int) -> Pending | Done:  # noqa: ARG002 - the interface's
        """Ask for a token with the authority's certificate in it; raises AnchorFailed."""
        text = anchored_text(note)
        request = TimestampRequestBuilder(data=text, hash_algorithm=HashAlgorithm.SHA256).build()
        answer = self._post(request.as_bytes())
        try:
            response = decode_timestamp_response(answer)
            status, token = PKIStatus(response.status), response.time_stamp_token()
            info = response.tst_info if status in _GRANTED else None
        except ValueError:
            message = "the time-stamping authority answered something that is no RFC 3161 response"
            raise AnchorFailed(message) from None
        if info is None:
            message = f"the time-stamping authority refused: {status.name.lower()}"
            raise AnchorFailed(message)
        if info.message_imprint.message != sha256(text).digest() or info.nonce != request.nonce:
            message = "the time-stamping authority answered another question than ours"
            raise AnchorFailed(message)
        return Done({"token": b64encode(token).decode()})

    def _post(self, request: bytes) -> bytes:
        headers = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
        try:
            answer = self._client.post(self._url, content=request, headers=headers)
        except httpx.HTTPError as error:
            message = f"the time-stamping authority does not answer ({type(error).__name__})"
            raise AnchorFailed(message) from None
        if answer.status_code != httpx.codes.OK or len(answer.content) > MOST:
            message = f"the time-stamping authority answered {answer.status_code}, {len(answer.content)} bytes"
            raise AnchorFailed(message)
        return answer.content
