"""Controls the panel's backlight, by opening hours and presence, and the status light, by the state of the terminal.

The backlight is dimmed outside the opening hours and becomes bright at once when somebody comes. If the clock is not trusted, the
backlight is never dimmed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardware import dimming
from hardware.backlight import Backlight
from hardware.errors import BacklightError
from hardware.faults import DeviceFault
from hardware.status_light import StatusLight, StatusLightState
from kiosk.clock import DeviceClock
from kiosk.visit.view import View
from survey.wire import Configuration

log = logging.getLogger("aula.lights")
PANEL_INTERVAL_MS = 60_000
PRESENCE_TIMEOUT_MS = 60_000
"""The time after a touch or key press for which somebody counts as present."""


def status_light_state(view: View, *, has_fault: bool) -> StatusLightState:
    """Return `ready` if a visit can be made and staff need do nothing, else `attention`."""
    return "ready" if view.mode == "visit" and not view.needs_code and not has_fault else "attention"


class Lights:
    """Controls both lights.

    One thread calls `update` about once a second. `record_activity` may be called from any thread.
    """

    def __init__(self, status_light: StatusLight, backlight: Backlight, clock: DeviceClock, is_clock_trusted: Callable[[], bool]) -> None:
        """Store the lights and clocks.

        `is_clock_trusted` returns whether the wall clock can be trusted now. It is called each time the brightness is computed: once a
        minute, and when presence or the configuration changes.
        """
        self._light = status_light
        self._panel = backlight
        self._clock = clock
        self._believed = is_clock_trusted
        self._felt_at: int | None = None
        self._set_at: int | None = None
        self._by: tuple[object, ...] = ()
        self.fault: DeviceFault | None = None
        """The fault of the backlight if it could not be set the last time, or None."""

    @property
    def is_unattended(self) -> bool:
        """Return whether nobody counts as present, so that a touch must brighten the panel."""
        return self._felt_at is None or self._clock.steady_ms() - self._felt_at >= PRESENCE_TIMEOUT_MS

    def record_activity(self) -> None:
        """Record a touch or a key press."""
        self._felt_at = self._clock.steady_ms()

    def update(self, view: View, *, somebody_present: bool, has_fault: bool) -> None:
        """Set both lights. An error of one does not prevent setting the other.

        Args:
            view: what the terminal shows.
            somebody_present: whether the presence sensor detects somebody.
            has_fault: whether a part other than the backlight has a fault.
        """
        try:
            self._light.show(status_light_state(view, has_fault=has_fault or self.fault is not None))
        finally:
            self._look_at_panel(view, present=somebody_present)

    def _look_at_panel(self, view: View, *, present: bool) -> None:
        if not self._panel.is_present:
            return
        visited = view.visit is not None and not view.visit.is_idle
        now, by = self._clock.steady_ms(), (present or visited or not self.is_unattended, id(view.configuration))
        if by == self._by and self._set_at is not None and now - self._set_at < PANEL_INTERVAL_MS:
            return
        self._by, self._set_at = by, now
        self._set(dimming.brightness_for(self._hours(view.configuration), self._there(view.configuration), somebody_present=bool(by[0])))

    def _hours(self, configuration: Configuration | None) -> dict[str, str]:
        return configuration.opening_hours if configuration is not None and self._believed() else {}

    def _there(self, configuration: Configuration | None) -> datetime:
        """Return the local time of the place."""
        try:
            return self._clock.wall_time().astimezone(ZoneInfo(configuration.region.time_zone) if configuration else None)
        except (ZoneInfoNotFoundError, ValueError):
            return self._clock.wall_time()

    def _set(self, level: float) -> None:
        try:
            self._panel.set_brightness(level)
        except BacklightError as error:
            fault = DeviceFault("backlight", "disobeys", detail=error.strerror or str(error))
            if self.fault is None:
                log.error("%s", fault.message)
            self.fault = fault
        else:
            self.fault = None
