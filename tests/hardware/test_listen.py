"""Tests the command that prints the events of the wired parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gpiozero import LED

from hardware import listen, pins
from tests.hardware.mock_board import MockBoard


def test_every_event_is_a_line_and_every_fault_a_line_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    wires = MockBoard()
    other = LED(pins.by_name("light").bcm, pin_factory=wires)
    steps: Iterator[Callable[[], None]] = iter(
        [lambda: wires.press("next"), lambda: wires.drive("headset", 0), lambda: wires.advance(1000)]
    )

    def rest(_: float) -> None:
        try:
            next(steps)()
        except StopIteration:
            raise KeyboardInterrupt from None

    assert listen.main([], sleep=rest, pin_factory=wires) == 0
    said = capsys.readouterr().out
    assert "fault     light: pin 21 (number 40 on the header) is taken" in said
    assert "press     next\n" in said
    assert "on        headset\n" in said
    other.close()
    wires.close()


def interrupt(_: float) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("table", ["", "[hardware]\n", 'server = "https://palaute.example.fi"\ntheme = "dark"\n\n[hardware]\n'])
def test_the_terminals_own_settings_name_the_parts_too(tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str) -> None:
    (tmp_path / "kiosk.toml").write_text(f'{table}keys = ["next"]\nheadset = "closes"\n')
    wires = MockBoard()
    assert listen.main([str(tmp_path / "kiosk.toml")], sleep=interrupt, pin_factory=wires) == 0
    said = capsys.readouterr().out
    assert "fault" not in said
    assert "listening headset no, somebody unknown" in said
    wires.close()


def test_a_file_that_is_no_toml_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "parts.toml").write_text("keys = yes")
    assert listen.main([str(tmp_path / "parts.toml")]) == 1
    assert "cannot be read as TOML" in capsys.readouterr().err
