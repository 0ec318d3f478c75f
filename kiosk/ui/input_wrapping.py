"""How a text that is being typed breaks into lines: by its letters' widths alone, from its start, so that a line that is full stands still.

It gives places in the text rather than pieces of it, so that what is drawn over a line (a caret, a box) finds where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable

LineSpan = tuple[int, int]
"""Where in the text a line begins and where it ends; the space or line end that it broke at belongs to neither line."""


def wrap_input(text: str, char_width: Callable[[str], int], line_width: int) -> tuple[LineSpan, ...]:
    """The lines of a text, one at least. Broken between words; a word longer than a line is broken where it must be.

    Args:
        text: what has been typed.
        char_width: of one character, in pixels.
        line_width: pixels of a line. Spaces that end it may stand over its edge.
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
            if word > start:  # the whole word goes to the next line, and its space to none
                lines.append((start, word - 1))
                start, filled = word, word_filled
            if filled + wide > line_width and at > start:  # it is longer than a line
                lines.append((start, at))
                start = word = at
                filled = word_filled = 0
        filled += wide
        word_filled += wide
    return (*lines, (start, len(text)))
