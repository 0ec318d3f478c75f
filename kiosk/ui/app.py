"""Opens the terminal's window on a runtime and closes it at a signal.

Kivy reads its settings at its first import. Therefore `run` prepares them first, and imports Kivy and everything that needs it
only afterwards.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from kiosk.speech.audio_guide import SpeakerProtocol
from kiosk.speech.key_queue import KeyEventQueue
from kiosk.speech.null_speaker import NullSpeaker
from kiosk.ui import environment
from kiosk.ui.fonts import find_noto_sans
from kiosk.ui.theme import THEMES
from kiosk.visit.view import RuntimeProtocol


def run(
    runtime: RuntimeProtocol,
    *,
    window: tuple[int, int],
    panel_mm: tuple[int, int],
    fullscreen: bool,
    description_path: Path | None,
    on_frame: Callable[[], None],
    theme: str = "light",
    key_queue: KeyEventQueue | None = None,
    speaker: SpeakerProtocol | None = None,
    on_touch: Callable[[], None] = lambda: None,
) -> None:
    """Show the runtime's views until the window is closed or the process receives SIGTERM or SIGINT.

    Call it in the main thread. It blocks until the window is closed.

    Args:
        runtime: supplies the views to show and receives the events.
        window: width and height in pixels. Ignored in full screen, where the window has the size of the panel.
        fullscreen: whether the window covers the whole panel, without a border and without a pointer.
        panel_mm: width and height of the panel in millimetres; all sizes on screen are computed from them.
        description_path: file to which a description of the screen is written; None writes none.
        on_frame: called after each frame that was shown, at least once in three seconds.
        theme: name of a theme in `kiosk.ui.theme.THEMES`.
        key_queue: queue of the events of keys and headset; None for a terminal that has neither.
        speaker: speech output; None for a terminal without speech.
        on_touch: called for each touch, wherever it lands.

    Raises:
        FontMissing: Noto Sans is not installed.
        DisplayUnusable: no window can be opened.
    """
    fonts = find_noto_sans()
    environment.prepare_kivy()
    environment.configure_kivy(window, fullscreen=fullscreen)

    from kivy.base import EventLoop, runTouchApp, stopTouchApp  # opens the window

    from kiosk.ui.exception_handler import ScreenExceptionHandler
    from kiosk.ui.main_thread import MainThreadTrigger
    from kiosk.ui.screen import ScreenWidget
    from kiosk.ui.text_layout import Typesetter
    from survey.visit import Interrupted

    EventLoop.ensure_window()
    if EventLoop.window is None:
        raise environment.DisplayUnusable(
            f"no window could be opened: is a display there? SDL_VIDEODRIVER takes {environment.USABLE_DRIVERS}"
        )

    def shown() -> None:
        if screen.is_fully_painted:
            mishap.reset_failure_count()
        on_frame()

    key_queue = key_queue if key_queue is not None else KeyEventQueue()
    screen = ScreenWidget(
        runtime,
        Typesetter(fonts),
        THEMES[theme],
        panel_mm,
        description_path,
        shown,
        key_queue=key_queue,
        speaker=speaker or NullSpeaker(),
        on_touch=on_touch,
    )
    hop, hear, leave = MainThreadTrigger(screen.refresh), MainThreadTrigger(screen.on_key_events), MainThreadTrigger(stopTouchApp)

    def recover() -> None:
        runtime.post(Interrupted())
        screen.reset_after_failure()
        hop.trigger()

    mishap = ScreenExceptionHandler(recover)
    runtime.add_view_listener(hop.trigger)
    try:
        with _signals(leave.trigger):
            screen.refresh()
            key_queue.on_arrival = hear.trigger
            hear.trigger()  # deliver the events that arrived before the window was open
            runTouchApp(screen)
    finally:
        key_queue.on_arrival = _nobody
        mishap.remove()
        screen.close()


@contextmanager
def _signals(leave: Callable[[], None]) -> Iterator[None]:
    """Call `leave` at SIGTERM and SIGINT inside the block, and restore the former signal handlers after it."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        leave()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nobody() -> None:
    """Ignore an event that arrives after the window was closed."""
