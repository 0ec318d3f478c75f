"""After a screen failed, the next person finds only the idle screen, and the answers of the last one are kept."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageGrab

from kiosk.store import outbox
from kiosk.store.database import FILE
from kiosk.store.store import Store
from kiosk.ui.exception_handler import MAX_CONSECUTIVE_FAILURES
from survey import wire
from tests.bench.enrolled_state import write_enrolled_state
from tests.fixtures.byte_search import find_bytes
from tests.fixtures.display import VirtualDisplay
from tests.fixtures.programs import ProgramProcess
from tests.fixtures.terminal import TerminalProcess
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.failing_screens import BREAK_AFTER_LETTERS, SECRET
from tests.kiosk.ui.screenshots import grab_stable_picture
from tests.kiosk.ui.window_driver import WindowDriver

TYPED_WORD = "yksityinen"[:BREAK_AFTER_LETTERS]
DISPLAY_CHOICES = ("display", "contrast-black", "text-large", "close")
STEPS_TO_FIELD = ("language-sv", "nps-8", "write")


def grab_picture(display: str) -> Image.Image:
    return ImageGrab.grab(xdisplay=display)


@pytest.mark.parametrize("how", ["broken", "torn"])
@pytest.mark.parametrize(
    ("where", "ways"), [("writing", STEPS_TO_FIELD), ("statement", ("nps-8", "skip")), ("thanks", ("nps-8", "finish"))]
)
def test_the_pixels_are_those_of_the_idle_screen(tmp_path: Path, how: str, where: str, ways: tuple[str, ...]) -> None:
    with WindowDriver(tmp_path, **{how: where}) as shown:  # type: ignore[arg-type]
        fresh, told = grab_stable_picture(shown).tobytes(), shown.description_bytes()
        for name in (*DISPLAY_CHOICES, *ways[:-1]):
            shown.turn_to_target(name)
            before = shown.description_bytes()
            shown.tap(name)
            wait_until(lambda before=before: shown.description_bytes() != before, what=f"what follows {name}")  # type: ignore[misc]
        shown.turn_to_target(ways[-1])
        shown.tap(ways[-1])
        if where == "writing":
            shown.wait_for("the keyboard", lambda seen: any(target["name"] == f"key-{TYPED_WORD[0]}" for target in seen["targets"]))
            for letter in TYPED_WORD:
                shown.tap(f"key-{letter}")
        wait_until(lambda: shown.description_bytes() == told, what="the description of a fresh terminal")
        wait_until(lambda: grab_picture(shown.display_name).tobytes() == fresh, what="the picture of a fresh terminal")
        assert shown.stop() == 0
        ended = "completed" if where == "thanks" else "interrupted"
        assert shown.final_report["finished"] == [{"nps": 8, "replies": 0, "ended": ended}]
        assert shown.log_text.count("a screen broke: ValueError < fail") == 1
    assert find_bytes(tmp_path, SECRET, TYPED_WORD[1:]) == []


def test_a_screen_is_not_tried_again_and_again_while_its_visit_is_being_closed(tmp_path: Path) -> None:
    """Each new attempt would fail too, and the program ends after a few of them."""
    with WindowDriver(tmp_path, broken="statement", cut_takes=10 * MAX_CONSECUTIVE_FAILURES) as shown:
        fresh = grab_stable_picture(shown).tobytes()
        shown.choose("nps-8")
        shown.tap("skip")
        wait_until(lambda: shown.description() and "a screen broke" in shown.log_text, what="the breakage")
        wait_until(
            lambda: shown.description() and grab_picture(shown.display_name).tobytes() == fresh, what="the picture of a fresh terminal"
        )
        assert shown.stop() == 0
        assert shown.log_text.count("a screen broke") == 1


def test_a_visit_that_cannot_be_closed_does_not_leave_the_terminal_dark(tmp_path: Path) -> None:
    """The program ends so that systemd restarts it, as after any screen that fails repeatedly."""
    with WindowDriver(tmp_path, broken="statement", cut_takes=10**6) as shown:
        shown.choose("nps-8")
        shown.tap("skip")
        assert wait_until(shown.process.poll, timeout=100, what="the program's end") != 0
        assert shown.log_text.count("a screen broke") > MAX_CONSECUTIVE_FAILURES


class BreakingTerminalProcess(TerminalProcess):
    """Runs a whole terminal whose keyboard screen fails when a word is typed."""

    def launch(self, *arguments: str) -> None:
        self._program = Path(sys.executable)
        super().launch("-m", "tests.kiosk.programs.failing_screen", "writing", *arguments)


def test_nothing_of_the_visit_stands_on_the_screen_while_the_disk_takes_its_time(
    tmp_path: Path, display: VirtualDisplay, close_at_end: Callable[[ProgramProcess], None]
) -> None:
    """While the end of the visit is written, the idle screen cannot be shown yet, but the typed text is not visible either."""
    terminal = BreakingTerminalProcess(tmp_path, display=display)
    close_at_end(terminal)
    write_enrolled_state(terminal.state)
    terminal.start()
    terminal.wait_for_screen(screen="nps")
    wait_until(lambda: not is_blank(grab_picture(display.name)), what="a picture")
    fresh = grab_picture(display.name).tobytes()
    terminal.tap("language-sv")
    terminal.wait_for_screen(language="sv")
    terminal.tap("nps-8")
    terminal.wait_for_screen(screen="comment")
    terminal.tap("write")
    for letter in TYPED_WORD[:-1]:
        terminal.tap(f"key-{letter}")
    with closing(sqlite3.connect(terminal.state / FILE, isolation_level=None, timeout=20)) as db:
        db.execute("BEGIN IMMEDIATE")
        terminal.tap(f"key-{TYPED_WORD[-1]}")
        wait_until(lambda: is_blank(grab_picture(display.name)), what="a screen with nothing on it")
        terminal.check_alive()
        db.execute("ROLLBACK")
    wait_until(lambda: grab_picture(display.name).tobytes() == fresh, what="the picture of a fresh terminal")
    assert terminal.output().count("a screen broke: ValueError < fail") == 1
    assert terminal.stop() == 0
    (response,) = read_responses(terminal.state)
    assert (response.nps, response.ended, response.language) == (8, "interrupted", "sv")
    assert find_bytes(tmp_path, SECRET, TYPED_WORD[1:]) == []


def is_blank(image: Image.Image) -> bool:
    return len(image.getcolors(2) or ()) == 1


def read_responses(state: Path) -> list[wire.Response]:
    with closing(Store(state)) as store, store.reading() as db:
        items = outbox.next_batch(db, after=0, until=2**53, max_responses=100, max_bytes=10**6)
    return [msgspec.json.decode(item.raw, type=wire.Response) for item in items]
