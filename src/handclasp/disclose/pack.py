"""Transcripts and evidence packs as files (docs/spec/formats.md §6).

Builds bytes; decides nothing about who may have them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from handclasp import __version__
from handclasp.records import Opening
from handclasp.seal.entry import entry
from handclasp.seal.note import read_head
from handclasp.seal.receipt import b64, record_json
from handclasp.seal.tree import ReadTile, inclusion_proof
from handclasp.store.read import Row

README = """\
Handclasp evidence pack / 握证：证据包

verify.html      open it in a browser, offline: it checks itself. Paste the site's verifier key (vkey), which you got
                 from somewhere you trust, not from this file.
transcript.html  the conversation for reading and printing.
Any machine with Python 3.11:  handclasp verify THIS.zip --vkey 'KEY'

verify.html      在浏览器中离线打开即可自行核验。请粘贴从可信渠道取得的核验公钥（vkey），不要使用包内附带的。
transcript.html  供阅读与打印的对话全文。
命令行核验：      handclasp verify 本文件.zip --vkey '公钥'

What it proves: these records stand at these places in the log, unchanged, in this order, complete up to the last head
record. What it does not prove: who a person really is, or that nothing was said elsewhere.
它能证明：这些记录以此顺序、一字未改地存于日志的相应位置，且在最后一条计数记录之前没有缺漏。
它不能证明：某人的真实身份，或在别处没有说过别的话。
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Packed(NamedTuple):
    """What goes into a pack: the transcript's bytes, and receipts by seq."""

    transcript: bytes
    receipts: Mapping[int, bytes]


def transcript(
    origin: str,
    conversation: bytes,
    checkpoint: str,
    rows: Sequence[Row],
    shown: Mapping[int, Mapping[str, Opening]],
    read: ReadTile,
) -> bytes:
    """transcript.json: every row proves itself; openings only where `shown` has them (by seq)."""
    size = read_head(checkpoint).size
    records = [
        {
            "index": row.index,
            "entry": b64(entry(row.conversation, row.seq, row.record, row.previous)),
            "proof": [b64(h) for h in inclusion_proof(row.index, size, read)],
            "record": record_json(row.commitments, shown.get(row.seq, {})),
        }
        for row in rows
        if row.commitments is not None
    ]
    return msgspec.json.encode(
        {
            "format": "handclasp/transcript/v1",
            "origin": origin,
            "conversation": conversation.hex(),
            "checkpoint": checkpoint,
            "records": records,
        }
    )


def build_pack(packed: Packed, pages: Mapping[str, bytes], seal: Callable[[bytes], bytes]) -> bytes:
    """The zip. `pages` are the two HTML files; `seal` takes H(manifest.json) and gives the export's receipt."""
    files: dict[str, bytes] = {
        "README.txt": README.encode(),
        "transcript.json": packed.transcript,
        **pages,
        **{f"receipts/{seq}.receipt.json": document for seq, document in packed.receipts.items()},
    }
    manifest = msgspec.json.encode(
        {
            "format": "handclasp/manifest/v1",
            "made_by": f"handclasp {__version__}",
            "files": {name: sha256(content).hexdigest() for name, content in files.items()},
        }
    )
    files["manifest.json"] = manifest
    files["seal.json"] = seal(sha256(manifest).digest())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
