"""The keyboards of the languages as data (`locales/TAG/keyboard.toml`): which characters lie in which row, and what a held key offers.

What a key is called, how wide it is and where it lies on a screen is the terminal's matter.
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
"""Whose keyboard a language gets that has none, and names none in its `language.toml`."""
ROW_COUNT = 3
"""Rows of letters, and as many of signs; the foot with the space is under them."""
MAX_KEYS_PER_ROW = 12
"""With more of them keys would be narrower than 9 mm on a panel of 10 inches that stands upright."""
MAX_HELD_FORMS = 8
"""Forms that a held key offers: a row of them must fit beside it."""
MIN_SPACE_WIDTH = 2
"""Keys' widths that the foot must leave for the space."""
MAX_FOOT_KEYS = 4
"""Keys that may stand in the foot; the space, and sometimes shift and backspace, need the rest."""
_TABLES = {"letters", "signs", "foot", "held"}
_HELD = re.compile(r"\S \S+")


class InvalidKeyboardFile(ValueError):
    """A `keyboard.toml` cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Keyboard:
    """One keyboard. Every key types one character, small; shift makes it large."""

    letters: tuple[str, ...]
    """Rows from the top."""
    signs: tuple[str, ...]
    """The other layer: numbers, signs and rare letters."""
    foot: tuple[str, str]
    """To the left and to the right of the space, on both layers."""
    held: Mapping[str, str] = field(default_factory=dict)
    """By letter: its other forms, offered while it is held."""

    @property
    def typable_characters(self) -> frozenset[str]:
        """Every character that can be typed, small and large."""
        small = {*"".join((*self.letters, *self.signs, *self.foot, *self.held.values())), " "}
        return frozenset(small | {letter.upper() for letter in small})


def keyboard_for_language(tag: str, locales: Path = LOCALES) -> Keyboard:
    """The language's own keyboard, or that of the language it names, or the standard one.

    One that cannot be used is passed over, so that it takes nobody's keyboard away; `i18n.check` tells of it.

    Raises:
        KeyboardFaults: not even the standard one can be used.
    """
    return _ours(tag) if locales == LOCALES else _found(tag, locales)


@cache
def _ours(tag: str) -> Keyboard:
    return _found(tag, LOCALES)


def _found(tag: str, locales: Path) -> Keyboard:
    known = language_for_tag(tag, locales)
    for each in (known.tag, known.keyboard):
        file = _file(each, locales) if each else None
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
    """The keyboard of a TOML file, read and judged as a whole.

    Raises:
        KeyboardFaults: with every fault of the file.
    """
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InvalidKeyboardFile([f"no TOML: {error}"]) from error
    if faults := [*_shape_faults(data)] or [*_key_faults(data)]:
        raise InvalidKeyboardFile(faults)
    left, right = data["foot"]
    return Keyboard(tuple(data["letters"]), tuple(data["signs"]), (left, right), _held(data))


def missing_letters(keyboard: Keyboard, alphabet: str) -> str:
    """The letters of an alphabet that the keyboard cannot type, small or large."""
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


def _held(data: dict[str, Any]) -> dict[str, str]:
    return {line[0]: line[2:] for line in data.get("held", [])}


def _key_faults(data: dict[str, Any]) -> Iterator[str]:
    held = _held(data)
    for name in ("letters", "signs"):
        yield from (f"{name}: {row!r} has more than {MAX_KEYS_PER_ROW} keys" for row in data[name] if len(row) > MAX_KEYS_PER_ROW)
        yield from _twice(name, "".join((*data[name], *data["foot"], *(held.values() if name == "letters" else ()))))
    if len(data["signs"][-1]) > len(data["letters"][-1]):
        yield "signs: the last row has more keys than that of the letters, and shift and backspace stand still beside both"
    if len("".join(data["foot"])) > MAX_FOOT_KEYS:
        yield f"foot: more than {MAX_FOOT_KEYS} keys leave no room for the space"
    for letter, forms in held.items():
        if letter not in "".join((*data["letters"], *data["foot"])):
            yield f"held: {letter!r} is no key of the letters"
        if len(forms) > MAX_HELD_FORMS:
            yield f"held: {letter!r} offers at most {MAX_HELD_FORMS} forms, not {len(forms)}"
    yield from _unfit("".join((*data["letters"], *data["signs"], *data["foot"], *held.values())))


def _twice(name: str, keys: str) -> Iterator[str]:
    yield from (f"{name}: {letter!r} is there more than once" for letter in sorted(set(keys)) if keys.count(letter) > 1)


def _unfit(keys: str) -> Iterator[str]:
    for letter in sorted(set(keys)):
        if len(letter.upper()) != 1 or letter != letter.lower() or not letter.isprintable() or letter.isspace():
            yield f"{letter!r}: a key types one small character that has one large form"
