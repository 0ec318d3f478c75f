"""Tests how the backlight follows opening hours and people, and how the status light follows the state of the terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from hardware.backlight import validate_brightness
from hardware.dimming import CLOSED_BRIGHTNESS, MARGIN_BRIGHTNESS, OPEN_BRIGHTNESS
from hardware.errors import BacklightError
from hardware.faults import DeviceFault
from hardware.status_light import StatusLightState
from kiosk.device.lights import PANEL_INTERVAL_MS, PRESENCE_TIMEOUT_MS, Lights, status_light_state
from kiosk.visit.script import build_script
from kiosk.visit.view import EnrolmentView, View
from survey.visit import idle_visit
from tests.kiosk.sample_configuration import FakeDeviceClock, configuration

HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00")
CONFIGURATION = replace(configuration(), opening_hours=HOURS)
IDLE_VIEW = View(mode="visit", configuration=CONFIGURATION, visit=idle_visit(build_script(CONFIGURATION)))
VISIT_VIEW = replace(IDLE_VIEW, visit=replace(idle_visit(build_script(CONFIGURATION)), began_at=5))
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Is Monday at 20:00 in Helsinki, when the service point is closed."""


class FakeBacklight:
    """Records every brightness that is set. It raises `BacklightError` while `is_working` is false."""

    is_present = True

    def __init__(self) -> None:
        self.brightnesses: list[float] = []
        self.is_working = True

    def set_brightness(self, brightness: float) -> None:
        if not self.is_working:
            raise BacklightError(13, "Permission denied", "brightness")
        self.brightnesses.append(validate_brightness(brightness))

    def close(self) -> None:
        pass


class FakeStatusLight:
    def __init__(self) -> None:
        self.states: list[StatusLightState] = []

    def show(self, state: StatusLightState) -> None:
        self.states.append(state)

    def close(self) -> None:
        pass


class LightsTestRig:
    """Joins a backlight, a status light and a clock that record and do what a test asks."""

    def __init__(self, wall: datetime = EVENING, *, is_clock_trusted: bool = True) -> None:
        self.clock, self.backlight, self.status_light = FakeDeviceClock(wall=wall), FakeBacklight(), FakeStatusLight()
        self.lights = Lights(self.status_light, self.backlight, self.clock, lambda: is_clock_trusted)

    def update(self, view: View = IDLE_VIEW, *, ms: int = 0, somebody_present: bool = False, has_fault: bool = False) -> float:
        self.clock.advance(ms=ms)
        self.lights.update(view, somebody_present=somebody_present, has_fault=has_fault)
        return self.backlight.brightnesses[-1]


def test_a_closed_place_is_dim_and_an_open_one_bright_by_its_own_time() -> None:
    room = LightsTestRig()
    assert room.update() == CLOSED_BRIGHTNESS
    for hour, level in (
        (4, CLOSED_BRIGHTNESS),
        (6, OPEN_BRIGHTNESS),
        (13, OPEN_BRIGHTNESS),
        (14, MARGIN_BRIGHTNESS),
        (15, CLOSED_BRIGHTNESS),
    ):
        room.clock.set_wall_time(datetime(2026, 11, 24, hour, 0, tzinfo=UTC))
        assert room.update(ms=PANEL_INTERVAL_MS) == level, hour


def test_it_is_set_once_a_minute_and_at_once_for_whoever_comes() -> None:
    room = LightsTestRig()
    for _ in range(59):
        room.update(ms=1_000)
    assert room.backlight.brightnesses == [CLOSED_BRIGHTNESS]
    assert room.update(ms=10, somebody_present=True) == OPEN_BRIGHTNESS
    assert room.update(ms=10) == CLOSED_BRIGHTNESS
    room.lights.record_activity()
    assert room.update(ms=10) == OPEN_BRIGHTNESS
    assert room.update(VISIT_VIEW, ms=PRESENCE_TIMEOUT_MS) == OPEN_BRIGHTNESS
    assert room.update(ms=10) == CLOSED_BRIGHTNESS
    assert room.update(VISIT_VIEW, ms=10) == OPEN_BRIGHTNESS


def test_a_clock_that_nobody_believes_dims_nothing() -> None:
    assert LightsTestRig(is_clock_trusted=False).update() == OPEN_BRIGHTNESS


def test_a_place_whose_zone_nobody_knows_goes_by_the_machines_time() -> None:
    strange = replace(CONFIGURATION, region=replace(CONFIGURATION.region, time_zone="Europe/Nowhere"))
    assert LightsTestRig().update(replace(IDLE_VIEW, configuration=strange)) == CLOSED_BRIGHTNESS


def test_a_light_that_does_not_obey_is_a_fault_until_it_does() -> None:
    room = LightsTestRig()
    room.backlight.is_working = False
    room.lights.update(IDLE_VIEW, somebody_present=False, has_fault=False)
    assert room.lights.fault == DeviceFault("backlight", "disobeys", detail="Permission denied")
    room.backlight.is_working = True
    assert room.update(ms=PANEL_INTERVAL_MS) == CLOSED_BRIGHTNESS
    assert room.lights.fault is None


def test_a_status_light_that_fails_leaves_the_panel_its_light(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: StatusLightState) -> None:
        raise OSError(5, "Input/output error")

    room = LightsTestRig()
    monkeypatch.setattr(room.status_light, "show", fail)
    with pytest.raises(OSError, match="Input/output"):
        room.update()
    assert room.backlight.brightnesses == [CLOSED_BRIGHTNESS]


@pytest.mark.parametrize(
    ("view", "faulty", "said"),
    [
        (IDLE_VIEW, False, "ready"),
        (VISIT_VIEW, False, "ready"),
        (IDLE_VIEW, True, "attention"),
        (replace(IDLE_VIEW, needs_code=True), False, "attention"),
        (View(mode="enrol", enrolment=EnrolmentView(server=None)), False, "attention"),
        (View(mode="out_of_use", configuration=CONFIGURATION), False, "attention"),
    ],
)
def test_the_status_light_says_whether_staff_have_something_to_do(view: View, faulty: bool, said: StatusLightState) -> None:
    assert status_light_state(view, has_fault=faulty) == said
    room = LightsTestRig()
    room.lights.update(view, somebody_present=False, has_fault=faulty)
    assert room.status_light.states == [said]
