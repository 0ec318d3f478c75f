"""What a text may hold that people will read on a terminal, and what a program did to it on the way here."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from i18n.catalogs import gettext_noop

GARBLED_TEXT = gettext_noop(
    "Some letters are garbled because UTF-8 was opened as older Windows text. In Excel, open the sheet with Data, From Text, as UTF-8."
)
NOT_A_DATE = gettext_noop("“{text}” is not a valid date. Use the format 2027-01-31 or 31.1.2027.")
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u2028\u2029" + "\u202a\u202b\u202c\u202d\u202e" + "\u2066\u2067\u2068\u2069")
_FINNISH_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def clean_text(text: str) -> str:
    """A text as it is kept: composed letters (NFC), every line end as a line feed, no blanks at either end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def character_fault(text: str, *, multiline: bool = False) -> str | None:
    """What in a text no screen could show, as a msgid; None where nothing. With `lines` it may have several.

    A text that begins as a formula would be one when the sheet is opened again.
    """
    if any(unicodedata.category(char) in ("Cc", "Cs") and not (char == "\n" and multiline) for char in text):
        return (
            gettext_noop("The text contains a line break or a control character.")
            if not multiline
            else gettext_noop("The text contains a control character.")
        )
    if any(char in _INVISIBLE for char in text):
        return gettext_noop("The text contains an invisible character. Type the text again instead of copying it.")
    if text.startswith(("=", "+", "-", "@")):
        return gettext_noop("A text cannot begin with =, +, - or @, because Excel would treat it as a formula.")
    return None


def parse_day(text: str) -> date | None:
    """A day as ISO 8601 says it, or as Excel in Finland rewrites it: `31.1.2027`."""
    found = _FINNISH_DATE.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip())
    except ValueError:
        return None


def mojibake_fault(text: str) -> str | None:
    """A msgid where UTF-8 was once read as Windows text, so that `ä` has become `Ã¤`; None otherwise.

    Only where every letter outside ASCII is part of such a pair, and stands for a letter or mark of Europe then: `ášši` is a word.
    """
    if text.isascii():
        return None
    try:
        was = b"".join(_windows_byte(char) for char in text).decode("utf-8")
    except (UnicodeError, ValueError):
        return None
    if all(char.isascii() or 0xA0 <= ord(char) < 0x300 or 0x2010 <= ord(char) <= 0x20AC for char in was):
        return GARBLED_TEXT
    return None


def _windows_byte(char: str) -> bytes:
    """The byte that Windows text (cp1252) has for a letter; the five bytes it has no letter for come as control characters."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(char)])
