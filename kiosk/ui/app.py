"""The window: opened on a stage, closed by a signal. What Kivy needs to be told is told before it is imported."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from kiosk.speech.guide import Says
from kiosk.speech.key_queue import Inbox
from kiosk.speech.null_speaker import Silent
from kiosk.ui import environment
from kiosk.ui.fonts import noto_sans
from kiosk.ui.theme import THEMES
from kiosk.visit.view import Stage


def run(
    stage: Stage,
    *,
    window: tuple[int, int],
    panel_mm: tuple[int, int],
    fullscreen: bool,
    describe: Path | None,
    frame: Callable[[], None],
    theme: str = "light",
    inbox: Inbox | None = None,
    speaker: Says | None = None,
    touched: Callable[[], None] = lambda: None,
) -> None:
    """Show the stage until the window is closed or the process is asked to end (SIGTERM, SIGINT). In the main thread.

    Args:
        stage: who decides what is shown and takes what is chosen.
        window: pixels, width and height; a full screen has the panel's own.
        fullscreen: without a border, over the whole panel, and without a pointer.
        panel_mm: the panel's size in millimetres, which all sizes on it are computed from.
        describe: file that says what is on screen, None for none.
        frame: called after each frame that was really shown; at least once in three seconds.
        theme: `light`, `dark` or `contrast`.
        inbox: where keys and headset tell what they do; None for a terminal that is touched alone.
        speaker: says what is to be heard; None for nobody.
        touched: called for each touch, wherever it lands.

    Raises:
        FontMissing: Noto Sans is not installed.
        DisplayUnusable: there is nothing to draw on.
    """
    fonts = noto_sans()
    environment.prepare()
    environment.configure(window, fullscreen=fullscreen)

    from kivy.base import EventLoop, runTouchApp, stopTouchApp  # opens the window

    from kiosk.ui.exception_handler import Mishap
    from kiosk.ui.main_thread import Hop
    from kiosk.ui.screen import Screen
    from kiosk.ui.text_layout import Letters
    from survey.visit import Cut

    EventLoop.ensure_window()
    if EventLoop.window is None:
        raise environment.DisplayUnusable(f"no window could be opened: is a display there? SDL_VIDEODRIVER takes {environment.USABLE}")

    def shown() -> None:
        if screen.whole:
            mishap.passed()
        frame()

    inbox = inbox if inbox is not None else Inbox()
    screen = Screen(
        stage, Letters(fonts), THEMES[theme], panel_mm, describe, shown, inbox=inbox, speaker=speaker or Silent(), touched=touched
    )
    hop, hear, leave = Hop(screen.refresh), Hop(screen.heard), Hop(stopTouchApp)

    def recover() -> None:
        stage.post(Cut())
        screen.forget()
        hop.jump()

    mishap = Mishap(recover)
    stage.watch(hop.jump)
    try:
        with _signals(leave.jump):
            screen.refresh()
            inbox.arrived = hear.jump
            hear.jump()  # what came before there was a window
            runTouchApp(screen)
    finally:
        inbox.arrived = _nobody
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
