"""Doors in for what machines bring: JSON messages, NDJSON batches, exports of other programs.

Each door turns bytes into `records.Raw` or a named refusal; none stores, screens, or knows a web framework, and no
refusal repeats the text.
"""
