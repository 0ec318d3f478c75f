"""What a place tells its visitors on the idle screen: what has changed because of feedback, and how many have answered this month.

Only what was told in the page's language, or in one that stands in for it, is shown; nothing is translated here.
"""

from __future__ import annotations

from typing import NamedTuple

from i18n.formats import format_date, format_number
from kiosk.pages.page import TextLine
from kiosk.pages.texts import PageTexts
from survey.messages import parse_change_messages


class NewsItem(NamedTuple):
    """One change in one language."""

    date: str
    did: str
    said: str | None
    """None where only what was done was told."""


def news_items(words: PageTexts) -> tuple[NewsItem, ...]:
    """The changes that can be told in this language, in the server's order.

    One whose last day is over is not, however long ago the server was last heard; where nobody knows the day, what it sent is.
    """
    return tuple(
        NewsItem(format_date(change.date, words.language), did, words.localised_text(change.said))
        for change in parse_change_messages(words.messages)
        if (did := words.localised_text(change.did)) is not None and (words.today is None or change.is_shown_on(words.today))
    )


def idle_screen_lines(words: PageTexts, answered_count: int) -> tuple[TextLine, ...]:
    """On the first screen: the first change in one line, which stands still, and the count."""
    first = news_items(words)[:1]
    lines = [TextLine("news", words.text("You said, we did ({date}): {did}", date=one.date, did=one.did)) for one in first]
    return (*lines, *answered_count_lines(words, answered_count))


def news_lines(words: PageTexts, answered_count: int) -> tuple[TextLine, ...]:
    """Every change, each from its date on, and the count."""
    told: list[TextLine] = []
    for one in news_items(words):
        told.append(TextLine("date", one.date))
        if one.said:
            told.append(TextLine("said", words.text("You said: {said}", said=one.said)))
        told.append(TextLine("did", words.text("We did: {did}", did=one.did)))
    return (*told, *answered_count_lines(words, answered_count))


def answered_count_lines(words: PageTexts, answered_count: int) -> tuple[TextLine, ...]:
    """How many have answered; nothing where nobody has, or nobody knows."""
    if answered_count < 1:
        return ()
    shown = format_number(answered_count, words.language)
    said = words.catalog.plural(
        "{count} person has answered here this month.", "{count} people have answered here this month.", answered_count, count=shown
    )
    return (TextLine("count", said),)
