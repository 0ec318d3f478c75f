"""Tests that `aula-provision` lists all its commands and imports only the one that is called."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from provisioning.commands import main


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    assert "card" in shown
    assert "demo" in shown


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["crad"]).exit_code == 2


def test_the_demo_is_loaded_only_when_asked_for() -> None:
    script = "import sys; import provisioning.commands; sys.exit('provisioning.demo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_the_demo_is_there_when_asked_for() -> None:
    assert CliRunner().invoke(main, ["demo", "--help"]).exit_code == 0
