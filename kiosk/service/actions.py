"""What the service screen makes the terminal do, each a callable handed in. None is called in the screens' thread or the writer's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.service.overview import ExchangeResult, Overview

SayAloud = Callable[[str, str], str | None]
"""(sentence, language) ─► the name of the output it was played on, once it was; None where there is none."""


@dataclass(frozen=True)
class ServiceActions:
    """Those of one terminal."""

    inspect: Callable[[], Overview]
    send_now: Callable[[], ExchangeResult]
    say_aloud: SayAloud


def say_nothing(_: str, __: str) -> None:
    """Of a terminal that cannot speak."""
