"""Renders prompts in advance, after each new configuration, in a thread of low priority.

What could not be rendered is tried again from time to time, so that one failure of a program or a full disk does not leave the terminal
slow to speak until it is restarted.
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
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, RATES
from survey.wire import Configuration

log = logging.getLogger("aula.speech")
NICENESS = 15
"""Sets the default niceness of the thread, out of 19, so that drawing and taps always have priority."""
RETRY_SECONDS = 600.0
"""Sets the time from an incomplete attempt to the next. If a language has no voice, each attempt is incomplete, which costs very little."""


class PromptPrerenderer:
    """Keeps the prompt cache up to date with the configuration.

    `set_configuration` may be called as often as needed and from any thread. It starts the thread.
    """

    def __init__(
        self,
        cache: PromptCache | None,
        can_speak: Callable[[str], bool],
        *,
        retry_seconds: float = RETRY_SECONDS,
        niceness: int = NICENESS,
    ) -> None:
        """Store the arguments. Rendering begins with the first configuration.

        Args:
            cache: the cache to fill; None if the terminal cannot play sound, so that nothing is rendered.
            can_speak: returns whether there is any voice for a language.
            retry_seconds: the time from an incomplete attempt to the next.
            niceness: the niceness of the thread, out of 19.
        """
        self._cache = cache
        self._speaks = can_speak
        self._again_seconds = retry_seconds
        self._niceness = niceness
        self._condition = threading.Condition()
        self._wanted: Configuration | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._failed = False
        self.language_without_voice: str | None = None
        """Holds the first language of the configuration if it had no voice at the last attempt, otherwise None."""

    def stop(self) -> None:
        """Stop rendering for good after the current prompt. Returns at once."""
        with self._condition:
            self._stopping = True
            self._condition.notify()

    def set_configuration(self, configuration: Configuration | None) -> None:
        """Render the prompts of a new configuration. Returns at once; None and the current configuration change nothing."""
        with self._condition:
            if configuration is None or configuration is self._wanted or self._stopping:
                return
            self._wanted = configuration
            self._condition.notify()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="prompts", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until everything is rendered, for at most so many seconds. Return whether it is."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._niceness)  # for this thread and what it starts
        while (wanted := self._wanted) is not None:
            whole = self._try(wanted)
            with self._condition:
                if not whole:
                    self._condition.wait_for(lambda tried=wanted: self._stopping or self._wanted is not tried, self._again_seconds)  # type: ignore[misc]
                if self._stopping or (whole and self._wanted is wanted):
                    self._thread = None
                    return

    def _try(self, configuration: Configuration) -> bool:
        """Render the prompts once. Return whether the attempt was complete."""
        try:
            first = configuration.languages[0]
            self.language_without_voice = None if self._speaks(first) else first
            whole = (self._cache is None or self._fill(configuration, self._cache)) and self.language_without_voice is None
        except Exception as error:  # noqa: BLE001 (whatever a disk or an engine raises, there must be another attempt)
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
