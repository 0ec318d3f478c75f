"""Queues the events of hardware keys and the headset, from any thread, until the thread of the screens handles them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kiosk.speech.audio_guide import AudioGuide, KeyEventKind

MAX_PENDING_EVENTS = 64
"""Limits the events in the queue. The oldest are dropped first: if the screens lag so far behind, old key presses are no valid choices."""


class KeyEventQueue:
    """Holds events in the order in which they arrived."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[AudioGuide], None]] = deque(maxlen=MAX_PENDING_EVENTS)
        self.on_arrival: Callable[[], None] = _nobody
        """Is called after each event, in the thread that reported it. It should make the screens' thread call `deliver_to` soon."""

    def put_key_event(self, name: str, kind: KeyEventKind, at_ms: int) -> None:
        """Queue an event of a key (`hardware.events.KeyEvent`).

        Args:
            name: the name of the key.
            kind: what happened to it.
            at_ms: monotonic milliseconds of the runtime's clock.
        """
        self._waiting.append(lambda guide: guide.on_key(name, kind, at_ms))
        self.on_arrival()

    def put_headset_event(self, plugged_in: bool, at_ms: int) -> None:
        """Queue that a headset was plugged in or pulled out (`hardware.events.SwitchEvent`), or was plugged in from the start.

        Args:
            plugged_in: whether the headset is plugged in now.
            at_ms: monotonic milliseconds of the runtime's clock.
        """
        self._waiting.append(lambda guide: guide.on_headset(plugged_in, at_ms))
        self.on_arrival()

    def notify_presence(self) -> None:
        """Wake the screens, because the presence sensor has detected a person (`hardware.events.SwitchEvent`). Nothing is queued."""
        self.on_arrival()

    @property
    def pending_count(self) -> int:
        """Return the number of events in the queue."""
        return len(self._waiting)

    def deliver_to(self, guide: AudioGuide) -> None:
        """Hand all queued events to the guide. Call it in the guide's own thread."""
        while self._waiting:
            self._waiting.popleft()(guide)


def _nobody() -> None:
    """Do nothing, because no screen is connected yet. Events stay in the queue."""
