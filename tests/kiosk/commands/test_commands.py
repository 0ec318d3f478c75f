"""Tests `aula-kiosk` as scripts use it: its arguments, JSON output and exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.commands import main
from kiosk.speech.engines import Espeak
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.speech_system import PROMPTS_FOLDER
from kiosk.speech.utterances import Phrase
from kiosk.store import database, locks, staff_state
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AULA_KIOSK_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def invoke(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, words, input=stdin, catch_exceptions=False)


def enrol(server: FakeServer, code: str) -> None:
    result = invoke("enrol", "--server", server.url, "--code", server.add_enrolment_code(code).lower())
    assert (result.exit_code, result.stdout) == (0, "enrolled as t1\n")


def make_visits(state: Path, number: int) -> None:
    with HeadlessTerminal(state) as lobby:
        for _ in range(number):
            lobby.make_visit()


def test_status_has_every_field_of_the_outside(state: Path, server: FakeServer, code: str) -> None:
    enrol(server, code)
    make_visits(state, 2)
    said = json.loads(invoke("status", "--json").stdout)
    outside = ("terminal_id", "service_point", "unsent", "oldest_unsent", "refused", "acknowledged_kept", "last_sync", "clock_trusted")
    assert set(said) >= {*outside, "stream", "next_sequence", "software", "out_of_use"}
    assert (said["terminal_id"], said["service_point"], said["unsent"], said["next_sequence"]) == ("t1", "keskusta-health-centre", 2, 3)
    assert said["out_of_use"] is False
    assert invoke("status").exit_code == 0


def test_sync_says_what_it_did_and_ends_by_it(state: Path, server: FakeServer, code: str) -> None:
    enrol(server, code)
    make_visits(state, 3)
    server.faults.append("portal")
    cut = invoke("sync", "--once", "--json")
    assert (cut.exit_code, json.loads(cut.stdout)["problem"], json.loads(cut.stdout)["left"]) == (4, "captive_portal", 3)
    assert len(cut.stderr.splitlines()) == 1
    with HeadlessTerminal(state) as lobby:
        server.refusal_codes[lobby.unsent_responses()[0].id] = "unknown_statement"
    refused = invoke("sync", "--once", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["refused"], json.loads(refused.stdout)["stored"]) == (5, 1, 2)
    done = invoke("sync", "--once", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "sent": 0, "stored": 0, "duplicate": 0, "refused": 0, "left": 0, "configuration": "current", "problem": None,
    }  # fmt: skip


def test_sync_needs_an_identity_and_its_word(state: Path) -> None:
    assert invoke("sync").exit_code == 2
    assert invoke("sync", "--once", "--json").exit_code == 1


def test_a_refused_enrolment_ends_with_one_line(state: Path, server: FakeServer, code: str) -> None:
    for words in (("--code", "XYZ"), ("--code", code)):
        result = invoke("enrol", "--server", server.url, *words)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
        assert "not enrolled" in result.stderr


def test_forget_sends_everything_first(state: Path, server: FakeServer, code: str) -> None:
    enrol(server, code)
    make_visits(state, 2)
    assert invoke("forget").exit_code == 0
    assert len(server.stored) == 2
    assert not list(state.glob("*.json")) + list(state.glob("outbox*"))


def test_forget_leaves_nothing_of_the_place(state: Path, server: FakeServer, code: str) -> None:
    """`forget` deletes the prompts, which contain the name of the service point, and what its staff did at the service screen."""
    enrol(server, code)
    assert PromptCache(state / PROMPTS_FOLDER, Espeak()).fill([Phrase("Keskustan terveysasema", "fi")], 140).rendered == 1
    staff_state.set_out_of_use(state, True)
    staff_state.write_pin_attempts(state, '{"wrong": 2}')
    (state / "clips").mkdir()
    assert invoke("forget").exit_code == 0
    assert {path.name for path in state.iterdir()} <= {"clips", "run.lock", "exchange.lock"}


def test_forget_refuses_to_lose_answers_unless_told_so_twice(state: Path, server: FakeServer, code: str) -> None:
    enrol(server, code)
    make_visits(state, 2)
    server.faults.extend(["503"] * 3)
    assert invoke("forget").exit_code == 1
    assert invoke("forget", "--discard", stdin="n\n").exit_code == 1
    assert (state / database.FILE).exists()
    assert invoke("forget", "--discard", stdin="y\n").exit_code == 0
    assert not (state / database.FILE).exists()


def test_forget_and_a_second_run_keep_off_a_running_terminal(state: Path, server: FakeServer, code: str) -> None:
    enrol(server, code)
    with locks.lock(state, locks.TERMINAL_LOCK):
        assert "stop it first" in invoke("forget").stderr
        assert "stop it first" in invoke("run").stderr
        assert invoke("status", "--json").exit_code == 0
        assert invoke("sync", "--once", "--json").exit_code == 0


def test_describe_is_for_developers(state: Path) -> None:
    assert invoke("run", "--describe", "x.json").exit_code == 2


def test_a_bad_setting_stops_the_start_with_all_faults(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AULA_KIOSK_WINDOW", "x")
    monkeypatch.setenv("AULA_KIOSK_PANEL_MM", "y")
    result = invoke("status")
    assert result.exit_code == 1
    assert "AULA_KIOSK_WINDOW" in result.stderr
    assert "AULA_KIOSK_PANEL_MM" in result.stderr


def test_a_file_of_settings_is_given_before_or_after_the_command(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('windoww = "1280x800"\n')
    for words in (("--config", str(file), "status"), ("status", "--config", str(file))):
        done = invoke(*words)
        assert (done.exit_code, "did you mean window?" in done.stderr) == (1, True), words


BROKEN_SCREEN_PROGRAM = """
from kiosk.commands import main
from kiosk.ui import app

def broken(*_, **__):
    raise ValueError("salaisuus, as it was typed")

app.run = broken
main(["run", "--windowed"])
"""


def test_a_screen_that_ends_the_program_quotes_nothing_of_what_was_typed(state: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", BROKEN_SCREEN_PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "ValueError < broken" in ended.stderr
    assert "salaisuus" not in ended.stdout + ended.stderr
