"""Touches come from the display server's pointer if there is one, otherwise from the events of the touch panel."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kiosk.ui.environment import has_no_display_server
from tests.project import ROOT

_INPUTS = """
import json, os
from kiosk.ui import environment
environment.prepare_kivy()
environment.configure_kivy((800, 480), fullscreen=False)
from kivy.config import Config
from kivy.input.factory import MotionEventFactory
import kivy.input.providers
print(json.dumps([dict(Config.items("input")), sorted(MotionEventFactory.list())]))
"""


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, True),
        ({"SDL_VIDEODRIVER": "kmsdrm", "DISPLAY": ":0"}, True),
        ({"SDL_VIDEODRIVER": ""}, True),
        ({"DISPLAY": ":0"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False),
        ({"SDL_VIDEODRIVER": "x11"}, False),
        ({"SDL_VIDEODRIVER": "offscreen"}, False),
    ],
)
def test_a_screen_is_bare_where_sdl_draws_on_it_itself(variables: dict[str, str], expected: bool) -> None:
    assert has_no_display_server(variables) is expected


def read_kivy_inputs(driver: str) -> tuple[dict[str, str], list[str]]:
    """Return Kivy's configured inputs and their kinds."""
    done = subprocess.run(
        [sys.executable, "-c", _INPUTS], cwd=ROOT, env={**os.environ, "SDL_VIDEODRIVER": driver}, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    told, kinds = json.loads(done.stdout)
    return told, kinds


def test_on_a_bare_screen_every_touch_panel_is_read_and_no_keyboard() -> None:
    told, kinds = read_kivy_inputs("kmsdrm")
    kind, *options = told["%(name)s"].split(",")
    assert {kind, "mtdev"} <= set(kinds), "this Kivy, and the library of the system, can read it"
    assert set(options) == {"provider=mtdev", "select_all=0"}
    assert told["mouse"].split(",")[0] == "mouse"


def test_where_there_is_a_display_server_a_touch_is_not_counted_twice() -> None:
    told, _ = read_kivy_inputs("x11")
    assert list(told) == ["mouse"]
