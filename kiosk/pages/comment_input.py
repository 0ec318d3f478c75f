"""The open question while it is being answered: the field, its keyboard, and what of the text will be left out and why.

The text itself never gets here: only kinds of pieces and how many there are.
"""

from __future__ import annotations

from i18n.catalogs import gettext_noop
from kiosk.pages.keyboard import KeyRows
from kiosk.pages.keyboard_targets import key_targets
from kiosk.pages.page import Target, TextLine
from kiosk.pages.text_input import TextInput
from kiosk.pages.texts import PageTexts
from survey.redaction import PersonalDataKind

REDACTION_NOTICES: dict[PersonalDataKind, tuple[str, str]] = {
    "identity_code": (
        gettext_noop("An identity code is left out to protect you."),
        gettext_noop("Identity codes are left out to protect you."),
    ),
    "phone": (
        gettext_noop("A phone number is left out to protect you."),
        gettext_noop("Phone numbers are left out to protect you."),
    ),
    "number": (
        gettext_noop("A long number is left out to protect you."),
        gettext_noop("Long numbers are left out to protect you."),
    ),
    "email": (
        gettext_noop("An email address is left out to protect you."),
        gettext_noop("Email addresses are left out to protect you."),
    ),
}
"""One piece and several. Without the number, so that each sentence can be recorded for a language that no voice speaks."""
SENT_REDACTION_NOTICES = (
    gettext_noop("One part of your text was left out, because it could show who you are."),
    gettext_noop("Some parts of your text were left out, because they could show who you are."),
)


def input_targets(keys: KeyRows, words: PageTexts, text_input: TextInput) -> tuple[Target, ...]:
    """The field, the keys, and the way to send it."""
    field = Target("field", "textbox", words.text("Write here"), words.text("Your text"))
    send = words.text("Send")
    return field, *key_targets(keys, words.catalog, text_input), Target("send", "button", send, send)


def input_lines(words: PageTexts, text_input: TextInput) -> tuple[TextLine, ...]:
    """What is left out and why, a sentence for each kind in the order of the text; and that the field is full."""
    left_out = tuple(TextLine("masked", words.text(REDACTION_NOTICES[kind][n > 1])) for kind, n in text_input.redacted_kinds.items())
    return (*left_out, *((TextLine("status", words.text("The text cannot be longer.")),) if text_input.is_full else ()))


def sent_redaction_notice(words: PageTexts, redactions: int) -> str:
    """What a sent comment tells of what was left out: how many pieces it knows, and no more; nothing where there were none."""
    return words.text(SENT_REDACTION_NOTICES[redactions > 1]) if redactions else ""
