"""The smallest Kivy program with something on it: one button. The terminal's start, memory and idling are measured against it.

`python -m tests.bench.one_button` opens it at Kivy's defaults (60 frames a second) in a window of `BENCH_WINDOW` (1280x800) and
tells the notification socket when its first frame is drawn, by the same call as the terminal.
"""

import os

os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1")

from kivy.app import App
from kivy.config import Config


class OneButton(App):
    """One button, and a word when it can be seen."""

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
    """Runs until it is ended."""
    width, height = os.environ.get("BENCH_WINDOW", "1280x800").split("x")
    # Before the window exists: afterwards Kivy takes no notice.
    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    OneButton().run()


if __name__ == "__main__":
    main()
