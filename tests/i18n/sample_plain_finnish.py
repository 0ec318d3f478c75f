"""Adds plain Finnish as a region would: a folder with a file of three lines, and texts in a sheet. The texts are invented for tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from i18n.languages import I18N_FOLDER, LOCALES
from i18n.texts import load_text_set
from server.domain.texts.sheet_rules import FIELD_BY_SECTION
from server.domain.texts.text_sheet import SheetRow, TextSheet

PLAIN_FINNISH_TAG = "fi-x-plain"
"""This tag uses the private part of BCP 47, because there is no registered tag for plain language."""
PLAIN_FINNISH_NAME = "Koeselko"
_LANGUAGE = f'name = "{PLAIN_FINNISH_NAME}"\nformats = "fi_FI"\nfallback = "fi"\n'


def add_plain_finnish(locales: Path) -> Path:
    """Add the folder of plain Finnish to a folder of locales, and return its path."""
    folder = locales / PLAIN_FINNISH_TAG
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(_LANGUAGE, encoding="utf-8")
    return folder


def copy_locales_with_plain_finnish(locales: Path) -> Path:
    """Copy the project's locales, add plain Finnish, and return its folder."""
    shutil.copytree(LOCALES, locales, ignore=shutil.ignore_patterns("*.mo"))
    return add_plain_finnish(locales)


def program_environment(folder: Path) -> dict[str, str]:
    """Return environment variables for a program that runs the project's code with plain Finnish as one more language."""
    shutil.copytree(I18N_FOLDER, folder / "i18n", ignore=shutil.ignore_patterns("__pycache__"))
    add_plain_finnish(folder / "i18n" / "locales")
    return {"PYTHONPATH": str(folder)}


def plain_finnish_sheet() -> TextSheet:
    """Return a sheet of the national form in which each text is `KOE` and its code."""
    finnish = load_text_set("general-1", "fi")
    codes = [(section, code) for section, name in FIELD_BY_SECTION.items() for code in finnish[name]]  # type: ignore[literal-required]
    return TextSheet(
        tuple(SheetRow(section, code, sample_text(code)) for section, code in codes),
        "general-1",
        PLAIN_FINNISH_TAG,
        source="A test, no text of anybody's",
    )


def sample_text(code: str) -> str:
    """Return the text that the sheet has for a code."""
    return f"KOE {code}"
