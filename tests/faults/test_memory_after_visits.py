"""A terminal uses no more memory after ten thousand visits than after one thousand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.project import ROOT

MAX_GROWTH = 1.02


@pytest.mark.timeout(4 * 3600)
def test_memory_does_not_grow_with_the_number_of_visits(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    command = [sys.executable, "-m", "tests.faults.memory_after_visits", str(tmp_path / "terminal")]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "SDL_VIDEODRIVER": "offscreen", "PYTHONMALLOC": "malloc"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    marks = {mark["visits"]: mark for mark in map(json.loads, done.stdout.splitlines())}
    record_property("figures", {since: lowest_kept(marks, since) for since in range(1_000, 9_001, 1_000)})
    assert sorted(marks) == list(range(25, 10_001, 25))
    assert lowest_kept(marks, 9_000) <= MAX_GROWTH * lowest_kept(marks, 1_000)


def lowest_kept(marks: dict[int, dict[str, int]], since: int) -> int:
    """Return the lowest figure at the 41 marks from `since` on. A leak raises it, and caches that fill and empty again do not."""
    return min(marks[visits]["kept"] for visits in range(since, since + 1_001, 25))
