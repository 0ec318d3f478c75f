"""Breaks typed text into lines from its start by the widths of its letters, so that a complete line does not change any more.

The result consists of positions in the text instead of parts of it, so that a caret or a box over a line can be placed.
"""

from __future__ import annotations

from collections.abc import Callable

LineSpan = tuple[int, int]
"""Holds the positions at which a line begins and ends. The space or newline at which it was broken belongs to neither line."""


def wrap_input(text: str, char_width: Callable[[str], int], line_width: int) -> tuple[LineSpan, ...]:
    """Return the lines of a text, at least one. Lines are broken between words, or within a word that is longer than a line.

    Args:
        text: what has been typed.
        char_width: returns the width of a character in pixels.
        line_width: width of a line in pixels. Spaces at its end may extend beyond it.
    """
    lines: list[LineSpan] = []
    start = word = filled = word_filled = 0
    for at, letter in enumerate(text):
        if letter == "\n":
            lines.append((start, at))
            start = word = at + 1
            filled = word_filled = 0
            continue
        if letter == " ":
            filled += char_width(letter)
            word, word_filled = at + 1, 0
            continue
        wide = char_width(letter)
        if filled + wide > line_width and at > start:
            if word > start:  # move the whole word to the next line; the space belongs to neither line
                lines.append((start, word - 1))
                start, filled = word, word_filled
            if filled + wide > line_width and at > start:  # the word is longer than a line
                lines.append((start, at))
                start = word = at
                filled = word_filled = 0
        filled += wide
        word_filled += wide
    return (*lines, (start, len(text)))
