"""Writes dates and numbers in the style of a language.

The data comes from Babel, in the locale that `language.toml` names. Skolt Sámi uses that of Finland. Babel is imported with the first date
or number, so that a terminal that shows neither does not wait for it.
"""

from __future__ import annotations

from datetime import date

from i18n.languages import language_for_tag


def format_date(day: date, tag: str) -> str:
    """Return a date in words, such as `5. lokakuuta 2026` or `5 October 2026`.

    Args:
        day: the date.
        tag: the tag of the language.
    """
    from babel.dates import format_date as babel_format_date

    return str(babel_format_date(day, "long", locale=language_for_tag(tag).babel_locale))


def format_number(n: int, tag: str) -> str:
    """Return a whole number with its thousands separated, if the language separates them.

    Args:
        n: the number.
        tag: the tag of the language.
    """
    from babel.numbers import format_decimal

    return str(format_decimal(n, locale=language_for_tag(tag).babel_locale))
