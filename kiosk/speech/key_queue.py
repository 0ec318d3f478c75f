"""What keys and headset tell, from whichever thread, until the screens' thread takes it. No hardware is known here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kiosk.speech.guide import AudioGuide, KeyEventKind

MAX_PENDING_EVENTS = 64
"""So many wait at most: a key that was pressed before a screen could follow is no choice any more."""


class KeyEventQueue:
    """Events in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[AudioGuide], None]] = deque(maxlen=MAX_PENDING_EVENTS)
        self.on_arrival: Callable[[], None] = _nobody
        """Called from the thread that told, after each event: somebody should soon call `hand_to`."""

    def put_key_event(self, name: str, kind: KeyEventKind, at_ms: int) -> None:
        """A key did something (`hardware.events.KeyEvent`); steady milliseconds of the runtime's clock."""
        self._waiting.append(lambda guide: guide.on_key(name, kind, at_ms))
        self.on_arrival()

    def put_headset_event(self, plugged_in: bool, at_ms: int) -> None:
        """A headset was plugged in or pulled out (`hardware.events.SwitchEvent`), or was in from the start."""
        self._waiting.append(lambda guide: guide.on_headset(plugged_in, at_ms))
        self.on_arrival()

    def notify_presence(self) -> None:
        """Somebody came near (`hardware.events.SwitchEvent` of the presence sensor): the screens should be awake."""
        self.on_arrival()

    @property
    def pending_count(self) -> int:
        """How many events wait."""
        return len(self._waiting)

    def deliver_to(self, guide: AudioGuide) -> None:
        """All that has come, to the guide. In the guide's own thread."""
        while self._waiting:
            self._waiting.popleft()(guide)


def _nobody() -> None:
    """No screen is joined yet: what comes waits for it."""
