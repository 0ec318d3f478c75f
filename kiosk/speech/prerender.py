"""Renders prompts ahead of people: after each new configuration, in a thread that gives way to everything else.

What could not be rendered is tried again from time to time: a program that failed once, or a disk that was full, must not leave
the terminal slow to speak until it is started anew.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable

from kiosk.logs import safe_traceback
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.prompts import all_prompts
from kiosk.speech.settings import DEFAULT_RATE_STEP, RATES
from survey.wire import Configuration

log = logging.getLogger("aula.speech")
NICENESS = 15
"""Of 19: a picture or a tap always goes first."""
RETRY_SECONDS = 600.0
"""From a try that left something out to the next. A language that has no voice is left out each time, which costs next to nothing."""


class PromptPrerenderer:
    """Keeps the cache in step with the configuration. `take` may be called as often as one likes, from any thread."""

    def __init__(self, cache: PromptCache | None, can_speak: Callable[[str], bool], *, retry_seconds: float = RETRY_SECONDS) -> None:
        """Begins with the first configuration.

        Args:
            cache: where prompts are kept; None where nobody can hear them.
            can_speak: whether there is any voice for a language.
            retry_seconds: from a try that left something out to the next.
        """
        self._cache = cache
        self._speaks = can_speak
        self._again_seconds = retry_seconds
        self._one = threading.Condition()
        self._wanted: Configuration | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._failed = False
        self.language_without_voice: str | None = None
        """The place's own first language, where it was last found to have no voice."""

    def stop(self) -> None:
        """Render no more, for good; what is being rendered comes to its end. Returns at once."""
        with self._one:
            self._stopping = True
            self._one.notify()

    def set_configuration(self, configuration: Configuration | None) -> None:
        """This configuration is shown from now on; returns at once."""
        with self._one:
            if configuration is None or configuration is self._wanted or self._stopping:
                return
            self._wanted = configuration
            self._one.notify()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="prompts", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether all is rendered, waiting for it at most so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)  # of this thread alone, and of what it starts
        while (wanted := self._wanted) is not None:
            whole = self._try(wanted)
            with self._one:
                if not whole:
                    self._one.wait_for(lambda tried=wanted: self._stopping or self._wanted is not tried, self._again_seconds)  # type: ignore[misc]
                if self._stopping or (whole and self._wanted is wanted):
                    self._thread = None
                    return

    def _try(self, configuration: Configuration) -> bool:
        """Whether nothing was left out."""
        try:
            first = configuration.languages[0]
            self.language_without_voice = None if self._speaks(first) else first
            whole = (self._cache is None or self._fill(configuration, self._cache)) and self.language_without_voice is None
        except Exception as error:  # noqa: BLE001 (whatever a disk or an engine raises, the next try must come)
            if not self._failed:
                log.error("prompts are not kept: %s", safe_traceback(error))
            self._failed = True
            return False
        self._failed = False
        return whole

    def _fill(self, configuration: Configuration, cache: PromptCache) -> bool:
        pieces = [piece for language in configuration.languages for piece in all_prompts(configuration, language)]
        filled = cache.fill(pieces, RATES[DEFAULT_RATE_STEP], still_wanted=lambda: not self._stopping)
        if filled.rendered:
            log.info("%d prompts rendered", filled.rendered)
        return filled.skipped == 0
