"""Turns messages into texts for the pages: their state, their title, and their preview as terminals show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from i18n.catalogs import catalog, gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.messages.messages import Message
from server.web.language import _, page_language
from server.web.people.audit_sentences import author_name
from server.web.rotation.plans.labels import kind

__all__ = [
    "MessagePreview",
    "author",
    "format_date_short",
    "kind",
    "language_name",
    "language_names",
    "localised_text",
    "preview_message",
    "state_label",
    "title",
]

STATES = {
    "shown": gettext_noop("On terminals"),
    "coming": gettext_noop("Upcoming"),
    "over": gettext_noop("Expired"),
    "ended": gettext_noop("Ended"),
}


@dataclass(frozen=True)
class MessagePreview:
    """Holds the texts of a message as a terminal shows them in one language. `idle_screen_line` is its line on the idle screen."""

    language: str
    day: str
    idle_screen_line: str
    did: str
    said: str | None


def state_label(name: str) -> str:
    """Return the label of a message state."""
    return _(STATES[name])


def format_date_short(of: date | None) -> str:
    """Return a date in the page's language. None gives a dash."""
    return _format_date_in(of, page_language()) if of else "–"


def author(who: str | None) -> str:
    """Return who wrote, changed or ended a message. None gives a dash."""
    return author_name(who or "–")


def language_name(tag: str) -> str:
    """Return the language's own name."""
    return known_language(tag).name


def language_names(tags: Iterable[str]) -> str:
    """Return the languages' own names, separated by commas."""
    return ", ".join(map(language_name, tags))


def title(message: Message, languages: Sequence[str]) -> str:
    """Return what was done in the page's language, otherwise in the first of the region's `languages` that has a text."""
    return localised_text(message.did, languages) or message.id


def localised_text(texts: object, languages: Sequence[str]) -> str:
    """Return a text in the page's language, otherwise in the region's first language that has one, otherwise an empty text."""
    found = texts if isinstance(texts, dict) else {}
    return next((found[tag] for tag in (page_language(), *languages, *found) if tag in found), "")


def preview_message(message: Message, languages: Iterable[str]) -> list[MessagePreview]:
    """Return the message as terminals show it, in each language in which it says what was done."""
    return [_preview_in_language(tag, message) for tag in languages if tag in message.did]


def _format_date_in(of: date, tag: str) -> str:
    return str(format_date(of, "short", locale=known_language(tag).babel_locale))


def _preview_in_language(tag: str, message: Message) -> MessagePreview:
    spoken, on = catalog(tag, "server"), _format_date_in(message.dated, tag)
    did, said_ = message.did[tag], message.said.get(tag)
    return MessagePreview(
        tag,
        on,
        spoken.text("You said, we did ({date}): {did}", date=on, did=did),
        spoken.text("We did: {did}", did=did),
        spoken.text("You said: {said}", said=said_) if said_ else None,
    )
