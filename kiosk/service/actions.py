"""Defines the functions that the service screen calls to make the terminal do something.

They may take seconds, so they are called neither in the thread of the screens nor in the writer thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.service.overview import ExchangeResult, Overview

SayAloud = Callable[[str, str], str | None]
"""Plays a sentence in a language, and returns the name of the output on which it was played, or None if nothing could play it."""


@dataclass(frozen=True)
class ServiceActions:
    """Holds the functions of one terminal."""

    inspect: Callable[[], Overview]
    """Returns the terminal's present state."""
    send_now: Callable[[], ExchangeResult]
    """Runs an exchange with the server, and returns its result."""
    say_aloud: SayAloud


def say_nothing(_: str, __: str) -> None:
    """Return None, as the `SayAloud` of a terminal that cannot speak."""
