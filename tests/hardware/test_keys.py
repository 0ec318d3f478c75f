"""Tests keys on mock pins, edge by edge: every press counts once, however the contact bounces and the hand moves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from gpiozero.pins.mock import MockFactory
from hypothesis import given
from hypothesis import strategies as st

from hardware import pins
from hardware.debounce import DEBOUNCE_MS
from hardware.events import HardwareEvent, KeyEvent
from hardware.key_press import CHOOSE_MIN_PRESS_INTERVAL_MS, HOLD_MS, MIN_PRESS_INTERVAL_MS, STUCK_MS
from hardware.keys import HOLD_TIMES_MS, MIN_PRESS_INTERVALS_MS, HardwareKey
from tests.hardware import bounce_patterns
from tests.hardware.mock_board import MockBoard


class KeyTestRig:
    """Joins a key to a board of mock pins and records its events."""

    def __init__(self, name: str = "next") -> None:
        self.name = name
        self.board = MockBoard()
        self.events: list[HardwareEvent] = []
        self.key = HardwareKey(pins.by_name(name), self.events.append, now=self.board.now_ms, pin_factory=self.board)

    def event_kinds(self) -> list[str]:
        return [event.kind for event in self.events if isinstance(event, KeyEvent)]

    def press(self, for_ms: float = 90) -> None:
        self.board.press(self.name, for_ms)
        self.key.poll()

    def wait(self, ms: float = 1000) -> None:
        self.board.advance(ms)
        self.key.poll()

    def close(self) -> None:
        self.key.close()
        self.board.close()


@pytest.fixture
def key_rig() -> Iterator[KeyTestRig]:
    one = KeyTestRig()
    yield one
    one.close()


@pytest.fixture
def help_key_rig() -> Iterator[KeyTestRig]:
    one = KeyTestRig("help")
    yield one
    one.close()


@pytest.mark.parametrize("name", pins.KEY_NAMES)
@pytest.mark.parametrize("pattern", bounce_patterns.SINGLE_PRESS_PATTERNS)
def test_every_recorded_press_of_every_key_counts_once(name: str, pattern: str) -> None:
    rig = KeyTestRig(name)
    rig.board.play(name, bounce_patterns.SINGLE_PRESS_PATTERNS[pattern])
    rig.wait()
    assert rig.event_kinds() == ["press", "release"]
    rig.close()


@given(gaps=st.lists(st.integers(1, DEBOUNCE_MS * 1000 - 1), max_size=40))
def test_any_bouncing_within_the_quiet_time_is_exactly_one_press(gaps: list[int]) -> None:
    finger = KeyTestRig()
    finger.board.play("next", [(at, index % 2) for index, at in enumerate(itertools.accumulate(gaps, initial=0))])
    finger.wait()
    assert finger.event_kinds().count("press") == 1
    finger.close()


@given(
    name=st.sampled_from(pins.KEY_NAMES),
    beyond_ms=st.integers(0, 3000),
    down_ms=st.integers(DEBOUNCE_MS, 150),
    bounce_us=st.lists(st.integers(1, 3000), max_size=6),
)
def test_two_presses_farther_apart_are_two(name: str, beyond_ms: int, down_ms: int, bounce_us: list[int]) -> None:
    apart_us = (MIN_PRESS_INTERVALS_MS.get(name, MIN_PRESS_INTERVAL_MS) + beyond_ms) * 1000
    rattle = list(itertools.accumulate(bounce_us, initial=0))
    levels = [index % 2 for index in range(len(rattle))]
    if levels[-1]:  # the bounces of a press must end with the contact closed
        rattle, levels = rattle[:-1], levels[:-1]
    up = rattle[-1] + down_ms * 1000
    press = [*zip(rattle, levels, strict=True), (up, 1)]
    finger = KeyTestRig(name)
    finger.board.play(name, [*press, *((at + apart_us, level) for at, level in press)])
    finger.wait()
    assert finger.event_kinds() == ["press", "release", "press", "release"]
    finger.close()


@pytest.mark.parametrize(("name", "apart_ms"), [("next", MIN_PRESS_INTERVAL_MS), ("choose", CHOOSE_MIN_PRESS_INTERVAL_MS)])
def test_a_press_too_soon_after_the_last_is_its_echo_and_the_next_one_counts(name: str, apart_ms: int) -> None:
    finger = KeyTestRig(name)
    started = finger.board.time_us
    finger.press(40)
    finger.board.time_us = started + (apart_ms - 1) * 1000
    finger.press(40)
    assert finger.event_kinds() == ["press", "release"]
    finger.board.time_us = started + 2 * apart_ms * 1000
    finger.press(40)
    assert finger.event_kinds() == ["press", "release"] * 2
    finger.close()


def test_thirty_presses_a_second_are_five(key_rig: KeyTestRig) -> None:
    for _ in range(30):
        key_rig.board.play("next", [(0, 0), (16_000, 1)])
        key_rig.board.advance(1000 / 30 - 16)
    key_rig.wait()
    assert key_rig.event_kinds().count("press") <= 5


def test_a_press_is_told_at_its_first_edge_with_the_moment_of_it(key_rig: KeyTestRig) -> None:
    key_rig.board.advance(250)
    key_rig.board.drive("next", 0)
    assert key_rig.events == [KeyEvent("next", "press", 1_000_250)]


def test_a_release_says_how_long_the_key_was_down(key_rig: KeyTestRig) -> None:
    key_rig.press(137)
    assert key_rig.events[-1] == KeyEvent("next", "release", 1_000_137, 137)


def test_a_key_does_not_repeat_however_long_it_is_down(key_rig: KeyTestRig) -> None:
    key_rig.board.drive("next", 0)
    for _ in range(50):
        key_rig.wait(200)
    key_rig.board.drive("next", 1)
    key_rig.wait()
    assert key_rig.event_kinds() == ["press", "hold", "release"]


def test_a_key_is_held_from_a_certain_time_on_and_repeat_never(help_key_rig: KeyTestRig) -> None:
    help_key_rig.press(HOLD_MS - 1)
    assert "hold" not in help_key_rig.event_kinds()
    repeat = KeyTestRig("repeat")
    repeat.press(HOLD_MS * 2)
    assert "hold" not in repeat.event_kinds()
    repeat.close()
    assert set(HOLD_TIMES_MS) == set(pins.KEY_NAMES) - {"repeat"}


def test_a_long_press_is_told_once_while_the_key_is_down(help_key_rig: KeyTestRig) -> None:
    help_key_rig.board.drive("help", 0)
    help_key_rig.wait(HOLD_MS - 1)
    assert help_key_rig.event_kinds() == ["press"]
    help_key_rig.wait(1)
    help_key_rig.wait()
    assert help_key_rig.events[-1] == KeyEvent("help", "hold", 1_000_000 + HOLD_MS, HOLD_MS)
    help_key_rig.board.drive("help", 1)
    help_key_rig.wait()
    assert help_key_rig.event_kinds() == ["press", "hold", "release"]


def test_a_long_press_that_nobody_looked_for_is_told_at_its_release(help_key_rig: KeyTestRig) -> None:
    help_key_rig.press(HOLD_MS + 500)
    assert help_key_rig.event_kinds() == ["press", "hold", "release"]
    assert isinstance(help_key_rig.events[1], KeyEvent)
    assert help_key_rig.events[1].duration_ms == HOLD_MS + 500


def test_a_spike_does_not_break_a_long_press(help_key_rig: KeyTestRig) -> None:
    help_key_rig.board.play("help", [(0, 0), (400_000, 1), (400_030, 0)])
    help_key_rig.wait(HOLD_MS)
    assert help_key_rig.event_kinds() == ["press", "hold"]


def test_gpiozeros_own_thread_wakes_for_a_long_press(wait_until: Callable[..., object]) -> None:
    from hardware.events import steady_ms

    told: list[HardwareEvent] = []
    factory = MockFactory()
    key = HardwareKey(pins.by_name("help"), told.append, now=steady_ms, pin_factory=factory)
    factory.pin(pins.by_name("help").bcm).drive_low()
    wait_until(lambda: any(isinstance(event, KeyEvent) and event.kind == "hold" for event in told))
    hold = told[-1]
    assert isinstance(hold, KeyEvent)
    assert hold.duration_ms >= HOLD_MS
    key.close()
    factory.close()


def test_a_key_that_is_down_at_the_start_counts_once_it_was_let_go() -> None:
    wires = MockBoard()
    told: list[HardwareEvent] = []
    number = pins.by_name("next").bcm
    wires.pin(number)

    def already_down(self: object, value: str) -> None:
        wires.pin(number)._pull = value
        wires.pin(number).drive_low()

    wires.pin(number)._set_pull = already_down.__get__(wires.pin(number))
    key = HardwareKey(pins.by_name("next"), told.append, now=wires.now_ms, pin_factory=wires)
    wires.advance(1000)
    key.poll()
    assert told == []
    assert key.is_stuck
    wires.drive("next", 1)
    wires.advance(500)
    key.poll()
    assert told == []
    assert not key.is_stuck
    wires.press("next")
    key.poll()
    assert [event.kind for event in told if isinstance(event, KeyEvent)] == ["press", "release"]
    key.close()
    wires.close()


def test_a_key_that_stays_down_is_stuck_until_it_is_let_go(key_rig: KeyTestRig) -> None:
    key_rig.board.drive("next", 0)
    key_rig.wait(STUCK_MS - 1)
    assert not key_rig.key.is_stuck
    key_rig.wait(1)
    assert key_rig.key.is_stuck
    key_rig.board.drive("next", 1)
    key_rig.wait()
    assert not key_rig.key.is_stuck


def test_a_listener_that_fails_loses_its_event_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    wires = MockBoard()
    told: list[HardwareEvent] = []

    def listen(event: HardwareEvent) -> None:
        told.append(event)
        raise RuntimeError("what somebody typed")

    key = HardwareKey(pins.by_name("next"), listen, now=wires.now_ms, pin_factory=wires)
    wires.press("next", 500)
    wires.press("next", 500)
    assert len(told) == 3, "press, and with one edge its release and the next press"
    assert "RuntimeError" in caplog.text
    assert "typed" not in caplog.text
    key.close()
    wires.close()


def test_edges_that_reach_us_late_are_dated_to_when_they_happened() -> None:
    wires = MockBoard()
    told: list[HardwareEvent] = []
    late_ms = 0
    key = HardwareKey(pins.by_name("next"), told.append, now=lambda: wires.now_ms() + late_ms, pin_factory=wires)
    pressed = wires.ticks()
    wires.advance(80)  # the interpreter was busy and handles the edge late
    key._line._edge(True, pressed)
    assert told == [KeyEvent("next", "press", 1_000_000)]
    key.close()
    wires.close()


@pytest.mark.parametrize("seconds", [-5.0, 4000.0])
def test_an_edge_dated_by_another_clock_is_taken_for_just_now(seconds: float) -> None:
    wires = MockBoard()
    told: list[HardwareEvent] = []
    key = HardwareKey(pins.by_name("next"), told.append, now=wires.now_ms, pin_factory=wires)
    key._line._edge(True, wires.ticks() - seconds)
    assert told == [KeyEvent("next", "press", 1_000_000)]
    key.close()
    wires.close()
