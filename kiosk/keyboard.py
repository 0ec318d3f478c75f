"""The on-screen keyboards: which keys lie where, made of the languages' data (`i18n.keyboards`). No text typed, no pixels, no Kivy.

Widths are in key units: shift and backspace fill their row to the width of the board, so that columns stand still from layer to layer.
A key's name is its own whatever the shift does (`key-a` types `A` where shifted), so that a test, a key of the
terminal or speech finds it again. The same holds for the forms that a held key offers (`key-á`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from i18n.keyboards import LEAST_SPACE, Keyboard, keyboard

Act = Literal["letter", "space", "backspace", "shift", "layer"]
EDGE = 1.5
"""Keys' widths that shift and backspace need at the ends of a row of letters; where there is less they stand in the foot."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it types (nothing where it acts), and how wide it is."""

    name: str
    letter: str = ""
    act: Act = "letter"
    width: float = 1
    held: str = ""
    """Other forms of its letter, offered while it is held."""


Row = tuple[Key, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Board:
    """The layers of one keyboard and its width in key units."""

    letters: Rows
    signs: Rows
    width: float


_WORDS = {
    ".": "period", ",": "comma", "?": "question", "!": "exclamation", "-": "hyphen", "–": "dash", ":": "colon", ";": "semicolon",
    "'": "apostrophe", '"': "quote", "(": "open", ")": "close", "/": "slash", "@": "at", "&": "and", "%": "percent", "+": "plus",
    "=": "equals", "€": "euro", "*": "star", "#": "number", "_": "underscore",
}  # fmt: skip


def _name(letter: str) -> str:
    return f"key-{_WORDS.get(letter, letter)}"


def _row(letters: str, held: dict[str, str] | None = None) -> Row:
    return tuple(Key(_name(letter), letter, held=(held or {}).get(letter, "")) for letter in letters)


@cache
def board(language: str) -> Board:
    """The keyboard of a language; one that has none of its own gets the one that stands in (`i18n.keyboards`)."""
    return made(keyboard(language))


def made(data: Keyboard) -> Board:
    """The keys of a keyboard's data."""
    last, beside = len(data.letters[-1]), len("".join(data.foot))
    width: float = max(len(row) for row in (*data.letters, *data.signs))
    edged = width - last >= 2 * EDGE
    if not edged:
        width = max(width, _taken(beside, edged=False) + LEAST_SPACE)
    return Board(_layer(data, data.letters, width, edged), _layer(data, data.signs, width, edged), width)


def _taken(beside: int, *, edged: bool) -> float:
    """Widths in the foot that are not the space's."""
    return beside + (2 if edged else 4 + EDGE)


def _layer(data: Keyboard, rows: tuple[str, ...], width: float, edged: bool) -> Rows:
    held = dict(data.held) if rows is data.letters else None
    *upper, last = (_row(row, held) for row in rows)
    if edged:
        edge = (width - len(last)) / 2
        last = (Key("key-shift", act="shift", width=edge), *last, Key("key-backspace", act="backspace", width=edge))
    return (*upper, last, _foot(data, width, edged, held))


def _foot(data: Keyboard, width: float, edged: bool, held: dict[str, str] | None) -> Row:
    """The lowest row, the same on both layers."""
    left, right = (_row(keys, held) for keys in data.foot)
    space = Key("key-space", " ", "space", width - _taken(len(left) + len(right), edged=edged))
    if edged:
        return (Key("key-layer", act="layer", width=2), *left, space, *right)
    shift, backspace = Key("key-shift", act="shift", width=2), Key("key-backspace", act="backspace", width=2)
    return (shift, Key("key-layer", act="layer", width=EDGE), *left, space, *right, backspace)


def code_rows(alphabet: str) -> Rows:
    """A keyboard for codes of an alphabet of capitals and digits: digits first, letters in keyboard order, no shift, no space."""

    def held(letters: str) -> str:
        return "".join(letter for letter in letters if letter.upper() in alphabet)

    digits, upper, middle, lower = held("1234567890"), held("qwertyuiop"), held("asdfghjkl"), held("zxcvbnm")
    rest = max(1, max(len(digits), len(upper), len(middle)) - len(lower))
    return (_row(digits), _row(upper), _row(middle), (*_row(lower), Key("key-backspace", act="backspace", width=rest)))


def pin_rows() -> Rows:
    """A pad of digits as on a telephone."""
    last = (*_row("0"), Key("key-backspace", act="backspace", width=2))
    return (_row("123"), _row("456"), _row("789"), last)


def rows(language: str, *, signs: bool) -> Rows:
    """The layer to show."""
    shown = board(language)
    return shown.signs if signs else shown.letters


def key(rows: Rows, name: str) -> Key | None:
    """The key of a name, be it one that a held key offers; None where this layer has no such key."""
    keys = [key for row in rows for key in row]
    return next((key for key in (*keys, *(form for key in keys for form in forms(key))) if key.name == name), None)


def forms(key: Key) -> Row:
    """What the key offers while it is held, a key each; none for most."""
    return _row(key.held)
