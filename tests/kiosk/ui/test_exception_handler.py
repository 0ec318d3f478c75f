"""After a screen that broke the next person finds the idle screen and nothing else, and what the last one answered is kept."""

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
from kiosk.ui.exception_handler import MOST_IN_A_ROW
from survey import wire
from tests.bench.enrolled import enrol
from tests.fixtures.byte_search import find_bytes
from tests.fixtures.programs import Program
from tests.fixtures.screen import VirtualDisplay
from tests.fixtures.terminal import TerminalProcess
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.breaking_screen import LETTERS, SECRET
from tests.kiosk.ui.screenshots import still
from tests.kiosk.ui.window_driver import Shown

WORD = "yksityinen"[:LETTERS]
SEEN_OTHERWISE = ("display", "contrast-black", "text-large", "close")
TO_THE_FIELD = ("language-sv", "nps-8", "write")


def picture(display: str) -> Image.Image:
    return ImageGrab.grab(xdisplay=display)


@pytest.mark.parametrize("how", ["broken", "torn"])
@pytest.mark.parametrize(("where", "ways"), [("writing", TO_THE_FIELD), ("statement", ("nps-8", "skip")), ("thanks", ("nps-8", "finish"))])
def test_the_pixels_are_those_of_the_idle_screen(tmp_path: Path, how: str, where: str, ways: tuple[str, ...]) -> None:
    with Shown(tmp_path, **{how: where}) as shown:  # type: ignore[arg-type]
        fresh, told = still(shown).tobytes(), shown.raw()
        for name in (*SEEN_OTHERWISE, *ways[:-1]):
            shown.find(name)
            before = shown.raw()
            shown.touch(name)
            wait_until(lambda before=before: shown.raw() != before, what=f"what follows {name}")  # type: ignore[misc]
        shown.find(ways[-1])
        shown.touch(ways[-1])
        if where == "writing":
            shown.until("the keyboard", lambda seen: any(target["name"] == f"key-{WORD[0]}" for target in seen["targets"]))
            for letter in WORD:
                shown.touch(f"key-{letter}")
        wait_until(lambda: shown.raw() == told, what="the description of a fresh terminal")
        wait_until(lambda: picture(shown.display).tobytes() == fresh, what="the picture of a fresh terminal")
        assert shown.stop() == 0
        ended = "completed" if where == "thanks" else "interrupted"
        assert shown.told["finished"] == [{"nps": 8, "replies": 0, "ended": ended}]
        assert shown.log.count("a screen broke: ValueError < fail") == 1
    assert find_bytes(tmp_path, SECRET, WORD[1:]) == []


def test_a_screen_is_not_tried_again_and_again_while_its_visit_is_being_closed(tmp_path: Path) -> None:
    """Each try would break too, and after a few of them the program ends."""
    with Shown(tmp_path, broken="statement", cut_takes=10 * MOST_IN_A_ROW) as shown:
        fresh = still(shown).tobytes()
        shown.choose("nps-8")
        shown.touch("skip")
        wait_until(lambda: shown.seen() and "a screen broke" in shown.log, what="the breakage")
        wait_until(lambda: shown.seen() and picture(shown.display).tobytes() == fresh, what="the picture of a fresh terminal")
        assert shown.stop() == 0
        assert shown.log.count("a screen broke") == 1


def test_a_visit_that_cannot_be_closed_does_not_leave_the_terminal_dark(tmp_path: Path) -> None:
    """Whoever watches the program starts it anew, as after any screen that breaks again and again."""
    with Shown(tmp_path, broken="statement", cut_takes=10**6) as shown:
        shown.choose("nps-8")
        shown.touch("skip")
        assert wait_until(shown.program.poll, timeout=100, what="the program's end") != 0
        assert shown.log.count("a screen broke") > MOST_IN_A_ROW


class Breaking(TerminalProcess):
    """A whole terminal, whose keyboard's screen breaks when a word is typed."""

    def launch(self, *arguments: str) -> None:
        self._program = Path(sys.executable)
        super().launch("-m", "tests.kiosk.programs.broken_screen", "writing", *arguments)


def test_nothing_of_the_visit_stands_on_the_screen_while_the_disk_takes_its_time(
    tmp_path: Path, display: VirtualDisplay, running: Callable[[Program], None]
) -> None:
    """Its end is written first, so nobody can show the idle screen yet; but nobody reads there what somebody typed."""
    terminal = Breaking(tmp_path, display=display)
    running(terminal)
    enrol(terminal.state)
    terminal.start()
    terminal.wait_for(screen="nps")
    wait_until(lambda: not plain(picture(display.name)), what="a picture")
    fresh = picture(display.name).tobytes()
    terminal.tap("language-sv")
    terminal.wait_for(language="sv")
    terminal.tap("nps-8")
    terminal.wait_for(screen="comment")
    terminal.tap("write")
    for letter in WORD[:-1]:
        terminal.tap(f"key-{letter}")
    with closing(sqlite3.connect(terminal.state / FILE, isolation_level=None, timeout=20)) as db:
        db.execute("BEGIN IMMEDIATE")
        terminal.tap(f"key-{WORD[-1]}")
        wait_until(lambda: plain(picture(display.name)), what="a screen with nothing on it")
        terminal.check_alive()
        db.execute("ROLLBACK")
    wait_until(lambda: picture(display.name).tobytes() == fresh, what="the picture of a fresh terminal")
    assert terminal.said().count("a screen broke: ValueError < fail") == 1
    assert terminal.stop() == 0
    (response,) = responses(terminal.state)
    assert (response.nps, response.ended, response.language) == (8, "interrupted", "sv")
    assert find_bytes(tmp_path, SECRET, WORD[1:]) == []


def plain(seen: Image.Image) -> bool:
    return len(seen.getcolors(2) or ()) == 1


def responses(state: Path) -> list[wire.Response]:
    with closing(Store(state)) as store, store.reading() as db:
        items = outbox.batch(db, after=0, until=2**53, responses=100, size=10**6)
    return [msgspec.json.decode(item.bytes, type=wire.Response) for item in items]
