"""Whether the board would start again by itself."""

from __future__ import annotations

from pathlib import Path

from hardware.faults import Fault
from hardware.watchdog import BoardWatchdog, fault, read


def kernel(root: Path, **said: str) -> Path:
    folder = root / "sys/class/watchdog/watchdog0"
    folder.mkdir(parents=True)
    for name, words in said.items():
        (folder / name).write_text(f"{words}\n")
    return root


def test_a_fed_watchdog_is_no_fault(tmp_path: Path) -> None:
    root = kernel(tmp_path, identity="Broadcom BCM2835 Watchdog timer", state="active", timeout="15")
    assert read(root) == BoardWatchdog("Broadcom BCM2835 Watchdog timer", True, 15)
    assert fault(root) is None


def test_one_that_nobody_feeds_is_told_with_what_to_do(tmp_path: Path) -> None:
    found = fault(kernel(tmp_path, state="inactive"))
    assert found == Fault("board", "unfed")
    assert "aula-watchdog.conf" in found.words


def test_a_board_without_one_is_told(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert fault(tmp_path) == Fault("board", "no_watchdog")


def test_a_kernel_that_does_not_say_is_not_accused(tmp_path: Path) -> None:
    root = kernel(tmp_path, timeout="soon")
    assert read(root) == BoardWatchdog(None, None, None)
    assert fault(root) is None


def test_the_file_that_the_words_name_exists_and_sets_it() -> None:
    assert "RuntimeWatchdogSec=" in Path("provisioning/units/aula-watchdog.conf").read_text(encoding="utf-8")
