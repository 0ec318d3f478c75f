"""A server restored from an older backup asks for what it lost, and a terminal it has forgotten loses nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from survey.rfc3339 import from_rfc3339
from tests.journey.installed_region import POINT, County


def restore(county: County, backup: Path) -> None:
    county.server.stop()
    county.server.command("restore", "--yes", str(backup))
    county.server.start()


def test_answers_since_the_backup_come_again_by_themselves(county: County, tmp_path: Path) -> None:
    county.enrol()
    county.people_answer(3)
    county.terminal.sync(check=True)
    county.server.command("backup", str(tmp_path / "backup"))
    county.people_answer(4)
    county.terminal.sync(check=True)
    everything = county.server.exported()
    assert len(everything) == 7

    restore(county, tmp_path / "backup")
    assert len(county.server.exported()) == 3
    county.terminal.sync()
    county.terminal.sync(check=True)
    again = county.server.exported()
    assert [held["id"] for held in again] == [held["id"] for held in everything]
    for new, old in zip(again, everything, strict=True):
        # Another exchange witnesses the clock now, so the moment may differ by what that one took on its way.
        assert abs(from_rfc3339(new["visited_at"]) - from_rfc3339(old["visited_at"])) < timedelta(seconds=2)
    assert county.line()["missing"] == 0


def test_a_terminal_unknown_after_the_restore_keeps_collecting_and_is_enrolled_again(county: County, tmp_path: Path) -> None:
    county.server.command("backup", str(tmp_path / "backup"))
    county.enrol()
    county.people_answer(3)
    county.terminal.sync(check=True)
    restore(county, tmp_path / "backup")

    waiting = county.people_answer(2)
    unknown = county.terminal.sync()
    assert (unknown["problem"], unknown["left"]) == ("unauthorised", 2)
    assert len(waiting) == 2

    code = county.server.json("new-code", county.terminal_id)["enrolment_code"]
    assert county.enrol(code=code).returncode == 0
    for _ in range(3):
        county.terminal.sync()
    assert len(county.server.exported()) == 5
    assert county.line()["missing"] == 0


def test_the_code_of_another_terminal_is_refused_while_answers_wait(county: County) -> None:
    county.enrol()
    county.people_answer(1)
    other = county.server.json("add-terminal", "--service-point", POINT)
    refused = county.enrol(code=other["enrolment_code"])
    assert refused.returncode == 1
    assert "another terminal" in refused.stderr
    assert county.terminal.status()["terminal_id"] == county.terminal_id
    assert county.terminal.sync()["stored"] == 1


def test_a_terminal_lost_with_the_backup_is_made_again_by_its_id(county: County, tmp_path: Path) -> None:
    before = county.terminal_id
    county.server.command("backup", str(tmp_path / "backup"))
    late = county.server.json("add-terminal", "--service-point", POINT)
    county.enrol(code=late["enrolment_code"])
    county.people_answer(2)
    restore(county, tmp_path / "backup")
    county.terminal.sync()
    told = json.loads(county.server.command("status", "--json").stdout)
    assert [line["id"] for line in told["terminals"]] == [before]

    again = county.server.json("add-terminal", "--service-point", POINT, "--id", late["terminal_id"])
    assert county.enrol(code=again["enrolment_code"]).returncode == 0
    county.terminal.sync(check=True)
    assert [held["terminal_id"] for held in county.server.exported()] == [late["terminal_id"]] * 2
