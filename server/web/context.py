"""What every view is given: the database, the settings and the clock. `app.extensions["aula"]` holds one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from server.store.engine import Engine


@dataclass(frozen=True)
class Context:
    """One for each app."""

    engine: Engine
    settings: Any
    """The server's settings; the terminal API needs none of them."""
    now: Callable[[], datetime]
    """The time, aware, in UTC."""


def context() -> Context:
    """The context of the app that answers this request."""
    found: Context = current_app.extensions["aula"]
    return found
