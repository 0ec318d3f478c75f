"""With all panels, text sizes and reaches, nothing is missing or outside the window, and low reach is respected."""

from __future__ import annotations

import subprocess
import sys

from tests.project import ROOT


def test_every_screen_has_room_for_all_that_is_on_it_on_every_panel_in_every_sight() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kiosk.ui.layout_matrix"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
