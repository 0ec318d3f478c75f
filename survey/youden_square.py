"""Builds the Youden square by which three of seven statements are drawn.

Its rows are the lines of the Fano plane, the balanced incomplete block design 2-(7,3,1). Every name stands in three rows, and every pair
of names in one row. Its columns are Latin: every name stands once in each (R. A. Fisher and F. Yates, *Statistical Tables*, 1938; W. J.
Youden, 1937).
"""

from __future__ import annotations

from collections.abc import Sequence

NAME_COUNT, ROW_LENGTH = 7, 3
"""Count the names of a square and the names in one of its rows."""
_DIFFERENCES = (0, 1, 3)
"""Is a perfect difference set modulo 7. Each difference but 0 occurs once, so that its seven shifts contain each pair once."""


def build_square(names: Sequence[str], column_order: Sequence[int] = (0, 1, 2)) -> tuple[tuple[str, str, str], ...]:
    """Return the seven rows of a square.

    Args:
        names: the seven names; another order of them gives another square.
        column_order: the order of the three columns; another order gives another square.
    """
    first, second, third = (_DIFFERENCES[column] for column in column_order)
    return tuple(
        (names[(row + first) % NAME_COUNT], names[(row + second) % NAME_COUNT], names[(row + third) % NAME_COUNT])
        for row in range(NAME_COUNT)
    )
