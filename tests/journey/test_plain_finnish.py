"""Plain Finnish works from a folder and a sheet to an exported answer, in the real programs with unchanged code and one folder more."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from provisioning.demo import EXAMPLE_REGION_FILE
from server.domain.texts.text_sheet import write_sheet
from tests.fixtures.display import VirtualDisplay
from tests.fixtures.programs import ProgramProcess
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess
from tests.i18n.sample_plain_finnish import PLAIN_FINNISH_NAME, PLAIN_FINNISH_TAG, plain_finnish_sheet, program_environment, sample_text
from tests.journey.region_setup import SERVICE_POINT


@pytest.fixture
def server_and_terminal(
    tmp_path: Path, display: VirtualDisplay, close_at_end: Callable[[ProgramProcess], None]
) -> tuple[ServerProcess, TerminalProcess]:
    """Return a server whose region shows plain Finnish, and a terminal enrolled with it. Neither has additional code."""
    environment = program_environment(tmp_path / "program")
    server = ServerProcess(tmp_path, environment=environment)
    terminal = TerminalProcess(tmp_path, display=display, environment=environment)
    close_at_end(server)
    close_at_end(terminal)
    region = tmp_path / "region.toml"
    written = EXAMPLE_REGION_FILE.read_text(encoding="utf-8").replace(
        'languages = ["fi", "sv", "en"]', f'languages = ["fi", "{PLAIN_FINNISH_TAG}", "sv", "en"]'
    )
    assert PLAIN_FINNISH_TAG in written
    region.write_text(written, encoding="utf-8")
    (tmp_path / "plain.csv").write_bytes(write_sheet(plain_finnish_sheet()))
    server.init()
    server.run_command("load", str(region))
    server.run_command("load-texts", str(tmp_path / "plain.csv"), "--region", "pohjola", "--id", "koe-1")
    server.start()
    terminal.enrol(server.url, server.run_json("add-terminal", "--service-point", SERVICE_POINT)["enrolment_code"])
    return server, terminal


def test_somebody_answers_in_plain_finnish_and_the_export_says_so(server_and_terminal: tuple[ServerProcess, TerminalProcess]) -> None:
    server, terminal = server_and_terminal
    terminal.start()
    assert [terminal.wait_for_target(f"language-{tag}")["text"] for tag in ("fi", PLAIN_FINNISH_TAG, "sv")] == [
        "Suomi",
        PLAIN_FINNISH_NAME,
        "Svenska",
    ]
    terminal.tap(f"language-{PLAIN_FINNISH_TAG}")
    assert terminal.wait_for_screen(screen="nps", language=PLAIN_FINNISH_TAG)["heading"] == sample_text("nps")
    terminal.tap("nps-9")
    assert terminal.wait_for_screen(screen="comment", language=PLAIN_FINNISH_TAG)["heading"] == sample_text("reason")
    assert terminal.wait_for_target("skip")["text"] == "Ohita", "a message that it lacks comes in Finnish"
    terminal.tap("write")
    assert terminal.wait_for_target("key-ö")
    terminal.tap("back")
    terminal.tap("skip")
    asked = terminal.wait_for_screen(screen="statement", position=1)
    assert asked["heading"] == sample_text(asked["statement"])
    terminal.tap("value-5")
    terminal.wait_for_screen(screen="statement", position=2)
    terminal.tap("finish")
    terminal.wait_for_screen(screen="thanks", language=PLAIN_FINNISH_TAG)
    terminal.tap("close")
    assert terminal.wait_for_screen(screen="nps")["language"] == "fi", "the next person begins as usual"
    terminal.sync(check=True)
    [row] = server.export_responses()
    assert (row["language"], row["texts"], row["nps"]) == (PLAIN_FINNISH_TAG, "koe-1", 9)
    [line] = csv.DictReader(io.StringIO(server.run_command("export", "responses", "--format", "csv").stdout))
    assert (line["language"], line["texts"]) == (PLAIN_FINNISH_TAG, "koe-1")
