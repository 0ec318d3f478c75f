"""Dates and numbers as a language writes them: Babel's data, for Skolt Sámi that of Finnish (`language.toml` says which).

Babel is loaded at the first date or number, not before: a terminal that shows neither does not wait for it.
"""

from __future__ import annotations

from datetime import date

from i18n.languages import language_for_tag


def format_date(day: date, tag: str) -> str:
    """A day in full: `5. lokakuuta 2026`, `5 October 2026`."""
    from babel.dates import format_date

    return str(format_date(day, "long", locale=language_for_tag(tag).babel_locale))


def format_number(n: int, tag: str) -> str:
    """A whole number with its thousands apart, as far as the language sets them apart."""
    from babel.numbers import format_decimal

    return str(format_decimal(n, locale=language_for_tag(tag).babel_locale))
