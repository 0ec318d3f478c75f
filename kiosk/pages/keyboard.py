"""The on-screen keyboards: which keys lie where, made of the languages' data (`i18n.keyboards`). No text typed, no pixels, no Kivy.

Widths are in key units: shift and backspace fill their row to the width of the board, so that columns stand still from layer to layer.
A key's name is its own whatever the shift does (`key-a` types `A` where shifted), so that a test, a key of the
terminal or speech finds it again. The same holds for the forms that a held key offers (`key-á`).

Where fewer keys have room side by side than a keyboard has in a row (a 7 inch panel that stands upright), its rows are broken into
more of them, evenly, and shift, backspace and space get rows of their own; nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil
from typing import Literal, TypeVar

from i18n.keyboards import LEAST_SPACE, MOST_IN_A_ROW, Keyboard, keyboard

Act = Literal["letter", "space", "backspace", "shift", "layer"]
EDGE = 2
"""Keys' widths that shift and backspace need at the ends of a row of letters; where there is less they stand in the foot."""
CAPITALS, DIGITS, WORD = 1.75, 1.5, 2.5
"""Keys' widths in the foot of shift, of the other layer and of backspace: what stands on them must fit."""
WIDEST = MOST_IN_A_ROW
"""No keyboard has more keys side by side."""
NARROWEST = 5
"""Nor is one broken into rows of fewer: the foot needs as many."""


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
Keys = TypeVar("Keys", str, Row)


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
def board(language: str, most: int = WIDEST) -> Board:
    """The keyboard of a language; one that has none of its own gets the one that stands in (`i18n.keyboards`).

    `most`: so many keys have room side by side. Under `NARROWEST` it is read as that.
    """
    return made(keyboard(language), most)


def made(data: Keyboard, most: int = WIDEST) -> Board:
    """The keys of a keyboard's data."""
    last, beside = len(data.letters[-1]), len("".join(data.foot))
    width: float = max(len(row) for row in (*data.letters, *data.signs))
    edged = width - last >= 2 * EDGE
    if not edged:
        width = max(width, _taken(beside, edged=False) + LEAST_SPACE)
    if width > max(most, NARROWEST):
        return _narrow(data, max(most, NARROWEST))
    return Board(_layer(data, data.letters, width, edged), _layer(data, data.signs, width, edged), width)


def _narrow(data: Keyboard, most: int) -> Board:
    """The same keys in more rows. Both layers break alike, so that shift, backspace and the way between them stand still."""
    parts = [ceil(max(len(letters), len(signs)) / most) for letters, signs in zip(data.letters, data.signs, strict=True)]
    layers = [[piece for row, n in zip(rows, parts, strict=True) for piece in even(row, n)] for rows in (data.letters, data.signs)]
    longest = max(len(piece) for layer in layers for piece in layer)
    width = max(NARROWEST, longest, min(most, ceil(len("".join(data.foot)) + 2 * DIGITS)))
    letters, signs = (
        (*(_row(piece, held) for piece in layer), *_narrow_foot(data, width, held))
        for layer, held in zip(layers, (dict(data.held), None), strict=True)
    )
    return Board(letters, signs, width)


def _narrow_foot(data: Keyboard, width: int, held: dict[str, str] | None) -> Rows:
    """The lowest rows. Space and backspace have words on them and share the last one."""
    left, right = (_row(keys, held) for keys in data.foot)
    edge = (width - len(left) - len(right)) / 2
    space = Key("key-space", " ", "space", width - WORD)
    last = (space, Key("key-backspace", act="backspace", width=WORD))
    if edge >= 1:
        return (Key("key-shift", act="shift", width=edge), *left, *right, Key("key-layer", act="layer", width=edge)), last
    half = width / 2
    return (*left, *right), (Key("key-shift", act="shift", width=half), Key("key-layer", act="layer", width=half)), last


def even(keys: Keys, n: int) -> list[Keys]:
    """A row in `n` pieces of the same length, or one more in the first of them."""
    ends = [-(-len(keys) * part // n) for part in range(n + 1)]
    return [keys[start:end] for start, end in pairwise(ends)]


def _taken(beside: int, *, edged: bool) -> float:
    """Widths in the foot that are not the space's."""
    return beside + (2 if edged else CAPITALS + DIGITS + WORD)


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
    shift, backspace = Key("key-shift", act="shift", width=CAPITALS), Key("key-backspace", act="backspace", width=WORD)
    return (shift, Key("key-layer", act="layer", width=DIGITS), *left, space, *right, backspace)


def code_rows(alphabet: str, *, most: int = WIDEST) -> Rows:
    """A keyboard for codes of an alphabet of capitals and digits: digits first, letters in keyboard order, no shift, no space.

    `most`: so many keys have room side by side.
    """

    def held(letters: str) -> str:
        return "".join(letter for letter in letters if letter.upper() in alphabet)

    digits, upper, middle, lower = held("1234567890"), held("qwertyuiop"), held("asdfghjkl"), held("zxcvbnm")
    keys = (_row(digits), _row(upper), _row(middle), (*_row(lower), Key("key-backspace", act="backspace")))
    broken = [piece for row in keys for piece in even(row, ceil(len(row) / max(most, NARROWEST)))]
    *others, last = broken
    if len(last) >= most:  # its word needs the room of two keys
        others, last = [*others, even(last, 2)[0]], even(last, 2)[1]
    rest = max(2, max(len(row) for row in others) - len(last) + 1)
    return (*others, (*last[:-1], Key("key-backspace", act="backspace", width=rest)))


def pin_rows() -> Rows:
    """A pad of digits as on a telephone."""
    last = (*_row("0"), Key("key-backspace", act="backspace", width=2))
    return (_row("123"), _row("456"), _row("789"), last)


def rows(language: str, *, signs: bool, most: int = WIDEST) -> Rows:
    """The layer to show, where `most` keys have room side by side."""
    shown = board(language, most)
    return shown.signs if signs else shown.letters


def key(rows: Rows, name: str) -> Key | None:
    """The key of a name, be it one that a held key offers; None where this layer has no such key."""
    keys = [key for row in rows for key in row]
    return next((key for key in (*keys, *(form for key in keys for form in forms(key))) if key.name == name), None)


def forms(key: Key) -> Row:
    """What the key offers while it is held, a key each; none for most."""
    return _row(key.held)
