"""Builds the parts of the page on which the open question is answered: the field, its keyboard, and notices of what will be masked and why.

Of the typed text, this module uses only which kinds of personal data it contains and how many of each. It never reads the text itself.
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
"""Maps a kind of personal data to the msgids of its notices for one piece and for several.

The notices do not state the number, so that each can be recorded for a language that no speech engine supports.
"""
SENT_REDACTION_NOTICES = (
    gettext_noop("One part of your text was left out, because it could show who you are."),
    gettext_noop("Some parts of your text were left out, because they could show who you are."),
)
"""Holds the msgids of the notices after sending, for one piece and for several."""


def input_targets(keys: KeyRows, words: PageTexts, text_input: TextInput) -> tuple[Target, ...]:
    """Return the targets of the field, the keys and the button that sends the text."""
    field = Target("field", "textbox", words.text("Write here"), words.text("Your text"))
    send = words.text("Send")
    return field, *key_targets(keys, words.catalog, text_input), Target("send", "button", send, send)


def input_lines(words: PageTexts, text_input: TextInput) -> tuple[TextLine, ...]:
    """Return a notice for each kind of personal data that will be masked, in the order of the text, and one if the field is full."""
    left_out = tuple(TextLine("masked", words.text(REDACTION_NOTICES[kind][n > 1])) for kind, n in text_input.redacted_kinds.items())
    return (*left_out, *((TextLine("status", words.text("The text cannot be longer.")),) if text_input.is_full else ()))


def sent_redaction_notice(words: PageTexts, redactions: int) -> str:
    """Return the notice about what was masked in a sent comment, or an empty string if nothing was.

    A sent comment keeps only the number of masked pieces, not their kinds.

    Args:
        words: the texts of the page's language.
        redactions: the number of pieces that were masked.
    """
    return words.text(SENT_REDACTION_NOTICES[redactions > 1]) if redactions else ""
