"""What a place tells its visitors on the idle screen: what has changed because of feedback, and how many have answered this month.

Only what was told in the page's language, or in one that stands in for it, is shown; nothing is translated here.
"""

from __future__ import annotations

from typing import NamedTuple

from i18n.formats import day, number
from kiosk.pages.page import Line
from kiosk.pages.texts import Wording
from survey.messages import changes


class News(NamedTuple):
    """One change in one language."""

    date: str
    did: str
    said: str | None
    """None where only what was done was told."""


def news(words: Wording) -> tuple[News, ...]:
    """The changes that can be told in this language, in the server's order.

    One whose last day is over is not, however long ago the server was last heard; where nobody knows the day, what it sent is.
    """
    return tuple(
        News(day(change.date, words.language), did, words.told(change.said))
        for change in changes(words.messages)
        if (did := words.told(change.did)) is not None and (words.today is None or change.holds(words.today))
    )


def foot(words: Wording, answered: int) -> tuple[Line, ...]:
    """On the first screen: the first change in one line, which stands still, and the count."""
    first = news(words)[:1]
    lines = [Line("news", words.ui("You said, we did on {date}: {did}", date=one.date, did=one.did)) for one in first]
    return (*lines, *count(words, answered))


def lines(words: Wording, answered: int) -> tuple[Line, ...]:
    """Every change, each from its date on, and the count."""
    told: list[Line] = []
    for one in news(words):
        told.append(Line("date", one.date))
        if one.said:
            told.append(Line("said", words.ui("You said: {said}", said=one.said)))
        told.append(Line("did", words.ui("We did: {did}", did=one.did)))
    return (*told, *count(words, answered))


def count(words: Wording, answered: int) -> tuple[Line, ...]:
    """How many have answered; nothing where nobody has, or nobody knows."""
    if answered < 1:
        return ()
    shown = number(answered, words.language)
    said = words.catalog.plural(
        "{count} person has answered here this month.", "{count} people have answered here this month.", answered, count=shown
    )
    return (Line("count", said),)
