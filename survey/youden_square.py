"""A Youden square of seven names in rows of three: what three statements of seven, each visit, are drawn by.

Its rows are the lines of the Fano plane (the balanced incomplete block design 2-(7,3,1)): every name in three rows, every pair of
names in one. Its columns are Latin: every name once in each. R. A. Fisher and F. Yates, *Statistical Tables* (1938); W. J. Youden (1937).
"""

from __future__ import annotations

from collections.abc import Sequence

POINTS, ROW = 7, 3
_DIFFERENCES = (0, 1, 3)
"""A perfect difference set modulo 7: each difference but 0 comes once, so that its seven shifts meet each pair once."""


def square(names: Sequence[str], columns: Sequence[int] = (0, 1, 2)) -> tuple[tuple[str, str, str], ...]:
    """The seven rows for seven names, in the order given; the order of names and columns is what makes one square of another."""
    first, second, third = (_DIFFERENCES[column] for column in columns)
    return tuple((names[(row + first) % POINTS], names[(row + second) % POINTS], names[(row + third) % POINTS]) for row in range(POINTS))
