"""The private display and its pointer: a click lands in a real window at the pixel it was meant for."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.screen import Pointer, VirtualDisplay
from tests.parts.waiting import wait_until

WINDOW = """
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1")
from kivy.config import Config
Config.set("graphics", "width", "1280")
Config.set("graphics", "height", "800")
Config.set("graphics", "borderless", "1")
from kivy.app import App
from kivy.core.window import Window
from kivy.uix.widget import Widget

class Lobby(App):
    def build(self):
        # Not the first frame: until its loop has turned once, SDL drops what the pointer does.
        Window.bind(on_cursor_enter=lambda _: print("ready", flush=True))
        Window.bind(on_touch_down=lambda _, touch: print("touched", round(touch.x), round(800 - touch.y), flush=True))
        return Widget()

Lobby().run()
"""


@pytest.fixture
def window(display: VirtualDisplay, tmp_path: Path) -> Iterator[Path]:
    """A window that fills the display and writes down where it was touched."""
    said = tmp_path / "said"
    program = tmp_path / "window.py"
    program.write_text(WINDOW)
    environment = {"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11", "KIVY_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    with said.open("wb") as output:
        process = subprocess.Popen([sys.executable, program], env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: "ready" in said.read_text() or process.poll() is not None, what="the window to take touches")
        assert process.poll() is None, said.read_text()
        yield said
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("place", [(1, 1), (640, 400), (1278, 798)])
def test_a_click_lands_at_its_pixel(place: tuple[int, int], window: Path, pointer: Pointer) -> None:
    pointer.click(*place)
    touched = wait_until(lambda: [line.split()[1:] for line in window.read_text().splitlines() if line.startswith("touched")])
    assert len(touched) == 1
    x, y = (int(word) for word in touched[0])
    assert abs(x - place[0]) <= 1
    assert abs(y - place[1]) <= 1


def test_two_displays_at_once_have_numbers_of_their_own(display: VirtualDisplay) -> None:
    with VirtualDisplay() as other:
        assert other.name != display.name
