"""Makes thousands of visits in the terminal's own window, and measures the memory of the process.

    python -m tests.faults.memory_after_visits FOLDER [--visits 10000] [--every 25] [--window 800x480 --panel 154x86]

Store, runtime, screens and window are those of the terminal. No server can be reached, as in weeks offline. With a pointer outside of the
process the run would take hours. Touches are therefore put into the window's own queue as soon as a screen accepts them. Two pauses that
exist for people are left out: the moment in which a new screen accepts no touch, and the limit of the frame rate. For each mark the program
prints a line of JSON::

    {"visits": 1000, "kept": 105152256, "anonymous": 205152256, "pss": 301045760, "seconds": 131.2}

`kept` is the figure by which growth is judged. It counts the bytes that were requested from the allocator and not freed, after garbage was
collected and a few frames were drawn, because Kivy frees textures with a frame. With PYTHONMALLOC=malloc this includes Python's own memory,
and it includes the textures of a software renderer. The kernel's figures are printed for comparison. They vary by a tenth with the blocks
in which the allocator keeps free memory, with garbage between two collections, and with the pages of libraries and files in the cache.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.store import configuration as configurations
from kiosk.store.store import Store
from kiosk.visit.runtime import Runtime
from tests.bench.enrolled_state import write_enrolled_state

LANGUAGES = ("fi", "sv", "en")
WORDS = "hyvahoitoxkiitosx"
UNLIMITED_FRAME_RATE = 250
"""Sets the frames per second. It is more than the program reaches, but not so many that the loop takes the processor from the writer."""
STUCK_SECONDS = 60
REST_FRAMES = 12


def touches_of_visit(number: int) -> Iterator[str]:
    """Yield the targets that a person touches.

    Every fourth person writes a comment and goes to the end. The others leave at the first statement, as many do, some of them after
    changing the display preferences.
    """
    language = LANGUAGES[number % 3]
    if language != "fi":
        yield f"language-{language}"
    if number % 5 == 0 and number % 4:
        look = ("text-large", "contrast-black", "reach-low", "text-largest", "contrast-white")[number // 5 % 5]
        yield from ("display", look, "close")
    yield f"nps-{number % 11}"
    if number % 4:
        yield from ("skip", "value-5", "finish", "close")
        return
    yield "write"
    yield from (f"key-{letter}" for letter in WORDS[: 3 + number % 14])
    yield from ("send", "value-5", "back", "skip", "value-3", "not-applicable", "close")


def memory_usage() -> dict[str, int]:
    """Return the kernel's memory figures of this process by their names in `/proc/self/smaps_rollup`, in bytes."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(value.split()[0]) * 1024 for name, _, value in (line.partition(":") for line in lines)}


class Mallinfo(ctypes.Structure):
    """Mirrors the structure in which glibc's allocator reports its figures over all its arenas (`mallinfo2(3)`)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    ]


def allocated_bytes() -> int:
    """Return the bytes that were requested from the allocator and not freed."""
    tell = ctypes.CDLL(None).mallinfo2
    tell.restype = Mallinfo
    found = tell()
    return int(found.uordblks + found.hblkhd)


class TouchDriver:
    """Touches one target after the other in Kivy's thread, each as soon as the window accepts it."""

    def __init__(self, window: Any, visits: int, every: int) -> None:
        self._window, self._visits, self._every = window, visits, every
        self._began = time.monotonic()
        self._number = 0
        self._plan = touches_of_visit(0)
        self._next: str | None = next(self._plan)
        self._seen: object = None
        self._touched_at = time.monotonic()
        self._rests = self._pss = 0

    def step(self, _: float) -> None:
        """Look at the window once, and touch the next target if the window accepts it."""
        if self._rests:
            self._measure_at_rest()
            return
        screen = self._window.children[0]
        now = (screen._shown, screen._pager.part_index)
        if time.monotonic() - self._touched_at > STUCK_SECONDS:
            raise SystemExit(f"visit {self._number}: {screen._shown[0].screen} does not take {self._next}")
        if now == self._seen or not screen._gate.is_open(time.monotonic()):
            return
        if self._next is None:
            if screen._shown[0].screen == "nps" and not any(target.name == "skip" for target in screen._shown[0].targets):
                self._leave()
            return
        there = {touch.name: touch for touch in screen._pager.scene.targets()}
        name = self._next if self._next in there else "more" if "more" in there else None
        if name is None:
            name = "languages" if self._next.startswith("language-") and "languages" in there else None
        if name is None:
            return
        self._seen = now
        self._touch(there[name].rect)
        if name == self._next:
            self._next = next(self._plan, None)

    def _touch(self, rect: Any) -> None:
        self._touched_at = time.monotonic()
        for what in ("on_mouse_down", "on_mouse_up"):
            self._window.dispatch(what, rect.x + rect.width / 2, rect.y + rect.height / 2, "left", [])

    def _leave(self) -> None:
        """End a visit, and begin the next one or a rest."""
        self._number += 1
        if self._number % self._every == 0:
            self._pss, self._rests = memory_usage()["Pss"], REST_FRAMES
            return
        self._plan = touches_of_visit(self._number)
        self._next = next(self._plan)

    def _measure_at_rest(self) -> None:
        """Touch nothing for some frames, and measure the memory after the last of them."""
        gc.collect()
        self._window.canvas.ask_update()
        self._rests -= 1
        self._touched_at = time.monotonic()
        if self._rests:
            return
        ctypes.CDLL(None).malloc_trim(0)
        told = {"visits": self._number, "kept": allocated_bytes(), "anonymous": memory_usage()["Anonymous"], "pss": self._pss}
        print(json.dumps({**told, "seconds": round(time.monotonic() - self._began, 1)}), flush=True)
        if self._number >= self._visits:
            self._window.close()
        self._plan = touches_of_visit(self._number)
        self._next = next(self._plan)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.memory_after_visits")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=25)
    parser.add_argument("--window", default="800x480")
    parser.add_argument("--panel", default="154x86")
    asked = parser.parse_args()
    size, panel = (tuple(int(part) for part in text.split("x")) for text in (asked.window, asked.panel))
    write_enrolled_state(asked.folder)
    store = Store(asked.folder)
    runtime = Runtime(store, SystemClock())
    runtime.use_configuration(configurations.read(asked.folder), enrolled=True).result()

    from kiosk.ui import app, environment

    environment.prepare_kivy()
    environment.configure_kivy((size[0], size[1]), fullscreen=False)
    from kivy.clock import Clock

    from kiosk.ui import frame_rate, touch_gate

    touch_gate.SETTLE_SECONDS = 0.0
    frame_rate.BUSY_RATE = frame_rate.READING_RATE = frame_rate.IDLE_RATE = UNLIMITED_FRAME_RATE
    drivers: list[TouchDriver] = []

    def frame() -> None:
        """Start the touches with the first frame."""
        if not drivers:
            from kivy.core.window import Window

            drivers.append(TouchDriver(Window, asked.visits, asked.every))
            Clock.schedule_interval(drivers[0].step, 0)

    runtime.start()
    app.run(runtime, window=(size[0], size[1]), panel_mm=(panel[0], panel[1]), fullscreen=False, description_path=None, on_frame=frame)
    runtime.stop()
    store.close()


if __name__ == "__main__":
    main()
