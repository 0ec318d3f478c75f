"""A restored server requests the responses that its older backup lacks, and a terminal that it does not know loses nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from survey.rfc3339 import from_rfc3339
from tests.journey.region_setup import SERVICE_POINT, InstalledRegion


def restore_backup(region: InstalledRegion, backup: Path) -> None:
    region.server.stop()
    region.server.run_command("restore", "--yes", str(backup))
    region.server.start()


def test_answers_since_the_backup_come_again_by_themselves(region: InstalledRegion, tmp_path: Path) -> None:
    region.enrol()
    region.make_visits(3)
    region.terminal.sync(check=True)
    region.server.run_command("backup", str(tmp_path / "backup"))
    region.make_visits(4)
    region.terminal.sync(check=True)
    everything = region.server.export_responses()
    assert len(everything) == 7

    restore_backup(region, tmp_path / "backup")
    assert len(region.server.export_responses()) == 3
    region.terminal.sync()
    region.terminal.sync(check=True)
    again = region.server.export_responses()
    assert [held["id"] for held in again] == [held["id"] for held in everything]
    for new, old in zip(again, everything, strict=True):
        # The time is now derived from another exchange, so it may differ by the time which that exchange took.
        assert abs(from_rfc3339(new["visited_at"]) - from_rfc3339(old["visited_at"])) < timedelta(seconds=2)
    assert region.terminal_status()["missing"] == 0


def test_a_terminal_unknown_after_the_restore_keeps_collecting_and_is_enrolled_again(region: InstalledRegion, tmp_path: Path) -> None:
    region.server.run_command("backup", str(tmp_path / "backup"))
    region.enrol()
    region.make_visits(3)
    region.terminal.sync(check=True)
    restore_backup(region, tmp_path / "backup")

    waiting = region.make_visits(2)
    unknown = region.terminal.sync()
    assert (unknown["problem"], unknown["left"]) == ("unauthorised", 2)
    assert len(waiting) == 2

    code = region.server.run_json("new-code", region.terminal_id)["enrolment_code"]
    assert region.enrol(code=code).returncode == 0
    for _ in range(3):
        region.terminal.sync()
    assert len(region.server.export_responses()) == 5
    assert region.terminal_status()["missing"] == 0


def test_the_code_of_another_terminal_is_refused_while_answers_wait(region: InstalledRegion) -> None:
    region.enrol()
    region.make_visits(1)
    other = region.server.run_json("add-terminal", "--service-point", SERVICE_POINT)
    refused = region.enrol(code=other["enrolment_code"])
    assert refused.returncode == 1
    assert "another terminal" in refused.stderr
    assert region.terminal.status()["terminal_id"] == region.terminal_id
    assert region.terminal.sync()["stored"] == 1


def test_a_terminal_lost_with_the_backup_is_made_again_by_its_id(region: InstalledRegion, tmp_path: Path) -> None:
    before = region.terminal_id
    region.server.run_command("backup", str(tmp_path / "backup"))
    late = region.server.run_json("add-terminal", "--service-point", SERVICE_POINT)
    region.enrol(code=late["enrolment_code"])
    region.make_visits(2)
    restore_backup(region, tmp_path / "backup")
    region.terminal.sync()
    told = json.loads(region.server.run_command("status", "--json").stdout)
    assert [line["id"] for line in told["terminals"]] == [before]

    again = region.server.run_json("add-terminal", "--service-point", SERVICE_POINT, "--id", late["terminal_id"])
    assert region.enrol(code=again["enrolment_code"]).returncode == 0
    region.terminal.sync(check=True)
    assert [held["terminal_id"] for held in region.server.export_responses()] == [late["terminal_id"]] * 2
