"""The window: opened on a stage, closed by a signal. What Kivy needs to be told is told before it is imported."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from kiosk.speech.guide import SpeakerProtocol
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
    """Show the stage until the window is closed or the process is asked to end (SIGTERM, SIGINT). In the main thread.

    Args:
        runtime: who decides what is shown and takes what is chosen.
        window: pixels, width and height; a full screen has the panel's own.
        fullscreen: without a border, over the whole panel, and without a pointer.
        panel_mm: the panel's size in millimetres, which all sizes on it are computed from.
        description_path: file that says what is on screen, None for none.
        on_frame: called after each frame that was really shown; at least once in three seconds.
        theme: `light`, `dark` or `contrast`.
        key_queue: where keys and headset tell what they do; None for a terminal that is touched alone.
        speaker: says what is to be heard; None for nobody.
        on_touch: called for each touch, wherever it lands.

    Raises:
        FontMissing: Noto Sans is not installed.
        DisplayUnusable: there is nothing to draw on.
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
    runtime.watch(hop.trigger)
    try:
        with _signals(leave.trigger):
            screen.refresh()
            key_queue.on_arrival = hear.trigger
            hear.trigger()  # what came before there was a window
            runTouchApp(screen)
    finally:
        key_queue.on_arrival = _nobody
        mishap.remove()
        screen.close()


@contextmanager
def _signals(leave: Callable[[], None]) -> Iterator[None]:
    """While the window is open a signal closes it; afterwards signals are whoever's they were."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        leave()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nobody() -> None:
    """The window is closed."""
