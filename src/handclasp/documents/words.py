"""What documents say beside the labels that they share with a pack's pages (verify/assets/labels.json): zh and en."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final, Literal

from handclasp.verify.explain import LIMITS
from handclasp.verify.frame import LABELS

Language = Literal["zh", "en"]
_AT: Final = {"zh": 0, "en": 1}

OWN: Final[dict[str, dict[str, str]]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def own(name: str, language: Language, **values: Any) -> str:
    """One of the sentences above."""
    return OWN[name][language].format(**values)


def label(name: str, language: Language, **values: Any) -> str:
    """A label of the pack's pages."""
    return LABELS["text"][name][_AT[language]].format(**values)


def named(group: str, name: str, language: Language) -> str:
    """The label of a name in a group (kinds, roles, facts, values), or the name."""
    found = LABELS[group].get(name)
    return found[_AT[language]] if found else name


def limits(language: Language) -> list[str]:
    """What a transcript does not prove."""
    return [LIMITS[name][_AT[language]] for name in ("record", "person", "claim", "truth", "key")]
