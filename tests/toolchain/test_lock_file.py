"""The committed files for `make setup` pin every package with hashes, name no registry, and work on every supported Python version."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PINNED = {canonicalize_name(found[1]): found[2] for found in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;]+)", LOCK, re.MULTILINE)}


def _wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in [*project["dependencies"], *(line for extra in extras for line in extra)]]


@pytest.mark.parametrize("wanted", _wanted(), ids=str)
def test_every_wanted_package_is_pinned_to_a_version_that_fits(wanted: Requirement) -> None:
    pinned = PINNED.get(canonicalize_name(wanted.name))
    assert pinned is not None, f"{wanted.name} is not in requirements.lock: run `make lock`"
    assert wanted.specifier.contains(pinned, prereleases=True), f"requirements.lock holds {wanted.name} {pinned}: run `make lock`"


def test_every_pin_has_a_hash() -> None:
    blocks = re.split(r"\n(?=\S)", LOCK)
    without = [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert without == []


@pytest.mark.parametrize("word", ["http:", "https:", "file:", "--index-url", "--extra-index-url", "--find-links", "--trusted-host"])
def test_the_lock_file_names_no_registry(word: str) -> None:
    assert word not in LOCK


@pytest.mark.parametrize(
    ("machine", "python", "there"),
    [("aarch64", "3.11", True), ("aarch64", "3.12", True), ("aarch64", "3.13", False), ("x86_64", "3.11", False)],
)
def test_boards_get_what_their_pins_are_reached_through(machine: str, python: str, there: bool) -> None:
    """Boards get `lgpio`, through which gpiozero reaches their pins, except under Python 3.13.

    For Python 3.13 the index has only an unrelated package of the same name, and it is better to install none.
    """
    pinned = re.search(r"^lgpio==.*?(?= \\$)", LOCK, re.MULTILINE)
    assert pinned is not None, "run `make lock`"
    marker = Requirement(pinned[0]).marker
    assert marker is not None
    on = {"platform_machine": machine, "python_version": python, "python_full_version": f"{python}.2", "sys_platform": "linux"}
    assert marker.evaluate(on) == there


@pytest.mark.parametrize("package", ["alsa-utils", "espeak-ng"])
def test_what_speech_needs_is_installed_and_named_for_the_field(package: str) -> None:
    """Without `aplay` a terminal is silent and reports no fault."""
    assert package in (ROOT / "tools" / "system-packages.txt").read_text().splitlines()
    assert f"`{package}`" in (ROOT / "provisioning" / "README.md").read_text()


def test_packages_for_other_systems_are_left_out() -> None:
    assert "win32" not in LOCK
    assert "darwin" not in LOCK


def test_the_setup_script_is_a_shell_script_without_syntax_errors() -> None:
    done = subprocess.run(["sh", "-n", ROOT / "tools" / "setup"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_setup_refuses_a_python_that_does_not_fit(tmp_path: Path) -> None:
    old = tmp_path / "python-of-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        [ROOT / "tools" / "setup"], env={"PATH": "/usr/bin:/bin", "SETUP_PYTHON": str(old)}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "is not a Python 3.11, 3.12 or 3.13" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_every_program_of_the_project_is_installed() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    missing = [name for name in scripts if not (Path(sys.executable).parent / name).exists()]
    assert missing == [], "run `make setup`"
