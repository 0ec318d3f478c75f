"""`init` and `migrate`: from nothing to a server that can be run, once."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import sqlite3
import stat
import subprocess
from pathlib import Path

from survey.signing import check_sealing_key
from survey.wire import SealingKey, SigningKey
from tests.fixtures.server import SECRET, ServerProcess


def _state(server: ServerProcess) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in server.state.iterdir() if path.suffix in (".sealed", ".key")}


def test_everything_it_makes_is_for_its_user_alone(fresh: ServerProcess) -> None:
    fresh.init()
    for name in ("aula.db", "keys.sealed", "secret.key"):
        assert stat.S_IMODE((fresh.state / name).stat().st_mode) & 0o077 == 0, name


def test_a_second_init_changes_nothing_and_says_so(fresh: ServerProcess) -> None:
    fresh.init()
    before = _state(fresh)
    assert "nothing was changed" in fresh.run_command("init").stdout
    assert _state(fresh) == before


def test_the_sealing_key_is_signed_by_the_signing_key(fresh: ServerProcess) -> None:
    fresh.init()
    with sqlite3.connect(fresh.state / "aula.db") as database:
        rows = {
            kind: (key, public, by, signature)
            for key, kind, public, by, signature in database.execute("SELECT id, kind, public, signed_by, signature FROM keys")
        }
    database.close()
    sealing, signing = rows["sealing"], rows["signing"]
    check_sealing_key(SealingKey(*sealing), (SigningKey(signing[0], signing[1]),))


def test_no_private_key_lies_open_anywhere(fresh: ServerProcess) -> None:
    fresh.init()
    assert b'"secret"' not in (fresh.state / "keys.sealed").read_bytes()
    assert ServerProcess.PASSPHRASE not in fresh.log.read_text()


def test_where_nobody_can_be_asked_a_passphrase_is_made_and_printed_once(fresh: ServerProcess) -> None:
    said = fresh.run_command("init").stdout
    made = re.search(r"shown this once: (\S+)", said)
    assert made, said
    assert "unlocked for" in fresh.run_command("unlock", "--passphrase-stdin", stdin=f"{made[1]}\n").stdout
    fresh.run_command("lock")
    assert made[1] not in fresh.run_command("init").stdout


def test_at_a_terminal_it_asks_twice_and_shows_nothing(fresh: ServerProcess) -> None:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [fresh._program, "init"], stdin=follower, stdout=follower, stderr=follower, env=fresh.environment, start_new_session=True
    ) as process:
        os.close(follower)
        said = b""
        for _ in range(2):
            before = len(said)
            while not said[before:].rstrip().endswith(b":"):
                assert select.select([leader], [], [], 60)[0], said
                said += os.read(leader, 1000)
            os.write(leader, b"typed by a person\n")
        assert process.wait(60) == 0
        said += os.read(leader, 1000)
    os.close(leader)
    assert b"typed by a person" not in said
    assert "unlocked for" in fresh.run_command("unlock", "--passphrase-stdin", stdin="typed by a person\n").stdout
    fresh.run_command("lock")


def test_a_short_passphrase_is_refused_and_nothing_half_done(fresh: ServerProcess) -> None:
    done = fresh.run_command("init", "--passphrase-stdin", stdin="short\n", check=False)
    assert done.returncode == 1
    assert "at least 12 characters" in done.stderr
    assert not (fresh.state / "keys.sealed").exists()
    fresh.init()


def test_a_new_database_takes_the_keys_that_are_there(fresh: ServerProcess) -> None:
    fresh.init()
    before = (fresh.state / "keys.sealed").read_bytes()
    for file in fresh.state.glob("aula.db*"):
        file.unlink()
    wrong = fresh.run_command("init", "--passphrase-stdin", stdin="not the passphrase\n", check=False)
    assert wrong.returncode == 1
    assert "does not open" in wrong.stderr
    fresh.init()
    assert (fresh.state / "keys.sealed").read_bytes() == before


def test_on_postgresql_a_second_node_makes_no_keys_of_its_own(tmp_path: Path, postgresql_url: str) -> None:
    first, second = ServerProcess(tmp_path / "a", database_url=postgresql_url), ServerProcess(tmp_path / "b", database_url=postgresql_url)
    first.init()
    done = second.run_command("init")
    assert "keys.sealed" in done.stderr
    assert not (second.state / "keys.sealed").exists()


def test_on_postgresql_the_secret_key_must_be_given(fresh: ServerProcess, postgresql_url: str) -> None:
    fresh.environment["AULA_DATABASE_URL"] = postgresql_url
    done = fresh.run_command("init", check=False)
    assert done.returncode == 1
    assert "AULA_SECRET_KEY" in done.stderr
    assert SECRET not in done.stderr


def test_commands_before_init_say_what_to_do(fresh: ServerProcess) -> None:
    for command in (["status"], ["run", "--port", "0"], ["unlock"], ["backup", "x"], ["add-terminal", "--service-point", "x"]):
        done = fresh.run_command(*command, check=False)
        assert done.returncode == 1, command
        assert "aula-server init" in done.stderr, command
        assert done.stderr.count("\n") == 1, f"one line is enough: {done.stderr}"


def test_bad_settings_stop_every_command_but_not_help(fresh: ServerProcess) -> None:
    fresh.environment |= {"AULA_PORT": "many", "AULA_WORKRES": "2"}
    done = fresh.run_command("status", check=False)
    assert done.returncode == 1
    assert "AULA_PORT" in done.stderr
    assert "did you mean AULA_WORKERS?" in done.stderr
    assert fresh.run_command("status", "--help").returncode == 0


def test_a_file_of_settings_is_given_before_or_after_the_command(loaded: ServerProcess, tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text(f'server_state = "{loaded.state}"\nportt = 1\n')
    export = ("export", "responses", "--format", "csv")
    for words in (("--config", str(file), "status"), ("status", "--config", str(file)), (*export, "--config", str(file))):
        done = loaded.run_command(*words, check=False)
        assert (done.returncode, "did you mean port?" in done.stderr) == (1, True), words


def test_migrate_says_where_the_database_stands(fresh: ServerProcess) -> None:
    fresh.init()
    assert "this version's schema" in fresh.run_command("migrate").stdout


def test_json_is_one_document_and_nothing_else(fresh: ServerProcess) -> None:
    fresh.init()
    assert json.loads(fresh.run_command("status", "--json").stdout)["terminals"] == []
