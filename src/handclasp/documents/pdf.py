"""Sheets (Typst) set as PDF: fonts embedded, tagged, made for keeping (PDF/A-3a and PDF/UA-1), in a process of its own.

What goes in is data, never markup, so no text of a conversation can change a sheet. The same data give the same bytes.
Plaintext stands in this process's memory and, while it lasts, in a folder that only it can read; in memory where the
system has such a place.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from handclasp.documents.glyphs import FONT
from handclasp.records import HandclaspError

SHEETS: Final = Path(__file__).parent / "sheets"
SECONDS: Final = 300
"""How long a document may take."""

_MEMORY: Final = 4 << 30
_IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - only the parent of a folder of mode 0700
_STANDARDS: Final = ["a-3a", "ua-1"]
_LENGTH: Final = 8


class NotSet(HandclaspError):
    """The document could not be set; the message says what the typesetter complained of, without the data."""

    code = "document-not-set"


def pdf(sheet: str, data: Mapping[str, Any], when: int, files: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """Set a sheet of `sheets/` with its data; `when` (ms since 1970) is the time of making that stands in the file.

    `files` are those that the sheet shows or attaches, by the names under which it reads them. Raises NotSet.
    """
    sizes = {name: len(content) for name, content in files.items()}
    told = json.dumps({"sheet": sheet, "when": when // 1000, "data": data, "files": sizes}, ensure_ascii=False).encode()
    given = b"".join([len(told).to_bytes(_LENGTH), told, *files.values()])
    command = [sys.executable, "-m", "handclasp.documents.pdf"]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        message = f"the document took longer than {SECONDS} seconds"
        raise NotSet(message) from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        message = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise NotSet(message or "the typesetter ended without a document")
    return done.stdout


def main() -> None:
    """Read what to set from standard input, and write the PDF to standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    given = sys.stdin.buffer.read()
    length = int.from_bytes(given[:_LENGTH])
    told = json.loads(given[_LENGTH : _LENGTH + length])
    files, at = {}, _LENGTH + length
    for name, size in told["files"].items():
        files[name], at = given[at : at + size], at + size
    try:
        sys.stdout.buffer.write(_set(told, files))
    except Exception as error:  # noqa: BLE001 - whatever it is, its words may quote the data
        sys.exit(f"the sheet {told['sheet']} could not be set: {type(error).__name__}")


def _set(told: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    import typst  # noqa: PLC0415 - 80 MB that nobody else needs

    folder = _IN_MEMORY if _IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="handclasp-", dir=folder) as name:
        root = Path(name)
        for sheet in SHEETS.glob("*.typ"):
            (root / sheet.name).write_bytes(sheet.read_bytes())
        (root / "data.json").write_text(json.dumps(told["data"], ensure_ascii=False), "utf-8")
        for file, content in files.items():
            (root / file).write_bytes(content)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT.parent)])
        compiler = typst.Compiler(str(root / told["sheet"]), root=str(root), font_paths=fonts)
        standards: Any = _STANDARDS
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards, timestamp=told["when"])
    if warnings or not isinstance(made, bytes):
        # A font that is missing is no error to it, and gives an empty page.
        raise NotSet(warnings[0].message if warnings else "no document")
    return made


if __name__ == "__main__":
    main()
