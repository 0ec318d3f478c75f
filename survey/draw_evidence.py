"""Describes the state on which a draw is based, in the form in which it travels with the response.

Together with plan, stream and index it is everything that a replay of the draw needs (`survey.draw_replay`). Its type on the wire is
`survey.wire.Ground`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb
from typing import TypeVar

from survey.draw_counts import DrawCounts, pair_keys
from survey.wire import DrawRef, FormPlan, Ground, Targets

T = TypeVar("T")
N = TypeVar("N", int, float)


class UnreplayableDraw(ValueError):
    """Signals that a draw cannot be replayed, because its evidence is missing or does not fit the statements of the plan."""


def build_evidence(plan: FormPlan, targets: Targets, counts: DrawCounts) -> Ground:
    """Return the counts and targets on which the next draw is based.

    Every tuple follows the order of the plan's statements or of `pair_keys` over them. A tuple that would contain only zeros is empty.
    """
    codes, keys = plan.statements, pair_keys(plan.statements)
    return Ground(
        drawn=_empty_if_zero(counts.drawn.get(code, 0) for code in codes),
        answered=_empty_if_zero(counts.answered.get(code, 0) for code in codes),
        pairs=_empty_if_zero(counts.pairs.get(key, 0) for key in keys),
        positions=tuple(counts.positions.get(code, ()) for code in codes) if counts.positions else (),
        leans=_empty_if_zero(targets.leans.get(code, 0.0) for code in codes),
        pair_leans=_empty_if_zero(targets.pair_leans.get(key, 0.0) for key in keys),
        pair_shares=tuple(targets.pair_shares.get(key, 1.0) for key in keys) if targets.pair_shares else (),
    )


def counts_from_evidence(plan: FormPlan, ref: DrawRef) -> DrawCounts:
    """Return the counts on which a draw was based.

    Raises:
        UnreplayableDraw: the evidence is missing or does not fit the plan.
    """
    evidence = _checked_evidence(plan, ref)
    codes, keys = plan.statements, pair_keys(plan.statements)
    return DrawCounts(
        plan.number,
        ref.index,
        drawn=_by_key(codes, evidence.drawn),
        answered=_by_key(codes, evidence.answered),
        pairs=_by_key(keys, evidence.pairs),
        positions=_by_key(codes, evidence.positions),
    )


def targets_from_evidence(plan: FormPlan, ref: DrawRef) -> Targets:
    """Return the targets on which a draw was based.

    Raises:
        UnreplayableDraw: the evidence is missing or does not fit the plan.
    """
    evidence = _checked_evidence(plan, ref)
    codes, keys = plan.statements, pair_keys(plan.statements)
    leans, pair_leans = _by_key(codes, evidence.leans), _by_key(keys, evidence.pair_leans)
    return Targets(ref.targets, leans, pair_leans, _by_key(keys, evidence.pair_shares))


def _checked_evidence(plan: FormPlan, ref: DrawRef) -> Ground:
    """Return the evidence of a draw after checking that its tuples have the lengths that the plan requires."""
    evidence, code_count, pair_count = ref.ground, len(plan.statements), comb(len(plan.statements), 2)
    if evidence is None:
        raise UnreplayableDraw("the draw carries no evidence: an older version of the terminal made it")
    by_code = (evidence.drawn, evidence.answered, evidence.positions, evidence.leans)
    by_pair = (evidence.pairs, evidence.pair_leans, evidence.pair_shares)
    if any(len(values) not in (0, code_count) for values in by_code) or any(len(values) not in (0, pair_count) for values in by_pair):
        raise UnreplayableDraw(f"the evidence of the draw does not fit the {code_count} statements of plan {plan.number}")
    return evidence


def _by_key(keys: Sequence[str], values: Sequence[T]) -> dict[str, T]:
    return dict(zip(keys, values, strict=True)) if values else {}


def _empty_if_zero(values: Iterable[N]) -> tuple[N, ...]:
    result = tuple(values)
    return result if any(result) else ()
