"""A Youden square of seven names in rows of three: what three statements of seven, each visit, are drawn by.

Its rows are the lines of the Fano plane (the balanced incomplete block design 2-(7,3,1)): every name in three rows, every pair of
names in one. Its columns are Latin: every name once in each. R. A. Fisher and F. Yates, *Statistical Tables* (1938); W. J. Youden (1937).
"""

from __future__ import annotations

from collections.abc import Sequence

NAME_COUNT, ROW_LENGTH = 7, 3
_DIFFERENCES = (0, 1, 3)
"""A perfect difference set modulo 7: each difference but 0 comes once, so that its seven shifts meet each pair once."""


def build_square(names: Sequence[str], column_order: Sequence[int] = (0, 1, 2)) -> tuple[tuple[str, str, str], ...]:
    """The seven rows for seven names, in the order given; the order of names and columns is what makes one square of another."""
    first, second, third = (_DIFFERENCES[column] for column in column_order)
    return tuple(
        (names[(row + first) % NAME_COUNT], names[(row + second) % NAME_COUNT], names[(row + third) % NAME_COUNT])
        for row in range(NAME_COUNT)
    )
