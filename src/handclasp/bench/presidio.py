"""Presidio as a baseline: all recognizers that come with it for English, over a blank spaCy pipeline.

Its models of language are no packages of an index and are not downloaded: without them it finds no persons and places,
and is faster than with them. Nothing else of it is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

Baseline = Callable[[str], list[tuple[int, int, str]]]

_TYPES: Final = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "BANK_CARD",
    "IBAN_CODE": "IBAN",
    "IP_ADDRESS": "IP",
    "US_SSN": "SSN_US",
    "US_PASSPORT": "PASSPORT",
}


def baseline() -> Baseline | None:
    """A function like `handclasp.screen.find`, or None where Presidio is not installed."""
    try:
        import spacy  # noqa: PLC0415 - development only
        import tldextract  # noqa: PLC0415
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415
        from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415
    except ImportError:
        return None

    class Blank(SpacyNlpEngine):  # type: ignore[misc, unused-ignore]
        def load(self) -> None:
            self.nlp: Any = {"en": spacy.blank("en")}

    # Its list of top-level domains comes with the package; without this it asks the network for a newer one first.
    setattr(tldextract, "extract", tldextract.TLDExtract(suffix_list_urls=()))  # noqa: B010 - its type is another
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    analyzer: Any = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])

    def find(text: str) -> list[tuple[int, int, str]]:
        found = analyzer.analyze(text, language="en")
        return [(one.start, one.end, _TYPES.get(one.entity_type, one.entity_type)) for one in found]

    find("warm")
    return find
