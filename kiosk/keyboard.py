"""The on-screen keyboards as data: which keys lie where. No text typed, no pixels, no Kivy.

Widths are in key units: every row is as wide as its board, so that columns stand still from layer to layer.
A key's name is its own whatever the shift does (`key-a` types `A` where shifted), so that a test, a key of the
terminal or speech finds it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Act = Literal["letter", "space", "backspace", "shift", "layer"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it types (nothing where it acts), and how wide it is."""

    name: str
    letter: str = ""
    act: Act = "letter"
    width: float = 1


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


def _row(letters: str) -> Row:
    return tuple(Key(_name(letter), letter) for letter in letters)


def _foot(other: str) -> Row:
    """The lowest row, the same on both layers; `other` names the way to the layer that is not shown."""
    return (
        Key(other, act="layer", width=2),
        *_row(","),
        Key("key-space", " ", "space", 5),
        *_row(".?"),
        Key("key-hyphen", "-"),
    )


def _edged(letters: str) -> Row:
    return (Key("key-shift", act="shift", width=2), *_row(letters), Key("key-backspace", act="backspace", width=2))


_SIGNS: Rows = (
    _row("1234567890+"),
    _row("!:;'\"()/@&€"),
    (Key("key-shift", act="shift", width=2), *_row("éüšž%=*"), Key("key-backspace", act="backspace", width=2)),
    _foot("key-layer"),
)

NORDIC = Board((_row("qwertyuiopå"), _row("asdfghjklöä"), _edged("zxcvbnm"), _foot("key-layer")), _SIGNS, 11)
"""Finnish and Swedish as on every keyboard sold here; English too, since names and places are the same."""

BOARDS: dict[str, Board] = {"fi": NORDIC, "sv": NORDIC, "en": NORDIC}


def board(language: str) -> Board:
    """The keyboard of a language; one that has none of its own gets the Nordic one."""
    return BOARDS.get(language, NORDIC)


def code_rows(alphabet: str) -> Rows:
    """A keyboard for codes of an alphabet of capitals and digits: digits first, letters in keyboard order, no shift, no space."""

    def held(letters: str) -> str:
        return "".join(letter for letter in letters if letter.upper() in alphabet)

    digits, upper, middle, lower = held("1234567890"), held("qwertyuiop"), held("asdfghjkl"), held("zxcvbnm")
    rest = max(1, max(len(digits), len(upper), len(middle)) - len(lower))
    return (_row(digits), _row(upper), _row(middle), (*_row(lower), Key("key-backspace", act="backspace", width=rest)))


def rows(language: str, *, signs: bool) -> Rows:
    """The layer to show."""
    shown = board(language)
    return shown.signs if signs else shown.letters


def key(rows: Rows, name: str) -> Key | None:
    """The key of a name, None where this layer has no such key."""
    return next((key for row in rows for key in row if key.name == name), None)
