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

from i18n.keyboards import MAX_KEYS_PER_ROW, MIN_SPACE_WIDTH, Keyboard, keyboard_for_language

KeyAction = Literal["letter", "space", "backspace", "shift", "layer"]
MIN_EDGE_WIDTH = 2
"""Keys' widths that shift and backspace need at the ends of a row of letters; where there is less they stand in the foot."""
SHIFT_KEY_WIDTH, LAYER_KEY_WIDTH, BACKSPACE_KEY_WIDTH = 1.75, 1.5, 2.5
"""Keys' widths in the foot of shift, of the other layer and of backspace: what stands on them must fit."""
MAX_KEYS_ACROSS = MAX_KEYS_PER_ROW
"""No keyboard has more keys side by side."""
MIN_KEYS_ACROSS = 5
"""Nor is one broken into rows of fewer: the foot needs as many."""


@dataclass(frozen=True, slots=True)
class KeyboardKey:
    """One key: its name, what it types (nothing where it acts), and how wide it is."""

    name: str
    letter: str = ""
    action: KeyAction = "letter"
    width: float = 1
    variants: str = ""
    """Other forms of its letter, offered while it is held."""


KeyRow = tuple[KeyboardKey, ...]
KeyRows = tuple[KeyRow, ...]
RowOrText = TypeVar("RowOrText", str, KeyRow)


@dataclass(frozen=True)
class KeyboardLayout:
    """The layers of one keyboard and its width in key units."""

    letter_rows: KeyRows
    sign_rows: KeyRows
    width: float


_WORDS = {
    ".": "period", ",": "comma", "?": "question", "!": "exclamation", "-": "hyphen", "–": "dash", ":": "colon", ";": "semicolon",
    "'": "apostrophe", '"': "quote", "(": "open", ")": "close", "/": "slash", "@": "at", "&": "and", "%": "percent", "+": "plus",
    "=": "equals", "€": "euro", "*": "star", "#": "number", "_": "underscore",
}  # fmt: skip


def _name(letter: str) -> str:
    return f"key-{_WORDS.get(letter, letter)}"


def _row(letters: str, held: dict[str, str] | None = None) -> KeyRow:
    return tuple(KeyboardKey(_name(letter), letter, variants=(held or {}).get(letter, "")) for letter in letters)


@cache
def keyboard_layout(language: str, keys_across: int = MAX_KEYS_ACROSS) -> KeyboardLayout:
    """The keyboard of a language; one that has none of its own gets the one that stands in (`i18n.keyboards`).

    `most`: so many keys have room side by side. Under `NARROWEST` it is read as that.
    """
    return layout_from_data(keyboard_for_language(language), keys_across)


def layout_from_data(data: Keyboard, keys_across: int = MAX_KEYS_ACROSS) -> KeyboardLayout:
    """The keys of a keyboard's data."""
    last, beside = len(data.letters[-1]), len("".join(data.foot))
    width: float = max(len(row) for row in (*data.letters, *data.signs))
    edged = width - last >= 2 * MIN_EDGE_WIDTH
    if not edged:
        width = max(width, _taken(beside, edged=False) + MIN_SPACE_WIDTH)
    if width > max(keys_across, MIN_KEYS_ACROSS):
        return _narrow(data, max(keys_across, MIN_KEYS_ACROSS))
    return KeyboardLayout(_layer(data, data.letters, width, edged), _layer(data, data.signs, width, edged), width)


def _narrow(data: Keyboard, most: int) -> KeyboardLayout:
    """The same keys in more rows. Both layers break alike, so that shift, backspace and the way between them stand still."""
    parts = [ceil(max(len(letters), len(signs)) / most) for letters, signs in zip(data.letters, data.signs, strict=True)]
    layers = [[piece for row, n in zip(rows, parts, strict=True) for piece in split_evenly(row, n)] for rows in (data.letters, data.signs)]
    longest = max(len(piece) for layer in layers for piece in layer)
    width = max(MIN_KEYS_ACROSS, longest, min(most, ceil(len("".join(data.foot)) + 2 * LAYER_KEY_WIDTH)))
    letters, signs = (
        (*(_row(piece, held) for piece in layer), *_narrow_foot(data, width, held))
        for layer, held in zip(layers, (dict(data.held), None), strict=True)
    )
    return KeyboardLayout(letters, signs, width)


def _narrow_foot(data: Keyboard, width: int, held: dict[str, str] | None) -> KeyRows:
    """The lowest rows. Space and backspace have words on them and share the last one."""
    left, right = (_row(keys, held) for keys in data.foot)
    edge = (width - len(left) - len(right)) / 2
    space = KeyboardKey("key-space", " ", "space", width - BACKSPACE_KEY_WIDTH)
    last = (space, KeyboardKey("key-backspace", action="backspace", width=BACKSPACE_KEY_WIDTH))
    if edge >= 1:
        return (
            KeyboardKey("key-shift", action="shift", width=edge),
            *left,
            *right,
            KeyboardKey("key-layer", action="layer", width=edge),
        ), last
    half = width / 2
    return (
        (*left, *right),
        (KeyboardKey("key-shift", action="shift", width=half), KeyboardKey("key-layer", action="layer", width=half)),
        last,
    )


def split_evenly(keys: RowOrText, n: int) -> list[RowOrText]:
    """A row in `n` pieces of the same length, or one more in the first of them."""
    ends = [-(-len(keys) * part // n) for part in range(n + 1)]
    return [keys[start:end] for start, end in pairwise(ends)]


def _taken(beside: int, *, edged: bool) -> float:
    """Widths in the foot that are not the space's."""
    return beside + (2 if edged else SHIFT_KEY_WIDTH + LAYER_KEY_WIDTH + BACKSPACE_KEY_WIDTH)


def _layer(data: Keyboard, rows: tuple[str, ...], width: float, edged: bool) -> KeyRows:
    held = dict(data.held) if rows is data.letters else None
    *upper, last = (_row(row, held) for row in rows)
    if edged:
        edge = (width - len(last)) / 2
        last = (KeyboardKey("key-shift", action="shift", width=edge), *last, KeyboardKey("key-backspace", action="backspace", width=edge))
    return (*upper, last, _foot(data, width, edged, held))


def _foot(data: Keyboard, width: float, edged: bool, held: dict[str, str] | None) -> KeyRow:
    """The lowest row, the same on both layers."""
    left, right = (_row(keys, held) for keys in data.foot)
    space = KeyboardKey("key-space", " ", "space", width - _taken(len(left) + len(right), edged=edged))
    if edged:
        return (KeyboardKey("key-layer", action="layer", width=2), *left, space, *right)
    shift, backspace = (
        KeyboardKey("key-shift", action="shift", width=SHIFT_KEY_WIDTH),
        KeyboardKey("key-backspace", action="backspace", width=BACKSPACE_KEY_WIDTH),
    )
    return (shift, KeyboardKey("key-layer", action="layer", width=LAYER_KEY_WIDTH), *left, space, *right, backspace)


def code_keyboard_rows(alphabet: str, *, keys_across: int = MAX_KEYS_ACROSS) -> KeyRows:
    """A keyboard for codes of an alphabet of capitals and digits: digits first, letters in keyboard order, no shift, no space.

    `most`: so many keys have room side by side.
    """

    def held(letters: str) -> str:
        return "".join(letter for letter in letters if letter.upper() in alphabet)

    digits, upper, middle, lower = held("1234567890"), held("qwertyuiop"), held("asdfghjkl"), held("zxcvbnm")
    keys = (_row(digits), _row(upper), _row(middle), (*_row(lower), KeyboardKey("key-backspace", action="backspace")))
    broken = [piece for row in keys for piece in split_evenly(row, ceil(len(row) / max(keys_across, MIN_KEYS_ACROSS)))]
    *others, last = broken
    if len(last) >= keys_across:  # its word needs the room of two keys
        others, last = [*others, split_evenly(last, 2)[0]], split_evenly(last, 2)[1]
    rest = max(2, max(len(row) for row in others) - len(last) + 1)
    return (*others, (*last[:-1], KeyboardKey("key-backspace", action="backspace", width=rest)))


def pin_keyboard_rows() -> KeyRows:
    """A pad of digits as on a telephone."""
    last = (*_row("0"), KeyboardKey("key-backspace", action="backspace", width=2))
    return (_row("123"), _row("456"), _row("789"), last)


def keyboard_rows(language: str, *, show_signs: bool, keys_across: int = MAX_KEYS_ACROSS) -> KeyRows:
    """The layer to show, where `most` keys have room side by side."""
    shown = keyboard_layout(language, keys_across)
    return shown.sign_rows if show_signs else shown.letter_rows


def find_key(rows: KeyRows, name: str) -> KeyboardKey | None:
    """The key of a name, be it one that a held key offers; None where this layer has no such key."""
    keys = [key for row in rows for key in row]
    return next((key for key in (*keys, *(form for key in keys for form in variant_keys(key))) if key.name == name), None)


def variant_keys(key: KeyboardKey) -> KeyRow:
    """What the key offers while it is held, a key each; none for most."""
    return _row(key.variants)
