"""Checks texts that people will read on a terminal for characters that cannot be shown and for damage by spreadsheet programs."""

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
    """Return a text as it is stored: composed letters (Unicode NFC), line feeds as line ends, and no white space at either end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def character_fault(text: str, *, multiline: bool = False) -> str | None:
    """Return what a text contains that cannot be used, as a msgid, or None.

    A text that begins like a formula is refused, because it would become one when the sheet is opened in Excel again.

    Args:
        text: the text to check.
        multiline: whether the text may have several lines.
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
    """Return a day written as in ISO 8601 or as Excel in Finland rewrites it (`31.1.2027`), or None if the text is no valid day."""
    found = _FINNISH_DATE.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip())
    except ValueError:
        return None


def mojibake_fault(text: str) -> str | None:
    """Return a msgid if UTF-8 was once read as Windows text, so that `ä` has become `Ã¤`, otherwise None.

    A text is only reported if every letter outside ASCII is part of such a sequence and the sequences stand for European letters or marks.
    Otherwise a proper word such as `ášši` would be reported.
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
    """Return the byte of a letter in Windows text (cp1252).

    The five bytes to which cp1252 assigns no letter are decoded as control characters.
    """
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(char)])
