"""The open question while it is being answered: the field, its keyboard, and what of the text will be left out and why.

The text itself never gets here: only kinds of pieces and how many there are.
"""

from __future__ import annotations

from i18n.catalogs import mark
from kiosk.pages.keyboard import Rows
from kiosk.pages.keyboard_targets import key_targets
from kiosk.pages.page import Line, Target
from kiosk.pages.text_input import Typing
from kiosk.pages.texts import Wording
from survey.redaction import Kind

LEFT_OUT: dict[Kind, tuple[str, str]] = {
    "identity_code": (
        mark("An identity code is left out to protect you."),
        mark("Identity codes are left out to protect you."),
    ),
    "phone": (
        mark("A phone number is left out to protect you."),
        mark("Phone numbers are left out to protect you."),
    ),
    "number": (
        mark("A long number is left out to protect you."),
        mark("Long numbers are left out to protect you."),
    ),
    "email": (
        mark("An e-mail address is left out to protect you."),
        mark("E-mail addresses are left out to protect you."),
    ),
}
"""One piece and several. Without the number, so that each sentence can be recorded for a language that no voice speaks."""
SENT_WITHOUT = (
    mark("One piece of your text was left out, because it could tell who you are."),
    mark("Some pieces of your text were left out, because they could tell who you are."),
)


def targets(keys: Rows, words: Wording, typing: Typing) -> tuple[Target, ...]:
    """The field, the keys, and the way to send it."""
    field = Target("field", "textbox", words.ui("Write here"), words.ui("Your text"))
    send = words.ui("Send")
    return field, *key_targets(keys, words.catalog, typing), Target("send", "button", send, send)


def lines(words: Wording, typing: Typing) -> tuple[Line, ...]:
    """What is left out and why, a sentence for each kind in the order of the text; and that the field is full."""
    left_out = tuple(Line("masked", words.ui(LEFT_OUT[kind][n > 1])) for kind, n in typing.masked_kinds.items())
    return (*left_out, *((Line("status", words.ui("The text cannot be longer.")),) if typing.full else ()))


def sent_without(words: Wording, redactions: int) -> str:
    """What a sent comment tells of what was left out: how many pieces it knows, and no more; nothing where there were none."""
    return words.ui(SENT_WITHOUT[redactions > 1]) if redactions else ""
