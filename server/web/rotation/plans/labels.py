"""Turns data about plans into labels in the page's language: audiences, orders, states, fields and statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel.dates import get_day_names

from i18n.catalogs import gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.rotation.plan_calendar import Unit
from server.store.engine import Connection
from server.store.region import terminal_configuration
from server.web.language import _, format_number, page_language
from server.web.people.audit_sentences import author_name
from server.web.texts.statement_names import statement_name
from survey.forms import Form
from survey.wire import Text, TextSet

AUDIENCES = {
    "general": gettext_noop("People aged 13 and over"),
    "child": gettext_noop("Children aged 7 to 12"),
    "relative": gettext_noop("Relatives"),
}
KINDS = {"region": gettext_noop("Region"), "service": gettext_noop("Service"), "service_point": gettext_noop("Service point")}
ORDERS: dict[tuple[str, ...], str] = {
    ("nps", "comment", "statements"): gettext_noop("Recommendation, open question, statements (national order)"),
    ("nps", "statements", "comment"): gettext_noop("Recommendation, statements, open question"),
}
STATES = {
    "in_force": gettext_noop("In force"),
    "scheduled": gettext_noop("Scheduled"),
    "past": gettext_noop("Past"),
    "withdrawn": gettext_noop("Withdrawn"),
}
FIELDS = {
    "per_visit": gettext_noop("Core statements per visit"),
    "statements": gettext_noop("Core statements asked"),
    "fixed": gettext_noop("Always asked"),
    "special": gettext_noop("Special statements"),
    "own": gettext_noop("Own statements"),
    "order": gettext_noop("Order"),
}
SETTINGS = {
    "timeout_seconds": gettext_noop("Visit time-out (seconds)"),
    "thanks_seconds": gettext_noop("Thank-you screen duration (seconds)"),
    "heartbeat_seconds": gettext_noop("Heartbeat interval (seconds)"),
    "sync_seconds": gettext_noop("Sync interval (seconds)"),
    "acknowledged_kept_days": gettext_noop("Days that sent responses are kept on the terminal"),
}
"""The labels of the fields of `wire.Settings`, in their order."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class StatementNames:
    """Provides the names and texts of one form's statements, in the page's language or otherwise in the first language that has a text."""

    def __init__(self, texts: Iterable[TextSet]) -> None:
        self._texts: dict[str, Text] = {}
        for each in sorted(texts, key=lambda each: each.language != page_language()):
            self._texts = {**each.statements, **self._texts}

    def name(self, code: str) -> str:
        """Return a short name: the dimension of a core statement, or the text of another statement, or its code if it has no text."""
        name = statement_name(code)
        return (self.text(code) or code) if name == code else name

    def text(self, code: str) -> str:
        """Return the text of a statement, or an empty text if it has none."""
        return self._texts[code].text if code in self._texts else ""

    def names(self, codes: Iterable[str]) -> str:
        """Return the names of statements, separated by commas, or a dash if there are none."""
        return ", ".join(map(self.name, codes)) or "–"


def statement_names(connection: Connection, region: str, form: str) -> StatementNames:
    """Return the names of a form's statements."""
    return StatementNames(terminal_configuration.texts(connection, region, form))


def statement_names_by_form(connection: Connection, region: str, forms: Iterable[str]) -> dict[str, StatementNames]:
    """Return the names of the statements of several forms, by form."""
    return {form: statement_names(connection, region, form) for form in forms}


def audience(form: Form | None, form_id: str) -> str:
    """Return the audience and the id of a form. An unknown form has only its id."""
    return f"{_(AUDIENCES[form.audience])} ({form.id})" if form else form_id


def kind(unit: Unit) -> str:
    """Return the label of a unit's kind."""
    return _(KINDS[unit.kind])


def order_label(steps: Iterable[str]) -> str:
    """Return the label of an order of questions."""
    return _(ORDERS[tuple(steps)]) if tuple(steps) in ORDERS else ", ".join(steps)


def author(who: str | None) -> str:
    """Return who created, withdrew or ended a plan: a person, a command or a region file. None gives a dash."""
    return author_name(who or "–")


def state_label(word: str) -> str:
    """Return the label of a plan's state."""
    return _(STATES[word])


def field_label(name: str) -> str:
    """Return the label of a plan's field."""
    return _(FIELDS[name])


def field_value(name: str, content: Any, names: StatementNames) -> str:
    """Return the value of a plan's field as text. None gives a dash."""
    if content is None:
        return "–"
    if name == "order":
        return order_label(content)
    return format_number(content) if name == "per_visit" else names.names(content)


def day(name: str) -> str:
    """Return the short name of a day of the week (`mon` to `sun`) in the page's language."""
    return str(get_day_names("abbreviated", locale=known_language(page_language()).babel_locale)[WEEKDAYS.index(name)])


def language_name(tag: str) -> str:
    """Return the language's own name."""
    return known_language(tag).name
