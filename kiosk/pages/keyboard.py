"""Computes the layouts of the on-screen keyboards from the data of the languages (`i18n.keyboards`), independent of pixels and Kivy.

Widths are in key units. Shift and backspace fill their row to the width of the keyboard, so that columns do not move from layer to layer.
A key keeps its name when shift is on (`key-a` then types `A`), so that tests, hardware keys and speech find it again. The same holds for
the variants that a held key offers (`key-á`).

If fewer keys fit beside each other than a keyboard has in a row (as on an upright panel of 7 inches), its rows are split evenly into more
rows, and shift, backspace and space get rows of their own. No key is left out.
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
"""Sets the width in key units that shift and backspace each need at the ends of a row of letters. With less, they are in the lowest row."""
SHIFT_KEY_WIDTH, LAYER_KEY_WIDTH, BACKSPACE_KEY_WIDTH = 1.75, 1.5, 2.5
"""Set the widths in key units of shift, the layer key and backspace in the lowest row, wide enough for their labels."""
MAX_KEYS_ACROSS = MAX_KEYS_PER_ROW
"""Sets the largest number of keys beside each other on any keyboard."""
MIN_KEYS_ACROSS = 5
"""Sets the smallest number of keys beside each other into which a keyboard is split. The lowest rows need as many."""


@dataclass(frozen=True, slots=True)
class KeyboardKey:
    """Describes one key: its name, the letter that it types, its action and its width in key units.

    `letter` is empty for keys that type nothing.
    """

    name: str
    letter: str = ""
    action: KeyAction = "letter"
    width: float = 1
    variants: str = ""
    """Holds the other forms of its letter, such as `á` for `a`, which are offered while the key is held."""


KeyRow = tuple[KeyboardKey, ...]
KeyRows = tuple[KeyRow, ...]
RowOrText = TypeVar("RowOrText", str, KeyRow)


@dataclass(frozen=True)
class KeyboardLayout:
    """Holds the two layers of a keyboard, letters and signs, and its width in key units."""

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
    """Return the keyboard of a language, or the one that `i18n.keyboards` uses in place of a missing one.

    Args:
        language: the tag of the language.
        keys_across: how many keys fit beside each other. A number below `MIN_KEYS_ACROSS` is raised to it.
    """
    return layout_from_data(keyboard_for_language(language), keys_across)


def layout_from_data(data: Keyboard, keys_across: int = MAX_KEYS_ACROSS) -> KeyboardLayout:
    """Return the layout of a keyboard from its data. See `keyboard_layout` for `keys_across`."""
    last, beside = len(data.letters[-1]), len("".join(data.foot))
    width: float = max(len(row) for row in (*data.letters, *data.signs))
    edged = width - last >= 2 * MIN_EDGE_WIDTH
    if not edged:
        width = max(width, _fixed_foot_width(beside, edged=False) + MIN_SPACE_WIDTH)
    if width > max(keys_across, MIN_KEYS_ACROSS):
        return _split_layout(data, max(keys_across, MIN_KEYS_ACROSS))
    return KeyboardLayout(_layer(data, data.letters, width, edged), _layer(data, data.signs, width, edged), width)


def _split_layout(data: Keyboard, most: int) -> KeyboardLayout:
    """Return the same keys in more rows. Both layers are split alike, so that shift, backspace and the layer key do not move."""
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
    """Return the lowest rows. Space and backspace have words on them and share the last one."""
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
    """Return a row split into `n` pieces whose lengths differ by one at most."""
    ends = [-(-len(keys) * part // n) for part in range(n + 1)]
    return [keys[start:end] for start, end in pairwise(ends)]


def _fixed_foot_width(beside: int, *, edged: bool) -> float:
    """Return the total width of the keys in the lowest row, the space excluded."""
    return beside + (2 if edged else SHIFT_KEY_WIDTH + LAYER_KEY_WIDTH + BACKSPACE_KEY_WIDTH)


def _layer(data: Keyboard, rows: tuple[str, ...], width: float, edged: bool) -> KeyRows:
    held = dict(data.held) if rows is data.letters else None
    *upper, last = (_row(row, held) for row in rows)
    if edged:
        edge = (width - len(last)) / 2
        last = (KeyboardKey("key-shift", action="shift", width=edge), *last, KeyboardKey("key-backspace", action="backspace", width=edge))
    return (*upper, last, _foot(data, width, edged, held))


def _foot(data: Keyboard, width: float, edged: bool, held: dict[str, str] | None) -> KeyRow:
    """Return the lowest row, which has the same keys on both layers."""
    left, right = (_row(keys, held) for keys in data.foot)
    space = KeyboardKey("key-space", " ", "space", width - _fixed_foot_width(len(left) + len(right), edged=edged))
    if edged:
        return (KeyboardKey("key-layer", action="layer", width=2), *left, space, *right)
    shift, backspace = (
        KeyboardKey("key-shift", action="shift", width=SHIFT_KEY_WIDTH),
        KeyboardKey("key-backspace", action="backspace", width=BACKSPACE_KEY_WIDTH),
    )
    return (shift, KeyboardKey("key-layer", action="layer", width=LAYER_KEY_WIDTH), *left, space, *right, backspace)


def code_keyboard_rows(alphabet: str, *, keys_across: int = MAX_KEYS_ACROSS) -> KeyRows:
    """Return a keyboard for codes: digits first, then letters in the order of a keyboard, without shift and space.

    Args:
        alphabet: the capitals and digits that occur in codes. Other characters get no key.
        keys_across: how many keys fit beside each other.
    """

    def held(letters: str) -> str:
        return "".join(letter for letter in letters if letter.upper() in alphabet)

    digits, upper, middle, lower = held("1234567890"), held("qwertyuiop"), held("asdfghjkl"), held("zxcvbnm")
    keys = (_row(digits), _row(upper), _row(middle), (*_row(lower), KeyboardKey("key-backspace", action="backspace")))
    broken = [piece for row in keys for piece in split_evenly(row, ceil(len(row) / max(keys_across, MIN_KEYS_ACROSS)))]
    *others, last = broken
    if len(last) >= keys_across:  # the label of backspace needs the room of two keys
        others, last = [*others, split_evenly(last, 2)[0]], split_evenly(last, 2)[1]
    rest = max(2, max(len(row) for row in others) - len(last) + 1)
    return (*others, (*last[:-1], KeyboardKey("key-backspace", action="backspace", width=rest)))


def pin_keyboard_rows() -> KeyRows:
    """Return a pad of digits, arranged as on a telephone, and backspace."""
    last = (*_row("0"), KeyboardKey("key-backspace", action="backspace", width=2))
    return (_row("123"), _row("456"), _row("789"), last)


def keyboard_rows(language: str, *, show_signs: bool, keys_across: int = MAX_KEYS_ACROSS) -> KeyRows:
    """Return the rows of a language's keyboard that are shown: the signs if `show_signs`, else the letters."""
    shown = keyboard_layout(language, keys_across)
    return shown.sign_rows if show_signs else shown.letter_rows


def find_key(rows: KeyRows, name: str) -> KeyboardKey | None:
    """Return the key of a name, which may be a variant that a held key offers, or None if these rows have no such key."""
    keys = [key for row in rows for key in row]
    return next((key for key in (*keys, *(form for key in keys for form in variant_keys(key))) if key.name == name), None)


def variant_keys(key: KeyboardKey) -> KeyRow:
    """Return a key for each variant that the key offers while it is held. Most keys offer none."""
    return _row(key.variants)
