"""`service-pin`: set, kept over a region file, removed, and never told in clear."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from nacl.pwhash import verify

from tests.fixtures.server import ServerProcess
from tests.server.commands.conftest import EXAMPLE

PIN = "402719"


def kept(server: ServerProcess) -> str | None:
    """What terminals of the region would get."""
    [file] = server.state.glob("*.db")
    with sqlite3.connect(file) as connection:
        found: str | None = connection.execute("SELECT service_pin FROM regions").fetchone()[0]
    return found


def audited(server: ServerProcess) -> list[tuple[str, str]]:
    [file] = server.state.glob("*.db")
    with sqlite3.connect(file) as connection:
        return connection.execute("SELECT what, detail FROM audit_entries WHERE what LIKE 'service_pin%' ORDER BY number").fetchall()


def test_it_is_kept_as_a_hash_and_written_down_without_its_value(loaded: ServerProcess) -> None:
    done = loaded.run_command("service-pin", "--pin-stdin", stdin=f"{PIN}\n")
    assert done.stdout.startswith("pohjola: the PIN of the service screen is set.")
    assert PIN not in done.stdout + done.stderr
    assert verify(str(kept(loaded)).encode(), PIN.encode())
    assert audited(loaded) == [("service_pin_set", "{}")]
    assert not [file for file in loaded.state.iterdir() if file.is_file() and PIN.encode() in file.read_bytes()]


def test_a_region_file_leaves_it_alone_and_cannot_set_it(loaded: ServerProcess, tmp_path: Path) -> None:
    loaded.run_command("service-pin", "pohjola", "--pin-stdin", stdin=f"{PIN}\n")
    before = kept(loaded)
    file = tmp_path / "region.toml"
    for settings in ("timeout_seconds = 60", "timeout_seconds = 90"):
        file.write_text(EXAMPLE.read_text().replace("[[producer]]", f"[region.settings]\n{settings}\n[[producer]]", 1))
        loaded.run_command("load", str(file))
        assert kept(loaded) == before
    file.write_text(file.read_text().replace("timeout_seconds = 90", 'service_pin = "x"'))
    refused = loaded.run_command("load", str(file), check=False)
    assert refused.returncode == 1
    assert "service_pin: cannot be set in a file; use `aula-server service-pin`" in refused.stderr


def test_it_is_removed(loaded: ServerProcess) -> None:
    loaded.run_command("service-pin", "--pin-stdin", stdin=f"{PIN}\n")
    assert "is removed" in loaded.run_command("service-pin", "--remove").stdout
    assert kept(loaded) is None
    assert [what for what, _ in audited(loaded)] == ["service_pin_set", "service_pin_removed"]


@pytest.mark.parametrize(
    ("arguments", "typed", "status", "said"),
    [
        (("--pin-stdin",), "123456\n", 1, "choose another"),
        (("--pin-stdin",), "4027\n", 1, "6 to 12 digits"),
        (("--pin-stdin",), "", 1, "nothing came on standard input"),
        ((), "", 1, "there is no terminal to ask on"),
        (("lappi", "--remove"), "", 1, "there is no region lappi; there are pohjola"),
        (("--remove", "--pin-stdin"), "", 2, "not both"),
    ],
)
def test_what_will_not_do_is_told_and_changes_nothing(
    loaded: ServerProcess, arguments: tuple[str, ...], typed: str, status: int, said: str
) -> None:
    done = loaded.run_command("service-pin", *arguments, stdin=typed, check=False)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "123456" not in done.stderr
    assert kept(loaded) is None
