"""Tests that systemd accepts the service units, and that they expose little to an attacker."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.fixtures.program_lookup import find_program
from tests.project import ROOT

UNITS_FOLDER = ROOT / "provisioning" / "units"
SERVICES = ("aula-kiosk.service", "aula-server.service")
MAX_EXPOSURE = {"aula-kiosk.service": 2.0, "aula-server.service": 1.3}
"""Sets the highest exposure that `systemd-analyze security` may report for each unit, out of 10. The README of `provisioning/` explains
what remains exposed and why."""


def service_settings(name: str) -> dict[str, list[str]]:
    """Return the settings of all sections of a unit, each with its values in order."""
    settings: dict[str, list[str]] = {}
    for line in (UNITS_FOLDER / name).read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            settings.setdefault(key, []).append(value)
    return settings


@pytest.fixture
def installed_units(tmp_path: Path) -> Path:
    """Return a folder with copies of the units, in which placeholder programs exist at the paths that the units name."""
    programs = tmp_path / "opt/aula/bin"
    programs.mkdir(parents=True)
    for name in ("aula-kiosk", "aula-server"):
        (programs / name).symlink_to("/bin/true")
    for name in SERVICES:
        content = (UNITS_FOLDER / name).read_text().replace("/opt/aula/bin", str(programs))
        (tmp_path / name).write_text(content)
    return tmp_path


def run_systemd_analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([find_program("systemd-analyze", "systemd"), *arguments], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", SERVICES)
def test_systemd_takes_each_unit_without_a_word(installed_units: Path, name: str) -> None:
    verified = run_systemd_analyze("verify", "--man=no", installed_units / name)
    assert (verified.returncode, verified.stderr) == (0, "")


def test_a_mistyped_setting_would_be_noticed(installed_units: Path) -> None:
    broken = installed_units / "aula-server.service"
    broken.write_text(broken.read_text().replace("ProtectSystem=", "ProtectSytem="))
    assert "ProtectSytem" in run_systemd_analyze("verify", "--man=no", broken).stderr


@pytest.mark.parametrize("name", SERVICES)
def test_little_is_exposed(installed_units: Path, name: str) -> None:
    # systemd reports the exposure out of 10, but expects the threshold out of 100
    judged = run_systemd_analyze("security", "--offline=true", f"--threshold={round(MAX_EXPOSURE[name] * 10)}", installed_units / name)
    assert judged.returncode == 0, f"{name} exposes more than {MAX_EXPOSURE[name]} of 10:\n{judged.stdout}{judged.stderr}"


def test_an_open_unit_would_be_noticed(tmp_path: Path) -> None:
    plain = tmp_path / "plain.service"
    plain.write_text("[Service]\nExecStart=/bin/true\n")
    assert run_systemd_analyze("security", "--offline=true", "--threshold=20", plain).returncode != 0


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_a_user_of_its_own_that_exists_after_installation(tmp_path: Path, name: str) -> None:
    user = service_settings(name)["User"][0]
    (tmp_path / "etc").mkdir()
    sysusers = UNITS_FOLDER / name.replace(".service", ".sysusers.conf")
    subprocess.run([find_program("systemd-sysusers", "systemd"), f"--root={tmp_path}", sysusers], check=True, capture_output=True)
    assert user != "root"
    assert f"{user}:" in (tmp_path / "etc/passwd").read_text()


def test_the_terminals_user_may_open_the_panel_the_touch_the_pins_and_what_it_speaks_through() -> None:
    groups = {line.split()[2] for line in (UNITS_FOLDER / "aula-kiosk.sysusers.conf").read_text().splitlines() if line.startswith("m ")}
    assert {"video", "render", "input", "gpio", "audio"} <= groups
    devices = {value.split()[0] for value in service_settings("aula-kiosk.service")["DeviceAllow"]}
    assert {"char-drm", "char-input", "char-gpiochip", "char-alsa"} <= devices


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_ever_given_up(name: str) -> None:
    settings = service_settings(name)
    assert settings["Restart"] == ["always"]
    assert settings["StartLimitIntervalSec"] == ["0"]


@pytest.mark.parametrize(("name", "seconds"), [("aula-kiosk.service", 60), ("aula-server.service", 300)])
def test_each_service_says_when_it_is_ready_and_is_watched(name: str, seconds: int) -> None:
    settings = service_settings(name)
    assert settings["Type"] == ["notify"]
    assert settings["NotifyAccess"] == ["main"]
    assert 0 < int(settings["WatchdogSec"][0]) <= seconds


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_typed_reaches_swap_or_a_core_file(name: str) -> None:
    settings = service_settings(name)
    assert (settings["LimitCORE"], settings["MemorySwapMax"]) == (["0"], ["0"])


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_keeps_its_state_where_its_program_looks_for_it(name: str) -> None:
    settings = service_settings(name)
    folder = name.removesuffix(".service")
    assert settings["StateDirectory"] == [folder]
    assert f"{folder.upper().replace('-', '_')}_STATE=%S/{folder}" in settings["Environment"]


def test_the_terminal_waits_for_no_network() -> None:
    assert not any(
        "network" in word
        for word in service_settings("aula-kiosk.service").get("After", []) + service_settings("aula-kiosk.service").get("Wants", [])
    )
