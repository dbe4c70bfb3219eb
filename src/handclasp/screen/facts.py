"""Masking inside JSON that came from outside, such as the details of an order event.

Promises that no string or integer in it keeps what a detector finds, reading each value together with its key
(`{"password": …}` says what it is). Never changes keys, structure, or values in which nothing was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handclasp.records import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handclasp.records import Finding, Value


def screen_json(value: Value, find: Callable[[str], list[Finding]]) -> tuple[Value, list[Secret[str]], bool]:
    """Return the value with masks in place, the originals in order of appearance, and whether any was dropped."""
    root: list[Any] = [value]
    originals: list[Secret[str]] = []
    dropped = False
    waiting: list[tuple[Any, Any, str]] = [(root, 0, "")]
    while waiting:
        holder, place, name = waiting.pop()
        current = holder[place]
        if isinstance(current, dict | list):
            copy = holder[place] = current.copy()
            waiting.extend(reversed(list(_children(copy, name))))
        elif isinstance(current, str) or (isinstance(current, int) and not isinstance(current, bool)):
            holder[place], kept, gone = _screened(current, name, find)
            originals += kept
            dropped = dropped or gone
    return root[0], originals, dropped


def _children(copy: Any, name: str) -> Iterator[tuple[Any, Any, str]]:
    if isinstance(copy, dict):
        return ((copy, key, str(key)) for key in copy)
    return ((copy, place, name) for place in range(len(copy)))


def _screened(
    value: str | int, name: str, find: Callable[[str], list[Finding]]
) -> tuple[str | int, list[Secret[str]], bool]:
    text = str(value)
    label = f"{name.replace('_', ' ')}: " if name else ""
    parts: list[str] = []
    originals: list[Secret[str]] = []
    at = 0
    findings = [one for one in find(label + text) if one.end > len(label)]
    for one in findings:
        start, end = max(0, one.start - len(label)), one.end - len(label)
        parts += (text[at:start], one.mask)
        at = end
        if not one.dropped:
            originals.append(Secret(text[start:end]))
    if not findings:
        return value, [], False
    return "".join([*parts, text[at:]]), originals, any(one.dropped for one in findings)
