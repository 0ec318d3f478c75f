"""The next person finds the terminal as if nobody had touched it: the same pixels, the same description, and no text on disk or in a log.

This holds however the visit before ended, and whatever was typed, held and changed in it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from tests.bench.enrolled_state import write_enrolled_state
from tests.fixtures.byte_search import find_bytes
from tests.fixtures.display import VirtualDisplay
from tests.fixtures.programs import ProgramProcess
from tests.fixtures.terminal import TerminalProcess
from tests.fixtures.waiting import wait_until
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.sample_forms import CHILD_FORM, RELATIVE_FORM, placeholder_texts, with_forms

WORDS = "mattimeikalainen"
PHONE = "0401234567"
NEEDLES = (WORDS[1:], WORDS[1:9], PHONE, PHONE[1:])
"""Lists the parts of typed texts to search for. The word lacks its first letter, which the keyboard makes a capital. The telephone
number is one that redaction masks."""
DISPLAY_CHOICES = ('"contrast":"black"', '"text":"large"', '"reach":"low"')
"""Lists the person's display preferences in the form in which a file might contain them."""
KIVY_HOME = Path(tempfile.gettempdir()) / f"aula-kivy-{os.getuid()}"


def take_screenshot(display: VirtualDisplay) -> Image.Image:
    return ImageGrab.grab(xdisplay=display.name)


def make_visit(terminal: TerminalProcess, display: VirtualDisplay, form: str | None) -> None:
    """Make a visit that changes the language and the display, chooses a form, answers and types.

    At the end, a key offers its other characters, or the keyboard shows its digits.
    """
    terminal.tap("display")
    for name, kind in (("contrast-black", "contrast"), ("reach-low", "reach"), ("text-large", "text")):
        terminal.tap(name)
        wait_until(lambda name=name, kind=kind: f"{kind}-{terminal.read_description()['sight'][kind]}" == name, what=name)  # type: ignore[misc]
    terminal.tap("close")
    terminal.wait_for_screen(screen="nps")
    names = {target["name"] for target in terminal.read_description()["targets"]}
    if "language-sv" not in names:
        terminal.tap("languages")
        terminal.wait_for_screen(screen="languages")
    terminal.tap("language-sv")
    terminal.wait_for_screen(screen="nps", language="sv")
    if form is not None:
        page_to(terminal, "audience")
        terminal.tap("audience")
        terminal.wait_for_screen(screen="audience")
        page_to(terminal, f"form-{form}")
        terminal.tap(f"form-{form}")
        terminal.wait_for_screen(screen="nps", heading=placeholder_texts(form, "sv").questions["nps"].text)
    page_to(terminal, "nps-8")
    terminal.tap("nps-8")
    terminal.wait_for_screen(screen="comment")
    page_to(terminal, "write")
    terminal.tap("write")
    wait_until(lambda: target_rect(terminal, "key-m"), what="the keyboard")
    for letter in WORDS:
        terminal.tap(f"key-{letter}")
    terminal.tap("key-layer")
    wait_until(lambda: target_rect(terminal, "key-0"), what="the digits")
    for digit in PHONE:
        terminal.tap(f"key-{digit}")
    terminal.tap("key-layer")
    wait_until(lambda: target_rect(terminal, "key-a"), what="the letters")
    hold_key(terminal, display, "key-a")
    if form is not None:
        terminal.tap("key-shift")
        terminal.tap("key-layer")
        wait_until(lambda: target_rect(terminal, "key-0"), what="the digits")


def target_rect(terminal: TerminalProcess, name: str) -> list[int] | None:
    rects: list[list[int]] = [each["rect"] for each in terminal.read_description()["targets"] if each["name"] == name]
    return rects[0] if rects else None


def page_to(terminal: TerminalProcess, name: str) -> None:
    """Go through the parts of a screen until it shows the target."""
    while target_rect(terminal, name) is None:
        before = terminal.description_file.read_bytes()
        terminal.tap("more")
        wait_until(lambda before=before: terminal.description_file.read_bytes() != before, what="the next part")  # type: ignore[misc]


def hold_key(terminal: TerminalProcess, display: VirtualDisplay, name: str) -> None:
    """Hold a key until its other characters are offered, and release it."""
    rect = target_rect(terminal, name)
    assert rect is not None
    before = terminal.description_file.read_bytes()
    environment = {**os.environ, "DISPLAY": display.name}
    x, y = str(rect[0] + rect[2] // 2), str(rect[1] + rect[3] // 2)
    subprocess.run(["xdotool", "mousemove", x, y, "mousedown", "1"], env=environment, check=True, timeout=20)
    wait_until(lambda: terminal.description_file.read_bytes() != before, what="the key's other forms")
    subprocess.run(["xdotool", "mouseup", "1"], env=environment, check=True, timeout=20)


def capture_keyboard(terminal: TerminalProcess, display: VirtualDisplay) -> tuple[bytes, bytes]:
    """Return the picture and the description of the keyboard as a person finds it. The visit ends without a text."""
    terminal.tap("nps-8")
    terminal.wait_for_screen(screen="comment")
    terminal.tap("write")
    wait_until(lambda: target_rect(terminal, "key-m"), what="the keyboard")
    found = wait_for_still_picture(display), terminal.description_file.read_bytes()
    terminal.tap("finish")
    terminal.wait_for_screen(screen="thanks")
    terminal.tap("close")
    terminal.wait_for_screen(screen="nps")
    return found


def send(terminal: TerminalProcess) -> None:
    terminal.tap("send")
    terminal.wait_for_screen(screen="statement")


def finish(terminal: TerminalProcess) -> None:
    """End the visit in the usual way."""
    send(terminal)
    page_to(terminal, "finish")
    terminal.tap("finish")
    terminal.wait_for_screen(screen="thanks")
    page_to(terminal, "close")
    terminal.tap("close")


def time_out(_: TerminalProcess) -> None:
    """Leave the terminal without doing anything."""


def leave_while_sealing(terminal: TerminalProcess) -> None:
    """Send the text, and touch the next target before the text is sealed."""
    terminal.tap("send")
    terminal.tap("finish") if target_rect(terminal, "finish") else None


def cut_power(terminal: TerminalProcess) -> None:
    """Cut the power in the middle of a word."""
    terminal.kill()
    terminal.start()


@pytest.mark.parametrize(
    ("form", "ends"),
    [
        (None, finish), (None, time_out), (None, leave_while_sealing), (None, cut_power),
        (CHILD_FORM, finish), (RELATIVE_FORM, time_out), (CHILD_FORM, cut_power),
    ],
    ids=lambda of: getattr(of, "__name__", str(of)),
)  # fmt: skip
def test_the_next_person_finds_no_trace(
    form: str | None,
    ends: Callable[[TerminalProcess], None],
    tmp_path: Path,
    display: VirtualDisplay,
    close_at_end: Callable[[ProgramProcess], None],
) -> None:
    terminal = TerminalProcess(tmp_path, display=display, environment={"AULA_KIOSK_TIMEOUT_SECONDS": "12"})
    close_at_end(terminal)
    write_enrolled_state(terminal.state, with_forms(configuration(), CHILD_FORM, RELATIVE_FORM))
    terminal.start()
    terminal.wait_for_screen(screen="nps")
    fresh, told = wait_for_still_picture(display), terminal.description_file.read_bytes()
    board = capture_keyboard(terminal, display)
    make_visit(terminal, display, form)
    assert take_screenshot(display).tobytes() != fresh
    ends(terminal)
    wait_until(lambda: terminal.description_file.read_bytes() == told, what="the description of a fresh terminal", timeout=60)
    wait_until(lambda: take_screenshot(display).tobytes() == fresh, what="the picture of a fresh terminal")
    assert capture_keyboard(terminal, display) == board
    assert find_bytes(tmp_path, *NEEDLES, *DISPLAY_CHOICES) == []
    assert find_bytes(terminal.log, CHILD_FORM, RELATIVE_FORM) == []
    if KIVY_HOME.exists():
        assert find_bytes(KIVY_HOME, *NEEDLES) == []


def wait_for_still_picture(display: VirtualDisplay) -> bytes:
    looks = [take_screenshot(display).tobytes()]

    def same() -> bool:
        looks.append(take_screenshot(display).tobytes())
        return looks[-1] == looks[-2] and len(take_screenshot(display).getcolors(2) or ()) != 1

    wait_until(same, what="a picture that stands still")
    return looks[-1]
