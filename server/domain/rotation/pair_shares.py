"""Computes how often each pair of statements should be drawn if the statements themselves cannot be drawn equally often.

The shares form a symmetric matrix whose rows must add up to given sums. The least possible ratio of the largest share to the smallest is
the solution of a linear programme. This module minimises the p-norm of the differences from the even share instead (by iteratively
reweighted least squares: C. L. Lawson 1961; D. Adil, R. Peng, S. Sachdeva 2019). The result comes within a few thousandths of the optimum
and, unlike the vertices of the linear programme, changes smoothly from hour to hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

StatementPair = tuple[str, str]
NORM_POWER = 8
"""Sets the p of the p-norm. The higher it is, the nearer the result is to the linear programme's, and the worse the equations are
conditioned."""


def even_pair_shares(pair_counts: Mapping[str, float]) -> dict[StatementPair, float]:
    """Return the most even shares of pairs for which each statement gets its part of all pairs.

    Args:
        pair_counts: the number of pairs that contain a statement, by statement and at any scale. With fewer than three statements or a sum
            of 0, all shares are 1.

    Returns:
        The share by pair of sorted names, as a multiple of the even share. The mean is 1.
    """
    names = sorted(pair_counts)
    n, total = len(names), sum(pair_counts.values())
    every = list(combinations(range(n), 2))
    if n < 3 or total <= 0:
        return {(names[one], names[other]): 1.0 for one, other in every}
    sums = [(n - 1) * (pair_counts[name] * n / total - 1) for name in names]
    beyond = dict.fromkeys(every, 0.0)
    for power in [2.0, *(min(NORM_POWER, 2 * 1.3**step) for step in range(1, 7)), *[float(NORM_POWER)] * 6]:
        greatest = max(map(abs, beyond.values()))
        if power > 2 and greatest < 1e-9:
            break
        loose = {pair: 1.0 if power == 2 else max(abs(beyond[pair]) / greatest, 0.05) ** (2 - power) for pair in every}
        pulls = _solve_row_multipliers(n, loose, sums)
        step = 1.0 if power == 2 else 1 / (power - 1)
        for one, other in every:
            beyond[one, other] += step * (loose[one, other] * (pulls[one] + pulls[other]) - beyond[one, other])
    return {(names[one], names[other]): 1 + beyond[one, other] for one, other in every}


def _solve_row_multipliers(n: int, loose: Mapping[tuple[int, int], float], sums: Sequence[float]) -> list[float]:
    """Return the multipliers `u` of the rows, found by Gaussian elimination.

    They satisfy for each row: the sum over the other rows of `loose · (u_row + u_other)` equals the row's sum.
    """
    matrix = [[0.0] * n + [wanted] for wanted in sums]
    for (one, other), weight in loose.items():
        matrix[one][other] += weight
        matrix[other][one] += weight
        matrix[one][one] += weight
        matrix[other][other] += weight
    for at in range(n):
        pivot = max(range(at, n), key=lambda row: abs(matrix[row][at]))
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        for row in range(at + 1, n):
            factor = matrix[row][at] / matrix[at][at]
            for column in range(at, n + 1):
                matrix[row][column] -= factor * matrix[at][column]
    found = [0.0] * n
    for at in reversed(range(n)):
        known = sum(matrix[at][column] * found[column] for column in range(at + 1, n))
        found[at] = (matrix[at][n] - known) / matrix[at][at]
    return found
