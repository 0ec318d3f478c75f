"""Builds the targets for the keys of the on-screen keyboard, with labels in the language of the page."""

from __future__ import annotations

from i18n.catalogs import Catalog
from kiosk.pages.keyboard import KeyboardKey, KeyRows, variant_keys
from kiosk.pages.page import Target
from kiosk.pages.text_input import TextInput


def key_targets(keys: KeyRows, catalog: Catalog, text_input: TextInput) -> tuple[Target, ...]:
    """Return one target for each key, row by row. The variants of a held key follow that key."""
    return tuple(
        target for row in keys for key in row for target in (_target(key, catalog, text_input), *_variant_targets(key, text_input))
    )


def _variant_targets(key: KeyboardKey, typing: TextInput) -> tuple[Target, ...]:
    if key.name != typing.held_key:
        return ()
    shown = [(form.name, form.letter.upper() if typing.is_held_key_shifted else form.letter) for form in variant_keys(key)]
    return tuple(Target(name, "key", letter, letter, enabled=typing.has_room_for_variant) for name, letter in shown)


def _target(key: KeyboardKey, catalog: Catalog, typing: TextInput) -> Target:
    match key.action:
        case "letter":
            letter = key.letter.upper() if typing.is_shifted else key.letter
            return Target(key.name, "key", letter, letter, enabled=not typing.is_full)
        case "space":
            word = catalog.text("space")
            return Target(key.name, "key", word, word, enabled=not typing.is_full)
        case "shift":
            return Target(key.name, "key", "ABC", catalog.text("Shift"), selected=typing.is_shifted)
        case "backspace":
            word = catalog.text("Erase")
            return Target(key.name, "key", word, word)
        case _:
            word = catalog.text("Letters") if typing.show_signs else catalog.text("Numbers and symbols")
            return Target(key.name, "key", "abc" if typing.show_signs else "123", word)
