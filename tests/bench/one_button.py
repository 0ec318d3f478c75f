"""Shows the smallest Kivy program with something on it: one button.

The start, the memory and the idle time of the terminal are compared with it. `python -m tests.bench.one_button` opens it with Kivy's
defaults (60 frames a second) in a window of `BENCH_WINDOW` (1280x800). When its first frame is drawn it notifies the notification socket by
the same call as the terminal.
"""

import os

os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1")

from kivy.app import App
from kivy.config import Config


class OneButton(App):
    """Shows a button, and notifies the notification socket when the first frame is drawn."""

    def build(self) -> object:
        from kivy.core.window import Window
        from kivy.uix.button import Button

        Window.bind(on_flip=self._first_frame)
        return Button(text="Hello")

    def _first_frame(self, window: object) -> None:
        import sdnotify
        from kivy.core.window import Window

        Window.unbind(on_flip=self._first_frame)
        sdnotify.SystemdNotifier().notify("READY=1")


def main() -> None:
    """Run until the program is ended from outside."""
    width, height = os.environ.get("BENCH_WINDOW", "1280x800").split("x")
    # Kivy ignores these settings once the window exists.
    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    OneButton().run()


if __name__ == "__main__":
    main()
