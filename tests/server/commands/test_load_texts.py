"""`load-texts`: sheets all or none, what they would change without changing it, and every fault with file and line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from server.domain.texts.text_sheet import write_sheet
from tests.fixtures.server import ServerProcess
from tests.server.domain.texts.sample_sheets import CHILD_SHEET, national_sheet


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., str]:
    """A file with the national form's own texts in a language, or with other content."""

    def made(name: str, content: bytes | None = None, **headings: str) -> str:
        file = tmp_path / name
        file.write_bytes(content if content is not None else write_sheet(national_sheet(file.stem, **headings)))
        return str(file)

    return made


def test_sheets_are_loaded_and_a_second_time_change_nothing(loaded: ServerProcess, sheet: Callable[..., str]) -> None:
    files = [sheet("sv.csv"), sheet("child.csv", CHILD_SHEET.encode())]
    done = loaded.run_json("load-texts", *files, "--region", "pohjola")
    assert [(each["form"], each["language"], each["status"], each["outcome"], each["new_form"]) for each in done["sheets"]] == [
        ("general-1", "sv", "county", "loaded", False),
        ("child-1", "fi", "county", "loaded", True),
    ]
    assert [(each["offered"], each["service_points"]) for each in done["languages"]] == [(["fi", "sv", "en"], 12)]
    again = loaded.run_json("load-texts", *files, "--region", "pohjola")
    assert [each["outcome"] for each in again["sheets"]] == ["unchanged", "unchanged"]
    assert "is in use already, nothing to change" in loaded.run_command("load-texts", files[0], "--region", "pohjola").stdout


def test_only_whoever_loads_says_that_it_is_official(loaded: ServerProcess, sheet: Callable[..., str]) -> None:
    file = sheet("sv.csv", id="sv-2027-1")
    done = loaded.run_command("load-texts", file, "--region", "pohjola", "--official", "--dated", "31.1.2027")
    assert f"{file}: general-1 in sv as sv-2027-1 (official) is loaded and in use." in done.stdout
    assert "Terminals at 12 service points offer fi, sv, en." in done.stdout


def test_a_dry_run_says_what_would_change_and_changes_nothing(loaded: ServerProcess, sheet: Callable[..., str]) -> None:
    file = sheet("child.csv", CHILD_SHEET.encode())
    done = loaded.run_command("load-texts", file, "--region", "pohjola", "--dry-run")
    assert "child-1, a new form for the audience child, in fi as fi-" in done.stdout
    assert "would be loaded" in done.stdout
    assert loaded.run_json("load-texts", file, "--region", "pohjola", "--dry-run")["sheets"][0]["outcome"] == "loaded", (
        "it was not there yet"
    )


def test_with_a_fault_in_one_file_none_is_loaded(loaded: ServerProcess, sheet: Callable[..., str], tmp_path: Path) -> None:
    good, bad = sheet("sv.csv"), sheet("en.csv", write_sheet(national_sheet("en")).replace(b"statement;safety", b"statement;safty"))
    old = sheet("fi.csv", write_sheet(national_sheet("fi")).decode("utf-8-sig").encode("cp1252"))
    done = loaded.run_command("load-texts", good, bad, old, str(tmp_path / "none.csv"), "--region", "pohjola", check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert told[0].endswith("nothing was loaded; mend these and load again")
    assert f"{bad}: line 10: The form general-1 has no statement “safty”. Did you mean “safety”?" in told
    assert f"{bad}: statement safety is missing. A sheet must contain all questions and statements." in told
    assert any(line.startswith(f"{old}: line 5: The file is older Windows text, not UTF-8") for line in told)
    assert any("none.csv: cannot be read (No such file" in line for line in told)
    assert loaded.run_json("load-texts", good, "--region", "pohjola")["sheets"][0]["outcome"] == "loaded"


def test_what_a_sheet_leaves_out_can_be_given_with_it(loaded: ServerProcess, sheet: Callable[..., str]) -> None:
    bare = write_sheet(replace(national_sheet("sv"), form=None, language=None, source=None))
    file = sheet("bare.csv", bare)
    assert loaded.run_command("load-texts", file, "--region", "pohjola", check=False).returncode == 1
    options = ("--form", "general-1", "--language", "sv", "--source", "THL", "--id", "sv-x")
    done = loaded.run_json("load-texts", file, "--region", "pohjola", *options)
    assert (done["sheets"][0]["id"], done["sheets"][0]["source"]) == ("sv-x", "THL")
    wrong = loaded.run_command("load-texts", sheet("sv.csv"), "--region", "pohjola", "--language", "se", check=False)
    assert "line 3: language: the sheet has “sv”, but “se” was given separately." in wrong.stderr


def test_an_unknown_region_and_a_bad_day_say_what_to_do(loaded: ServerProcess, sheet: Callable[..., str]) -> None:
    done = loaded.run_command("load-texts", sheet("sv.csv"), "--region", "lappi", check=False)
    assert (done.returncode, "there is no region lappi; there are pohjola" in done.stderr) == (1, True)
    assert loaded.run_command("load-texts", sheet("sv.csv"), "--region", "pohjola", "--dated", "x", check=False).returncode == 2


def test_a_region_file_may_name_what_came_with_a_sheet_and_nothing_else(
    loaded: ServerProcess, sheet: Callable[..., str], tmp_path: Path
) -> None:
    example = Path("server/example/region.toml").read_text()
    plan = '[plan]\nform = "child-1"\nper_visit = 2\n'
    file = tmp_path / "child.toml"
    file.write_text(example[: example.index("[plan]")] + plan)
    done = loaded.run_command("load", str(file), check=False)
    assert 'form: there is no form "child-1"' in done.stderr
    loaded.run_command("load-texts", sheet("child.csv", CHILD_SHEET.encode()), "--region", "pohjola")
    assert "pohjola: 1 changed" in loaded.run_command("load", str(file)).stdout
    file.write_text(file.read_text() + 'own = ["parking"]\n')
    done = loaded.run_command("load", str(file), check=False)
    assert 'own: there is no own statement "parking" with texts; make it on the page Texts' in done.stderr


def test_a_statement_of_the_file_ends_only_where_nobody_asks_it(loaded: ServerProcess, tmp_path: Path) -> None:
    example = Path("server/example/region.toml").read_text()
    statement = '[[statement]]\nid = "parking"\nkind = "own"\ntext = { fi = "Pysäköinti oli helppoa" }\n'
    both, without = tmp_path / "both.toml", tmp_path / "without.toml"
    both.write_text(example.replace("[plan]", f'{statement}[plan]\nown = ["parking"]'))
    without.write_text(example.replace("[plan]", '[plan]\nown = ["parking"]'))
    assert "1 created, 1 changed" in loaded.run_command("load", str(both)).stdout
    done = loaded.run_command("load", str(without), check=False)
    assert done.returncode == 1
    assert "statement parking is not in it any more, but is still asked (plan 2 at pohjola); nothing was loaded" in done.stderr
    loaded.run_command("load", "server/example/region.toml")
