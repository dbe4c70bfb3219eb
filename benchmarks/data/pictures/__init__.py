"""Labelled pictures of invented documents and of things that only look like them, the same for the same seed.

They measure a detector of sensitive pictures, and are made apart from it: see benchmarks/data/README.md.
"""

from benchmarks.data.pictures.catalogue import TYPES, document, generate, negative
from benchmarks.data.pictures.conditions import CONDITIONS
from benchmarks.data.pictures.model import FIELD_KINDS, NONE, Field, Picture
from benchmarks.data.pictures.negatives import NEGATIVES

__all__ = [
    "CONDITIONS",
    "FIELD_KINDS",
    "NEGATIVES",
    "NONE",
    "TYPES",
    "Field",
    "Picture",
    "document",
    "generate",
    "negative",
]
