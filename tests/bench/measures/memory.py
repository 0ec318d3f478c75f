"""Measures the terminal's memory after many visits through its real window.

It is compared with a Kivy program with one button, and with itself after fewer visits.
"""

from collections.abc import Iterator
from pathlib import Path

from provisioning.demo import driver
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import DemoTerminal
from provisioning.demo.simulated_person import SimulatedPerson
from tests.bench.figures import Figure, at_most, ratio
from tests.bench.process import pss_bytes
from tests.bench.registry import measure
from tests.bench.window_programs import ONE_BUTTON, start_one_button
from tests.journey.terminal_and_server import server_and_terminal

MEGABYTE = 1024 * 1024
LANGUAGES = ("fi", "sv", "en")
FIRST, LAST = 1000, 3000


@measure("memory_ratio", "memory_growth")
def memory(folder: Path) -> Iterator[Figure]:
    """Measure the PSS after 1,000 visits against one button, and after 3,000 visits against that after 1,000.

    The terminal syncs with a server meanwhile. PSS counts only a share of a library that another program has loaded too. If windows of
    tests are open at only one of the two marks, the terminal seems to have grown or shrunk by a quarter. No other program that draws may
    therefore run at the same time.
    """
    with VirtualDisplay() as display, start_one_button(display, folder / "other") as running:
        other = pss_bytes(running.pid)
    (folder / "lobby").mkdir()
    with server_and_terminal(folder / "lobby") as (_, terminal, display_name):
        terminal.open_window()
        pointer = Pointer(display_name)
        first = _after(terminal, pointer, range(FIRST))
        last = _after(terminal, pointer, range(FIRST, LAST))
    yield ratio("memory_ratio", first / MEGABYTE, other / MEGABYTE, "MiB", against=ONE_BUTTON, limit=at_most(1.6))
    yield ratio("memory_growth", last / MEGABYTE, first / MEGABYTE, "MiB", against=f"itself after {FIRST} visits", limit=at_most(1.02))


def _after(terminal: DemoTerminal, pointer: Pointer, visits: range) -> int:
    for number in visits:
        driver.make_visit(terminal, pointer, _person(number))
    assert terminal.process is not None
    return pss_bytes(terminal.process.pid)


def _person(number: int) -> SimulatedPerson:
    """Return the person who makes a visit.

    Every fourth person writes a few words and goes to the end. The others leave at the first statement, as many do. The languages
    alternate.
    """
    language, nps = LANGUAGES[number % 3], number % 11
    if number % 4:
        return SimulatedPerson(language=language, nps=nps, comment_text="", replies=("value-5",), ending="finish", answers_before_leaving=0)
    return SimulatedPerson(
        language=language,
        nps=nps,
        comment_text="hyva",
        replies=("value-5", "value-3", "not-applicable"),
        ending="thanks",
        answers_before_leaving=0,
    )
