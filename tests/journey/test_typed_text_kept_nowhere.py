"""A typed text is found nowhere: on no disk, and in no log, description, database or backup. Only the private key opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.fixtures.byte_search import find_bytes
from tests.fixtures.display import VirtualDisplay
from tests.fixtures.programs import ProgramProcess
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess
from tests.journey.region_setup import InstalledRegion

SENT_WORD, DISCARDED_WORD = "sininenkarhu", "keltainenhirvi"
SEARCHED_TEXTS = [word[1:-1] for word in (SENT_WORD, DISCARDED_WORD)]
"""Lists the words without their first letter, which the keyboard may make a capital, and without their last one."""


def type_words(terminal: TerminalProcess, words: str) -> None:
    """Touch a key for each letter. After each, the description must not contain the text in the field."""
    terminal.tap("nps-8")
    terminal.wait_for_screen(screen="comment")
    terminal.tap("write")
    for letter in words:
        terminal.tap(f"key-{letter}")
        assert find_bytes(terminal.description_file, *SEARCHED_TEXTS, words[:4]) == []


def test_what_is_typed_is_found_nowhere(
    prepared_state: Path, tmp_path: Path, display: VirtualDisplay, close_at_end: Callable[[ProgramProcess], None]
) -> None:
    server = ServerProcess(tmp_path)
    terminal = TerminalProcess(tmp_path, display=display, environment={"AULA_KIOSK_TIMEOUT_SECONDS": "6"})
    close_at_end(server)
    close_at_end(terminal)
    region = InstalledRegion(prepared_state, server, terminal)
    region.enrol()
    terminal.start()
    terminal.wait_for_screen(screen="nps")
    type_words(terminal, SENT_WORD)
    terminal.tap("send")
    terminal.wait_for_screen(screen="statement")
    terminal.tap("finish")
    terminal.wait_for_screen(screen="thanks")
    terminal.tap("close")
    terminal.wait_for_screen(screen="nps")
    type_words(terminal, DISCARDED_WORD)
    terminal.wait_for_screen(screen="still_there")
    terminal.wait_for_screen(screen="nps")
    terminal.kill()
    terminal.sync(check=True)
    backup = tmp_path / "backup"
    server.run_command("backup", str(backup))
    held = server.export_responses()
    server.stop()

    assert [one["comments"] for one in held] == [1, 0]
    assert find_bytes(tmp_path, *SEARCHED_TEXTS) == []

    server.start()
    server.run_command("unlock", "--passphrase-stdin", stdin=f"{server.PASSPHRASE}\n")
    opened = server.export_responses("--comments")
    server.run_command("lock")
    assert SENT_WORD[1:] in str(opened)
    assert DISCARDED_WORD[1:] not in str(opened)
