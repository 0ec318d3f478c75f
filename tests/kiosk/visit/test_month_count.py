"""Tests how the number of people who answered this month gets from the heartbeat's answer to the screen, and when it is not shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.store import state_values
from kiosk.visit import month_count
from kiosk.visit.view import View
from survey.wire import Answered, Named
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import FakeDeviceClock, configuration

NOVEMBER = Answered("2026-11", 412)
HELSINKI, AUCKLAND = "Europe/Helsinki", "Pacific/Auckland"
OCTOBER_BEGINS, WINTER_TIME_BEGINS = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


@pytest.fixture
def terminal_with_count(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> HeadlessTerminal:
    """Return a terminal to which the server has reported 412 answers in November."""
    server.clock = enrolled_terminal.clock
    server.answered = NOVEMBER
    assert enrolled_terminal.sync().problem is None
    assert enrolled_terminal.runtime.view.month_count == NOVEMBER
    return enrolled_terminal


def pass_time(lobby: HeadlessTerminal, *, ms: int = 60_000) -> Answered | None:
    """Move the clock forward, run the periodic work, and return the count that is shown then."""
    lobby.clock.advance(ms=ms)
    lobby.runtime.run_periodic_work()
    lobby.runtime.tick().result()
    return lobby.runtime.view.month_count


@given(
    st.integers(0, 120 * 24 * 60).map(lambda minutes: OCTOBER_BEGINS + timedelta(minutes=minutes)),
    st.sampled_from(("UTC", HELSINKI, AUCKLAND)),
)
def test_a_count_is_told_in_its_own_month_of_the_regions_time_and_in_no_other(wall: datetime, zone: str) -> None:
    hours = {"UTC": 0, HELSINKI: 3 if wall < WINTER_TIME_BEGINS else 2, AUCKLAND: 13}[zone]
    here = wall + timedelta(hours=hours)
    told = month_count.current_month_count(NOVEMBER, zone, FakeDeviceClock(wall=wall, ntp_synchronised=True), None)
    assert (told == NOVEMBER) == ((here.year, here.month) == (2026, 11))


@pytest.mark.parametrize(
    ("told", "zone", "synchronised"),
    [
        (None, HELSINKI, True),
        (Answered("2026-11", 0), HELSINKI, True),
        (NOVEMBER, HELSINKI, False),
        (NOVEMBER, "Nowhere/At_all", True),
        (NOVEMBER, "", True),
        (Answered("november", 3), HELSINKI, True),
    ],
)
def test_what_is_not_known_or_nought_is_not_told(told: Answered | None, zone: str, synchronised: bool) -> None:
    assert month_count.current_month_count(told, zone, FakeDeviceClock(ntp_synchronised=synchronised), None) is None


@given(
    st.integers(0, 120 * 24 * 60).map(lambda minutes: OCTOBER_BEGINS + timedelta(minutes=minutes)),
    st.sampled_from(("UTC", HELSINKI, AUCKLAND)),
)
def test_the_day_is_the_one_of_the_regions_time(wall: datetime, zone: str) -> None:
    hours = {"UTC": 0, HELSINKI: 3 if wall < WINTER_TIME_BEGINS else 2, AUCKLAND: 13}[zone]
    assert month_count.today(zone, FakeDeviceClock(wall=wall, ntp_synchronised=True), None) == (wall + timedelta(hours=hours)).date()


@pytest.mark.parametrize(("zone", "synchronised"), [(HELSINKI, False), ("Nowhere/At_all", True), ("", True)])
def test_a_day_that_nobody_can_vouch_for_is_not_told(zone: str, synchronised: bool) -> None:
    assert month_count.today(zone, FakeDeviceClock(ntp_synchronised=synchronised), None) is None


def test_a_change_ends_with_its_last_day_however_long_the_server_is_away(terminal_with_count: HeadlessTerminal, server: FakeServer) -> None:
    change = {"id": "m1", "kind": "change", "date": "2026-11-01", "until": "2026-11-23", "did": {"fi": "Valot on uusittu"}}
    server.configuration = replace(configuration("e2"), messages=(change,))
    terminal_with_count.sync()

    def told() -> str | None:
        return build_page(terminal_with_count.runtime.view, TextInput(), terminal_with_count.clock.steady_ms()).text_of("news")

    last_minute = datetime(2026, 11, 23, 21, 59, tzinfo=UTC) - terminal_with_count.clock.wall_time()
    pass_time(terminal_with_count, ms=last_minute // timedelta(milliseconds=1))
    assert "Valot on uusittu" in (told() or "")
    pass_time(terminal_with_count, ms=61_000)
    assert told() is None, "it is the 24th in the region"
    terminal_with_count.cut_power()
    assert told() is None
    terminal_with_count.cut_power("boot-2")
    assert "Valot on uusittu" in (told() or ""), "in a new boot nobody vouches for the day: what the server sent is shown"


def test_it_goes_when_its_month_ends_and_comes_with_the_next_heartbeat(terminal_with_count: HeadlessTerminal, server: FakeServer) -> None:
    last_minute = datetime(2026, 11, 30, 21, 59, tzinfo=UTC) - terminal_with_count.clock.wall_time()
    assert pass_time(terminal_with_count, ms=last_minute // timedelta(milliseconds=1)) == NOVEMBER
    assert pass_time(terminal_with_count, ms=61_000) is None, "it is December in the region"
    server.answered = Answered("2026-12", 1)
    terminal_with_count.sync()
    assert terminal_with_count.runtime.view.month_count == Answered("2026-12", 1)


def test_it_goes_when_somebody_sets_the_clock(terminal_with_count: HeadlessTerminal) -> None:
    terminal_with_count.clock.set_wall_time(terminal_with_count.clock.wall_time() + timedelta(days=1))
    assert pass_time(terminal_with_count) is None


def test_it_survives_a_restart(terminal_with_count: HeadlessTerminal) -> None:
    terminal_with_count.cut_power()
    assert terminal_with_count.runtime.view.month_count == NOVEMBER
    terminal_with_count.cut_power("boot-2")
    assert terminal_with_count.runtime.view.month_count is None, "in a new boot nobody vouches for the clock yet"
    terminal_with_count.sync()
    assert terminal_with_count.runtime.view.month_count == NOVEMBER


def test_an_old_server_and_one_that_knows_no_place_for_it_take_it_away(terminal_with_count: HeadlessTerminal, server: FakeServer) -> None:
    server.answered = None
    terminal_with_count.sync(with_heartbeat=False)
    assert terminal_with_count.runtime.view.month_count == NOVEMBER, "nothing was asked"
    terminal_with_count.sync()
    assert terminal_with_count.runtime.view.month_count is None


@pytest.mark.parametrize("with_heartbeat", [True, False])
def test_the_count_of_another_place_is_never_told(terminal_with_count: HeadlessTerminal, server: FakeServer, with_heartbeat: bool) -> None:
    views: list[View] = []
    terminal_with_count.runtime.add_view_listener(views.append)
    server.configuration = replace(configuration("e2"), service_point=Named("satama", {"fi": "Satama"}))
    server.answered = Answered("2026-11", 7)
    assert terminal_with_count.sync(with_heartbeat=with_heartbeat).configuration == "updated"
    moved = [view.month_count for view in views if view.configuration and view.configuration.service_point.id == "satama"]
    assert moved[-1] == (Answered("2026-11", 7) if with_heartbeat else None)
    assert NOVEMBER not in moved


def test_a_new_configuration_of_the_same_place_keeps_it(terminal_with_count: HeadlessTerminal, server: FakeServer) -> None:
    server.configuration = configuration("e2", plan=2)
    terminal_with_count.sync(with_heartbeat=False)
    assert terminal_with_count.runtime.view.month_count == NOVEMBER


def test_nothing_changes_before_somebody_who_is_answering(terminal_with_count: HeadlessTerminal, server: FakeServer) -> None:
    terminal_with_count.choose("languages", "close")
    server.answered = Answered("2026-11", 413)
    terminal_with_count.sync()
    assert terminal_with_count.runtime.view.month_count == NOVEMBER
    terminal_with_count.choose("nps-9", "finish", "close")
    assert pass_time(terminal_with_count) == Answered("2026-11", 413)


def test_a_count_that_nobody_can_read_harms_nothing(terminal_with_count: HeadlessTerminal) -> None:
    terminal_with_count.store.write(lambda db: state_values.write(db, "answered", '{"months": 3}')).result()
    terminal_with_count.cut_power()
    assert terminal_with_count.runtime.view.month_count is None
    assert terminal_with_count.mode == "visit"
