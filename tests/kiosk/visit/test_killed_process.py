"""Tests that a terminal that is killed at a random moment has lost no answer whose next screen was shown."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.project import ROOT


def parse_line(line: str) -> tuple[str, int, int]:
    screen, answers, ended = line.split()
    return screen, int(answers), int(ended)


@pytest.mark.parametrize("seed", range(5))
def test_what_had_shown_is_there_after_a_kill(enrolled_terminal: HeadlessTerminal, server: FakeServer, seed: int) -> None:
    enrolled_terminal.store.close()
    taps = random.Random(seed).randrange(3, 60)
    shown: list[tuple[str, int, int]] = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.kiosk.programs.tapping_terminal", str(enrolled_terminal.folder), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n", "the program did not start: run it by hand to see why"
        while len(shown) < taps:
            shown.append(parse_line(program.stdout.readline()))
        program.kill()
        shown += [parse_line(line) for line in program.stdout.read().splitlines() if line.count(" ") == 2]
    enrolled_terminal.start()
    finished = sum(ended for _, _, ended in shown)
    responses = enrolled_terminal.unsent_responses()
    assert [response.sequence for response in responses] == list(range(1, len(responses) + 1))
    assert finished <= len([response for response in responses if response.ended == "completed"]) <= finished + 1
    _, answers, ended = shown[-1]
    if answers and not ended:
        last = responses[-1]
        given = sum(one.outcome == "answered" for one in last.statements) + (last.nps is not None)
        # The last tap may have been committed although its screen was not printed before the kill.
        assert given >= answers - 1
        assert last.ended in ("interrupted", "completed")
    assert enrolled_terminal.sync().left == 0
    assert len(server.stored) == len(responses)
