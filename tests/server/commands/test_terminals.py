"""Tests the commands that add, place, list and revoke terminals, add people and load region files, and the help of all commands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.enrolment_code import normalise_code
from survey.rfc3339 import from_rfc3339
from tests.fixtures.server import ServerProcess

SECOND = """
[region]
id = "lappi"
name = { fi = "Lappi" }
time_zone = "Europe/Helsinki"
languages = ["fi"]
drafts = ["fi"]
[[service]]
id = "primary-care"
name = { fi = "Avosairaanhoito" }
[[service_point]]
id = "keskusta-health-centre"
name = { fi = "Keskusta" }
service = "primary-care"
"""


def test_a_terminal_is_added_with_a_code_that_can_be_typed(loaded: ServerProcess) -> None:
    added = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre", "--label", "Lobby")
    assert set(added) == {"terminal_id", "enrolment_code", "expires_at"}
    assert normalise_code(added["enrolment_code"].lower()) == added["enrolment_code"]
    assert from_rfc3339(added["expires_at"]) > datetime.now(UTC)
    status = loaded.run_json("status")
    assert status["terminals"] == [
        {
            "id": added["terminal_id"],
            "region": "pohjola",
            "label": "Lobby",
            "service_point": "keskusta-health-centre",
            "state": "waiting",
            "last_heartbeat": None,
            "unsent": None,
            "oldest_unsent": None,
            "refused": None,
            "missing": 0,
            "software": None,
        }
    ]


def test_status_for_people_is_a_table_or_says_what_to_do(loaded: ServerProcess) -> None:
    assert "aula-server add-terminal" in loaded.run_command("status").stdout or "add-terminal" in loaded.run_command("status").stdout
    added = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre", "--label", "Lobby")
    said = loaded.run_command("status").stdout
    assert said.startswith("TERMINAL")
    assert added["terminal_id"] in said


def test_a_service_point_in_two_regions_must_be_said_with_its_region(loaded: ServerProcess, tmp_path: Path) -> None:
    (tmp_path / "lappi.toml").write_text(SECOND)
    loaded.run_command("load", str(tmp_path / "lappi.toml"))
    done = loaded.run_command("add-terminal", "--service-point", "keskusta-health-centre", check=False)
    assert done.returncode == 1
    assert "lappi/keskusta-health-centre or pohjola/keskusta-health-centre" in done.stderr
    loaded.run_json("add-terminal", "--service-point", "lappi/keskusta-health-centre")
    assert loaded.run_json("status")["terminals"][0]["region"] == "lappi"


def test_an_unknown_service_point_or_terminal_is_told_with_what_there_is(loaded: ServerProcess) -> None:
    done = loaded.run_command("add-terminal", "--service-point", "nowhere", check=False)
    assert (done.returncode, "keskusta-health-centre" in done.stderr) == (1, True)
    for command in (["new-code", "t1"], ["revoke", "t1"], ["place", "t1", "keskusta-health-centre"]):
        done = loaded.run_command(*command, check=False)
        assert (done.returncode, "no terminal t1" in done.stderr) == (1, True)


def test_a_new_code_ends_the_one_before(loaded: ServerProcess) -> None:
    added = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre")
    again = loaded.run_json("new-code", added["terminal_id"])
    assert again["terminal_id"] == added["terminal_id"]
    assert again["enrolment_code"] != added["enrolment_code"]


def test_a_revoked_terminal_gets_no_code(loaded: ServerProcess) -> None:
    terminal = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre")["terminal_id"]
    loaded.run_command("revoke", terminal)
    assert "already" in loaded.run_command("revoke", terminal).stdout
    assert loaded.run_json("status")["terminals"][0]["state"] == "revoked"
    done = loaded.run_command("new-code", terminal, check=False)
    assert (done.returncode, "revoked" in done.stderr) == (1, True)


def test_a_terminal_is_placed_elsewhere(loaded: ServerProcess) -> None:
    terminal = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre")["terminal_id"]
    loaded.run_command("place", terminal, "pohjola/keskusta-laboratory", "--from", "2026-01-01T08:00:00+02:00")
    assert loaded.run_json("status")["terminals"][0]["service_point"] == "keskusta-laboratory"


@pytest.mark.parametrize("time", ["yesterday", "2026-01-01", "2026-01-01T08:00:00"])
def test_a_time_that_is_none_is_wrong_usage(loaded: ServerProcess, time: str) -> None:
    done = loaded.run_command("place", "t1", "x", "--from", time, check=False)
    assert done.returncode == 2
    assert "2026-11-22T08:00:00+02:00" in done.stderr


def test_a_terminal_that_the_backup_does_not_know_is_made_again_by_its_id(loaded: ServerProcess) -> None:
    made = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre", "--id", "tabc123")
    assert made["terminal_id"] == "tabc123"
    again = loaded.run_command("add-terminal", "--service-point", "keskusta-health-centre", "--id", "tabc123", check=False)
    assert (again.returncode, "new-code" in again.stderr) == (1, True)


def test_people_are_added_with_a_link_or_a_password(loaded: ServerProcess) -> None:
    added = loaded.run_json("add-person", "Anna@Example.fi", "--role", "admin")
    assert added["email"] == "anna@example.fi"
    assert "/choose-password/" in added["link"]
    assert loaded.run_json("add-person", "anna@example.fi", "--role", "viewer")["link"] != added["link"]
    assert (
        "may sign in"
        in loaded.run_command("add-person", "b@example.fi", "--role", "it", "--password-stdin", stdin="four words are enough\n").stdout
    )
    short = loaded.run_command("add-person", "c@example.fi", "--role", "it", "--password-stdin", stdin="short\n", check=False)
    assert (short.returncode, "12 characters" in short.stderr) == (1, True)
    assert loaded.run_command("add-person", "nobody", "--role", "it", check=False).returncode == 2
    assert loaded.run_command("add-person", "c@example.fi", "--role", "king", check=False).returncode == 2


def test_a_faulty_region_file_changes_nothing_and_names_every_fault_with_its_line(loaded: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(
        '[region]\nid = "Lappi!"\nname = { fi = "Lappi" }\ntime_zone = "Mars/Olympus"\nlanguages = ["fi"]\ndrafts = ["fi"]\n'
        '[[service_point]]\nid = "p"\nname = { fi = "P" }\nservice = "none"\n[plan]\nper_visit = 9\n'
    )
    done = loaded.run_command("load", str(file), check=False)
    assert done.returncode == 1
    for line in (2, 4, 10, 12):
        assert f"line {line}:" in done.stderr, done.stderr
    assert "nothing to change" in loaded.run_command("load", "server/example/region.toml").stdout


def test_help_is_there_for_every_command(fresh: ServerProcess) -> None:
    listed = fresh.run_command("--help").stdout.split("Commands:")[1]
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and not line.startswith("   ")]
    assert {"init", "run", "load", "add-terminal", "new-code", "place", "revoke", "add-person", "status", "export"} <= set(names)
    assert {"unlock", "lock", "backup", "restore"} <= set(names)
    for name in names:
        assert "Usage: aula-server " + name in fresh.run_command(name, "--help").stdout


def test_json_documents_hold_finnish_letters_as_they_are(loaded: ServerProcess) -> None:
    loaded.run_command("add-terminal", "--service-point", "keskusta-health-centre", "--label", "Pääovi")
    assert "Pääovi" in loaded.run_command("status", "--json").stdout
    assert json.loads(loaded.run_command("status", "--json").stdout)["terminals"][0]["label"] == "Pääovi"
