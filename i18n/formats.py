"""Dates and numbers as a language writes them: Babel's data, for Skolt Sámi that of Finnish (`language.toml` says which).

Babel is loaded at the first date or number, not before: a terminal that shows neither does not wait for it.
"""

from __future__ import annotations

from datetime import date

from i18n.languages import language


def day(at: date, tag: str) -> str:
    """A day in full: `5. lokakuuta 2026`, `5 October 2026`."""
    from babel.dates import format_date

    return str(format_date(at, "long", locale=language(tag).babel_locale))


def number(n: int, tag: str) -> str:
    """A whole number with its thousands apart, as far as the language sets them apart."""
    from babel.numbers import format_decimal

    return str(format_decimal(n, locale=language(tag).babel_locale))
