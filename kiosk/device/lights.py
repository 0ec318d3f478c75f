"""The lights of a terminal: the panel's, by opening hours and by whether somebody is there, and the status light, by how it stands.

A dark lobby has a dim screen that wakes at once for whoever comes. A clock that nobody can believe dims nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardware import dimming
from hardware.backlight import Backlight
from hardware.errors import BacklightError
from hardware.faults import Fault
from hardware.status_light import Light, Shows
from kiosk.clock import Clock
from kiosk.visit.view import View
from survey.wire import Configuration

log = logging.getLogger("aula.lights")
EVERY_MS = 60_000
LATELY_MS = 60_000
"""So long after a touch or a key somebody still counts as there."""


def shows(view: View, *, faulty: bool) -> Shows:
    """What the status light says: `ready` where a visit can be made and staff need do nothing, else `attention`."""
    return "ready" if view.mode == "visit" and not view.needs_code and not faulty else "attention"


class Lights:
    """Both lights. One thread calls `look`, about once a second; `felt` may come from any."""

    def __init__(self, light: Light, panel: Backlight, clock: Clock, believed: Callable[[], bool]) -> None:
        """`believed` tells whether the wall clock can be trusted now; it is asked once a minute at most."""
        self._light = light
        self._panel = panel
        self._clock = clock
        self._believed = believed
        self._felt_at: int | None = None
        self._set_at: int | None = None
        self._by: tuple[object, ...] = ()
        self.fault: Fault | None = None
        """Of the panel's light, where it did not obey when it was last set."""

    @property
    def dim(self) -> bool:
        """Whether nobody counts as there, so that a touch has something to wake."""
        return self._felt_at is None or self._clock.steady() - self._felt_at >= LATELY_MS

    def felt(self) -> None:
        """A touch, or a key."""
        self._felt_at = self._clock.steady()

    def look(self, view: View, *, present: bool, faulty: bool) -> None:
        """Set both lights as they should be. `present`: whether the sensor sees somebody. What one raises does not stop the other."""
        try:
            self._light.show(shows(view, faulty=faulty or self.fault is not None))
        finally:
            self._look_at_panel(view, present=present)

    def _look_at_panel(self, view: View, *, present: bool) -> None:
        if not self._panel.present:
            return
        visited = view.visit is not None and not view.visit.idle
        now, by = self._clock.steady(), (present or visited or not self.dim, id(view.configuration))
        if by == self._by and self._set_at is not None and now - self._set_at < EVERY_MS:
            return
        self._by, self._set_at = by, now
        self._set(dimming.level(self._hours(view.configuration), self._there(view.configuration), somebody=bool(by[0])))

    def _hours(self, configuration: Configuration | None) -> dict[str, str]:
        return configuration.opening_hours if configuration is not None and self._believed() else {}

    def _there(self, configuration: Configuration | None) -> datetime:
        """The place's own time."""
        try:
            return self._clock.wall().astimezone(ZoneInfo(configuration.region.time_zone) if configuration else None)
        except (ZoneInfoNotFoundError, ValueError):
            return self._clock.wall()

    def _set(self, level: float) -> None:
        try:
            self._panel.level(level)
        except BacklightError as error:
            fault = Fault("backlight", "disobeys", detail=error.strerror or str(error))
            if self.fault is None:
                log.error("%s", fault.words)
            self.fault = fault
        else:
            self.fault = None
