"""Finds the line of a TOML text on which a table or a key stands, because the parser of the standard library does not report it.

It reads headers and the keys at the beginning of a line, which is how people write such files, and does not interpret values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TomlPath = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_FENCES = ('"""', "'''")


class TomlLines:
    """Finds line numbers, counted from 1, by path, such as `("plan", "per_visit")` or `("service_point", 2, "name")`."""

    def __init__(self, text: str) -> None:
        self._lines: Mapping[TomlPath, int] = _index(text)

    def line_number(self, *path: str | int) -> int:
        """Return the line of a path, or that of the nearest table around it that has a line, or 1 if none has."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 1


def _index(text: str) -> dict[TomlPath, int]:
    found: dict[TomlPath, int] = {}
    table: TomlPath = ()
    counts: dict[str, int] = {}
    fence: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if fence is not None:
            fence = None if line.count(fence) % 2 else fence
            continue
        if header := _HEADER.fullmatch(line):
            names = _names(header[2])
            if header[1] == "[[":
                dotted = ".".join(names)
                counts[dotted] = counts.get(dotted, -1) + 1
                table = (*names, counts[dotted])
            else:
                table = tuple(names)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_names(key[1])), number)
        fence = next((mark for mark in _FENCES if line.count(mark) % 2), None)
    return found


def _names(dotted: str) -> list[str]:
    return [name.strip().strip("\"'") for name in dotted.split(".")]
