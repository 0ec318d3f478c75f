"""Plain Finnish from a folder and a sheet to an exported answer: real programs, our code as it is, and one folder more."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from provisioning.demo import EXAMPLE
from server.domain.texts.text_sheet import write
from tests.fixtures.programs import Program
from tests.fixtures.screen import VirtualDisplay
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess
from tests.i18n.plain_finnish import NAME, TAG, program, said, sheet
from tests.journey.installed_region import POINT


@pytest.fixture
def county(tmp_path: Path, display: VirtualDisplay, running: Callable[[Program], None]) -> tuple[ServerProcess, TerminalProcess]:
    """A server whose region shows plain Finnish, and a terminal enrolled with it, neither with a line of code more."""
    environment = program(tmp_path / "program")
    server = ServerProcess(tmp_path, environment=environment)
    terminal = TerminalProcess(tmp_path, display=display, environment=environment)
    running(server)
    running(terminal)
    region = tmp_path / "region.toml"
    written = EXAMPLE.read_text(encoding="utf-8").replace('languages = ["fi", "sv", "en"]', f'languages = ["fi", "{TAG}", "sv", "en"]')
    assert TAG in written
    region.write_text(written, encoding="utf-8")
    (tmp_path / "plain.csv").write_bytes(write(sheet()))
    server.init()
    server.command("load", str(region))
    server.command("load-texts", str(tmp_path / "plain.csv"), "--region", "pohjola", "--id", "koe-1")
    server.start()
    terminal.enrol(server.url, server.json("add-terminal", "--service-point", POINT)["enrolment_code"])
    return server, terminal


def test_somebody_answers_in_plain_finnish_and_the_export_says_so(county: tuple[ServerProcess, TerminalProcess]) -> None:
    server, terminal = county
    terminal.start()
    assert [terminal.target(f"language-{tag}")["text"] for tag in ("fi", TAG, "sv")] == ["Suomi", NAME, "Svenska"]
    terminal.tap(f"language-{TAG}")
    assert terminal.wait_for(screen="nps", language=TAG)["heading"] == said("nps")
    terminal.tap("nps-9")
    assert terminal.wait_for(screen="comment", language=TAG)["heading"] == said("reason")
    assert terminal.target("skip")["text"] == "Ohita", "a message that it lacks comes in Finnish"
    terminal.tap("write")
    assert terminal.target("key-ö")
    terminal.tap("back")
    terminal.tap("skip")
    asked = terminal.wait_for(screen="statement", position=1)
    assert asked["heading"] == said(asked["statement"])
    terminal.tap("value-5")
    terminal.wait_for(screen="statement", position=2)
    terminal.tap("finish")
    terminal.wait_for(screen="thanks", language=TAG)
    terminal.tap("close")
    assert terminal.wait_for(screen="nps")["language"] == "fi", "the next person begins as usual"
    terminal.sync(check=True)
    [row] = server.exported()
    assert (row["language"], row["texts"], row["nps"]) == (TAG, "koe-1", 9)
    [line] = csv.DictReader(io.StringIO(server.command("export", "responses", "--format", "csv").stdout))
    assert (line["language"], line["texts"]) == (TAG, "koe-1")
