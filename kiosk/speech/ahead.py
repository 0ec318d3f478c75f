"""Renders prompts ahead of people: after each new configuration, in a thread that gives way to everything else."""

from __future__ import annotations

import contextlib
import logging
import os
import threading

from kiosk.speech.cache import Cache
from kiosk.speech.prompts import prompts
from kiosk.speech.settings import RATE, RATES
from survey.wire import Configuration

log = logging.getLogger("aula.speech")
NICE = 15
"""Of 19: a picture or a tap always goes first."""


class Ahead:
    """Keeps the cache in step with the configuration. `take` may be called as often as one likes, from any thread."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._one = threading.Lock()
        self._wanted: Configuration | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False

    def stop(self) -> None:
        """Render no more, for good; what is being rendered comes to its end. Returns at once."""
        self._stopping = True

    def take(self, configuration: Configuration | None) -> None:
        """This configuration is shown from now on; returns at once."""
        with self._one:
            if configuration is None or configuration is self._wanted or self._stopping:
                return
            self._wanted = configuration
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
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)  # of this thread alone, and of what it starts
        done: Configuration | None = None
        while True:
            with self._one:
                wanted = self._wanted
                if wanted is done:
                    self._thread = None
                    return
            if wanted is not None:
                self._fill(wanted)
            done = wanted

    def _fill(self, configuration: Configuration) -> None:
        pieces = [piece for language in configuration.languages for piece in prompts(configuration, language)]
        try:
            rendered = self._cache.fill(pieces, RATES[RATE], still=lambda: not self._stopping)
        except OSError as error:
            log.error("prompts are not kept: %s", type(error).__name__)
            return
        if rendered:
            log.info("%d prompts rendered", rendered)
