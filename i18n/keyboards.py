"""Reads the keyboards of the languages (`locales/TAG/keyboard.toml`): the characters of each row, and what a held key offers.

The labels, widths and positions of keys on a screen belong to the terminal (`kiosk.pages.keyboard`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from i18n.languages import LOCALES, language_for_tag

DEFAULT_KEYBOARD_TAG = "fi"
"""Names the language whose keyboard stands in for a language that has none and names none in its `language.toml`."""
ROW_COUNT = 3
"""Counts the rows of letters, and the rows of signs. The foot with the space lies under them."""
MAX_KEYS_PER_ROW = 12
"""Limits the keys of a row. With more of them, keys would be narrower than 9 mm on an upright panel of 10 inches."""
MAX_HELD_FORMS = 8
"""Limits the forms that a held key offers. They are shown in a row beside the key."""
MIN_SPACE_WIDTH = 2
"""Sets how many widths of a key the foot leaves for the space."""
MAX_FOOT_KEYS = 4
"""Limits the keys in the foot. The space, and sometimes shift and backspace, need the rest."""
_TABLES = {"letters", "signs", "foot", "held"}
_HELD = re.compile(r"\S \S+")


class InvalidKeyboardFile(ValueError):
    """Signals that a `keyboard.toml` cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Keyboard:
    """Describes one keyboard. Each key types one lower-case character, and with shift its upper-case form."""

    letters: tuple[str, ...]
    """Lists the rows of letters from the top."""
    signs: tuple[str, ...]
    """Lists the rows of the other layer: numbers, signs and rare letters."""
    foot: tuple[str, str]
    """Holds the keys to the left and to the right of the space, on both layers."""
    held: Mapping[str, str] = field(default_factory=dict)
    """Maps a letter to the other forms that its key offers while it is held."""

    @property
    def typable_characters(self) -> frozenset[str]:
        """Return every character that can be typed, in lower case and upper case."""
        small = {*"".join((*self.letters, *self.signs, *self.foot, *self.held.values())), " "}
        return frozenset(small | {letter.upper() for letter in small})


def keyboard_for_language(tag: str, locales: Path = LOCALES) -> Keyboard:
    """Return the keyboard of a language: its own, that of the language it names, or the default one.

    A keyboard file that cannot be used is skipped, so that no language is without a keyboard. `i18n.check` reports it.

    Raises:
        InvalidKeyboardFile: not even the default keyboard can be used.
    """
    return _cached(tag) if locales == LOCALES else _load(tag, locales)


@cache
def _cached(tag: str) -> Keyboard:
    return _load(tag, LOCALES)


def _load(tag: str, locales: Path) -> Keyboard:
    language = language_for_tag(tag, locales)
    for candidate in (language.tag, language.keyboard):
        file = _file(candidate, locales) if candidate else None
        if file is not None and file.is_file():
            try:
                return parse_keyboard(file.read_text(encoding="utf-8"))
            except (InvalidKeyboardFile, UnicodeDecodeError):
                continue
    return parse_keyboard(
        _file(DEFAULT_KEYBOARD_TAG, locales if _file(DEFAULT_KEYBOARD_TAG, locales).is_file() else LOCALES).read_text(encoding="utf-8")
    )


def _file(tag: str, locales: Path) -> Path:
    return locales / tag / "keyboard.toml"


def parse_keyboard(content: str) -> Keyboard:
    """Return the keyboard that the content of a TOML file describes.

    Raises:
        InvalidKeyboardFile: the content has faults; the error lists all of them.
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InvalidKeyboardFile([f"no TOML: {error}"]) from error
    if faults := [*_shape_faults(data)] or [*_key_faults(data)]:
        raise InvalidKeyboardFile(faults)
    left, right = data["foot"]
    return Keyboard(tuple(data["letters"]), tuple(data["signs"]), (left, right), _held_forms(data))


def missing_letters(keyboard: Keyboard, alphabet: str) -> str:
    """Return the letters of an alphabet that the keyboard cannot type in lower case or in upper case."""
    return "".join(letter for letter in alphabet if not {letter, letter.upper()} <= keyboard.typable_characters)


def _shape_faults(data: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name}: not known; there are {', '.join(sorted(_TABLES))}" for name in sorted(set(data) - _TABLES))
    for name, rows in (("letters", ROW_COUNT), ("signs", ROW_COUNT), ("foot", 2)):
        value = data.get(name)
        if not isinstance(value, list) or len(value) != rows or not all(isinstance(row, str) for row in value):
            yield f"{name}: {rows} rows of characters"
    held = data.get("held", [])
    if not isinstance(held, list) or not all(isinstance(line, str) and _HELD.fullmatch(line) for line in held):
        yield 'held: in each line a letter, a space, and its forms: "a áâ"'


def _held_forms(data: dict[str, Any]) -> dict[str, str]:
    return {line[0]: line[2:] for line in data.get("held", [])}


def _key_faults(data: dict[str, Any]) -> Iterator[str]:
    held = _held_forms(data)
    for name in ("letters", "signs"):
        yield from (f"{name}: {row!r} has more than {MAX_KEYS_PER_ROW} keys" for row in data[name] if len(row) > MAX_KEYS_PER_ROW)
        yield from _duplicate_faults(name, "".join((*data[name], *data["foot"], *(held.values() if name == "letters" else ()))))
    if len(data["signs"][-1]) > len(data["letters"][-1]):
        yield "signs: the last row has more keys than that of the letters, and shift and backspace stand still beside both"
    if len("".join(data["foot"])) > MAX_FOOT_KEYS:
        yield f"foot: more than {MAX_FOOT_KEYS} keys leave no room for the space"
    for letter, forms in held.items():
        if letter not in "".join((*data["letters"], *data["foot"])):
            yield f"held: {letter!r} is no key of the letters"
        if len(forms) > MAX_HELD_FORMS:
            yield f"held: {letter!r} offers at most {MAX_HELD_FORMS} forms, not {len(forms)}"
    yield from _character_faults("".join((*data["letters"], *data["signs"], *data["foot"], *held.values())))


def _duplicate_faults(name: str, keys: str) -> Iterator[str]:
    yield from (f"{name}: {letter!r} is there more than once" for letter in sorted(set(keys)) if keys.count(letter) > 1)


def _character_faults(keys: str) -> Iterator[str]:
    for letter in sorted(set(keys)):
        if len(letter.upper()) != 1 or letter != letter.lower() or not letter.isprintable() or letter.isspace():
            yield f"{letter!r}: a key types one small character that has one large form"
