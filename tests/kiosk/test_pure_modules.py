"""Tests the pure modules: back-off, availability, server address, `Retry-After`, trust in the clock, and the deadlines of a visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import SystemClock, is_wall_clock_trusted, wall_ms
from kiosk.exchange import backoff, server_address
from kiosk.exchange.backoff import Backoff
from kiosk.exchange.server_address import BadAddress
from kiosk.exchange.server_errors import parse_retry_after
from kiosk.store.clock_evidence import ClockEvidence
from kiosk.visit.availability import Availability
from kiosk.visit.script import build_script, deadline
from survey.visit import ActivitySeen, DrawCompleted, DrawnStatements, TargetChosen, Ticked, allowed_targets, idle_visit, step
from survey.wire import DrawRef
from tests.kiosk.sample_configuration import FakeDeviceClock, configuration


@given(st.integers(0, 100), st.floats(0, 1, exclude_max=True))
def test_a_wait_grows_to_a_bound_and_is_full_of_jitter(failures: int, chance: float) -> None:
    wait = backoff.delay_seconds(Backoff(failures), retry_after=None, random=lambda: chance)
    assert 0 <= wait <= min(backoff.MAX_SECONDS, backoff.BASE_SECONDS * 2 ** max(0, failures - 1))
    assert backoff.delay_seconds(Backoff(failures), retry_after=None, random=lambda: 0.0) == 0


@given(st.integers(0, 100), st.floats(0, 1, exclude_max=True), st.floats(0, 86_400))
def test_the_server_is_left_alone_as_long_as_it_asks(failures: int, chance: float, asked: float) -> None:
    assert backoff.delay_seconds(Backoff(failures), retry_after=asked, random=lambda: chance) >= asked


def test_success_forgets_failures() -> None:
    assert backoff.after_failure(backoff.after_failure(backoff.after_success())).failures == 2
    assert backoff.after_success().max_delay_seconds() == 0


@pytest.mark.parametrize(
    ("standing", "mode", "needs_code"),
    [
        (Availability(enrolled=False, configured=False), "enrol", True),
        (Availability(enrolled=False, configured=True), "enrol", True),
        (Availability(enrolled=True, configured=False), "out_of_use", False),
        (Availability(enrolled=True, configured=True), "visit", False),
        (Availability(enrolled=True, configured=True, server_verdict="unauthorised"), "visit", True),
        (Availability(enrolled=True, configured=True, server_verdict="terminal_revoked"), "out_of_use", False),
        (Availability(enrolled=True, configured=True, writable=False), "out_of_use", False),
    ],
)
def test_only_what_must_puts_a_terminal_out_of_use(standing: Availability, mode: str, needs_code: bool) -> None:
    assert (standing.mode, standing.needs_code) == (mode, needs_code)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://palaute.example.fi/", "https://palaute.example.fi"),
        (" https://palaute.example.fi:8443 ", "https://palaute.example.fi:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_https_and_loopback_are_addresses(text: str, address: str) -> None:
    assert server_address.normalise_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["http://palaute.example.fi", "http://127.0.0.1.example.fi", "ftp://x", "palaute.example.fi", "", "https://a:b@c", "https://h:x"],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(BadAddress):
        server_address.normalise_address(text)


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", None, 120),
        ("Sun, 22 Nov 2026 10:02:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 120),
        ("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 0),
        ("soon", None, None),
        ("-5", None, None),
        (None, None, None),
    ],
)
def test_retry_after_is_read_in_both_forms_by_the_servers_own_clock(value: str | None, date: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, date) == seconds


def make_evidence(clock: FakeDeviceClock, offset_ms: int = 0) -> ClockEvidence:
    return ClockEvidence(clock.boot, clock.steady_ms(), "2026-11-22T08:00:00Z", 5, offset_ms, wall_ms(clock) - clock.steady_ms())


@pytest.mark.parametrize(("offset", "believed"), [(0, True), (2_000, True), (-2_000, True), (2_001, False), (-(10**12), False)])
def test_a_clock_near_the_servers_is_believed(offset: int, believed: bool) -> None:
    clock = FakeDeviceClock(ntp_synchronised=not believed)
    assert is_wall_clock_trusted(clock, make_evidence(clock, offset)) is believed


def test_without_a_witness_of_this_boot_the_systems_word_counts() -> None:
    clock = FakeDeviceClock()
    seen = make_evidence(clock)
    clock.reboot("boot-2")
    for word in (True, False):
        clock.ntp_synchronised = word
        assert is_wall_clock_trusted(clock, seen) is word
        assert is_wall_clock_trusted(clock, None) is word


def test_a_clock_that_was_set_since_is_believed_only_on_the_systems_word() -> None:
    clock = FakeDeviceClock()
    seen = make_evidence(clock)
    clock.advance(ms=86_400_000)
    assert is_wall_clock_trusted(clock, seen)
    clock.set_wall_time(clock.wall_time() + timedelta(seconds=3))
    assert not is_wall_clock_trusted(clock, seen)


def test_the_machines_clocks_go_on() -> None:
    clock = SystemClock("mine")
    assert clock.boot == "mine"
    assert len(SystemClock().boot) == 36
    before = clock.steady_ms()
    assert clock.steady_ms() >= before
    assert clock.wall_time().utcoffset() is not None
    assert isinstance(clock.is_ntp_synchronised(), bool)
    assert abs(wall_ms(clock) - datetime.now(UTC).timestamp() * 1000) < 5_000


@given(st.lists(st.integers(0, 30), max_size=12), st.lists(st.integers(0, 40_000), min_size=12, max_size=12))
def test_nothing_moves_by_time_before_its_deadline_and_something_does_at_it(choices: list[int], pauses: list[int]) -> None:
    visit, now = idle_visit(build_script(configuration())), 1_000
    for choice, pause in zip(choices, pauses, strict=False):
        now += pause
        names = allowed_targets(visit)
        visit, effects = step(visit, TargetChosen(names[choice % len(names)]), now)
        if effects and visit.step == "statement" and visit.drawn is None:
            visit, _ = step(visit, DrawCompleted(DrawnStatements(DrawRef(1, 1, 0), ("access", "safety"))), now)
        visit, _ = step(visit, ActivitySeen(), now)
        due = deadline(visit)
        if due is None:
            assert visit.is_idle
            continue
        assert step(visit, Ticked(), due - 1)[0] == visit
        assert step(visit, Ticked(), due)[0] != visit
