"""Evenness is measured in answers, against the even share, and judged by the documented thresholds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.domain.rotation.balance import (
    MAX_TERMINAL_SPREAD,
    MIN_MEAN_ANSWERS,
    Balance,
    ServicePointCounts,
    StatementTally,
    balance_by_month,
    compute_balance,
    fixed_statements,
    rotating_statements,
    spread_by_chance,
)
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan

SEVEN = FormPlan(1, 3, CORE_STATEMENTS)
counts = st.lists(st.integers(0, 5000), min_size=7, max_size=7)


def point_counts(answered: dict[str, int], plan: FormPlan = SEVEN, name: str = "keskusta") -> ServicePointCounts:
    return ServicePointCounts(name, (plan,), {plan.number: {code: StatementTally(n * 2, n + n // 10, n) for code, n in answered.items()}})


def balance_of(answered: dict[str, int], *, terminals: int = 1) -> Balance:
    return compute_balance([point_counts(answered)], CORE_STATEMENTS, terminals=terminals)


def equal_answers(n: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(CORE_STATEMENTS, n) | other


def test_the_even_share_is_the_mean_of_the_statements_that_take_turns() -> None:
    found = balance_of(equal_answers(1000, continuity=660))
    assert found.even_share == (6 * 1000 + 660) / 7
    assert round(found.furthest_share.difference or 0) == -291 if found.furthest_share else False


def test_up_to_two_per_cent_between_most_and_least_is_even_enough() -> None:
    assert balance_of(equal_answers(1000, safety=981)).evenness == "even"
    assert balance_of(equal_answers(1000, safety=979)).evenness == "uneven"


def test_what_terminals_leave_by_chance_is_not_uneven() -> None:
    answered = equal_answers(200, safety=180)
    assert balance_of(answered, terminals=1).evenness == "uneven"
    assert balance_of(answered, terminals=100).evenness == "chance"


def test_a_terminal_alone_may_leave_what_it_is_even_to() -> None:
    assert spread_by_chance(1) == spread_by_chance(0) == MAX_TERMINAL_SPREAD


@given(st.integers(1, 10_000))
def test_more_terminals_leave_more_by_chance_but_less_of_each(n: int) -> None:
    assert spread_by_chance(n) <= spread_by_chance(n + 1)
    assert spread_by_chance(n + 1) / (n + 1) <= spread_by_chance(n) / n + 1e-12


def test_of_few_answers_nothing_is_said() -> None:
    assert balance_of(equal_answers(MIN_MEAN_ANSWERS - 1, safety=1)).evenness == "few"
    assert balance_of(equal_answers(MIN_MEAN_ANSWERS)).evenness == "even"


def test_without_an_answer_there_is_nothing_to_weigh() -> None:
    found = compute_balance([ServicePointCounts("keskusta", (SEVEN,))], CORE_STATEMENTS, terminals=0)
    assert (found.evenness, found.spread, found.ratio) == ("no_answers", 0, None)
    assert compute_balance([], CORE_STATEMENTS, terminals=0).evenness == "no_answers"


def test_statements_that_everybody_is_asked_are_no_part_of_the_balance() -> None:
    pilot = FormPlan(1, 3, CORE_STATEMENTS, fixed=("access", "continuity", "clarity"))
    found = compute_balance([point_counts({"access": 90, "continuity": 80, "clarity": 85}, pilot)], CORE_STATEMENTS, terminals=1)
    assert found.evenness == "fixed"
    assert [(share.code, share.kind, share.even_share) for share in found.shares] == [
        ("access", "fixed", None),
        ("continuity", "fixed", None),
        ("clarity", "fixed", None),
    ]
    assert found.unasked_statements == ("encounter", "participation", "safety", "benefit")


def test_one_fixed_statement_stands_apart_and_the_others_are_weighed() -> None:
    plan = FormPlan(1, 3, CORE_STATEMENTS, fixed=("access",))
    found = compute_balance([point_counts(equal_answers(200, access=700), plan)], CORE_STATEMENTS, terminals=1)
    assert (found.evenness, found.even_share) == ("even", 200)
    assert [share.code for share in found.shares if share.kind == "fixed"] == ["access"]


def test_a_statement_fixed_at_one_place_only_is_weighed_with_the_others() -> None:
    fixing = point_counts(equal_answers(200, access=700), FormPlan(2, 3, CORE_STATEMENTS, fixed=("access",)), "satama")
    found = compute_balance([point_counts(equal_answers(200)), fixing], CORE_STATEMENTS, terminals=2)
    assert "access" in [share.code for share in found.rotating_shares]
    assert [share.code for share in found.uneven_shares] == ["access"]  # not the six that only its lead puts below the mean


def test_special_and_own_statements_are_told_apart() -> None:
    plan = FormPlan(1, 3, CORE_STATEMENTS, special=("arrival",), own=("parking",))
    found = compute_balance([point_counts(equal_answers(100, arrival=700, parking=10), plan)], CORE_STATEMENTS, terminals=1)
    assert (found.evenness, found.even_share) == ("even", 100)
    assert [(share.code, share.kind) for share in found.shares[7:]] == [("arrival", "special"), ("parking", "own")]


def test_a_statement_that_no_place_asks_is_named() -> None:
    plan = FormPlan(1, 3, tuple(code for code in CORE_STATEMENTS if code != "continuity"))
    found = compute_balance([point_counts(equal_answers(100, continuity=0), plan)], CORE_STATEMENTS, terminals=1)
    assert found.unasked_statements == ("continuity",)
    assert found.evenness == "even"


def test_answers_of_a_plan_that_the_server_does_not_know_count() -> None:
    found = compute_balance(
        [ServicePointCounts("keskusta", (), {9: {code: StatementTally(20, 20, 20) for code in CORE_STATEMENTS}})],
        CORE_STATEMENTS,
        terminals=1,
    )
    assert (found.evenness, found.even_share) == ("even", 20)


def test_places_are_added_up() -> None:
    found = compute_balance(
        [point_counts(equal_answers(100, safety=60)), point_counts(equal_answers(100, safety=140), name="satama")],
        CORE_STATEMENTS,
        terminals=2,
    )
    assert (found.evenness, found.spread) == ("even", 0)


@given(counts)
def test_the_shares_add_up_and_the_differences_cancel(answered: list[int]) -> None:
    found = balance_of(dict(zip(CORE_STATEMENTS, answered, strict=True)), terminals=3)
    assert sum(share.tally.answered for share in found.rotating_shares) == sum(answered)
    assert abs(sum(share.difference or 0 for share in found.rotating_shares)) < 1e-6
    assert found.spread == max(answered) - min(answered)


@given(counts, st.integers(1, 300))
def test_what_is_notable_makes_it_uneven_and_the_furthest_is_always_among_it(answered: list[int], terminals: int) -> None:
    found = balance_of(dict(zip(CORE_STATEMENTS, answered, strict=True)), terminals=terminals)
    if found.evenness == "uneven":
        assert found.furthest_share in found.uneven_shares
        assert found.lagging_statements
        assert all((share.difference or 0) < 0 for share in found.rotating_shares if share.code in found.lagging_statements)
    else:
        assert (found.uneven_shares, found.lagging_statements) == ((), ())


@given(
    st.integers(2, 7),
    st.lists(st.sampled_from(CORE_STATEMENTS), unique=True, max_size=7),
    st.lists(st.sampled_from(CORE_STATEMENTS), unique=True, min_size=2),
)
def test_what_takes_turns_and_what_is_fixed_never_overlap(per_visit: int, fixed: list[str], statements: list[str]) -> None:
    plan = FormPlan(1, per_visit, tuple(statements), fixed=tuple(code for code in fixed if code in statements)[:per_visit])
    assert not set(rotating_statements(plan)) & set(fixed_statements(plan))
    assert set(rotating_statements(plan)) | set(fixed_statements(plan)) <= set(plan.statements)


def test_over_months_the_difference_is_counted_from_the_first_on() -> None:
    months = {"2026-10": {"a": 5, "b": 9}, "2026-09": {"a": 10, "b": 2}}
    found = balance_by_month(months, ["a", "b"])
    assert [(each.month, each.answered, each.spread, each.even_share) for each in found] == [("2026-09", 12, 8, 6), ("2026-10", 14, 4, 13)]


@given(st.lists(counts, min_size=1, max_size=6))
def test_the_last_month_ends_with_the_whole_difference(several: list[list[int]]) -> None:
    months = {f"2026-{at + 1:02}": dict(zip(CORE_STATEMENTS, row, strict=True)) for at, row in enumerate(several)}
    total = [sum(column) for column in zip(*several, strict=True)]
    assert balance_by_month(months, CORE_STATEMENTS)[-1].spread == max(total) - min(total)
