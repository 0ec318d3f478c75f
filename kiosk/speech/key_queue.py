"""What keys and headset tell, from whichever thread, until the screens' thread takes it. No hardware is known here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kiosk.speech.guide import Guide, KeyKind

LIMIT = 64
"""So many wait at most: a key that was pressed before a screen could follow is no choice any more."""


class Inbox:
    """Events in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[Guide], None]] = deque(maxlen=LIMIT)
        self.arrived: Callable[[], None] = _nobody
        """Called from the thread that told, after each event: somebody should soon call `hand_to`."""

    def key(self, name: str, kind: KeyKind, at_ms: int) -> None:
        """A key did something (`hardware.events.KeyEvent`); steady milliseconds of the runtime's clock."""
        self._waiting.append(lambda guide: guide.key(name, kind, at_ms))
        self.arrived()

    def headset(self, inside: bool, at_ms: int) -> None:
        """A headset was plugged in or pulled out (`hardware.events.SwitchEvent`), or was in from the start."""
        self._waiting.append(lambda guide: guide.headset(inside, at_ms))
        self.arrived()

    def somebody(self) -> None:
        """Somebody came near (`hardware.events.SwitchEvent` of the presence sensor): the screens should be awake."""
        self.arrived()

    @property
    def waiting(self) -> int:
        """How many events wait."""
        return len(self._waiting)

    def hand_to(self, guide: Guide) -> None:
        """All that has come, to the guide. In the guide's own thread."""
        while self._waiting:
            self._waiting.popleft()(guide)


def _nobody() -> None:
    """No screen is joined yet: what comes waits for it."""
