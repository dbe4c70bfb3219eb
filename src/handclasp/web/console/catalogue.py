"""Keeps the text catalogues in step with the pages: collects what is said, adds it to the .po, compiles the .mo.

Run `python -m handclasp.web.console.catalogue` after changing a text; it needs babel, the console itself does not.
English stands in the source; Chinese is written in `locale/zh_Hans/LC_MESSAGES/django.po`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_template

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE: Final = Path(__file__).resolve().parent
PO: Final = HERE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO: Final = PO.with_suffix(".mo")
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def said() -> Catalog:
    """Every text of the console's pages and modules, by where it stands."""
    catalog = Catalog(domain="django", locale="zh_Hans", fuzzy=False)
    for path, source in _sources():
        for line, message, comments, context in extract("python", io.BytesIO(source), KEYWORDS):
            where = [(path.relative_to(HERE).as_posix(), line)]
            catalog.add(message, locations=where, auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(HERE.rglob("*.py")):
        if path != Path(__file__).resolve():
            yield path, path.read_bytes()
    for path in sorted((HERE / "templates").rglob("*.html")):
        said_there = django_template.templatize(path.read_text("utf-8"), origin=str(path))
        # Read as Python, where a page's indentation would mean something.
        yield path, "\n".join(line.lstrip() for line in said_there.split("\n")).encode()


def written() -> Catalog:
    """The Chinese texts as they stand in the .po file."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def compiled(catalog: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> list[str]:
    """Bring .po and .mo up to date; return the texts that still want Chinese."""
    from django.conf import settings  # noqa: PLC0415 -- templatize asks Django for a setting

    if not settings.configured:
        settings.configure()
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalog = written() if PO.exists() else Catalog(domain="django", locale="zh_Hans", fuzzy=False)
    catalog.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.copyright_holder = "handclasp", "1", "The Handclasp maintainers"
    catalog.header_comment = "# What the console says in Chinese. English stands in the source."
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "The Handclasp maintainers"
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
    MO.write_bytes(compiled(catalog))
    return untranslated(catalog)


def untranslated(catalog: Catalog) -> list[str]:
    """Texts of a catalogue without Chinese."""
    empty = [message.id for message in catalog if message.id and not _filled(message.string)]
    return [text if isinstance(text, str) else text[0] for text in empty]


def _filled(string: Any) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


if __name__ == "__main__":
    for text in update():
        print(f"wants Chinese: {text!r}")  # noqa: T201 -- a command for people
