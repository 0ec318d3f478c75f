"""Tests the news ("You said, we did").

The idle screen and the screen of news show changes in the language of the visit, and how many people have answered.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.visit.script import build_script
from kiosk.visit.view import View
from survey.visit import TargetChosen, Visit, idle_visit, step
from survey.wire import Answered
from tests.kiosk.sample_forms import NEWS_MESSAGES
from tests.kiosk.ui.sample_runtime import make_configuration

CONFIGURATION = make_configuration(("fi", "sv", "en", "se", "sms"))
CONFIGURATION_WITH_CHANGES = replace(CONFIGURATION, messages=NEWS_MESSAGES)
SCRIPT = build_script(CONFIGURATION)
MALFORMED_MESSAGES = st.dictionaries(
    st.sampled_from(("id", "kind", "date", "did", "said")), st.none() | st.text(max_size=5) | st.just("change")
)
MESSAGES = st.lists(st.sampled_from(NEWS_MESSAGES) | MALFORMED_MESSAGES, max_size=5).map(tuple)
"""Generates messages as a server may send them, valid and malformed ones."""


def page_for(
    visit: Visit, messages: tuple[dict[str, Any], ...] = NEWS_MESSAGES, answered_count: int | None = None, today: date | None = None
) -> Page:
    count = None if answered_count is None else Answered("2026-11", answered_count)
    view = View(mode="visit", configuration=replace(CONFIGURATION, messages=messages), visit=visit, month_count=count, today=today)
    return build_page(view, TextInput(), visit.touched_at)


def idle_visit_in(language: str) -> Visit:
    return replace(idle_visit(SCRIPT), language=language)


def visit_on_news(language: str) -> Visit:
    visit, _ = step(idle_visit(SCRIPT), TargetChosen("news"), 5)
    return replace(visit, language=language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fi", "Te sanoitte, me teimme 20. marraskuuta 2026: Koeteko kolme"),
        ("sv", "Ni sade, vi gjorde den 12 november 2026: Provåtgärd två"),
        ("en", "You said, we did (12 November 2026): Test deed two"),
    ],
)
def test_the_idle_screen_says_the_first_change_that_was_told_in_its_language(language: str, line: str) -> None:
    seen = page_for(idle_visit_in(language))
    assert seen.texts_of("news") == (line,)
    assert seen.find_target("news") is not None


def test_a_language_that_was_not_told_gets_the_text_of_the_one_that_stands_in_for_it() -> None:
    assert "Koeteko kolme" in (page_for(idle_visit_in("se")).text_of("news") or "")


def test_skolt_sami_writes_the_date_as_finnish_does() -> None:
    assert page_for(visit_on_news("sms")).texts_of("date") == page_for(visit_on_news("fi")).texts_of("date")
    assert page_for(visit_on_news("sms")).texts_of("date")[0] == "20. marraskuuta 2026"


def test_the_screen_of_news_tells_every_change_with_what_was_said_and_done_in_the_servers_order() -> None:
    seen = page_for(visit_on_news("fi"), answered_count=412)
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
    """A change is shown from its first day to its last, both included. A terminal that does not know the date shows all changes."""
    first = NEWS_MESSAGES[0] | {"from": "2026-11-10", "until": "2026-11-20"}
    open_ended = NEWS_MESSAGES[1] | {"until": None}
    seen = page_for(visit_on_news("fi"), (first, open_ended), today=today)
    assert [said.removeprefix("Me teimme: ") for said in seen.texts_of("did")] == told


def test_where_the_last_change_is_over_nothing_leads_to_news() -> None:
    over = (NEWS_MESSAGES[1] | {"until": "2026-11-20"},)
    seen = page_for(idle_visit_in("fi"), over, today=date(2026, 11, 21))
    assert (seen.text_of("news"), seen.find_target("news")) == (None, None)


def test_what_was_told_in_other_languages_alone_is_not_shown() -> None:
    only_finnish = tuple(each for each in NEWS_MESSAGES if each["id"] == "m3")
    seen = page_for(idle_visit_in("en"), only_finnish)
    assert seen.text_of("news") is None
    assert seen.find_target("news") is None


@given(MESSAGES, st.sampled_from(("fi", "sv", "en", "sms")))
def test_the_target_is_there_where_there_is_something_to_tell_and_its_screen_begins_with_it(
    messages: tuple[dict[str, Any], ...], language: str
) -> None:
    first, behind = page_for(idle_visit_in(language), messages), page_for(visit_on_news(language), messages)
    assert (first.find_target("news") is not None) == (first.text_of("news") is not None) == (behind.text_of("did") is not None)
    assert len(first.texts_of("news")) <= 1
    assert len(behind.texts_of("did")) == len(behind.texts_of("date")) >= len(behind.texts_of("said"))
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
    assert page_for(idle_visit_in(language), (), answered).texts_of("count") == (line,)


@pytest.mark.parametrize("answered", [None, 0])
def test_nobody_is_told_that_nobody_has_answered(answered: int | None) -> None:
    assert page_for(idle_visit_in("fi"), (), answered).text_of("count") is None
    assert page_for(visit_on_news("fi"), (), answered).text_of("count") is None


def test_a_count_alone_opens_no_screen() -> None:
    assert page_for(idle_visit_in("fi"), (), 412).find_target("news") is None


def test_the_news_stand_still_while_nobody_is_there() -> None:
    view = View(mode="visit", configuration=CONFIGURATION_WITH_CHANGES, visit=idle_visit(SCRIPT))
    assert len({repr(build_page(view, TextInput(), now)) for now in range(0, 600_000, 7_000)}) == 1


def test_the_news_stay_where_they_are_under_a_countdown() -> None:
    visit = replace(idle_visit(SCRIPT), began_at=0, overlay="still_there")
    beneath = page_for(visit, answered_count=412).covered_page
    assert beneath is not None
    assert (beneath.lines, beneath.heading) == (
        page_for(idle_visit(SCRIPT), answered_count=412).lines,
        page_for(idle_visit(SCRIPT)).heading,
    )
