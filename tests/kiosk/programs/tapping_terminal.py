"""A terminal without a window as a process of its own: it taps by itself, tells each screen once it shows, and waits to be killed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store.store import Store
from kiosk.terminal import KioskTerminal
from survey.visit import TargetChosen, allowed_targets

SIDE_TARGETS = ("about", "audience", "display", "finish", "languages", "news")
"""What leads away from the answers: the walk goes on without it."""


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
