"""The terminal's memory after many visits through its real window, beside a Kivy program with one button, and beside itself."""

from collections.abc import Iterator
from pathlib import Path

from provisioning.demo import driver
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import Terminal
from provisioning.demo.simulated_person import Person
from tests.bench.figures import Figure, at_most, ratio
from tests.bench.process import pss_bytes
from tests.bench.registry import measure
from tests.bench.windows import ONE_BUTTON, one_button
from tests.journey.terminal_and_server import lobby

MEGABYTE = 1024 * 1024
LANGUAGES = ("fi", "sv", "en")
FIRST, LAST = 1000, 3000


@measure("memory_ratio", "memory_growth")
def memory(folder: Path) -> Iterator[Figure]:
    """PSS after 1,000 visits against one button; after 3,000 against after 1,000. The terminal syncs with a server meanwhile.

    Of a library that another program has loaded too, PSS counts a part: with windows of tests beside it at one of the two marks alone, the
    terminal seems to have grown or shrunk by a quarter. So nothing that draws may run beside it.
    """
    with VirtualDisplay() as display, one_button(display, folder / "other") as running:
        other = pss_bytes(running.pid)
    (folder / "lobby").mkdir()
    with lobby(folder / "lobby") as (_, terminal, display_name):
        terminal.open()
        pointer = Pointer(display_name)
        first = _after(terminal, pointer, range(FIRST))
        last = _after(terminal, pointer, range(FIRST, LAST))
    yield ratio("memory_ratio", first / MEGABYTE, other / MEGABYTE, "MiB", against=ONE_BUTTON, reach=at_most(1.6))
    yield ratio("memory_growth", last / MEGABYTE, first / MEGABYTE, "MiB", against=f"itself after {FIRST} visits", reach=at_most(1.02))


def _after(terminal: Terminal, pointer: Pointer, visits: range) -> int:
    for number in visits:
        driver.visit(terminal, pointer, _person(number))
    assert terminal.process is not None
    return pss_bytes(terminal.process.pid)


def _person(number: int) -> Person:
    """Each fourth visit to its end, with a few words; the others leave at the first statement, as many do. In each language in turn."""
    language, nps = LANGUAGES[number % 3], number % 11
    if number % 4:
        return Person(language=language, nps=nps, words="", replies=("value-5",), leaves="finish", after=0)
    return Person(language=language, nps=nps, words="hyva", replies=("value-5", "value-3", "not-applicable"), leaves="thanks", after=0)
