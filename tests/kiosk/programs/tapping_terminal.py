"""Runs a terminal without a window that taps random targets until it is killed.

Usage: `python -m tests.kiosk.programs.tapping_terminal FOLDER SEED`. After each tap it prints a line: the name of the new screen, the
number of answers given so far (0 if the terminal is idle), and 1 if the visit has ended, otherwise 0.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store.store import Store
from kiosk.terminal import KioskTerminal
from survey.visit import TargetChosen, allowed_targets

SIDE_TARGETS = ("about", "audience", "display", "finish", "languages", "news")
"""Lists the targets that do not lead to answers. They are never tapped."""


def main() -> None:
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(seed)
    terminal = KioskTerminal(Store(folder), SystemClock())
    print("ready", flush=True)
    while True:
        visit = terminal.runtime.view.visit
        assert visit is not None
        names = [name for name in allowed_targets(visit) if name not in SIDE_TARGETS]
        terminal.runtime.submit(TargetChosen(chance.choice(names))).result()
        shown = terminal.runtime.view.visit
        assert shown is not None
        answers = sum(reply.outcome == "answered" for reply in shown.replies.values()) + (shown.nps is not None)
        print(f"{shown.screen} {answers if not shown.is_idle else 0} {int(shown.ended is not None)}", flush=True)


main()
