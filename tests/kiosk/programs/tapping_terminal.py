"""A terminal without a window as a process of its own: it taps by itself, tells each screen once it shows, and waits to be killed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store.store import Store
from kiosk.terminal import Terminal
from survey.visit import Chose, targets

ASIDE = ("about", "audience", "display", "finish", "languages", "news")
"""What leads away from the answers: the walk goes on without it."""


def main() -> None:
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(seed)
    terminal = Terminal(Store(folder), SystemClock())
    print("ready", flush=True)
    while True:
        visit = terminal.runtime.view.visit
        assert visit is not None
        names = [name for name in targets(visit) if name not in ASIDE]
        terminal.runtime.take(Chose(chance.choice(names))).result()
        shown = terminal.runtime.view.visit
        assert shown is not None
        answers = sum(reply.outcome == "answered" for reply in shown.replies.values()) + (shown.nps is not None)
        print(f"{shown.screen} {answers if not shown.idle else 0} {int(shown.ended is not None)}", flush=True)


main()
