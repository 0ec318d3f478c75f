"""Handles an exception in a screen: logs it, keeps the answers, and returns to the idle screen.

An exception's message may quote text that a person typed. Therefore only its type and its lines of code are logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from kivy.base import ExceptionHandler, ExceptionManager

from kiosk.logs import safe_traceback

log = logging.getLogger("aula.screen")
MAX_CONSECUTIVE_FAILURES = 3
"""The number of failures without a completely painted screen between them after which one more ends the program; systemd restarts it."""


class ScreenExceptionHandler(ExceptionHandler):
    """Recovers from exceptions in Kivy's event loop, up to a number of consecutive failures."""

    def __init__(self, recover: Callable[[], None]) -> None:
        """Register the handler with Kivy; `recover()` is called after each failure that does not end the program."""
        super().__init__()
        self._recover = recover
        self._in_a_row = 0
        ExceptionManager.add_handler(self)

    def reset_failure_count(self) -> None:
        """Start counting failures from zero again, because a completely painted screen was shown."""
        self._in_a_row = 0

    def remove(self) -> None:
        """Unregister the handler from Kivy."""
        ExceptionManager.remove_handler(self)

    def handle_exception(self, exception: BaseException) -> Any:
        """Log the exception and recover from it; Kivy calls this for every exception in its event loop.

        Returns:
            `ExceptionManager.PASS` to go on. `ExceptionManager.RAISE` ends the program: after too many consecutive failures,
            and for what is not an `Exception`, such as `KeyboardInterrupt`.
        """
        if not isinstance(exception, Exception):
            return ExceptionManager.RAISE
        self._in_a_row += 1
        log.error("a screen broke: %s", safe_traceback(exception))
        if self._in_a_row > MAX_CONSECUTIVE_FAILURES:
            return ExceptionManager.RAISE
        self._recover()
        return ExceptionManager.PASS
