"""Tests whether the hardware watchdog that restarts the board is found and fed."""

from __future__ import annotations

from pathlib import Path

from hardware.faults import DeviceFault
from hardware.watchdog import BoardWatchdog, find_fault, read_state


def write_watchdog_files(root: Path, **said: str) -> Path:
    folder = root / "sys/class/watchdog/watchdog0"
    folder.mkdir(parents=True)
    for name, words in said.items():
        (folder / name).write_text(f"{words}\n")
    return root


def test_a_fed_watchdog_is_no_fault(tmp_path: Path) -> None:
    root = write_watchdog_files(tmp_path, identity="Broadcom BCM2835 Watchdog timer", state="active", timeout="15")
    assert read_state(root) == BoardWatchdog("Broadcom BCM2835 Watchdog timer", True, 15)
    assert find_fault(root) is None


def test_one_that_nobody_feeds_is_told_with_what_to_do(tmp_path: Path) -> None:
    found = find_fault(write_watchdog_files(tmp_path, state="inactive"))
    assert found == DeviceFault("board", "unfed")
    assert "aula-watchdog.conf" in found.message


def test_a_board_without_one_is_told(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    assert find_fault(tmp_path) == DeviceFault("board", "no_watchdog")


def test_a_kernel_that_does_not_say_is_not_accused(tmp_path: Path) -> None:
    root = write_watchdog_files(tmp_path, timeout="soon")
    assert read_state(root) == BoardWatchdog(None, None, None)
    assert find_fault(root) is None


def test_the_file_that_the_words_name_exists_and_sets_it() -> None:
    assert "RuntimeWatchdogSec=" in Path("provisioning/units/aula-watchdog.conf").read_text(encoding="utf-8")
