"""Turns the balance into sentences: how even the answers are, why they are not, and when they may be. Every number has its unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_percent

from i18n.languages import language_for_tag as known_language
from server.domain.rotation.balance import MAX_TERMINAL_SPREAD, MIN_MEAN_ANSWERS, Balance, Evenness, StatementShare
from server.domain.rotation.balance_causes import (
    MANY_UNSENT_RESPONSES,
    AlwaysAskedCause,
    BalanceCause,
    LeftOutCause,
    OldPlanCause,
    SeldomAnsweredCause,
    TargetsCause,
    TerminalBalance,
    UnreceivedAnswersCause,
)
from server.domain.rotation.balance_forecast import MAX_FORECAST_DAYS, MIN_PACE_DAYS, BalanceForecast
from server.domain.rotation.balance_report import VisitPace
from server.web.language import _, format_duration, format_number, ngettext, page_language
from server.web.texts.statement_names import statement_name

MIN_DAYS_IN_WEEKS = 60
"""The number of days from which a forecast is given in weeks."""
MAX_NAMED_PLACES = 5
"""The largest number of places that a sentence names."""
ServicePointNamer = Callable[[str], str]
"""Returns the name of a service point by its id."""


@dataclass(frozen=True)
class UnevenStatement:
    """Describes a statement that makes the answers uneven: by how much, and the causes that were found."""

    heading: str
    because: list[str]


def format_fraction(part: float | None, *, signed: bool = False) -> str:
    """Return a fraction as a percentage with one decimal, such as `0.3 %`. None gives a dash.

    Args:
        part: the fraction, where 1 is 100 %.
        signed: whether a positive percentage has a plus sign.
    """
    if part is None:
        return "–"
    return ("+" if signed and round(part, 3) > 0 else "") + format_percent(part, format="#,##0.0\u00a0%", locale=_locale()).replace(
        "-", "−"
    )


def format_even_share(value: float | None) -> str:
    """Return an even share in answers, with one decimal if it is less than 100. None gives a dash."""
    return format_number(round(value, 1) if value < 100 else round(value)) if value is not None else "–"


def format_difference(value: float | None) -> str:
    """Return a difference in whole answers, with its sign. None gives a dash."""
    if value is None:
        return "–"
    whole = round(value)
    return ("+" if whole > 0 else "−" if whole < 0 else "") + format_number(abs(whole))


def month_name(month: str) -> str:
    """Return the name of a month such as `2026-11` in the page's language."""
    year, at = map(int, month.split("-"))
    return str(format_date(date(year, at, 1), "LLLL y", locale=_locale()))


def day(at: datetime, zone: str) -> str:
    """Return the date of a moment in a time zone, in the page's language."""
    return str(format_date(at.astimezone(ZoneInfo(zone)).date(), "long", locale=_locale()))


def evenness_state(evenness: Evenness) -> tuple[str, str]:
    """Return the name of the mark and the label for an evenness."""
    return {
        "even": ("well", _("Even enough")),
        "chance": ("well", _("As even as chance allows")),
        "uneven": ("pressing", _("Uneven")),
        "few": ("waiting", _("Too early to say")),
        "fixed": ("waiting", _("Nothing to balance")),
        "no_answers": ("waiting", _("No answers yet")),
    }[evenness]


def evenness_text(balance: Balance, terminals: int) -> str:
    """Return one or two sentences about how even the answers are.

    Args:
        balance: the balance of a unit.
        terminals: the number of terminals that have given answers, at least 1.
    """
    furthest = balance.furthest_share
    if balance.evenness == "fixed" or furthest is None:
        return _("Every statement here is asked of everyone, so there is nothing to balance.")
    if balance.evenness == "few":
        return _(
            "There are too few answers to draw conclusions: {mean} per statement on average. Differences are "
            "meaningful from {few} answers upwards.",
            mean=format_even_share(balance.even_share),
            few=format_number(MIN_MEAN_ANSWERS),
        )
    said = difference_text(furthest)
    if balance.evenness == "even":
        return _("{said}, and no other statement differs more. This is even enough.", said=said)
    if balance.evenness == "chance":
        chance = ngettext(
            "A single terminal is only even to within {spread} answers.",
            "With {n} terminals, each even to within {spread} answers, a difference of this size can arise by chance.",
            terminals,
            spread=MAX_TERMINAL_SPREAD,
        )
        return f"{said}. {chance}"
    return _("{said}, more than any other statement.", said=said)


def difference_text(share: StatementShare) -> str:
    """Return how far a statement is from its even share, as a sentence without its full stop."""
    name, difference = statement_name(share.code), share.difference or 0.0
    n = abs(round(difference))
    if n == 0:
        return _("{name} is within one answer of its even share", name=name)
    part = format_fraction(abs(share.relative_difference or 0))
    if difference < 0:
        return ngettext(
            "{name} is {count} answer ({part}) below its even share",
            "{name} is {count} answers ({part}) below its even share",
            n,
            name=name,
            part=part,
            count=format_number(n),
        )
    return ngettext(
        "{name} is {count} answer ({part}) above its even share",
        "{name} is {count} answers ({part}) above its even share",
        n,
        name=name,
        part=part,
        count=format_number(n),
    )


def uneven_statements(balance: Balance, causes: Sequence[BalanceCause], names: ServicePointNamer) -> list[UnevenStatement]:
    """Return the statements that make the answers uneven, each with its causes."""
    found = []
    for share in balance.uneven_shares:
        because = [_CAUSE_TEXTS[type(cause)](cause, names) for cause in causes if getattr(cause, "code", None) == share.code]
        found.append(UnevenStatement(difference_text(share), because))
    return found


def terminal_cause_texts(causes: Sequence[BalanceCause], names: ServicePointNamer) -> list[str]:
    """Return sentences about terminals whose answers are missing, whichever statements they are for."""
    return [_CAUSE_TEXTS[type(cause)](cause, names) for cause in causes if isinstance(cause, UnreceivedAnswersCause | OldPlanCause)]


def forecast_text(forecast: BalanceForecast, pace: VisitPace, zone: str, now: datetime) -> str:
    """Return a sentence about when the answers will be even, always with what the forecast is based on."""
    if forecast.kind == "even":
        return _("The answers are even enough now, and the terminals keep them that way.")
    if forecast.kind == "unknown":
        return _("No forecast yet. It requires enough answers and visits on at least {n} days.", n=format_number(MIN_PACE_DAYS))
    if forecast.kind == "never":
        return _(
            "Not without changes. With the current places and plans, {names} cannot catch up with the others, even "
            "if drawn as often as the limit allows.",
            names=", ".join(map(statement_name, forecast.stuck_statements)),
        )
    at = _(
        "at the rate since {day} ({visits} visits per day)",
        day=day(pace.since, zone),
        visits=format_number(round(pace.visits_per_day(now), 1)),
    )
    days = forecast.days or 0.0
    if days > MAX_FORECAST_DAYS:
        return _("Not within two years {pace}.", pace=at)
    if days < 1:
        return _("Within a day at the earliest, {pace}.", pace=at)
    if days < MIN_DAYS_IN_WEEKS:
        return ngettext(
            "In about {n} day at the earliest, {pace}.", "In about {n} days at the earliest, {pace}.", max(1, round(days)), pace=at
        )
    return ngettext("In about {n} week at the earliest, {pace}.", "In about {n} weeks at the earliest, {pace}.", round(days / 7), pace=at)


def terminal_action_texts(terminal: TerminalBalance, now: datetime) -> list[str]:
    """Return what about a terminal keeps the answers uneven and what to do about it. The list is empty if nothing does."""
    found = []
    if terminal.is_silent(now) and terminal.last_heartbeat_at is not None:
        found.append(
            _("No contact for {time}. Check its power and network connection.", time=format_duration(now - terminal.last_heartbeat_at))
        )
    elif terminal.unsent_count >= MANY_UNSENT_RESPONSES:
        found.append(_("Has many unsent responses. See its page for the reason."))
    if terminal.is_on_old_plan:
        found.append(
            _(
                "Uses plan {old}, although plan {new} is in force. It will fetch the new plan at its next sync.",
                old=terminal.plan,
                new=terminal.plan_in_force,
            )
        )
    if terminal.is_uneven:
        found.append(
            _("Its statements are {n} answers apart. Perhaps few people there can answer one of them.", n=format_number(terminal.spread))
        )
    return found


def _left_out(cause: LeftOutCause, names: ServicePointNamer) -> str:
    n = len(cause.places)
    who = ngettext(
        "{n} service point does not ask this statement: {names}.",
        "{n} service points do not ask this statement: {names}.",
        n,
        names=_listed(cause.places, names),
    )
    rest = (
        _("The other service points can make up for it.")
        if cause.can_make_up
        else _("The other service points cannot make up for it, even if they draw it as often as the limit allows.")
    )
    return f"{who} {_their_part(n, cause.part)} {rest}"


def _always_asked(cause: AlwaysAskedCause, names: ServicePointNamer) -> str:
    n = len(cause.places)
    who = ngettext(
        "{n} service point asks everyone this statement: {names}.",
        "{n} service points ask everyone this statement: {names}.",
        n,
        names=_listed(cause.places, names),
    )
    return f"{who} {_their_part(n, cause.part)}"


def _their_part(n: int, part: float) -> str:
    return ngettext("It provides {part} of the answers here.", "They provide {part} of the answers here.", n, part=format_fraction(part))


def _seldom_answered(cause: SeldomAnsweredCause, _names: ServicePointNamer) -> str:
    rates = _(
        "{rate} of the people who see it answer it, compared with {others} for the other statements.",
        rate=format_fraction(cause.rate),
        others=format_fraction(cause.others_rate),
    )
    if cause.is_at_cap:
        more = _("It is already drawn as often as the limit allows, in {drawn} of visits.", drawn=format_fraction(cause.drawn))
    else:
        more = _(
            "It is now in {drawn} of visits. Even at the limit, {most}, it would still fall behind.",
            drawn=format_fraction(cause.drawn),
            most=format_fraction(cause.most),
        )
    return f"{rates} {more}"


def _targets(cause: TargetsCause, _names: ServicePointNamer) -> str:
    n = abs(round(cause.answers))
    if cause.answers > 0:
        return ngettext(
            "The server asks the terminals here for {count} more answer, to make up for other places in the region.",
            "The server asks the terminals here for {count} more answers, to make up for other places in the region.",
            n,
            count=format_number(n),
        )
    return ngettext(
        "The server asks the terminals here for {count} fewer answer, because other places in the region have more.",
        "The server asks the terminals here for {count} fewer answers, because other places in the region have more.",
        n,
        count=format_number(n),
    )


def _unreceived_answers(cause: UnreceivedAnswersCause, _names: ServicePointNamer) -> str:
    n = len(cause.terminals)
    who = ngettext(
        "{n} terminal is holding answers back: no contact for a day or longer, or many unsent responses.",
        "{n} terminals are holding answers back: no contact for a day or longer, or many unsent responses.",
        n,
    )
    held = ngettext(
        "{count} response was unsent at last contact.",
        "{count} responses were unsent at last contact.",
        cause.unsent,
        count=format_number(cause.unsent),
    )
    return f"{who} {held}"


def _old_plan(cause: OldPlanCause, _names: ServicePointNamer) -> str:
    return ngettext(
        "{n} terminal still uses an earlier plan. Its answers count towards that plan until it fetches the new one.",
        "{n} terminals still use an earlier plan. Their answers count towards that plan until they fetch the new one.",
        len(cause.terminals),
    )


_CAUSE_TEXTS: Mapping[type, Callable[..., str]] = {
    LeftOutCause: _left_out,
    AlwaysAskedCause: _always_asked,
    SeldomAnsweredCause: _seldom_answered,
    TargetsCause: _targets,
    UnreceivedAnswersCause: _unreceived_answers,
    OldPlanCause: _old_plan,
}


def _listed(places: Sequence[str], names: ServicePointNamer) -> str:
    said = sorted(map(names, places))
    more = len(said) - MAX_NAMED_PLACES
    if more <= 1:
        return ", ".join(said)
    return _("{names} and {n} others", names=", ".join(said[:MAX_NAMED_PLACES]), n=format_number(more))


def _locale() -> str:
    return known_language(page_language()).babel_locale
