"""The demo makes 25 visits through the real window, and the server's database contains exactly those."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.fixtures.program_lookup import find_aula_program


@pytest.mark.timeout(600)
def test_twenty_five_visits_arrive_exactly(tmp_path: Path) -> None:
    command: list[str | Path] = [
        find_aula_program("aula-provision"),
        "demo",
        "--visits",
        "25",
        "--exit-when-synced",
        "--headless",
        "--state",
        tmp_path / "demo",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=580)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exactly the 25 responses of 25 visits" in done.stdout
    assert done.stderr == ""


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("mine")
    command: list[str | Path] = [find_aula_program("aula-provision"), "demo", "--headless", "--state", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "not empty" in done.stderr


def test_visits_on_ones_own_display_are_a_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    command: list[str | Path] = [find_aula_program("aula-provision"), "demo", "--visits", "3", "--state", tmp_path]
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == 2
