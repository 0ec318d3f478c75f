"""The keys of a keyboard as targets: what stands on each, in the language of the page."""

from __future__ import annotations

from i18n.catalogs import Catalog
from kiosk.pages.keyboard import Key, Rows, forms
from kiosk.pages.page import Target
from kiosk.pages.text_input import Typing


def key_targets(keys: Rows, catalog: Catalog, typing: Typing) -> tuple[Target, ...]:
    """One target a key, row by row; after a key that is held its other forms."""
    return tuple(target for row in keys for key in row for target in (_target(key, catalog, typing), *_forms(key, typing)))


def _forms(key: Key, typing: Typing) -> tuple[Target, ...]:
    if key.name != typing.held:
        return ()
    shown = [(form.name, form.letter.upper() if typing.held_shifted else form.letter) for form in forms(key)]
    return tuple(Target(name, "key", letter, letter, enabled=typing.takes_form) for name, letter in shown)


def _target(key: Key, catalog: Catalog, typing: Typing) -> Target:
    match key.act:
        case "letter":
            letter = key.letter.upper() if typing.shifted else key.letter
            return Target(key.name, "key", letter, letter, enabled=not typing.full)
        case "space":
            word = catalog.text("space")
            return Target(key.name, "key", word, word, enabled=not typing.full)
        case "shift":
            return Target(key.name, "key", "ABC", catalog.text("Shift"), selected=typing.shifted)
        case "backspace":
            word = catalog.text("Erase")
            return Target(key.name, "key", word, word)
        case _:
            word = catalog.text("Letters") if typing.signs else catalog.text("Numbers and signs")
            return Target(key.name, "key", "abc" if typing.signs else "123", word)
