"""When a screen breaks: it is logged without anything a person typed, answers are kept, and the idle screen comes back.

An exception's message may quote what was typed, so only its kind and its places in the code are logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from kivy.base import ExceptionHandler, ExceptionManager

from kiosk.logs import safe_traceback

log = logging.getLogger("aula.screen")
MAX_CONSECUTIVE_FAILURES = 3
"""Without a whole screen between; then the program ends, and whoever watches it starts it anew."""


class ScreenExceptionHandler(ExceptionHandler):
    """Stands between a broken screen and the end of the program."""

    def __init__(self, recover: Callable[[], None]) -> None:
        super().__init__()
        self._recover = recover
        self._in_a_row = 0
        ExceptionManager.add_handler(self)

    def reset_failure_count(self) -> None:
        """A whole screen was shown: what broke before is over."""
        self._in_a_row = 0

    def remove(self) -> None:
        ExceptionManager.remove_handler(self)

    def handle_exception(self, exception: BaseException) -> Any:
        """Kivy's call for every exception of its loop."""
        if not isinstance(exception, Exception):
            return ExceptionManager.RAISE
        self._in_a_row += 1
        log.error("a screen broke: %s", safe_traceback(exception))
        if self._in_a_row > MAX_CONSECUTIVE_FAILURES:
            return ExceptionManager.RAISE
        self._recover()
        return ExceptionManager.PASS
