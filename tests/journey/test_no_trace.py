"""What a person types is found nowhere: on no disk, in no log, no description, database or backup. Only the key opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.fixtures.byte_search import find_bytes
from tests.fixtures.programs import Program
from tests.fixtures.screen import VirtualDisplay
from tests.fixtures.server import ServerProcess
from tests.fixtures.terminal import TerminalProcess
from tests.journey.installed_region import County

SENT, DISCARDED = "sininenkarhu", "keltainenhirvi"
NEEDLES = [word[1:-1] for word in (SENT, DISCARDED)]
"""Without the first letter, which the keyboard may make a capital."""


def type_words(terminal: TerminalProcess, words: str) -> None:
    """Touch a key for each letter; after each the description must not tell what stands in the field."""
    terminal.tap("nps-8")
    terminal.wait_for(screen="comment")
    terminal.tap("write")
    for letter in words:
        terminal.tap(f"key-{letter}")
        assert find_bytes(terminal.described, *NEEDLES, words[:4]) == []


def test_what_is_typed_is_found_nowhere(
    prepared: Path, tmp_path: Path, display: VirtualDisplay, running: Callable[[Program], None]
) -> None:
    server = ServerProcess(tmp_path)
    terminal = TerminalProcess(tmp_path, display=display, environment={"AULA_KIOSK_TIMEOUT_SECONDS": "6"})
    running(server)
    running(terminal)
    county = County(prepared, server, terminal)
    county.enrol()
    terminal.start()
    terminal.wait_for(screen="nps")
    type_words(terminal, SENT)
    terminal.tap("send")
    terminal.wait_for(screen="statement")
    terminal.tap("finish")
    terminal.wait_for(screen="thanks")
    terminal.tap("close")
    terminal.wait_for(screen="nps")
    type_words(terminal, DISCARDED)
    terminal.wait_for(screen="still_there")
    terminal.wait_for(screen="nps")
    terminal.kill()
    terminal.sync(check=True)
    backup = tmp_path / "backup"
    server.command("backup", str(backup))
    held = server.exported()
    server.stop()

    assert [one["comments"] for one in held] == [1, 0]
    assert find_bytes(tmp_path, *NEEDLES) == []

    server.start()
    server.command("unlock", "--passphrase-stdin", typed=f"{server.PASSPHRASE}\n")
    opened = server.exported("--comments")
    server.command("lock")
    assert SENT[1:] in str(opened)
    assert DISCARDED[1:] not in str(opened)
