"""The page of the house's state: names of stores and of what reads the log, and what each is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

STORES: Final[dict[str, Text]] = {
    "file": _("folder"),
    "s3": _("S3"),
    "az": _("Azure Blob"),
    "azure": _("Azure Blob"),
    "abfs": _("Azure Blob"),
    "gs": _("Google Cloud Storage"),
}

CONSUMERS: Final[dict[str, Text]] = {
    "desk": _("The desk's list"),
    "search": _("Search"),
    "holds": _("Customers and orders"),
}

MEANINGS: Final[dict[str, Text]] = {
    "desk": _("What the list has read; a conversation itself always shows everything."),
    "search": _("What search finds without reading the newest records one by one; it looks through those too."),
    "holds": _("Whose each conversation is, so that a legal hold on a customer or an order takes in what is new."),
}
