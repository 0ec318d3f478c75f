"""You said, we did: what the idle screen tells of changes, in which language, and of how many have answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Typing
from kiosk.visit.script import script
from kiosk.visit.view import View
from survey.visit import Chose, Visit, idle, step
from survey.wire import Answered
from tests.kiosk.sample_forms import CHANGES
from tests.kiosk.ui.sample_stage import configuration

PLACE = configuration(("fi", "sv", "en", "se", "sms"))
TOLD = replace(PLACE, messages=CHANGES)
SCRIPT = script(PLACE)
ODD = st.dictionaries(st.sampled_from(("id", "kind", "date", "did", "said")), st.none() | st.text(max_size=5) | st.just("change"))
MESSAGES = st.lists(st.sampled_from(CHANGES) | ODD, max_size=5).map(tuple)
"""What a server may send: what is known, and what nobody can read."""


def shown(visit: Visit, messages: tuple[dict[str, Any], ...] = CHANGES, answered: int | None = None, today: date | None = None) -> Page:
    count = None if answered is None else Answered("2026-11", answered)
    view = View(mode="visit", configuration=replace(PLACE, messages=messages), visit=visit, answered=count, today=today)
    return page(view, Typing(), visit.touched_at)


def idle_in(language: str) -> Visit:
    return replace(idle(SCRIPT), language=language)


def opened(language: str) -> Visit:
    visit, _ = step(idle(SCRIPT), Chose("news"), 5)
    return replace(visit, language=language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fi", "Te sanoitte, me teimme 20. marraskuuta 2026: Koeteko kolme"),
        ("sv", "Ni sade, vi gjorde den 12 november 2026: Provåtgärd två"),
        ("en", "You said, we did on 12 November 2026: Test deed two"),
    ],
)
def test_the_idle_screen_says_the_first_change_that_was_told_in_its_language(language: str, line: str) -> None:
    seen = shown(idle_in(language))
    assert seen.all_said("news") == (line,)
    assert seen.target("news") is not None


def test_a_language_that_was_not_told_gets_the_text_of_the_one_that_stands_in_for_it() -> None:
    assert "Koeteko kolme" in (shown(idle_in("se")).said("news") or "")


def test_skolt_sami_writes_the_date_as_finnish_does() -> None:
    assert shown(opened("sms")).all_said("date") == shown(opened("fi")).all_said("date")
    assert shown(opened("sms")).all_said("date")[0] == "20. marraskuuta 2026"


def test_the_screen_of_news_tells_every_change_with_what_was_said_and_done_in_the_servers_order() -> None:
    seen = shown(opened("fi"), answered=412)
    assert [(line.role, line.text) for line in seen.lines] == [
        ("date", "20. marraskuuta 2026"),
        ("did", "Me teimme: Koeteko kolme"),
        ("date", "12. marraskuuta 2026"),
        ("said", "Te sanoitte: Koesanomus kaksi"),
        ("did", "Me teimme: Koeteko kaksi"),
        ("date", "5. lokakuuta 2026"),
        ("said", "Te sanoitte: Koesanomus yksi"),
        ("did", "Me teimme: Koeteko yksi"),
        ("count", "Tässä kuussa täällä on vastannut 412 ihmistä."),
    ]
    assert {target.name for target in seen.targets} == {"close", "display"}


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 11, 9), ["Koeteko kaksi"]),
        (date(2026, 11, 10), ["Koeteko kolme", "Koeteko kaksi"]),
        (date(2026, 11, 20), ["Koeteko kolme", "Koeteko kaksi"]),
        (date(2026, 11, 21), ["Koeteko kaksi"]),
        (None, ["Koeteko kolme", "Koeteko kaksi"]),
    ],
)
def test_a_change_is_told_from_its_first_day_to_its_last_where_the_day_is_known(today: date | None, told: list[str]) -> None:
    """Both days included; a terminal whose clock nobody believes shows what the server sent."""
    first = CHANGES[0] | {"from": "2026-11-10", "until": "2026-11-20"}
    open_ended = CHANGES[1] | {"until": None}
    seen = shown(opened("fi"), (first, open_ended), today=today)
    assert [said.removeprefix("Me teimme: ") for said in seen.all_said("did")] == told


def test_where_the_last_change_is_over_nothing_leads_to_news() -> None:
    over = (CHANGES[1] | {"until": "2026-11-20"},)
    seen = shown(idle_in("fi"), over, today=date(2026, 11, 21))
    assert (seen.said("news"), seen.target("news")) == (None, None)


def test_what_was_told_in_other_languages_alone_is_not_shown() -> None:
    only_finnish = tuple(each for each in CHANGES if each["id"] == "m3")
    seen = shown(idle_in("en"), only_finnish)
    assert seen.said("news") is None
    assert seen.target("news") is None


@given(MESSAGES, st.sampled_from(("fi", "sv", "en", "sms")))
def test_the_target_is_there_where_there_is_something_to_tell_and_its_screen_begins_with_it(
    messages: tuple[dict[str, Any], ...], language: str
) -> None:
    first, behind = shown(idle_in(language), messages), shown(opened(language), messages)
    assert (first.target("news") is not None) == (first.said("news") is not None) == (behind.said("did") is not None)
    assert len(first.all_said("news")) <= 1
    assert len(behind.all_said("did")) == len(behind.all_said("date")) >= len(behind.all_said("said"))
    assert behind.heading and all(line.text for line in behind.lines)


@pytest.mark.parametrize(
    ("language", "answered", "line"),
    [
        ("fi", 1, "Tässä kuussa täällä on vastannut 1 ihminen."),
        ("fi", 412, "Tässä kuussa täällä on vastannut 412 ihmistä."),
        ("sv", 12_041, "12\u00a0041 personer har svarat här den här månaden."),
        ("en", 1, "1 person has answered here this month."),
        ("en", 412, "412 people have answered here this month."),
    ],
)
def test_how_many_have_answered_is_said_as_the_language_counts(language: str, answered: int, line: str) -> None:
    assert shown(idle_in(language), (), answered).all_said("count") == (line,)


@pytest.mark.parametrize("answered", [None, 0])
def test_nobody_is_told_that_nobody_has_answered(answered: int | None) -> None:
    assert shown(idle_in("fi"), (), answered).said("count") is None
    assert shown(opened("fi"), (), answered).said("count") is None


def test_a_count_alone_opens_no_screen() -> None:
    assert shown(idle_in("fi"), (), 412).target("news") is None


def test_the_news_stand_still_while_nobody_is_there() -> None:
    view = View(mode="visit", configuration=TOLD, visit=idle(SCRIPT))
    assert len({repr(page(view, Typing(), now)) for now in range(0, 600_000, 7_000)}) == 1


def test_the_news_stay_where_they_are_under_a_countdown() -> None:
    visit = replace(idle(SCRIPT), began_at=0, overlay="still_there")
    beneath = shown(visit, answered=412).beneath
    assert beneath is not None
    assert (beneath.lines, beneath.heading) == (shown(idle(SCRIPT), answered=412).lines, shown(idle(SCRIPT)).heading)
