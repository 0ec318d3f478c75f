"""Programs as parts: what they print is kept, how they end is told, and an end leaves none of their children."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parts import programs
from tests.parts.processes import is_alive
from tests.parts.programs import Program, ProgramDied
from tests.parts.waiting import wait_until

BODY = """
    import os, signal, subprocess, sys, time
    if sys.argv[1] == "family":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("child", child.pid, flush=True)
        signal.pause()
    if sys.argv[1] == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("ready", flush=True)
        while True:
            signal.pause()
    if sys.argv[1] == "settings":
        print(sorted(name for name in os.environ if name.startswith("AULA_")))
    if sys.argv[1] == "fail":
        sys.exit(f"no such thing: {sys.stdin.read()}")
"""


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, running: Callable[[Program], None]) -> Program:
    """A small program of our own in the place of one of Aula's."""
    body, script = tmp_path / "example.py", tmp_path / "example"
    body.write_text(textwrap.dedent(BODY))
    script.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{body}' \"$@\"\n")  # a path with a space fits in no first line
    script.chmod(0o755)
    monkeypatch.setattr(programs, "own_program", lambda _: script)
    monkeypatch.setenv("AULA_FROM_OUTSIDE", "1")
    one = Program("example", tmp_path / "log", {"AULA_OF_THE_TEST": "1"})
    running(one)
    return one


def test_a_kill_takes_the_children_too(example: Program) -> None:
    example.launch("family")
    child = int(wait_until(lambda: example.said().strip(), what="the child's number").split()[1])
    example.kill()
    assert not example.running
    assert not is_alive(child)


def test_a_program_that_does_not_end_when_asked_is_killed_and_named(example: Program) -> None:
    example.launch("deaf")
    wait_until(lambda: "ready" in example.said())
    with pytest.raises(AssertionError, match="did not end within"):
        example.stop(timeout=0.1)
    assert not example.running


def test_settings_of_the_developer_do_not_reach_a_program(example: Program) -> None:
    assert example.command("settings").stdout.strip() == "['AULA_OF_THE_TEST']"


def test_a_command_that_fails_fails_the_test_with_its_words(example: Program) -> None:
    with pytest.raises(AssertionError, match="exit status 1\nno such thing: typed"):
        example.command("fail", typed="typed")
    assert example.command("fail", typed="typed", check=False).returncode == 1
    assert "no such thing: typed" in example.log.read_text()


def test_a_program_that_died_tells_its_last_words(example: Program) -> None:
    example.launch("fail")
    with pytest.raises(ProgramDied, match="status 1:\nno such thing"):
        wait_until(example.check_alive)


def test_waiting_in_vain_says_for_what_and_what_was_seen() -> None:
    with pytest.raises(TimeoutError, match=r"waited 0.01 s for the tram; last seen: 0"):
        wait_until(lambda: 0, timeout=0.01, what="the tram")
