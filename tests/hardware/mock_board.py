"""Provides a board of mock pins with a simulated clock, on which edges happen to the microsecond without any waiting."""

from __future__ import annotations

from collections.abc import Iterable

from gpiozero.pins.mock import MockFactory, MockPin
from gpiozero.pins.pi import PiPin

from hardware import pins

Edges = Iterable[tuple[int, int]]
"""Holds edges as pairs of the microseconds since the call of `MockBoard.play` and the new level, as a logic analyser records them."""


class _TimedPin(MockPin):  # type: ignore[misc]
    def _call_when_changed(self) -> None:
        PiPin._call_when_changed(self, self.factory.ticks(), self._state)


class MockBoard(MockFactory):  # type: ignore[misc]
    """Provides gpiozero's mock pins with a simulated clock, which starts at 1000 s."""

    def __init__(self) -> None:
        super().__init__(pin_class=_TimedPin)
        self.time_us = 1_000_000_000

    def ticks(self) -> float:
        return self.time_us / 1_000_000

    def now_ms(self) -> int:
        return self.time_us // 1000

    def advance(self, ms: float) -> None:
        self.time_us += round(ms * 1000)

    def play(self, name: str, edges: Edges) -> None:
        """Play the edges on the wire of that name, and set the clock to the time of the last edge."""
        began = self.time_us
        for at_us, level in edges:
            self.time_us = began + at_us
            self.drive(name, level)

    def drive(self, name: str, level: int) -> None:
        pin = self.pin(pins.by_name(name).bcm)
        if level:
            pin.drive_high()
        else:
            pin.drive_low()

    def press(self, name: str, for_ms: float = 90) -> None:
        """Press the key of that name without bouncing, and let it rest for the same time."""
        self.drive(name, 0)
        self.advance(for_ms)
        self.drive(name, 1)
        self.advance(for_ms)
