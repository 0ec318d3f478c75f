"""What rotation is called: audiences, orders, states, fields, statements, in the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel.dates import get_day_names

from i18n.catalogs import gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.rotation.plan_calendar import Unit
from server.domain.rotation.plan_rules import is_plan_required
from server.store.engine import Connection
from server.store.region import terminal_configuration
from server.web.language import _, number, page_language
from server.web.people.audit_sentences import person
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
"""Of `wire.Settings`, in its order."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Statements:
    """What statements of one form are called and say, in the page's language where there is a text, else in the place's first."""

    def __init__(self, texts: Iterable[TextSet]) -> None:
        self._texts: dict[str, Text] = {}
        for each in sorted(texts, key=lambda each: each.language != page_language()):
            self._texts = {**each.statements, **self._texts}

    def name(self, code: str) -> str:
        """Short: the dimension of a core statement, else what it says."""
        name = statement_name(code)
        return (self.text(code) or code) if name == code else name

    def text(self, code: str) -> str:
        return self._texts[code].text if code in self._texts else ""

    def names(self, codes: Iterable[str]) -> str:
        return ", ".join(map(self.name, codes)) or "–"


def statements(connection: Connection, region: str, form: str) -> Statements:
    return Statements(terminal_configuration.texts(connection, region, form))


def all_statements(connection: Connection, region: str, forms: Iterable[str]) -> dict[str, Statements]:
    """The same for several forms."""
    return {form: statements(connection, region, form) for form in forms}


def audience(form: Form | None, form_id: str) -> str:
    return f"{_(AUDIENCES[form.audience])} ({form.id})" if form else form_id


def kind(unit: Unit) -> str:
    return _(KINDS[unit.kind])


def order(steps: Iterable[str]) -> str:
    return _(ORDERS[tuple(steps)]) if tuple(steps) in ORDERS else ", ".join(steps)


def always(unit: Unit, form: str) -> bool:
    """Whether the place must have a plan of the form at every moment."""
    return is_plan_required(unit, form)


def author(who: str | None) -> str:
    """Who made or withdrew a plan: a person, or a region file."""
    return person(who or "–")


def state(word: str) -> str:
    return _(STATES[word])


def field(name: str) -> str:
    return _(FIELDS[name])


def value(name: str, content: Any, names: Statements) -> str:
    """A field of a plan in words; – where there is none."""
    if content is None:
        return "–"
    if name == "order":
        return order(content)
    return number(content) if name == "per_visit" else names.names(content)


def day(name: str) -> str:
    """A day of the week, short."""
    return str(get_day_names("abbreviated", locale=known_language(page_language()).babel_locale)[DAYS.index(name)])


def language_name(tag: str) -> str:
    return known_language(tag).name
