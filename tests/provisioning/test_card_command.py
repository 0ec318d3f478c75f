"""Tests `aula-provision card`: a terminal can read the card, and wrong arguments are refused before anything is written."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kiosk.enrolment import card as enrolment_card
from provisioning.card_command import CardFault, build_wifi, parse_enrolment_code, parse_server_address
from provisioning.commands import main
from survey import enrolment_code

SERVER = "https://palaute.example.fi"
CODE = enrolment_code.make_code(bytes(range(16)))


def run_card_command(*arguments: str, directory: Path, password: str | None = None) -> Result:
    return CliRunner().invoke(main, ["card", *arguments, str(directory)], input=password)


def test_a_terminal_reads_what_was_written(tmp_path: Path) -> None:
    done = run_card_command(
        "--server",
        f"{SERVER}/",
        "--code",
        CODE.lower(),
        "--wifi-name",
        "Aula",
        "--wifi-password-stdin",
        directory=tmp_path,
        password="hunter22\n",
    )
    assert done.exit_code == 0, done.output
    assert enrolment_card.read(tmp_path / "aula.toml") == enrolment_card.EnrolmentCard(
        SERVER, CODE, enrolment_card.Wifi("Aula", "hunter22")
    )


def test_the_file_is_plain_toml_of_the_agreed_names(tmp_path: Path) -> None:
    run_card_command("--server", SERVER, "--code", CODE, directory=tmp_path)
    assert tomllib.loads((tmp_path / "aula.toml").read_text()) == {"server": SERVER, "code": CODE}


def test_a_card_may_be_read_by_its_user_alone(tmp_path: Path) -> None:
    run_card_command("--server", SERVER, "--code", CODE, directory=tmp_path)
    assert stat.S_IMODE((tmp_path / "aula.toml").stat().st_mode) == 0o600


def test_nothing_else_is_left_beside_the_card(tmp_path: Path) -> None:
    run_card_command("--server", SERVER, "--code", CODE, directory=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["aula.toml"]


def test_a_card_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "aula.toml").write_text("mine")
    refused = run_card_command("--server", SERVER, "--code", CODE, directory=tmp_path)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert (tmp_path / "aula.toml").read_text() == "mine"


def test_force_overwrites(tmp_path: Path) -> None:
    (tmp_path / "aula.toml").write_text("mine")
    assert run_card_command("--server", SERVER, "--code", CODE, "--force", directory=tmp_path).exit_code == 0
    assert enrolment_card.read(tmp_path / "aula.toml").server == SERVER


@pytest.mark.parametrize(
    "arguments",
    [
        ("--server", "http://palaute.example.fi", "--code", CODE),
        ("--server", SERVER, "--code", CODE[:-1] + ("A" if CODE[-1] != "A" else "B")),
        ("--server", SERVER, "--code", CODE, "--wifi-name", "x" * 33),
    ],
)
def test_a_fault_is_one_line_and_writes_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    failed = run_card_command(*arguments, directory=tmp_path)
    assert failed.exit_code == 1
    assert len(failed.output.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [(), ("--server", SERVER), ("--server", SERVER, "--code", CODE, "--wifi-password-stdin"), ("--server", SERVER, "--colour", "blue")],
)
def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run_card_command(*arguments, directory=tmp_path).exit_code == 2


def test_a_directory_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run_card_command("--server", SERVER, "--code", CODE, directory=tmp_path / "gone").exit_code == 2


def test_a_card_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "aula.toml").mkdir()
    failed = run_card_command("--server", SERVER, "--code", CODE, "--force", directory=tmp_path)
    assert failed.exit_code == 1
    assert "could not be written" in failed.output


def test_the_wifi_password_is_never_repeated(tmp_path: Path) -> None:
    failed = run_card_command(
        "--server", SERVER, "--code", CODE, "--wifi-name", "Aula", "--wifi-password-stdin", directory=tmp_path, password="kort\n"
    )
    assert failed.exit_code == 1
    assert "kort" not in failed.output


def test_the_command_line_takes_no_password() -> None:
    assert "--wifi-password " not in CliRunner().invoke(main, ["card", "--help"]).output


@pytest.mark.parametrize(
    ("given_address", "kept"),
    [
        ("https://palaute.example.fi", "https://palaute.example.fi"),
        (" https://palaute.example.fi:8443/ ", "https://palaute.example.fi:8443"),
        ("https://example.fi/palaute/", "https://example.fi/palaute"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_is_https_or_this_machine(given_address: str, kept: str) -> None:
    assert parse_server_address(given_address) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "palaute.example.fi",
        "ftp://example.fi",
        "https://",
        "https://:8443",
        "https://example.fi:0",
        "https://example.fi:99999",
        "https://me:secret@example.fi",
        "https://example.fi/?a=b",
        "https://example.fi/#top",
        "http://example.fi",
        "http://10.0.0.1",
        "http://localhost.example.fi",
        "https://[::1",
    ],
)
def test_any_other_address_is_refused(wrong: str) -> None:
    with pytest.raises(CardFault):
        parse_server_address(wrong)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(CardFault) as caught:
        parse_server_address("https://me:hunter22@example.fi")
    assert "hunter22" not in str(caught.value)


@given(st.binary(min_size=16, max_size=32))
def test_every_code_that_a_server_makes_is_taken_in_lower_case_and_with_blanks(random: bytes) -> None:
    code = enrolment_code.make_code(random)
    assert parse_enrolment_code(f" {code.lower().replace('-', ' ')} ") == code


def test_characters_that_no_code_has_are_named() -> None:
    with pytest.raises(CardFault, match=r"here: O, 0\)"):
        parse_enrolment_code("ABC-DEO-GH0")


def test_a_code_of_the_wrong_length_says_the_right_one() -> None:
    with pytest.raises(CardFault, match=f"{enrolment_code.CODE_LENGTH} characters"):
        parse_enrolment_code(CODE + "A")


@pytest.mark.parametrize("password", ["hunter22", "x" * 63, "0123456789abcdef" * 4, 'quo"te\\s and blanks', None])
def test_a_wifi_password_that_can_exist_is_taken(tmp_path: Path, password: str | None) -> None:
    enrolment_card.write(tmp_path / "aula.toml", enrolment_card.EnrolmentCard(SERVER, CODE, build_wifi("Aula", password)))
    assert enrolment_card.read(tmp_path / "aula.toml").wifi == enrolment_card.Wifi("Aula", password)


@pytest.mark.parametrize("password", ["", "seven77", "x" * 65, "g" * 64, "tähtitaivas", "tab\there22"])
def test_a_wifi_password_that_cannot_exist_is_refused(password: str) -> None:
    with pytest.raises(CardFault, match="password"):
        build_wifi("Aula", password)


@pytest.mark.parametrize("name", ["", "ä" * 17])
def test_a_wifi_name_is_counted_in_bytes(name: str) -> None:
    with pytest.raises(CardFault, match="32 bytes"):
        build_wifi(name, None)
