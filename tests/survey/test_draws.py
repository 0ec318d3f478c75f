"""What a terminal draws: even at every moment, whoever it is, and the same again from the same counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey import youden
from survey.draws import Counts, after_draw, after_visit, draw, empty
from survey.forms import CORE
from survey.visit import Drawn, Reply, Script, Visit, idle
from survey.wire import DrawRef, FormPlan, Targets

TARGETS = Targets(revision=40)
NATIONAL = FormPlan(number=12, per_visit=3, statements=CORE)
STREAMS = st.text("0123456789abcdef", min_size=1, max_size=32)


@st.composite
def plans(draw_from: st.DrawFn) -> FormPlan:
    """Any plan that the national rules allow."""
    per_visit = draw_from(st.integers(2, 7))
    statements = draw_from(st.lists(st.sampled_from(CORE), min_size=per_visit, unique=True))
    fixed = draw_from(st.lists(st.sampled_from(statements), max_size=per_visit, unique=True))
    special = draw_from(st.sampled_from([(), ("waiting",), ("waiting", "parking")]))
    own = draw_from(st.sampled_from([(), ("own-2",), ("own-2", "own-1")]))
    number = draw_from(st.integers(0, 99))
    return FormPlan(number=number, per_visit=per_visit, statements=tuple(statements), fixed=tuple(fixed), special=special, own=own)


def draws(plan: FormPlan, stream: str, number: int, counts: Counts | None = None) -> Iterator[tuple[Drawn, Counts]]:
    """So many draws with nobody leaving, and the counts after each."""
    counts = counts or empty(plan.number)
    for _ in range(number):
        drawn = draw(plan, TARGETS, counts, stream=stream)
        counts = after_draw(counts, plan, drawn)
        yield drawn, counts


@given(STREAMS, st.integers(0, 99))
def test_three_of_seven_make_a_youden_square_of_every_seven_draws(stream: str, number: int) -> None:
    all_draws = [drawn.codes for drawn, _ in draws(replace(NATIONAL, number=number), stream, 35)]
    for start in range(0, 35, 7):
        seven = all_draws[start : start + 7]
        assert Counter(code for codes in seven for code in codes) == dict.fromkeys(CORE, 3)
        assert Counter(frozenset(pair) for codes in seven for pair in combinations(codes, 2)) == {
            frozenset(pair): 1 for pair in combinations(CORE, 2)
        }
        for position in range(3):
            assert {codes[position] for codes in seven} == set(CORE)


@given(STREAMS)
def test_three_of_seven_never_part_by_more_than_two_and_are_even_after_every_seven(stream: str) -> None:
    """Two is the least there can be: any two rows of the square share a statement, so the second draw leaves two at none and one at two."""
    for index, (_, counts) in enumerate(draws(NATIONAL, stream, 35), start=1):
        assert _spread([counts.drawn.get(code, 0) for code in CORE]) <= (2 if index % 7 else 0)


@given(plans(), STREAMS)
def test_the_free_statements_never_part_by_more_than_one(plan: FormPlan, stream: str) -> None:
    free = [code for code in plan.statements if code not in plan.fixed]
    most = 2 if (len(free), plan.per_visit - len(plan.fixed)) == (7, 3) else 1
    for _, counts in draws(plan, stream, 30):
        assert not free or _spread([counts.drawn.get(code, 0) for code in free]) <= most


@pytest.mark.parametrize("statements", range(2, 8))
@pytest.mark.parametrize("per_visit", range(2, 8))
def test_pairs_and_positions_stay_close_over_hundreds_of_visits(statements: int, per_visit: int) -> None:
    codes = CORE[: max(statements, per_visit)]
    plan = FormPlan(number=per_visit, per_visit=per_visit, statements=codes)
    for _, counts in draws(plan, f"{statements}", 210):
        assert _spread([counts.pairs.get(" ".join(sorted(pair)), 0) for pair in combinations(codes, 2)]) <= 3
        assert _spread([_stood(counts, code, position) for code in codes for position in range(per_visit)]) <= 3


@given(STREAMS)
def test_all_seven_asked_make_a_latin_square_of_every_seven_draws(stream: str) -> None:
    plan = FormPlan(number=1, per_visit=7, statements=CORE)
    all_draws = [drawn.codes for drawn, _ in draws(plan, stream, 14)]
    for start in (0, 7):
        for position in range(7):
            assert {codes[position] for codes in all_draws[start : start + 7]} == set(CORE)


@given(plans(), STREAMS)
def test_a_draw_has_its_core_statements_once_the_fixed_among_them_and_special_and_own_last(plan: FormPlan, stream: str) -> None:
    for drawn, _ in draws(plan, stream, 8):
        core, added = drawn.codes[: plan.per_visit], drawn.codes[plan.per_visit :]
        assert len(set(core)) == plan.per_visit
        assert set(core) <= set(plan.statements)
        assert set(plan.fixed) <= set(core)
        assert added == (*plan.special, *plan.own)


@given(plans(), STREAMS, st.integers(0, 20))
def test_a_draw_can_be_made_again_from_plan_targets_stream_and_counts(plan: FormPlan, stream: str, before: int) -> None:
    counts = empty(plan.number)
    for _, after in draws(plan, stream, before):
        counts = after
    kept = msgspec.json.decode(msgspec.json.encode(counts), type=Counts)
    assert kept == counts
    assert draw(plan, TARGETS, kept, stream=stream) == draw(plan, TARGETS, counts, stream=stream)


def test_a_draw_today_is_the_draw_of_every_version_to_come() -> None:
    """What was drawn in the field is replayed from its record: if this fails, the lots have changed, and with them every old draw."""
    drawn = [drawn.codes for drawn, _ in draws(NATIONAL, "9c41", 3)]
    assert drawn == GOLDEN_DRAWS
    four = FormPlan(number=3, per_visit=4, statements=CORE, fixed=("access",), own=("own-1",))
    assert [drawn.codes for drawn, _ in draws(four, "9c41", 2)] == GOLDEN_FOUR


def test_terminals_and_plans_draw_differently() -> None:
    firsts = {tuple(drawn.codes for drawn, _ in draws(replace(NATIONAL, number=n % 5), f"stream-{n}", 7)) for n in range(50)}
    assert len(firsts) > 45


def test_over_many_terminals_every_statement_is_drawn_first_about_as_often() -> None:
    first = Counter(code for n in range(700) for code in next(draws(NATIONAL, f"terminal-{n}", 1))[0].codes)
    assert set(first) == set(CORE)
    assert max(first.values()) < 1.5 * min(first.values())


def test_each_draw_says_which_it_is() -> None:
    refs = [drawn.ref for drawn, _ in draws(NATIONAL, "s", 3)]
    assert refs == [DrawRef(12, 40, 0), DrawRef(12, 40, 1), DrawRef(12, 40, 2)]


@given(plans(), plans(), STREAMS)
def test_a_new_plan_begins_new_counts(old: FormPlan, new: FormPlan, stream: str) -> None:
    new = replace(new, number=old.number + 1)
    *_, (_, counts) = draws(old, stream, 5)
    drawn = draw(new, TARGETS, counts, stream=stream)
    assert drawn == draw(new, TARGETS, empty(new.number), stream=stream)
    assert after_draw(counts, new, drawn) == after_draw(empty(new.number), new, drawn)


@given(st.dictionaries(st.sampled_from(CORE), st.integers(0, 50)), st.integers(0, 500), plans(), STREAMS)
def test_counts_that_were_damaged_even_out_again(drawn: dict[str, int], index: int, plan: FormPlan, stream: str) -> None:
    counts = Counts(plan.number, index=index, drawn=drawn, pairs={"access safety": 3}, positions={"access": (9,)})
    free = [code for code in plan.statements if code not in plan.fixed]
    wide = _spread([drawn.get(code, 0) for code in free]) if free else 0
    for drawn_now, after in draws(plan, stream, 6, counts):
        assert len(set(drawn_now.codes[: plan.per_visit])) == plan.per_visit
        assert not free or _spread([after.drawn.get(code, 0) for code in free]) <= max(wide, 2)


def test_three_of_seven_go_on_evenly_where_counts_fit_no_square() -> None:
    counts = Counts(NATIONAL.number, index=1, drawn={"access": 1, "safety": 1}, pairs={"access safety": 1})
    for _, after in draws(NATIONAL, "s", 40, counts):
        assert _spread([after.drawn.get(code, 0) for code in CORE]) <= 2


def test_more_statements_than_the_nation_has_are_drawn_evenly_too() -> None:
    many = FormPlan(number=1, per_visit=7, statements=tuple(f"s{n}" for n in range(40)))
    for _, counts in draws(many, "s", 60):
        assert _spread([counts.drawn.get(code, 0) for code in many.statements]) <= 1


def test_fewer_statements_than_asked_for_are_all_asked() -> None:
    few = FormPlan(number=1, per_visit=7, statements=CORE[:2])
    assert set(draw(few, TARGETS, empty(1), stream="s").codes) == set(CORE[:2])


def test_a_plan_without_statements_draws_nothing_and_says_so() -> None:
    with pytest.raises(ValueError, match="plan 1 names no statement"):
        draw(FormPlan(number=1, per_visit=3, statements=()), TARGETS, empty(1), stream="s")


@given(STREAMS)
def test_counts_do_not_grow_with_history(stream: str) -> None:
    sizes = [len(msgspec.json.encode(counts)) for _, counts in draws(NATIONAL, stream, 70)]
    assert sizes[69] <= sizes[6] + 2 * (1 + 7 + 21 + 21)  # a digit or two more in each count


def test_answers_with_a_value_are_counted_and_nothing_else() -> None:
    drawn = Drawn(DrawRef(12, 40, 0), ("access", "clarity", "benefit", "own-1"))
    replies = {
        "access": Reply("answered", 5),
        "clarity": Reply("not_applicable"),
        "own-1": Reply("answered", 1),
        "safety": Reply("answered", 2),
    }
    visit = _visited(drawn, replies)
    counts = after_visit(after_visit(empty(12), NATIONAL, visit), NATIONAL, visit)
    assert counts == Counts(12, answered={"access": 2, "own-1": 2})


def test_a_visit_under_another_plan_changes_no_counts() -> None:
    visit = _visited(Drawn(DrawRef(11, 40, 0), ("access",)), {"access": Reply("answered", 5)})
    counts = Counts(12, index=3)
    assert after_visit(counts, NATIONAL, visit) == counts
    assert after_visit(counts, NATIONAL, idle(visit.script)) == counts


def test_answers_never_steer_a_draw() -> None:
    *_, (_, counts) = draws(NATIONAL, "s", 4)
    assert draw(NATIONAL, TARGETS, replace(counts, answered={"access": 99}), stream="s") == draw(NATIONAL, TARGETS, counts, stream="s")


def test_the_rows_of_a_square_meet_every_pair_once() -> None:
    rows = youden.square(CORE)
    assert Counter(frozenset(pair) for row in rows for pair in combinations(row, 2)) == {
        frozenset(pair): 1 for pair in combinations(CORE, 2)
    }


def _visited(drawn: Drawn, replies: dict[str, Reply]) -> Visit:
    return replace(idle(Script(form="general-1", languages=("fi",))), drawn=drawn, replies=replies)


def _spread(counts: list[int]) -> int:
    return max(counts) - min(counts)


def _stood(counts: Counts, code: str, position: int) -> int:
    times = counts.positions.get(code, ())
    return times[position] if position < len(times) else 0


GOLDEN_DRAWS = [("participation", "benefit", "access"), ("benefit", "safety", "encounter"), ("access", "encounter", "clarity")]
GOLDEN_FOUR = [("access", "continuity", "safety", "benefit", "own-1"), ("encounter", "access", "clarity", "participation", "own-1")]
