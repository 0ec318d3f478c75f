"""Starts the two windowed programs that are compared, on one display: the terminal, and a program with a single button."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provisioning.demo.display import VirtualDisplay
from tests.bench.process import StartedProgram, start_program
from tests.fixtures.program_lookup import find_aula_program

ONE_BUTTON = "a Kivy program with one button"


@contextmanager
def start_one_button(display: VirtualDisplay, folder: Path) -> Iterator[StartedProgram]:
    """Yield the program with one button after its first frame."""
    folder.mkdir(parents=True, exist_ok=True)
    with start_program([sys.executable, "-m", "tests.bench.one_button"], _on(display, folder), folder) as running:
        yield running


@contextmanager
def start_terminal(display: VirtualDisplay, state: Path, folder: Path) -> Iterator[StartedProgram]:
    """Yield the terminal, with the state of an enrolled one, after its first frame."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**_on(display, folder), "AULA_KIOSK_STATE": str(state)}
    with start_program([str(find_aula_program("aula-kiosk")), "run", "--windowed"], environment, folder) as running:
        yield running


def _on(display: VirtualDisplay, folder: Path) -> dict[str, str]:
    return {"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11", "KIVY_HOME": str(folder / "kivy")}
