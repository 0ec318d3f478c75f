"""`backup` and `restore` by command: while the server runs, and never under its feet."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from tests.fixtures.program_lookup import find_aula_program
from tests.fixtures.server import ServerProcess


def test_a_backup_taken_while_the_server_runs_restores_what_was_there(loaded: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    first = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre")["terminal_id"]
    loaded.start()
    assert "private keys are not in it" in loaded.run_command("backup", str(file)).stdout
    second = loaded.run_json("add-terminal", "--service-point", "keskusta-laboratory")["terminal_id"]
    running = loaded.run_command("restore", str(file), "--yes", check=False)
    assert (running.returncode, "the server is running" in running.stderr) == (1, True)
    assert {line["id"] for line in loaded.run_json("status")["terminals"]} == {first, second}
    loaded.stop()
    loaded.run_command("restore", str(file), "--yes")
    assert [line["id"] for line in loaded.run_json("status")["terminals"]] == [first]
    assert not list(loaded.state.glob("before-restore-*"))
    loaded.start()


def test_a_script_restores_without_a_question_and_what_was_there_is_kept(loaded: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    loaded.run_command("backup", str(file))
    later = loaded.run_json("add-terminal", "--service-point", "keskusta-laboratory")["terminal_id"]
    said = loaded.run_command("restore", str(file)).stdout
    assert loaded.run_json("status")["terminals"] == []
    [kept] = loaded.state.glob("before-restore-*.db")
    assert (str(kept) in said, kept.stat().st_mode & 0o077) == (True, 0)
    loaded.run_command("restore", str(kept), "--yes")
    assert [line["id"] for line in loaded.run_json("status")["terminals"]] == [later]


def test_a_person_at_a_terminal_is_asked_before_a_restore(loaded: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    loaded.run_command("backup", str(file))
    terminal = loaded.run_json("add-terminal", "--service-point", "keskusta-laboratory")["terminal_id"]
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")
    words = [str(find_aula_program("aula-server")), "restore", str(file)]
    done = subprocess.run(words, env=loaded.environment, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, "Replace all of it?" in done.stdout + done.stderr) == (1, True)
    assert [line["id"] for line in loaded.run_json("status")["terminals"]] == [terminal]


def test_a_backup_moves_an_installation_to_postgresql(loaded: ServerProcess, tmp_path: Path, empty_database_url: str) -> None:
    terminal = loaded.run_json("add-terminal", "--service-point", "keskusta-health-centre")["terminal_id"]
    loaded.run_command("backup", str(tmp_path / "backup.db"))
    other = ServerProcess(tmp_path / "other", database_url=empty_database_url)
    other.run_command("restore", str(tmp_path / "backup.db"))
    assert [line["id"] for line in other.run_json("status")["terminals"]] == [terminal]
    assert other.run_json("add-terminal", "--service-point", "keskusta-health-centre")["terminal_id"] != terminal


def test_the_private_keys_are_not_in_a_backup(loaded: ServerProcess, tmp_path: Path) -> None:
    loaded.run_command("backup", str(tmp_path / "backup.db"))
    content = (tmp_path / "backup.db").read_bytes()
    assert (loaded.state / "keys.sealed").read_bytes()[20:] not in content
    assert (loaded.state / "secret.key").read_bytes().strip() not in content


def test_what_is_no_backup_or_not_there_is_told_in_a_line(loaded: ServerProcess, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("something else")
    for name, words in (("other", "no backup"), ("none", "is not there")):
        done = loaded.run_command("restore", str(tmp_path / name), "--yes", check=False)
        assert done.returncode == 1
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    done = loaded.run_command("backup", str(tmp_path / "no" / "folder.db"), check=False)
    assert (done.returncode, "make it first" in done.stderr) == (1, True)
