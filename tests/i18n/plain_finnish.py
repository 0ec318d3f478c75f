"""Plain Finnish as a region would begin with it: a folder with three lines, and texts in a sheet. The words are nobody's."""

from __future__ import annotations

import shutil
from pathlib import Path

from i18n.languages import HERE, LOCALES
from i18n.texts import text_set
from server.domain.texts.sheet_rules import BY_SECTION
from server.domain.texts.text_sheet import Row, Sheet

TAG = "fi-x-plain"
"""The private part of BCP 47: there is no registered tag for plain language."""
NAME = "Koeselko"
_LANGUAGE = f'name = "{NAME}"\nformats = "fi_FI"\nfallback = "fi"\n'


def put(locales: Path) -> Path:
    """The folder of plain Finnish among the languages that lie there."""
    folder = locales / TAG
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(_LANGUAGE, encoding="utf-8")
    return folder


def beside_ours(locales: Path) -> Path:
    """A copy of our languages with plain Finnish among them; its folder."""
    shutil.copytree(LOCALES, locales, ignore=shutil.ignore_patterns("*.mo"))
    return put(locales)


def program(folder: Path) -> dict[str, str]:
    """The environment of a program that has plain Finnish: our code as it is, and one folder more among its languages."""
    shutil.copytree(HERE, folder / "i18n", ignore=shutil.ignore_patterns("__pycache__"))
    put(folder / "i18n" / "locales")
    return {"PYTHONPATH": str(folder)}


def sheet() -> Sheet:
    """A sheet of the national form whose every text says of itself that it is none: `KOE access`."""
    known = text_set("general-1", "fi")
    codes = [(section, code) for section, name in BY_SECTION.items() for code in known[name]]  # type: ignore[literal-required]
    return Sheet(tuple(Row(section, code, said(code)) for section, code in codes), "general-1", TAG, source="A test, no text of anybody's")


def said(code: str) -> str:
    return f"KOE {code}"
