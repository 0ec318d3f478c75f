"""Builds the lines that tell visitors what has changed because of feedback, and how many people have answered this month.

A change is shown only if it was written in the page's language or one of its fallbacks; nothing is translated here.
"""

from __future__ import annotations

from typing import NamedTuple

from i18n.formats import format_date, format_number
from kiosk.pages.page import TextLine
from kiosk.pages.texts import PageTexts
from survey.messages import parse_change_messages


class NewsItem(NamedTuple):
    """Describes one change in one language: what people said, and what was done."""

    date: str
    did: str
    said: str | None
    """None means that only what was done was reported."""


def news_items(words: PageTexts) -> tuple[NewsItem, ...]:
    """Return the changes that can be shown in this language, in the order in which the server sent them.

    A change is left out on a day outside its first and last day, even if the terminal has been offline since. If the date is not known,
    everything that the server sent is shown.
    """
    return tuple(
        NewsItem(format_date(change.date, words.language), did, words.localised_text(change.said))
        for change in parse_change_messages(words.messages)
        if (did := words.localised_text(change.did)) is not None and (words.today is None or change.is_shown_on(words.today))
    )


def idle_screen_lines(words: PageTexts, answered_count: int) -> tuple[TextLine, ...]:
    """Return the lines for the first screen: the first change in one line that does not move, and the count of answers."""
    first = news_items(words)[:1]
    lines = [TextLine("news", words.text("You said, we did ({date}): {did}", date=one.date, did=one.did)) for one in first]
    return (*lines, *answered_count_lines(words, answered_count))


def news_lines(words: PageTexts, answered_count: int) -> tuple[TextLine, ...]:
    """Return the lines of every change, each beginning with its date, and the count of answers."""
    told: list[TextLine] = []
    for one in news_items(words):
        told.append(TextLine("date", one.date))
        if one.said:
            told.append(TextLine("said", words.text("You said: {said}", said=one.said)))
        told.append(TextLine("did", words.text("We did: {did}", did=one.did)))
    return (*told, *answered_count_lines(words, answered_count))


def answered_count_lines(words: PageTexts, answered_count: int) -> tuple[TextLine, ...]:
    """Return a line that says how many people have answered, or no line if the count is 0, which also means that it is not known."""
    if answered_count < 1:
        return ()
    shown = format_number(answered_count, words.language)
    said = words.catalog.plural(
        "{count} person has answered here this month.", "{count} people have answered here this month.", answered_count, count=shown
    )
    return (TextLine("count", said),)
