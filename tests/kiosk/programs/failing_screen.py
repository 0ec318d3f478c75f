"""Runs `aula-kiosk` with a screen that raises an exception when it is drawn (`tests.kiosk.ui.failing_screens`).

Usage: `python -m tests.kiosk.programs.failing_screen SCREEN run …`.
"""

from __future__ import annotations

import sys

from tests.kiosk.ui.failing_screens import break_screen


def main() -> None:
    break_screen(sys.argv.pop(1))
    from kiosk.commands import main as aula_kiosk

    aula_kiosk(prog_name="aula-kiosk")


if __name__ == "__main__":
    main()
