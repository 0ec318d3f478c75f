"""The panel's light by hours and people, the status light by how the terminal stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from hardware.backlight import checked
from hardware.dimming import AROUND, CLOSED, OPEN
from hardware.errors import BacklightError
from hardware.faults import Fault
from hardware.status_light import Shows
from kiosk.device.lights import EVERY_MS, LATELY_MS, Lights, shows
from kiosk.visit.script import script
from kiosk.visit.view import EnrolView, View
from survey.visit import idle
from tests.kiosk.sample_configuration import HandClock, configuration

HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00")
PLACE = replace(configuration(), opening_hours=HOURS)
IDLE = View(mode="visit", configuration=PLACE, visit=idle(script(PLACE)))
BUSY = replace(IDLE, visit=replace(idle(script(PLACE)), began_at=5))
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday, 20 o'clock in Helsinki."""


class Panel:
    """A panel that remembers how bright it was set."""

    present = True

    def __init__(self) -> None:
        self.levels: list[float] = []
        self.obeys = True

    def level(self, brightness: float) -> None:
        if not self.obeys:
            raise BacklightError(13, "Permission denied", "brightness")
        self.levels.append(checked(brightness))

    def close(self) -> None:
        pass


class Lamp:
    def __init__(self) -> None:
        self.shown: list[Shows] = []

    def show(self, what: Shows) -> None:
        self.shown.append(what)

    def close(self) -> None:
        pass


class Room:
    """Both lights in a lobby at a time of day."""

    def __init__(self, wall: datetime = EVENING, *, believed: bool = True) -> None:
        self.clock, self.panel, self.lamp = HandClock(wall=wall), Panel(), Lamp()
        self.lights = Lights(self.lamp, self.panel, self.clock, lambda: believed)

    def look(self, view: View = IDLE, *, ms: int = 0, present: bool = False, faulty: bool = False) -> float:
        self.clock.pass_(ms=ms)
        self.lights.look(view, present=present, faulty=faulty)
        return self.panel.levels[-1]


def test_a_closed_place_is_dim_and_an_open_one_bright_by_its_own_time() -> None:
    room = Room()
    assert room.look() == CLOSED
    for hour, level in ((4, CLOSED), (6, OPEN), (13, OPEN), (14, AROUND), (15, CLOSED)):
        room.clock.set_wall(datetime(2026, 11, 24, hour, 0, tzinfo=UTC))
        assert room.look(ms=EVERY_MS) == level, hour


def test_it_is_set_once_a_minute_and_at_once_for_whoever_comes() -> None:
    room = Room()
    for _ in range(59):
        room.look(ms=1_000)
    assert room.panel.levels == [CLOSED]
    assert room.look(ms=10, present=True) == OPEN
    assert room.look(ms=10) == CLOSED
    room.lights.felt()
    assert room.look(ms=10) == OPEN
    assert room.look(BUSY, ms=LATELY_MS) == OPEN
    assert room.look(ms=10) == CLOSED
    assert room.look(BUSY, ms=10) == OPEN


def test_a_clock_that_nobody_believes_dims_nothing() -> None:
    assert Room(believed=False).look() == OPEN


def test_a_place_whose_zone_nobody_knows_goes_by_the_machines_time() -> None:
    strange = replace(PLACE, region=replace(PLACE.region, time_zone="Europe/Nowhere"))
    assert Room().look(replace(IDLE, configuration=strange)) == CLOSED


def test_a_light_that_does_not_obey_is_a_fault_until_it_does() -> None:
    room = Room()
    room.panel.obeys = False
    room.lights.look(IDLE, present=False, faulty=False)
    assert room.lights.fault == Fault("backlight", "disobeys", detail="Permission denied")
    room.panel.obeys = True
    assert room.look(ms=EVERY_MS) == CLOSED
    assert room.lights.fault is None


def test_a_status_light_that_fails_leaves_the_panel_its_light(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Shows) -> None:
        raise OSError(5, "Input/output error")

    room = Room()
    monkeypatch.setattr(room.lamp, "show", fail)
    with pytest.raises(OSError, match="Input/output"):
        room.look()
    assert room.panel.levels == [CLOSED]


@pytest.mark.parametrize(
    ("view", "faulty", "said"),
    [
        (IDLE, False, "ready"),
        (BUSY, False, "ready"),
        (IDLE, True, "attention"),
        (replace(IDLE, needs_code=True), False, "attention"),
        (View(mode="enrol", enrol=EnrolView(server=None)), False, "attention"),
        (View(mode="out_of_use", configuration=PLACE), False, "attention"),
    ],
)
def test_the_status_light_says_whether_staff_have_something_to_do(view: View, faulty: bool, said: Shows) -> None:
    assert shows(view, faulty=faulty) == said
    room = Room()
    room.lights.look(view, present=False, faulty=faulty)
    assert room.lamp.shown == [said]
