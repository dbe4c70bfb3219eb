"""Copies of a log in object stores of other vendors, and the way back: ship, check, restore (docs/spec/copies.md)."""
