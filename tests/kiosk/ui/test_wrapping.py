"""What is being typed breaks into lines between words, and lines that are full stand still."""

from __future__ import annotations

import subprocess
import sys

from tests.kiosk.ui.shown import ROOT

_LETTERS = """
from kiosk.ui import environment
environment.prepare()
from kiosk.ui.fonts import noto_sans
from kiosk.ui.letters import Letters

class Even(Letters):
    "Each character ten pixels wide."
    def width(self, text, size, *, bold=False):
        return 10 * len(text)

letters = Even(noto_sans())

def lines(text, rows=3, columns=20):
    return letters.typed(text, 100, (columns * 10, rows * 128)).lines
"""


def run(claims: str) -> None:
    """In a process of its own, since Kivy takes over the one it is loaded into."""
    done = subprocess.run([sys.executable, "-c", _LETTERS + claims], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_word_that_does_not_fit_goes_to_the_next_line_whole() -> None:
    run("assert lines('Sain apua silloin kun sitä') == ('Sain apua silloin', 'kun sitä'), lines('Sain apua silloin kun sitä')")


def test_a_word_longer_than_a_line_is_broken() -> None:
    run("assert lines('a' * 45) == ('a' * 20, 'a' * 20, 'a' * 5), lines('a' * 45)")


def test_lines_that_are_full_stand_still_while_a_long_text_grows() -> None:
    run(
        "text = ' '.join('abcdefghijklmno'[: 2 + n * n % 13] + str(n) for n in range(300))[:2000]\n"
        "moved = 0\n"
        "for n in range(1, len(text)):\n"
        "    before, after = lines(text[:n]), lines(text[:n + 1])\n"
        "    moved += not set(after[:-2]) <= set(before)\n"
        "assert moved <= len(text) // 320, moved\n"
    )
