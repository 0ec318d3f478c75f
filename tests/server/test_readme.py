"""The README of the server names every setting and every command."""

from __future__ import annotations

from pathlib import Path

from server.commands import main
from server.settings import ServerSettings

README = Path("server/README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme() -> None:
    missing = [name for field in ServerSettings.model_fields if (name := f"AULA_{field.upper()}") not in README]
    assert missing == [], "tell of these settings in server/README.md"


def test_every_command_is_in_the_readme() -> None:
    missing = [name for name in main.commands if f"`{name}" not in README]
    assert missing == [], "tell of these commands in server/README.md"
