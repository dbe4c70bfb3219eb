"""What readers of other desks' exports share: a thing that was said becomes records, its files records of their own.

Each has a key made of the export's own ids, so importing again adds nothing. A file that is not there is said in the
text rather than left out silently.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from handclasp.intake.errors import InputError, TooLarge
from handclasp.intake.message import WIDGET
from handclasp.intake.source import Source
from handclasp.records import Attached, Author, Kind, Raw, Secret

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NAME_CONTROL: Final = re.compile("[\x00-\x1f\ud800-\udfff]")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_EPOCH_MS: Final = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds, it is the year 5138."""


class File(NamedTuple):
    """A file that an export names: its id there, its name, its media type, where it may lie beside the export."""

    id: str
    name: str
    media_type: str
    paths: tuple[str, ...]


class Said(NamedTuple):
    """One thing that was said, in an export's own ids; `sent` is milliseconds since 1970 (UTC)."""

    conversation: str
    id: str
    author: Author
    sent: int
    text: str
    channel: str
    kind: Kind = Kind.MESSAGE
    files: Sequence[File] = ()


def tried(make: Callable[[], Said]) -> Said | InputError:
    """What was said, or why it cannot be told: the rest of an entry is read all the same."""
    try:
        return make()
    except InputError as error:
        return error


def records(said: Said, source: Source) -> Iterator[Raw]:
    """The record of what was said, then one for each of its files that is there; raises InputError."""
    there: list[tuple[File, bytes]] = []
    missing: list[str] = []
    for file in said.files:
        if said.kind is Kind.NOTE:
            # A customer sees the files of a conversation, and never what belongs to a note.
            missing.append(f"[file: {_line(file.name)}, of an internal note]")
            continue
        content = next(filter(None, map(source.take, file.paths)), None)
        if content:
            there.append((file, content))
        else:
            missing.append(f"[file: {_line(file.name)}, not in the export or too large]")
    text = "\n".join([part for part in (said.text.strip("\n"), *missing) if part])
    if text or not there:
        yield _raw(said, source, said.id, text or "[empty]", None)
    for file, content in there:
        attached = Attached(_line(file.name)[:200] or "file", _media_type(file), Secret(content))
        yield _raw(said, source, f"{said.id}:{file.id}", "", attached)


def _raw(said: Said, source: Source, identity: str, text: str, attached: Attached | None) -> Raw:
    now = source.clock()
    if not 0 <= said.sent <= now + source.limits.future_ms:
        raise InputError("clock-off", "The time it was sent is ahead of our clock, or before 1970.", "sent")
    if _CONTROL.search(text):
        raise InputError("control-character", "The text holds control characters or half a surrogate pair.", "text")
    if len(text.encode()) > source.limits.max_message_bytes:
        reason = f"The text is longer than {source.limits.max_message_bytes} bytes of UTF-8."
        raise TooLarge("message-too-long", reason, "text")
    if said.author.role == "customer" and said.conversation.startswith(WIDGET):
        reason = "Customers speak for themselves in the widget's conversations: file their words under another name."
        raise InputError("conversation-reserved", reason, "conversation")
    note = said.kind is Kind.NOTE and attached is None
    return Raw(
        tenant=source.tenant,
        conversation=short_name(said.conversation, 200, "conversation"),
        key=short_name(f"{said.conversation}:{identity}", 128, "id"),
        kind=Kind.ATTACHMENT if attached is not None else said.kind,
        author=Author(said.author.role, short_name(said.author.id, 128, "author.id")),
        received=now,
        sent=said.sent,
        text=Secret(text) if attached is None else None,
        facts={} if note else {"channel": said.channel},
        attached=attached,
    )


def short_name(value: str, most: int, field: str) -> str:
    """A name or id, when it is one; raises InputError."""
    if not 1 <= len(value) <= most:
        raise InputError("bad-length", f"Field `{field}` must have 1-{most} characters.", field)
    if _NAME_CONTROL.search(value):
        raise InputError("control-character", f"Field `{field}` holds control characters.", field)
    return value


def identity(value: Any, field: str) -> str:
    """An id of an export, which may be a number or a string; raises InputError."""
    if isinstance(value, bool) or not isinstance(value, (int, str)) or value == "":
        raise InputError("missing-field", f"Field `{field}` is missing: it must be a number or a string.", field)
    return str(value)


def string(value: Any, field: str) -> str:
    """A text of an export, empty when absent; raises InputError."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError("wrong-type", f"Field `{field}` must be a string.", field)
    return value.replace("\r\n", "\n")


def mapping(value: Any) -> dict[str, Any]:
    """An object of an export; an empty one when there is none."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list of an export."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def moment(value: Any, zone: tzinfo, field: str) -> int:
    """A time of an export in milliseconds: seconds or milliseconds since 1970, or ISO 8601; raises InputError.

    One without an offset is in `zone`.
    """
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{9,13}(\.[0-9]{1,9})?", value.strip()):
            value = float(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return round(value if value >= _EPOCH_MS else value * 1000)
        when = datetime.fromisoformat(value.strip().removesuffix(" UTC") + ("Z" if value.endswith(" UTC") else ""))
        return round((when if when.tzinfo else when.replace(tzinfo=zone)).timestamp() * 1000)
    except (AttributeError, TypeError, ValueError, OverflowError, OSError):
        reason = f"Field `{field}` must be a time: seconds since 1970, or as 2026-01-31T08:00:00Z."
        raise InputError("bad-time", reason, field) from None


def _media_type(file: File) -> str:
    kind = file.media_type.partition(";")[0].strip().lower()
    if not _MEDIA_TYPE.fullmatch(kind):
        kind = mimetypes.guess_type(PurePosixPath(file.name).name)[0] or ""
    return kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream"


def _line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]+", " ", text).strip()


class _Words(HTMLParser):
    """Keeps the words of HTML, its line ends and where its links lead."""

    _BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"})
    _NOTHING: Final = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break lines, remember links, name pictures."""
        told = dict(attrs)
        if tag in self._NOTHING:
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in self._BREAKS:
            self._break()
        elif tag == "a":
            self._links.append(told.get("href") or "")
        elif tag == "img":
            self.parts.append(f"[picture: {_line(told.get('alt') or told.get('src') or '')[:200]}]")

    def handle_endtag(self, tag: str) -> None:
        """Break lines, tell where a link led unless its words say so."""
        if tag in self._NOTHING:
            self._silent = max(0, self._silent - 1)
        elif tag in self._BREAKS and tag != "br":
            self._break()
        elif tag == "a" and self._links:
            link = self._links.pop()
            if link.startswith(("http://", "https://", "mailto:")) and link not in "".join(self.parts[-3:]):
                self.parts.append(f" ({link})")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self.parts.append(data)

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")


def words_of_html(html: str) -> str:
    """The words of a piece of HTML, as a person would read them."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:
        return html  # a declaration that nothing else would read either: its source says it all
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
