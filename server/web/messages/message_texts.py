"""Messages in words: how one stands, what it is called, and how a terminal tells it in a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from i18n.catalogs import catalog, gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.messages.messages import Message
from server.web.language import _, page_language
from server.web.people.audit_sentences import person
from server.web.rotation.plans.texts import kind

__all__ = ["MessagePreview", "author", "day", "kind", "language_name", "language_names", "preview_message", "said_text", "state", "title"]

STATES = {
    "shown": gettext_noop("On terminals"),
    "coming": gettext_noop("Upcoming"),
    "over": gettext_noop("Expired"),
    "ended": gettext_noop("Ended"),
}


@dataclass(frozen=True)
class MessagePreview:
    """A message as a terminal tells it in one language; `at_the_foot` is its line on the first screen."""

    language: str
    day: str
    at_the_foot: str
    did: str
    said: str | None


def state(name: str) -> str:
    return _(STATES[name])


def day(of: date | None) -> str:
    return _day_in(of, page_language()) if of else "–"


def author(who: str | None) -> str:
    return person(who or "–")


def language_name(tag: str) -> str:
    return known_language(tag).name


def language_names(tags: Iterable[str]) -> str:
    return ", ".join(map(language_name, tags))


def title(message: Message, languages: Sequence[str]) -> str:
    """What was done, in the page's language, else in the region's first that it is told in."""
    return said_text(message.did, languages) or message.id


def said_text(texts: object, languages: Sequence[str]) -> str:
    """A text in the page's language, else in the region's first that there is."""
    found = texts if isinstance(texts, dict) else {}
    return next((found[tag] for tag in (page_language(), *languages, *found) if tag in found), "")


def preview_message(message: Message, languages: Iterable[str]) -> list[MessagePreview]:
    """How terminals tell it, in each language that it is told in."""
    return [_in(tag, message) for tag in languages if tag in message.did]


def _day_in(of: date, tag: str) -> str:
    return str(format_date(of, "short", locale=known_language(tag).babel_locale))


def _in(tag: str, message: Message) -> MessagePreview:
    spoken, on = catalog(tag, "server"), _day_in(message.dated, tag)
    did, said_ = message.did[tag], message.said.get(tag)
    return MessagePreview(
        tag,
        on,
        spoken.text("You said, we did ({date}): {did}", date=on, did=did),
        spoken.text("We did: {did}", did=did),
        spoken.text("You said: {said}", said=said_) if said_ else None,
    )
