"""Draws are balanced at every moment, whatever people answer, and can be replayed from their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from survey import youden_square
from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw, counts_after_visit, empty_counts
from survey.draw_evidence import UnreplayableDraw
from survey.draw_replay import replay_counts, replay_draw
from survey.draws import draw_statements, max_draw_share, min_draw_share
from survey.forms import CORE_STATEMENTS
from survey.visit import DrawnStatements, Reply, Visit, VisitScript, idle_visit
from survey.wire import Clock, DrawRef, FormPlan, Ground, Response, StatementAnswer, Targets

TARGETS = Targets(revision=40)
NATIONAL_PLAN = FormPlan(number=12, per_visit=3, statements=CORE_STATEMENTS)
STREAMS = st.text("0123456789abcdef", min_size=1, max_size=32)


@st.composite
def plans(draw_from: st.DrawFn) -> FormPlan:
    """Return any plan that the national rules allow."""
    per_visit = draw_from(st.integers(2, 7))
    statements = draw_from(st.lists(st.sampled_from(CORE_STATEMENTS), min_size=per_visit, unique=True))
    fixed = draw_from(st.lists(st.sampled_from(statements), max_size=per_visit, unique=True))
    special = draw_from(st.sampled_from([(), ("waiting",), ("waiting", "parking")]))
    own = draw_from(st.sampled_from([(), ("own-2",), ("own-2", "own-1")]))
    number = draw_from(st.integers(0, 99))
    return FormPlan(number=number, per_visit=per_visit, statements=tuple(statements), fixed=tuple(fixed), special=special, own=own)


def successive_draws(
    plan: FormPlan, stream: str, number: int, counts: DrawCounts | None = None, targets: Targets = TARGETS
) -> Iterator[tuple[DrawnStatements, DrawCounts]]:
    """Yield draws in which every statement is answered, each with the counts after it."""
    counts = counts or empty_counts(plan.number)
    for _ in range(number):
        drawn = draw_statements(plan, targets, counts, stream=stream)
        counts = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, drawn.codes)
        yield drawn, counts


def free_statements(plan: FormPlan) -> list[str]:
    """Return the statements of a plan that are not in every draw."""
    return [code for code in plan.statements if code not in plan.fixed]


@st.composite
def any_targets(draw_from: st.DrawFn) -> Targets:
    """Return any targets that a server may send, and some that it would not send."""
    some = st.floats(-60, 60, allow_nan=False)
    pairs = st.sampled_from([" ".join(two) for two in combinations(sorted(CORE_STATEMENTS), 2)])
    return Targets(
        draw_from(st.integers(0, 99)),
        draw_from(st.dictionaries(st.sampled_from(CORE_STATEMENTS), some, max_size=7)),
        draw_from(st.dictionaries(pairs, st.floats(-2, 2), max_size=6)),
        draw_from(st.dictionaries(pairs, st.floats(0.5, 1.5), max_size=6)),
    )


@given(STREAMS, st.integers(0, 99))
def test_three_of_seven_make_a_youden_square_of_every_seven_draws(stream: str, number: int) -> None:
    all_draws = [drawn.codes for drawn, _ in successive_draws(replace(NATIONAL_PLAN, number=number), stream, 35)]
    for start in range(0, 35, 7):
        seven = all_draws[start : start + 7]
        assert Counter(code for codes in seven for code in codes) == dict.fromkeys(CORE_STATEMENTS, 3)
        assert Counter(frozenset(pair) for codes in seven for pair in combinations(codes, 2)) == {
            frozenset(pair): 1 for pair in combinations(CORE_STATEMENTS, 2)
        }
        for position in range(3):
            assert {codes[position] for codes in seven} == set(CORE_STATEMENTS)


@given(STREAMS)
def test_draw_counts_differ_by_at_most_two_and_are_even_after_every_seven_draws(stream: str) -> None:
    """Two is the least possible difference: any two rows of the square share a statement, so after the second draw one statement has been
    drawn twice and two have not been drawn.
    """
    for index, (_, counts) in enumerate(successive_draws(NATIONAL_PLAN, stream, 35), start=1):
        assert _spread([counts.drawn.get(code, 0) for code in CORE_STATEMENTS]) <= (2 if index % 7 else 0)


@given(plans(), STREAMS)
def test_where_all_is_answered_no_statement_is_more_than_two_answers_from_another(plan: FormPlan, stream: str) -> None:
    free = free_statements(plan)
    for _, counts in successive_draws(plan, stream, 30):
        assert not free or _spread([counts.answered.get(code, 0) for code in free]) <= 2


@pytest.mark.parametrize("statements", range(2, 8))
@pytest.mark.parametrize("per_visit", range(2, 8))
def test_pairs_and_positions_stay_close_over_hundreds_of_visits(statements: int, per_visit: int) -> None:
    codes = CORE_STATEMENTS[: max(statements, per_visit)]
    plan = FormPlan(number=per_visit, per_visit=per_visit, statements=codes)
    for _, counts in successive_draws(plan, f"{statements}", 210):
        assert _spread([counts.pairs.get(" ".join(sorted(pair)), 0) for pair in combinations(codes, 2)]) <= 3
        assert _spread([_position_count(counts, code, position) for code in codes for position in range(per_visit)]) <= 3


@settings(deadline=None)
@given(plans(), STREAMS, any_targets(), st.randoms(use_true_random=False), st.floats(0, 1))
def test_no_statement_falls_below_its_floor_or_rises_above_its_cap_whatever_is_answered(
    plan: FormPlan, stream: str, targets: Targets, random: Random, answers: float
) -> None:
    """The bounds also hold with a statement that nobody answers, and with targets that nobody can reach."""
    free, wanted = free_statements(plan), plan.per_visit - len(plan.fixed)
    never_answered = random.choice(plan.statements)
    counts = empty_counts(plan.number)
    for number in range(1, 121):
        drawn = draw_statements(plan, targets, counts, stream=stream)
        answered = [code for code in drawn.codes if code != never_answered and random.random() < answers]
        counts = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, answered)
        for code in free if 0 < wanted < len(free) else []:
            draw_count = counts.drawn.get(code, 0)
            assert min_draw_share(len(free), wanted) * number - 2 < draw_count < max_draw_share(len(free), wanted) * number + 2


@settings(deadline=None)
@given(STREAMS, st.lists(st.tuples(plans(), st.integers(1, 25), st.booleans()), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_restarts_and_plans_that_change_keep_the_bounds(
    stream: str, plan_periods: list[tuple[FormPlan, int, bool]], random: Random
) -> None:
    """A terminal stores its counts on disk by plan. Each plan keeps its own bounds, also if an earlier plan returns."""
    stored: dict[int, tuple[FormPlan, bytes]] = {}
    for number, (plan, visits, restarts) in enumerate(plan_periods):
        plan = stored[plan.number][0] if plan.number in stored else plan
        counts = msgspec.json.decode(stored[plan.number][1], type=DrawCounts) if plan.number in stored else empty_counts(plan.number)
        for _ in range(visits):
            drawn = draw_statements(plan, TARGETS, counts, stream=stream)
            counts = counts_after_answers(
                counts_after_draw(counts, plan, drawn), plan, [code for code in drawn.codes if random.random() < 0.8]
            )
            if restarts:
                counts = msgspec.json.decode(msgspec.json.encode(counts), type=DrawCounts)
        stored[plan.number] = plan, msgspec.json.encode(counts)
        free, wanted = free_statements(plan), plan.per_visit - len(plan.fixed)
        assert all(counts.drawn.get(code, 0) == counts.index for code in plan.fixed), number
        for code in free if 0 < wanted < len(free) else []:
            assert (
                min_draw_share(len(free), wanted) * counts.index - 2
                < counts.drawn.get(code, 0)
                < max_draw_share(len(free), wanted) * counts.index + 2
            )


@pytest.mark.parametrize(("per_visit", "max_difference"), [(2, 3), (3, 3), (4, 4), (5, 5), (6, 6)])
def test_where_people_leave_and_pass_answers_stay_close_to_each_other(per_visit: int, max_difference: int) -> None:
    """The more statements are asked, the more people leave before the last one, and the statements in front get more answers."""
    plan, random = FormPlan(number=1, per_visit=per_visit, statements=CORE_STATEMENTS), Random(per_visit)
    counts = empty_counts(1)
    for _ in range(2_000):
        drawn = draw_statements(plan, TARGETS, counts, stream="lobby")
        counts = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, list(_answered_statements(drawn.codes, random)))
        assert _spread([counts.answered.get(code, 0) for code in CORE_STATEMENTS]) <= max_difference


def test_a_statement_that_hardly_anybody_answers_does_not_take_every_draw() -> None:
    counts, random = empty_counts(12), Random(1)
    for _ in range(1_000):
        drawn = draw_statements(NATIONAL_PLAN, TARGETS, counts, stream="lobby")
        answered = [code for code in drawn.codes if code != "participation" or random.random() < 0.1]
        counts = counts_after_answers(counts_after_draw(counts, NATIONAL_PLAN, drawn), NATIONAL_PLAN, answered)
    assert counts.drawn["participation"] == pytest.approx(max_draw_share(7, 3) * 1_000, abs=3)
    assert _spread([counts.answered[code] for code in CORE_STATEMENTS if code != "participation"]) <= 3


@given(STREAMS, st.sampled_from(CORE_STATEMENTS))
def test_a_lean_of_whole_answers_is_followed_and_then_kept(stream: str, code: str) -> None:
    # Uneven answers, as when people leave, fit no square.
    begun = counts_after_answers(empty_counts(12), NATIONAL_PLAN, CORE_STATEMENTS[:3])
    *_, (_, counts) = successive_draws(NATIONAL_PLAN, stream, 60, counts=begun, targets=Targets(1, {code: 5.0}))
    others = [counts.answered[each] for each in CORE_STATEMENTS if each != code]
    assert 3 <= counts.answered[code] - min(others) <= 7
    assert _spread(others) <= 2


def test_a_part_of_an_answer_decides_among_statements_that_are_as_good_as_even() -> None:
    """Over many terminals with the same counts, statements in which the region lags are drawn more often than the others."""
    even = DrawCounts(
        12,
        14,
        drawn=dict.fromkeys(CORE_STATEMENTS, 6),
        answered=dict.fromkeys(CORE_STATEMENTS, 5),
        pairs={" ".join(two): 2 for two in combinations(sorted(CORE_STATEMENTS), 2)},
    )
    targets = Targets(1, {"safety": 0.45, "access": -0.45})
    times = Counter(code for n in range(300) for code in draw_statements(NATIONAL_PLAN, targets, even, stream=f"{n}").codes)
    assert times["safety"] > 1.2 * times["clarity"] > 1.2 * 1.2 * times["access"]


@given(STREAMS)
def test_all_seven_asked_make_a_latin_square_of_every_seven_draws(stream: str) -> None:
    plan = FormPlan(number=1, per_visit=7, statements=CORE_STATEMENTS)
    all_draws = [drawn.codes for drawn, _ in successive_draws(plan, stream, 14)]
    for start in (0, 7):
        for position in range(7):
            assert {codes[position] for codes in all_draws[start : start + 7]} == set(CORE_STATEMENTS)


@given(plans(), STREAMS)
def test_a_draw_has_its_core_statements_once_the_fixed_among_them_and_special_and_own_last(plan: FormPlan, stream: str) -> None:
    for drawn, _ in successive_draws(plan, stream, 8):
        core, added = drawn.codes[: plan.per_visit], drawn.codes[plan.per_visit :]
        assert len(set(core)) == plan.per_visit
        assert set(core) <= set(plan.statements)
        assert set(plan.fixed) <= set(core)
        assert added == (*plan.special, *plan.own)


@settings(deadline=None)
@given(plans(), STREAMS, any_targets(), st.integers(0, 12), st.randoms(use_true_random=False))
def test_a_draw_can_be_replayed_from_its_response(
    plan: FormPlan, stream: str, targets: Targets, earlier_draws: int, random: Random
) -> None:
    """The counts also contain draws of visits that left no response, so that no missing response prevents a replay."""
    counts = empty_counts(plan.number)
    for _ in range(earlier_draws):
        drawn = draw_statements(plan, targets, counts, stream=stream)
        counts = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, [code for code in drawn.codes if random.random() < 0.7])
    drawn = draw_statements(plan, targets, counts, stream=stream)
    sent_ref = msgspec.json.decode(msgspec.json.encode(drawn.ref), type=DrawRef)
    assert replay_draw(plan, sent_ref, stream=stream) == drawn


@given(plans(), STREAMS, st.integers(0, 12), st.sets(st.sampled_from(CORE_STATEMENTS)))
def test_the_counts_replayed_from_a_response_give_the_next_draw(
    plan: FormPlan, stream: str, earlier_draws: int, answered: set[str]
) -> None:
    counts = empty_counts(plan.number)
    for _, counts_after in successive_draws(plan, stream, earlier_draws):
        counts = counts_after
    drawn = draw_statements(plan, TARGETS, counts, stream=stream)
    answers = tuple(
        StatementAnswer(code, position, "answered" if code in answered else "not_applicable", 3 if code in answered else None)
        for position, code in enumerate(drawn.codes, start=1)
    )
    counts_after = replay_counts(plan, _response(drawn.ref, answers))
    expected = counts_after_answers(counts_after_draw(counts, plan, drawn), plan, [code for code in drawn.codes if code in answered])
    assert draw_statements(plan, TARGETS, counts_after, stream=stream) == draw_statements(plan, TARGETS, expected, stream=stream)


def test_a_draw_without_fitting_evidence_cannot_be_replayed() -> None:
    with pytest.raises(UnreplayableDraw, match="older version"):
        replay_draw(NATIONAL_PLAN, DrawRef(12, 0, 4), stream="s")
    with pytest.raises(UnreplayableDraw, match="7 statements"):
        replay_draw(NATIONAL_PLAN, DrawRef(12, 0, 4, Ground(drawn=(1, 2))), stream="s")
    with pytest.raises(ValueError, match="plan 11"):
        replay_draw(NATIONAL_PLAN, DrawRef(11, 0, 4, Ground()), stream="s")


def test_draws_never_change_from_version_to_version() -> None:
    """Draws are replayed from their responses. If this test fails, the hashes have changed, and no old draw can be replayed."""
    drawn = [drawn.codes for drawn, _ in successive_draws(NATIONAL_PLAN, "9c41", 3)]
    assert drawn == GOLDEN_DRAWS
    four = FormPlan(number=3, per_visit=4, statements=CORE_STATEMENTS, fixed=("access",), own=("own-1",))
    assert [drawn.codes for drawn, _ in successive_draws(four, "9c41", 2)] == GOLDEN_FOUR


def test_terminals_and_plans_draw_differently() -> None:
    firsts = {
        tuple(drawn.codes for drawn, _ in successive_draws(replace(NATIONAL_PLAN, number=n % 5), f"stream-{n}", 7)) for n in range(50)
    }
    assert len(firsts) > 45


def test_over_many_terminals_every_statement_is_drawn_first_about_as_often() -> None:
    first = Counter(code for n in range(700) for code in next(successive_draws(NATIONAL_PLAN, f"terminal-{n}", 1))[0].codes)
    assert set(first) == set(CORE_STATEMENTS)
    assert max(first.values()) < 1.5 * min(first.values())


def test_each_draw_refers_to_its_plan_targets_and_index() -> None:
    refs = [drawn.ref for drawn, _ in successive_draws(NATIONAL_PLAN, "s", 3)]
    assert [(ref.plan, ref.targets, ref.index) for ref in refs] == [(12, 40, 0), (12, 40, 1), (12, 40, 2)]


@given(plans(), plans(), STREAMS)
def test_a_new_plan_begins_new_counts(old: FormPlan, new: FormPlan, stream: str) -> None:
    new = replace(new, number=old.number + 1)
    *_, (_, counts) = successive_draws(old, stream, 5)
    drawn = draw_statements(new, TARGETS, counts, stream=stream)
    assert drawn == draw_statements(new, TARGETS, empty_counts(new.number), stream=stream)
    assert counts_after_draw(counts, new, drawn) == counts_after_draw(empty_counts(new.number), new, drawn)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(CORE_STATEMENTS), st.integers(0, 50)), st.integers(0, 500), plans(), STREAMS)
def test_counts_that_were_damaged_even_out_again(drawn: dict[str, int], index: int, plan: FormPlan, stream: str) -> None:
    counts = DrawCounts(plan.number, index=index, drawn=drawn, answered=drawn, pairs={"access safety": 3}, positions={"access": (9,)})
    free = free_statements(plan)
    first_spread = _spread([drawn.get(code, 0) for code in free]) if free else 0
    for drawn_now, after in successive_draws(plan, stream, 6, counts):
        assert len(set(drawn_now.codes[: plan.per_visit])) == plan.per_visit
        assert not free or _spread([after.answered.get(code, 0) for code in free]) <= max(first_spread, 2) + 1


def test_three_of_seven_go_on_evenly_where_counts_fit_no_square() -> None:
    counts = DrawCounts(NATIONAL_PLAN.number, index=1, drawn={"access": 1, "safety": 1}, pairs={"access safety": 1})
    for _, after in successive_draws(NATIONAL_PLAN, "s", 40, counts):
        assert _spread([after.answered.get(code, 0) for code in CORE_STATEMENTS]) <= 2


def test_more_statements_than_the_nation_has_are_drawn_evenly_too() -> None:
    many = FormPlan(number=1, per_visit=7, statements=tuple(f"s{n}" for n in range(40)))
    for _, counts in successive_draws(many, "s", 60):
        assert _spread([counts.answered.get(code, 0) for code in many.statements]) <= 2


def test_fewer_statements_than_asked_for_are_all_asked() -> None:
    few = FormPlan(number=1, per_visit=7, statements=CORE_STATEMENTS[:2])
    assert set(draw_statements(few, TARGETS, empty_counts(1), stream="s").codes) == set(CORE_STATEMENTS[:2])


def test_a_plan_without_statements_draws_nothing_and_says_so() -> None:
    with pytest.raises(ValueError, match="plan 1 names no statement"):
        draw_statements(FormPlan(number=1, per_visit=3, statements=()), TARGETS, empty_counts(1), stream="s")


@given(STREAMS)
def test_counts_do_not_grow_with_history(stream: str) -> None:
    sizes = [len(msgspec.json.encode(counts)) for _, counts in successive_draws(NATIONAL_PLAN, stream, 70)]
    assert sizes[69] <= sizes[6] + 2 * (1 + 7 + 7 + 21 + 21)  # each count may grow by a digit or two


def test_answers_with_a_value_are_counted_and_nothing_else() -> None:
    drawn = DrawnStatements(DrawRef(12, 40, 0), ("access", "clarity", "benefit", "own-1"))
    replies = {
        "access": Reply("answered", 5),
        "clarity": Reply("not_applicable"),
        "own-1": Reply("answered", 1),
        "safety": Reply("answered", 2),
    }
    visit = _visit_with_replies(drawn, replies)
    counts = counts_after_visit(counts_after_visit(empty_counts(12), NATIONAL_PLAN, visit), NATIONAL_PLAN, visit)
    assert counts == DrawCounts(12, answered={"access": 2, "own-1": 2})


def test_a_visit_under_another_plan_changes_no_counts() -> None:
    visit = _visit_with_replies(DrawnStatements(DrawRef(11, 40, 0), ("access",)), {"access": Reply("answered", 5)})
    counts = DrawCounts(12, index=3)
    assert counts_after_visit(counts, NATIONAL_PLAN, visit) == counts
    assert counts_after_visit(counts, NATIONAL_PLAN, idle_visit(visit.script)) == counts


def test_what_a_person_answered_never_steers_a_draw() -> None:
    """The number of answers influences a draw. Their values and the comment never reach the counts."""
    drawn = DrawnStatements(DrawRef(12, 40, 0), ("access", "clarity", "benefit"))
    low, high = ({code: Reply("answered", value) for code in drawn.codes} for value in (1, 5))
    assert counts_after_visit(empty_counts(12), NATIONAL_PLAN, _visit_with_replies(drawn, low)) == counts_after_visit(
        empty_counts(12), NATIONAL_PLAN, _visit_with_replies(drawn, high)
    )


def test_the_rows_of_a_square_contain_every_pair_once() -> None:
    rows = youden_square.build_square(CORE_STATEMENTS)
    assert Counter(frozenset(pair) for row in rows for pair in combinations(row, 2)) == {
        frozenset(pair): 1 for pair in combinations(CORE_STATEMENTS, 2)
    }


def _visit_with_replies(drawn: DrawnStatements, replies: dict[str, Reply]) -> Visit:
    return replace(idle_visit(VisitScript(form="general-1", languages=("fi",))), drawn=drawn, replies=replies)


def _answered_statements(codes: tuple[str, ...], random: Random) -> Iterator[str]:
    """Yield the statements that a person answers who may leave before each statement and whom some statements do not concern."""
    for code in codes:
        if random.random() < 0.07:
            return
        if random.random() >= (0.1 if code == "participation" else 0.03):
            yield code


def _response(ref: DrawRef, answers: tuple[StatementAnswer, ...]) -> Response:
    return Response("id", "s", 1, "2026-11-22T10:00:00Z", Clock("b", 1), "general-1", "fi", "completed", draw=ref, statements=answers)


def _spread(counts: list[int]) -> int:
    return max(counts) - min(counts)


def _position_count(counts: DrawCounts, code: str, position: int) -> int:
    """Return how often a statement was drawn in a position."""
    counts_by_position = counts.positions.get(code, ())
    return counts_by_position[position] if position < len(counts_by_position) else 0


GOLDEN_DRAWS = [("participation", "benefit", "access"), ("benefit", "safety", "encounter"), ("access", "encounter", "clarity")]
GOLDEN_FOUR = [("access", "continuity", "safety", "benefit", "own-1"), ("encounter", "access", "clarity", "participation", "own-1")]
