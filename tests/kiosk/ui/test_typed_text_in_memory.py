"""No object of the program still contains typed text: no text, texture, measured width or keyboard."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.project import ROOT

_SEARCH = """
import gc, sys, time
from tests.kiosk.ui.failing_screens import break_screen
from tests.kiosk.ui.sample_runtime import SampleRuntime
from kiosk.ui import app, environment
environment.prepare_kivy()
if sys.argv[3:]:
    break_screen("writing", while_painting=sys.argv[3] == "torn", after_letters=len(sys.argv[2]))
environment.configure_kivy((1280, 800), fullscreen=False)
from kivy.clock import Clock
from kivy.core.window import Window

PLAN = ["nps-8", "write", *("key-" + letter for letter in reversed(sys.argv[2])), *sys.argv[1].split()]

def typed():
    "What was typed but its first letter; made anew, so that nothing of this search itself holds it."
    return "".join(reversed(sys.argv[2]))[1:]

def holders():
    "Kinds of the objects that hold a text with the word in it: what the collector knows of, and what those refer to."
    found, word = [], typed()
    gc.collect()
    for each in gc.get_objects():
        for held in gc.get_referents(each):
            if type(held) is str and held is not word and word in held:
                found.append(type(each).__name__)
    return found

with SampleRuntime(timeout_ms=12_000, thanks_ms=500) as runtime:
    seen = []
    def step(_):
        Clock.schedule_once(step, 0.02)  # before all else: what breaks is not called again by itself
        screen = Window.children[0]
        now = screen._shown
        if now is None or now in seen[-1:] or not screen._gate.is_open(time.monotonic()):
            return
        there = {touch.name: touch.rect for touch in screen._pager.scene.targets()}
        if PLAN and PLAN[0] in there:
            rect = there[PLAN.pop(0)]
            seen.append(now)
            for what in ("on_mouse_down", "on_mouse_up"):
                Window.dispatch(what, rect.x + rect.width / 2, rect.y + rect.height / 2, "left", [])
        elif not PLAN and runtime.view.visit.is_idle and now[0].screen == "nps":
            seen.clear(); runtime.sent_texts.clear()
            assert screen._input_state.active_input.text == "" and screen._input_state.active_input.held_key is None
            keys = [key for key in (*screen._typesetter._textures, *screen._typesetter._widths) if typed() in key[0]]
            print(keys, holders(), flush=True)
            Window.close()
    hands = []
    def frame():
        if not hands:
            hands.append(Clock.schedule_once(step))
    app.run(runtime, window=(1280, 800), panel_mm=(217, 136), fullscreen=False, description_path=None, on_frame=frame)
"""


@pytest.mark.parametrize(
    ("ends", "breaks"),
    [("send value-4 finish close", ()), ("finish close", ()), ("", ()), ("", ("broken",)), ("", ("torn",))],
    ids=["finished", "discarded", "timed out", "not laid out", "half painted"],
)
def test_nothing_in_the_program_holds_what_was_typed(ends: str, breaks: tuple[str, ...]) -> None:
    """This also holds after a screen failed with the word on it and the exception quoted it."""
    command = [sys.executable, "-c", _SEARCH, ends, "suusialas", *breaks]
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout.splitlines()[:1] == ["[] []"], done.stdout + done.stderr
    assert ("a screen broke" in done.stderr) is bool(breaks)
