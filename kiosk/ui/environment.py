"""What must be settled before Kivy is first imported: its settings come from here, not from its own files, flags and folders."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

KIVY_VARIABLES = {
    "KIVY_NO_ARGS": "1",  # the command line is ours
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # our logging stays as it was set up, and Kivy's words go through it
    "KIVY_WINDOW": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_AUDIO": "",
    "KIVY_VIDEO": "",
    "KIVY_CAMERA": "",
    "KIVY_SPELLING": "",
    "KIVY_CLIPBOARD": "dummy",  # nothing that is on a screen goes into a clipboard
}
USABLE_DRIVERS = "x11, wayland, kmsdrm or offscreen"


class DisplayUnusable(RuntimeError):
    """There is no display to open a window on."""


def prepare_kivy() -> None:
    """Set Kivy's environment.

    Raises:
        DisplayUnusable: SDL is told to use a driver without graphics, with which Kivy ends the whole process.
    """
    if os.environ.get("SDL_VIDEODRIVER") == "dummy":
        raise DisplayUnusable(f"SDL_VIDEODRIVER=dummy draws nothing: set {USABLE_DRIVERS}, or leave it unset")
    os.environ.update(KIVY_VARIABLES)
    os.environ["KIVY_HOME"] = str(_writable_home())
    logging.getLogger("kivy").setLevel(logging.WARNING)


def configure_kivy(window: tuple[int, int], *, fullscreen: bool) -> None:
    """Kivy's own settings, before the window exists (afterwards they are ignored without a word)."""
    from kivy.config import Config

    width, height = window
    settings = {
        "width": width, "height": height, "fullscreen": "auto" if fullscreen else 0, "borderless": int(fullscreen),
        "resizable": 0, "position": "custom", "left": 0, "top": 0, "show_cursor": int(not fullscreen),
        "multisamples": 0,  # edges are smoothed by the shapes themselves; a multisampled buffer costs 30 MB
        "allow_screensaver": 0, "vsync": 0,
    }  # fmt: skip
    for name, value in settings.items():
        Config.set("graphics", name, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    Config.set("kivy", "desktop", "0")
    Config.remove_section("input")
    Config.add_section("input")
    # Where there is a display server, SDL gives the first finger as a mouse: one way in, and one finger at a time.
    Config.set("input", "mouse", "mouse,disable_multitouch,disable_hover")
    if has_no_display_server(os.environ):
        # On a bare screen it gives fingers to nobody: a touch panel's own events are read, as the kernel has them.
        Config.set("input", "%(name)s", "probesysfs,provider=mtdev,select_all=0")


def has_no_display_server(variables: Mapping[str, str]) -> bool:
    """Whether SDL draws on the screen itself (KMS), with no display server in between; what it would choose where it is not told."""
    driver = variables.get("SDL_VIDEODRIVER")
    return driver == "kmsdrm" or (not driver and not variables.get("DISPLAY") and not variables.get("WAYLAND_DISPLAY"))


def _writable_home() -> Path:
    """A folder for what Kivy wants to write (icons): the service's own runtime folder, or a temporary one."""
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        folder = os.environ.get(name, "").partition(":")[0]
        if folder and os.access(folder, os.W_OK):
            return Path(folder) / "aula-kivy"
    return Path(tempfile.gettempdir()) / f"aula-kivy-{os.getuid()}"
