"""Sets Kivy's environment variables and configuration before Kivy is first imported.

Kivy's own configuration files, command-line options and folders are not used.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

KIVY_VARIABLES = {
    "KIVY_NO_ARGS": "1",  # the command line belongs to the terminal program
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # Kivy must not change the logging set-up, and logs through it
    "KIVY_WINDOW": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_AUDIO": "",
    "KIVY_VIDEO": "",
    "KIVY_CAMERA": "",
    "KIVY_SPELLING": "",
    "KIVY_CLIPBOARD": "dummy",  # nothing that is on the screen may reach a clipboard
}
"""The environment variables that Kivy reads at its first import."""
USABLE_DRIVERS = "x11, wayland, kmsdrm or offscreen"
"""The values of `SDL_VIDEODRIVER` that can draw, as error messages list them."""


class DisplayUnusable(RuntimeError):
    """Raised when no window can be opened, because no usable display exists."""


def prepare_kivy() -> None:
    """Set the environment variables that Kivy reads at its first import, and limit its logging to warnings.

    Raises:
        DisplayUnusable: `SDL_VIDEODRIVER` is `dummy`, a driver without graphics; Kivy would end the whole process.
    """
    if os.environ.get("SDL_VIDEODRIVER") == "dummy":
        raise DisplayUnusable(f"SDL_VIDEODRIVER=dummy draws nothing: set {USABLE_DRIVERS}, or leave it unset")
    os.environ.update(KIVY_VARIABLES)
    os.environ["KIVY_HOME"] = str(_writable_home())
    logging.getLogger("kivy").setLevel(logging.WARNING)


def configure_kivy(window: tuple[int, int], *, fullscreen: bool) -> None:
    """Set Kivy's configuration for the window and for its input devices.

    Call it before the window is created. Kivy silently ignores these settings afterwards.

    Args:
        window: width and height in pixels.
        fullscreen: whether the window covers the whole panel, without a border and without a pointer.
    """
    from kivy.config import Config

    width, height = window
    settings = {
        "width": width, "height": height, "fullscreen": "auto" if fullscreen else 0, "borderless": int(fullscreen),
        "resizable": 0, "position": "custom", "left": 0, "top": 0, "show_cursor": int(not fullscreen),
        "multisamples": 0,  # shapes smooth their own edges, and a multisampled buffer costs 30 MB
        "allow_screensaver": 0, "vsync": 0,
    }  # fmt: skip
    for name, value in settings.items():
        Config.set("graphics", name, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    Config.set("kivy", "desktop", "0")
    Config.remove_section("input")
    Config.add_section("input")
    # With a display server, SDL reports the first finger as a mouse. No other input is enabled, so one finger counts at a time.
    Config.set("input", "mouse", "mouse,disable_multitouch,disable_hover")
    if has_no_display_server(os.environ):
        # Without a display server, SDL reports no touches. Kivy reads the touch panel's events from the kernel instead.
        Config.set("input", "%(name)s", "probesysfs,provider=mtdev,select_all=0")


def has_no_display_server(variables: Mapping[str, str]) -> bool:
    """Return whether SDL draws directly to the display (KMS), without a display server.

    Args:
        variables: the environment. Where `SDL_VIDEODRIVER` is not set, the answer follows SDL's own choice: KMS if neither
            `DISPLAY` nor `WAYLAND_DISPLAY` is set.
    """
    driver = variables.get("SDL_VIDEODRIVER")
    return driver == "kmsdrm" or (not driver and not variables.get("DISPLAY") and not variables.get("WAYLAND_DISPLAY"))


def _writable_home() -> Path:
    """Return a folder into which Kivy may write its icons: in the runtime folder of the service, else in the temporary folder."""
    for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"):
        folder = os.environ.get(name, "").partition(":")[0]
        if folder and os.access(folder, os.W_OK):
            return Path(folder) / "aula-kivy"
    return Path(tempfile.gettempdir()) / f"aula-kivy-{os.getuid()}"
