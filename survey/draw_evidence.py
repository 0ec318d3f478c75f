"""What a draw stood on, as it travels with the response: with plan, stream and index all that the draw can be made again from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb
from typing import TypeVar

from survey.draw_counts import DrawCounts, pair_keys
from survey.wire import DrawRef, FormPlan, Ground, Targets

T = TypeVar("T")
N = TypeVar("N", int, float)


class UnreplayableDraw(ValueError):
    """A draw that cannot be made again: it does not tell what it stood on, or tells it of another number of statements."""


def build_evidence(plan: FormPlan, targets: Targets, counts: DrawCounts) -> Ground:
    codes, twos = plan.statements, pair_keys(plan.statements)
    return Ground(
        drawn=_unless_nought(counts.drawn.get(code, 0) for code in codes),
        answered=_unless_nought(counts.answered.get(code, 0) for code in codes),
        pairs=_unless_nought(counts.pairs.get(pair, 0) for pair in twos),
        positions=tuple(counts.positions.get(code, ()) for code in codes) if counts.positions else (),
        leans=_unless_nought(targets.leans.get(code, 0.0) for code in codes),
        pair_leans=_unless_nought(targets.pair_leans.get(pair, 0.0) for pair in twos),
        pair_shares=tuple(targets.pair_shares.get(pair, 1.0) for pair in twos) if targets.pair_shares else (),
    )


def counts_from_evidence(plan: FormPlan, ref: DrawRef) -> DrawCounts:
    told = _told(plan, ref)
    codes, twos = plan.statements, pair_keys(plan.statements)
    return DrawCounts(
        plan.number,
        ref.index,
        drawn=_by_name(codes, told.drawn),
        answered=_by_name(codes, told.answered),
        pairs=_by_name(twos, told.pairs),
        positions=_by_name(codes, told.positions),
    )


def targets_from_evidence(plan: FormPlan, ref: DrawRef) -> Targets:
    told = _told(plan, ref)
    codes, twos = plan.statements, pair_keys(plan.statements)
    leans, pair_leans = _by_name(codes, told.leans), _by_name(twos, told.pair_leans)
    return Targets(ref.targets, leans, pair_leans, _by_name(twos, told.pair_shares))


def _told(plan: FormPlan, ref: DrawRef) -> Ground:
    """The ground of a draw, once its tuples are as long as the plan makes them."""
    told, codes, twos = ref.ground, len(plan.statements), comb(len(plan.statements), 2)
    if told is None:
        raise UnreplayableDraw("the draw does not tell what it stood on: an older version of the terminal made it")
    by_code = (told.drawn, told.answered, told.positions, told.leans)
    by_pair = (told.pairs, told.pair_leans, told.pair_shares)
    if any(len(each) not in (0, codes) for each in by_code) or any(len(each) not in (0, twos) for each in by_pair):
        raise UnreplayableDraw(f"what the draw stood on is not of the {codes} statements of plan {plan.number}")
    return told


def _by_name(names: Sequence[str], values: Sequence[T]) -> dict[str, T]:
    return dict(zip(names, values, strict=True)) if values else {}


def _unless_nought(values: Iterable[N]) -> tuple[N, ...]:
    found = tuple(values)
    return found if any(found) else ()
