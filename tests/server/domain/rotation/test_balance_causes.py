"""Why answers are uneven: each cause found where it is one, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.rotation.balance import TERMINAL_SPREAD, Balance, Place, Share, Tally, balance
from server.domain.rotation.balance_causes import (
    MANY_UNSENT,
    SILENT,
    AlwaysAsked,
    AskedFor,
    Held,
    LeftOut,
    OldPlan,
    SeldomAnswered,
    Terminal,
    always_asked,
    asked_for,
    causes,
    held,
    left_out,
    old_plan,
    seldom_answered,
)
from survey.forms import CORE
from survey.wire import FormPlan

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SEVEN = FormPlan(1, 3, CORE)
WITHOUT = FormPlan(2, 3, tuple(code for code in CORE if code != "continuity"))
FIXING = FormPlan(3, 3, CORE, fixed=("access",))


def place(name: str, plan: FormPlan, answered: dict[str, int], *, drawn: dict[str, int] | None = None) -> Place:
    """Shown as often as drawn; drawn as often as answered, unless said."""
    drawn = drawn or {}
    tallies = {code: Tally(drawn.get(code, n), drawn.get(code, n), n) for code, n in answered.items()}
    return Place(name, (plan,), {plan.number: tallies})


def level(n: int, **other: int) -> dict[str, int]:
    return dict.fromkeys(CORE, n) | other


def of(*places: Place) -> Balance:
    return balance(places, CORE, terminals=len(places))


def share(found: Balance, code: str) -> Share:
    return next(each for each in found.shares if each.code == code)


# ── a place leaves the statement out ──


def test_places_that_leave_a_statement_out_are_named_with_their_part_of_the_answers() -> None:
    places = [place("keskusta", SEVEN, level(700)), place("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 100))]
    found = left_out("continuity", of(*places), places)
    assert found == LeftOut("continuity", ("satama",), 600 / 5500, can_make_up=True)


def test_the_rest_cannot_make_up_for_too_many_places() -> None:
    places = [place("keskusta", SEVEN, level(100)), place("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 700))]
    found = left_out("continuity", of(*places), places)
    assert found is not None
    assert not found.can_make_up


def test_a_place_without_answers_leaves_nothing_uneven() -> None:
    places = [place("keskusta", SEVEN, level(700)), Place("satama", (WITHOUT,))]
    assert left_out("continuity", of(*places), places) is None


def test_a_place_that_always_asks_a_statement_does_not_leave_it_out() -> None:
    places = [place("keskusta", SEVEN, level(700)), place("satama", FIXING, level(100, access=350))]
    assert left_out("access", of(*places), places) is None


# ── a place asks it of everybody ──


def test_a_place_that_asks_a_statement_of_everybody_is_why_it_is_ahead() -> None:
    places = [place("keskusta", SEVEN, level(100)), place("satama", FIXING, level(100, access=400))]
    found = of(*places)
    assert always_asked("access", found, places) == AlwaysAsked("access", ("satama",), 1000 / 1700)
    assert always_asked("safety", found, places) is None


# ── few can answer it ──


def seldom(answered: int, drawn: int) -> tuple[Balance, list[Place]]:
    """700 draws of three of seven, of which participation is in so many; the others share the rest and are always answered."""
    others = round((2100 - drawn) / 6)
    places = [place("keskusta", SEVEN, level(others, participation=answered), drawn=level(others, participation=drawn))]
    return of(*places), places


def test_a_statement_that_few_can_answer_is_told_with_its_cap() -> None:
    found, places = seldom(answered=150, drawn=500)  # at the cap of 10 in 14 draws
    told = seldom_answered(share(found, "participation"), found, places)
    assert isinstance(told, SeldomAnswered)
    assert (told.rate, told.others_rate, told.is_at_cap) == (0.3, 1.0, True)
    assert told.most == pytest.approx(10 / 14)
    assert told.drawn == pytest.approx(500 / 700, abs=0.01)


def test_one_not_at_its_cap_yet_is_told_as_such() -> None:
    found, places = seldom(answered=90, drawn=300)
    told = seldom_answered(share(found, "participation"), found, places)
    assert told is not None
    assert not told.is_at_cap


def test_one_that_the_cap_makes_up_for_is_no_cause() -> None:
    found, places = seldom(answered=210, drawn=300)
    assert seldom_answered(share(found, "participation"), found, places) is None


def test_one_that_was_hardly_shown_is_not_judged() -> None:
    places = [place("keskusta", SEVEN, level(10, participation=1), drawn=level(10, participation=20))]
    found = of(*places)
    assert seldom_answered(share(found, "participation"), found, places) is None


def test_places_that_leave_it_out_do_not_make_it_seldom_answered() -> None:
    places = [place("keskusta", SEVEN, level(100)), place("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 700))]
    found = of(*places)
    assert seldom_answered(share(found, "continuity"), found, places) is None


# ── the server asks for it ──


def test_a_lead_that_the_server_asks_for_is_told() -> None:
    found = of(place("keskusta", SEVEN, level(300, continuity=400)))
    ahead = share(found, "continuity")
    assert asked_for(ahead, [{"continuity": 30.0}, {"continuity": 40.0}]) == AskedFor("continuity", 70.0)
    assert asked_for(ahead, [{"continuity": 0.4}]) is None  # breaks ties, explains no lead
    assert asked_for(ahead, [{"continuity": -70.0}]) is None
    assert asked_for(ahead, []) is None


# ── terminals ──


def test_a_silent_terminal_and_one_with_many_unsent_are_held() -> None:
    silent = Terminal("a", "keskusta", last_heard=NOW - SILENT, unsent=3)
    full = Terminal("b", "keskusta", last_heard=NOW, unsent=MANY_UNSENT)
    well = Terminal("c", "keskusta", last_heard=NOW - SILENT + timedelta(seconds=1), unsent=MANY_UNSENT - 1)
    assert held([silent, full, well], NOW) == Held(("a", "b"), 3 + MANY_UNSENT)
    assert held([well], NOW) is None


def test_a_terminal_on_an_earlier_plan_is_told_and_one_that_has_not_told_is_not() -> None:
    assert old_plan([Terminal("a", "keskusta", plan=1, in_force=2), Terminal("b", "keskusta", plan=2, in_force=2)]) == OldPlan(("a",))
    assert old_plan([Terminal("c", "keskusta", plan=None, in_force=2), Terminal("d", "", plan=1)]) is None


def test_a_terminal_is_apart_beyond_what_it_keeps_and_what_it_is_asked_for() -> None:
    def terminal(gap: int, leans: dict[str, float]) -> Terminal:
        counts = {code: Tally(answered=50) for code in CORE} | {"safety": Tally(answered=50 + gap)}
        return Terminal("a", "keskusta", counts=counts, balanced=CORE, leans=leans)

    assert not terminal(TERMINAL_SPREAD, {}).is_apart
    assert terminal(TERMINAL_SPREAD + 1, {}).is_apart
    assert not terminal(TERMINAL_SPREAD + 10, {"safety": 10.0}).is_apart


# ── all together ──


def test_causes_come_for_each_statement_and_then_for_terminals() -> None:
    places = [place("keskusta", SEVEN, level(700)), place("satama", WITHOUT, dict.fromkeys(WITHOUT.statements, 100))]
    terminals = [Terminal("a", "keskusta", plan=1, in_force=2, last_heard=NOW - 2 * SILENT)]
    found = causes(of(*places), places, terminals, NOW, is_whole_region=True)
    assert [type(cause) for cause in found] == [LeftOut, Held, OldPlan]


def test_of_what_is_even_only_terminals_are_told() -> None:
    places = [place("keskusta", SEVEN, level(700))]
    assert causes(of(*places), places, [Terminal("a", "keskusta", last_heard=NOW)], NOW, is_whole_region=True) == []


def test_what_the_server_asks_for_explains_a_part_of_the_region_alone() -> None:
    places = [place("keskusta", SEVEN, level(300, continuity=400))]
    terminals = [Terminal("a", "keskusta", last_heard=NOW, leans={"continuity": 90.0})]
    assert causes(of(*places), places, terminals, NOW, is_whole_region=False) == [AskedFor("continuity", 90.0)]
    assert causes(of(*places), places, terminals, NOW, is_whole_region=True) == []
