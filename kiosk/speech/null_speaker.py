"""Whoever says nothing, and whoever says nothing yet: a window opens at once and waits for no voice."""

from __future__ import annotations

from kiosk.speech.guide import Says
from kiosk.speech.utterances import Said


class Silent:
    """A terminal that says nothing: keys go their way all the same."""

    busy = False

    def say(self, said: Said, *, rate: int, share: float, chime: bool = False) -> None:
        pass

    def hush(self) -> None:
        pass


class Later:
    """A speaker that is joined while the window already runs; silent until then. Any thread may join it."""

    def __init__(self) -> None:
        self._speaker: Says = Silent()

    def join(self, speaker: Says) -> None:
        """From now on this one speaks."""
        self._speaker = speaker

    @property
    def busy(self) -> bool:
        return self._speaker.busy

    def say(self, said: Said, *, rate: int, share: float, chime: bool = False) -> None:
        self._speaker.say(said, rate=rate, share=share, chime=chime)

    def hush(self) -> None:
        self._speaker.hush()
