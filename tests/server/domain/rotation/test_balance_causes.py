"""The causes of an uneven balance are found where they apply, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.rotation.balance import MAX_TERMINAL_SPREAD, Balance, ServicePointCounts, StatementShare, StatementTally, compute_balance
from server.domain.rotation.balance_causes import (
    MANY_UNSENT_RESPONSES,
    SILENT_AFTER,
    AlwaysAskedCause,
    LeftOutCause,
    OldPlanCause,
    SeldomAnsweredCause,
    TargetsCause,
    TerminalBalance,
    UnreceivedAnswersCause,
    find_always_asked_cause,
    find_causes,
    find_left_out_cause,
    find_old_plan_cause,
    find_seldom_answered_cause,
    find_targets_cause,
    find_unreceived_answers_cause,
)
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SEVEN = FormPlan(1, 3, CORE_STATEMENTS)
WITHOUT = FormPlan(2, 3, tuple(code for code in CORE_STATEMENTS if code != "continuity"))
FIXING = FormPlan(3, 3, CORE_STATEMENTS, fixed=("access",))


def point_counts(name: str, plan: FormPlan, answered: dict[str, int], *, drawn: dict[str, int] | None = None) -> ServicePointCounts:
    """Return the counts of a service point. Every statement is shown as often as drawn and, unless given, drawn as often as answered."""
    drawn = drawn or {}
    tallies = {code: StatementTally(drawn.get(code, n), drawn.get(code, n), n) for code, n in answered.items()}
    return ServicePointCounts(name, (plan,), {plan.number: tallies})


def equal_answers(n: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(CORE_STATEMENTS, n) | other


def balance_of(*places: ServicePointCounts) -> Balance:
    return compute_balance(places, CORE_STATEMENTS, terminals=len(places))


def share_of(found: Balance, code: str) -> StatementShare:
    return next(each for each in found.shares if each.code == code)


# ── a service point leaves the statement out ──


def test_places_that_leave_a_statement_out_are_named_with_their_part_of_the_answers() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(700)), point_counts("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 100))]
    found = find_left_out_cause("continuity", balance_of(*places), places)
    assert found == LeftOutCause("continuity", ("satama",), 600 / 5500, can_make_up=True)


def test_the_rest_cannot_make_up_for_too_many_places() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(100)), point_counts("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 700))]
    found = find_left_out_cause("continuity", balance_of(*places), places)
    assert found is not None
    assert not found.can_make_up


def test_a_place_without_answers_leaves_nothing_uneven() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(700)), ServicePointCounts("satama", (WITHOUT,))]
    assert find_left_out_cause("continuity", balance_of(*places), places) is None


def test_a_place_that_always_asks_a_statement_does_not_leave_it_out() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(700)), point_counts("satama", FIXING, equal_answers(100, access=350))]
    assert find_left_out_cause("access", balance_of(*places), places) is None


# ── a service point asks everybody the statement ──


def test_a_place_that_asks_a_statement_of_everybody_is_why_it_is_ahead() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(100)), point_counts("satama", FIXING, equal_answers(100, access=400))]
    found = balance_of(*places)
    assert find_always_asked_cause("access", found, places) == AlwaysAskedCause("access", ("satama",), 1000 / 1700)
    assert find_always_asked_cause("safety", found, places) is None


# ── few people can answer it ──


def participation_balance(answered: int, drawn: int) -> tuple[Balance, list[ServicePointCounts]]:
    """Return the balance of 700 draws of three of seven statements, of which `drawn` contain participation.

    The other statements share the remaining draws and are always answered.
    """
    others = round((2100 - drawn) / 6)
    places = [
        point_counts("keskusta", SEVEN, equal_answers(others, participation=answered), drawn=equal_answers(others, participation=drawn))
    ]
    return balance_of(*places), places


def test_a_statement_that_few_can_answer_is_told_with_its_cap() -> None:
    found, places = participation_balance(answered=150, drawn=500)  # at the upper bound of 10 in 14 draws
    told = find_seldom_answered_cause(share_of(found, "participation"), found, places)
    assert isinstance(told, SeldomAnsweredCause)
    assert (told.rate, told.others_rate, told.is_at_cap) == (0.3, 1.0, True)
    assert told.most == pytest.approx(10 / 14)
    assert told.drawn == pytest.approx(500 / 700, abs=0.01)


def test_one_not_at_its_cap_yet_is_told_as_such() -> None:
    found, places = participation_balance(answered=90, drawn=300)
    told = find_seldom_answered_cause(share_of(found, "participation"), found, places)
    assert told is not None
    assert not told.is_at_cap


def test_one_that_the_cap_makes_up_for_is_no_cause() -> None:
    found, places = participation_balance(answered=210, drawn=300)
    assert find_seldom_answered_cause(share_of(found, "participation"), found, places) is None


def test_one_that_was_hardly_shown_is_not_judged() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(10, participation=1), drawn=equal_answers(10, participation=20))]
    found = balance_of(*places)
    assert find_seldom_answered_cause(share_of(found, "participation"), found, places) is None


def test_places_that_leave_it_out_do_not_make_it_seldom_answered() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(100)), point_counts("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 700))]
    found = balance_of(*places)
    assert find_seldom_answered_cause(share_of(found, "continuity"), found, places) is None


# ── the server's targets ask for it ──


def test_a_lead_that_the_server_asks_for_is_told() -> None:
    found = balance_of(point_counts("keskusta", SEVEN, equal_answers(300, continuity=400)))
    ahead = share_of(found, "continuity")
    assert find_targets_cause(ahead, [{"continuity": 30.0}, {"continuity": 40.0}]) == TargetsCause("continuity", 70.0)
    assert find_targets_cause(ahead, [{"continuity": 0.4}]) is None  # too small to explain the lead: it only breaks ties
    assert find_targets_cause(ahead, [{"continuity": -70.0}]) is None
    assert find_targets_cause(ahead, []) is None


# ── terminals ──


def test_a_silent_terminal_and_one_with_many_unsent_are_held() -> None:
    silent = TerminalBalance("a", "keskusta", last_heartbeat_at=NOW - SILENT_AFTER, unsent_count=3)
    full = TerminalBalance("b", "keskusta", last_heartbeat_at=NOW, unsent_count=MANY_UNSENT_RESPONSES)
    well = TerminalBalance(
        "c", "keskusta", last_heartbeat_at=NOW - SILENT_AFTER + timedelta(seconds=1), unsent_count=MANY_UNSENT_RESPONSES - 1
    )
    assert find_unreceived_answers_cause([silent, full, well], NOW) == UnreceivedAnswersCause(("a", "b"), 3 + MANY_UNSENT_RESPONSES)
    assert find_unreceived_answers_cause([well], NOW) is None


def test_a_terminal_on_an_earlier_plan_is_told_and_one_that_has_not_told_is_not() -> None:
    assert find_old_plan_cause(
        [TerminalBalance("a", "keskusta", plan=1, plan_in_force=2), TerminalBalance("b", "keskusta", plan=2, plan_in_force=2)]
    ) == OldPlanCause(("a",))
    assert find_old_plan_cause([TerminalBalance("c", "keskusta", plan=None, plan_in_force=2), TerminalBalance("d", "", plan=1)]) is None


def test_a_terminal_is_apart_beyond_what_it_keeps_and_what_it_is_asked_for() -> None:
    def terminal(gap: int, leans: dict[str, float]) -> TerminalBalance:
        counts = {code: StatementTally(answered=50) for code in CORE_STATEMENTS} | {"safety": StatementTally(answered=50 + gap)}
        return TerminalBalance("a", "keskusta", tallies=counts, rotating_statements=CORE_STATEMENTS, leans=leans)

    assert not terminal(MAX_TERMINAL_SPREAD, {}).is_uneven
    assert terminal(MAX_TERMINAL_SPREAD + 1, {}).is_uneven
    assert not terminal(MAX_TERMINAL_SPREAD + 10, {"safety": 10.0}).is_uneven


# ── all causes together ──


def test_causes_come_for_each_statement_and_then_for_terminals() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(700)), point_counts("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 100))]
    terminals = [TerminalBalance("a", "keskusta", plan=1, plan_in_force=2, last_heartbeat_at=NOW - 2 * SILENT_AFTER)]
    found = find_causes(balance_of(*places), places, terminals, NOW, is_whole_region=True)
    assert [type(cause) for cause in found] == [LeftOutCause, UnreceivedAnswersCause, OldPlanCause]


def test_of_what_is_even_only_terminals_are_told() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(700))]
    assert (
        find_causes(balance_of(*places), places, [TerminalBalance("a", "keskusta", last_heartbeat_at=NOW)], NOW, is_whole_region=True) == []
    )


def test_what_the_server_asks_for_explains_a_part_of_the_region_alone() -> None:
    places = [point_counts("keskusta", SEVEN, equal_answers(300, continuity=400))]
    terminals = [TerminalBalance("a", "keskusta", last_heartbeat_at=NOW, leans={"continuity": 90.0})]
    assert find_causes(balance_of(*places), places, terminals, NOW, is_whole_region=False) == [TargetsCause("continuity", 90.0)]
    assert find_causes(balance_of(*places), places, terminals, NOW, is_whole_region=True) == []
