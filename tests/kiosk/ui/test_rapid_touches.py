"""With rapid taps and several fingers, no unseen question is answered, no answer is lost, and the next person can answer."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, VISIT_PANELS, DescriptionDict, WindowDriver
from tests.project import ROOT

TAPS_PER_SECOND = 30
STORM_SECONDS = 8
MAX_GROWTH_BYTES = 24 * 1024 * 1024
"""The bytes that caches may take: 10 MB for textures of texts, the rest for fonts in each size and for the renderer."""


def tap_points(driver: WindowDriver, points: Iterator[tuple[float, float]]) -> None:
    """Tap `TAPS_PER_SECOND` times per second at the given points with a real pointer."""
    words = "".join(f"mousemove {round(x)} {round(y)}\nclick --delay 0 1\nsleep {1 / TAPS_PER_SECOND:.3f}\n" for x, y in points)
    environment = {**os.environ, "DISPLAY": driver.display_name}
    subprocess.run(["xdotool", "-"], input=words, text=True, env=environment, check=True, timeout=120)


def random_points(driver: WindowDriver, chance: random.Random) -> Iterator[tuple[float, float]]:
    return (
        (chance.uniform(0, driver.window_pixels[0] - 1), chance.uniform(0, driver.window_pixels[1] - 1)) for _ in range(TAPS_PER_SECOND)
    )


def random_target_points(driver: WindowDriver, chance: random.Random) -> Iterator[tuple[float, float]]:
    """Return points for one second in the centres of targets that are shown now. The screen may change before they are tapped."""
    rects = [target["rect"] for target in driver.description()["targets"]]
    chosen = [chance.choice(rects) for _ in range(TAPS_PER_SECOND)]
    return ((x + width / 2, y + height / 2) for x, y, width, height in chosen)


def anonymous_memory(driver: WindowDriver) -> int:
    """Return the bytes that the program itself has allocated."""
    books = Path(f"/proc/{driver.process.pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in books if line.startswith("Anonymous:"))


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_thirty_taps_a_second_answer_nothing_unseen_and_lose_nothing(tmp_path: Path, panel: tuple[str, str]) -> None:
    chance = random.Random(30)
    held = []
    with WindowDriver(tmp_path, panel, timeout_ms=6_000, thanks_ms=1_000) as shown:
        for _ in range(2):
            for _ in range(STORM_SECONDS):
                tap_points(shown, random_points(shown, chance))
                tap_points(shown, random_target_points(shown, chance))
            shown.wait_for("the idle screen", is_idle_screen)
            held.append(anonymous_memory(shown))
        storm_mid_visit(shown, chance)
        assert shown.choose("nps-10")["screen"] == "comment", "the next person is served"
        # A last tap may have answered after the idle screen was seen; this person's answer replaces it.
        shown.choose("back")
        shown.choose("nps-10")
        shown.choose("finish")
        shown.wait_for("the idle screen", is_idle_screen)
        assert shown.stop() == 0
        told = shown.final_report
    assert told["unseen"] == []
    assert told["begun"] == told["visits"] == len(told["finished"]) > 3
    assert told["finished"][-1] == {"nps": 10, "replies": 0, "ended": "completed"}
    assert any(visit["replies"] for visit in told["finished"]), "what was answered before the storm is kept, whatever came after"
    assert held[1] - held[0] < MAX_GROWTH_BYTES
    assert "broke" not in shown.log_text


def storm_mid_visit(driver: WindowDriver, chance: random.Random) -> None:
    """Tap rapidly during a visit in which a statement has been answered."""
    driver.choose("nps-8")
    driver.choose("skip")
    driver.choose("value-4")
    tap_points(driver, random_target_points(driver, chance))
    tap_points(driver, random_points(driver, chance))
    driver.wait_for("the idle screen", is_idle_screen)


def is_idle_screen(description: DescriptionDict) -> bool:
    """Return whether a description shows the idle screen as the next person finds it, also after a visit without an answer has begun."""
    plain = description["sight"] == {"text": "normal", "contrast": "normal", "reach": "whole"} and description["language"] == "fi"
    answered = any(target["name"] == "skip" for target in description["targets"])
    return plain and description["screen"] == "nps" and not answered


_FINGERS = """
import json, sys, threading, time
from tests.kiosk.ui.sample_runtime import SampleRuntime
from kiosk.ui import app, environment
environment.prepare_kivy()
environment.configure_kivy((800, 480), fullscreen=False)
from kivy.clock import Clock
from kivy.tests.common import UnitTestTouch

def middle(screen, name):
    rect = next(touch.rect for touch in screen._pager.scene.targets() if touch.name == name)
    return rect.x + rect.width / 2, 480 - rect.y - rect.height / 2

def both(screen):
    "Two fingers come down together; the second leaves first."
    first, second = (UnitTestTouch(*middle(screen, name)) for name in ("nps-3", "nps-7"))
    first.touch_down(); second.touch_down(); second.touch_up(); first.touch_up()

with SampleRuntime() as runtime:
    def look(_):
        from kivy.core.window import Window
        screen = Window.children[0]
        if not screen._gate.is_open(time.monotonic()):
            return
        if screen._shown[0].screen == "nps":
            both(screen)
        else:
            print(json.dumps([runtime.view.visit.step, runtime.view.visit.nps]))
            Window.close()
    hands = []
    def frame():
        if not hands:
            hands.append(Clock.schedule_interval(look, 0.05))
    app.run(runtime, window=(800, 480), panel_mm=(154, 86), fullscreen=False, description_path=None, on_frame=frame)
"""


def test_of_two_fingers_at_once_the_first_one_answers(tmp_path: Path) -> None:
    """A display has only one pointer, so the touches are sent where those of SDL arrive."""
    done = subprocess.run(
        [sys.executable, "-c", _FINGERS], cwd=ROOT, env={**os.environ, "SDL_VIDEODRIVER": "offscreen"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[:1] == ['["comment", 3]'], done.stderr


def test_a_hand_laid_flat_on_the_screen_answers_once_at_most(tmp_path: Path) -> None:
    """A press that slides over half the scale and ends there chooses nothing."""
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        (x, y), (far, _) = shown.target_centre("nps-1"), shown.target_centre("nps-9")
        moves = "".join(f"mousemove {round(x + (far - x) * step / 20)} {round(y)}\n" for step in range(21))
        words = f"mousemove {round(x)} {round(y)}\nmousedown 1\n{moves}mouseup 1\n"
        subprocess.run(["xdotool", "-"], input=words, text=True, env={**os.environ, "DISPLAY": shown.display_name}, check=True, timeout=20)
        assert shown.choose("nps-4")["screen"] == "comment"
        shown.stop()
        assert shown.final_report["begun"] == 1
        assert shown.final_report["unseen"] == []
