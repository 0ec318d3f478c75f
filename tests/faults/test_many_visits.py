"""Ten thousand visits leave the terminal as small as one thousand did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kiosk.ui.shown import ROOT

GROWTH = 1.02


@pytest.mark.timeout(4 * 3600)
def test_memory_does_not_grow_with_the_number_of_visits(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    command = [sys.executable, "-m", "tests.faults.many_visits", str(tmp_path / "terminal")]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "SDL_VIDEODRIVER": "offscreen"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    marks = {mark["visits"]: mark for mark in map(json.loads, done.stdout.splitlines())}
    record_property("figures", {visits: mark["kept"] for visits, mark in marks.items()})
    assert sorted(marks) == list(range(1_000, 10_001, 1_000))
    assert marks[10_000]["kept"] <= GROWTH * marks[1_000]["kept"]
