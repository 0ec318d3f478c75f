"""The balance in plain words: how even it is, why not, and when it may be. Every number with its unit."""

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
    MANY_UNSENT,
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
from server.web.language import _, ngettext, number, page_language, span
from server.web.texts.statement_names import statement_name

LONG_DAYS = 60
"""From here on a forecast is told in weeks."""
NAMED = 5
"""Places named in a sentence, at most."""
Names = Callable[[str], str]
"""The name of a service point, by its id."""


@dataclass(frozen=True)
class Lag:
    """A statement that makes it uneven: by how much, and what was found."""

    heading: str
    because: list[str]


def percent(part: float | None, *, signed: bool = False) -> str:
    """A part as per cent with one decimal: `0.3 %`."""
    if part is None:
        return "–"
    return ("+" if signed and round(part, 3) > 0 else "") + format_percent(part, format="#,##0.0\u00a0%", locale=_locale()).replace(
        "-", "−"
    )


def mean(value: float | None) -> str:
    """An even share: to a tenth of an answer where there are few."""
    return number(round(value, 1) if value < 100 else round(value)) if value is not None else "–"


def signed(value: float | None) -> str:
    """A difference in whole answers, with its sign."""
    if value is None:
        return "–"
    whole = round(value)
    return ("+" if whole > 0 else "−" if whole < 0 else "") + number(abs(whole))


def month_name(month: str) -> str:
    year, at = map(int, month.split("-"))
    return str(format_date(date(year, at, 1), "LLLL y", locale=_locale()))


def day(at: datetime, zone: str) -> str:
    return str(format_date(at.astimezone(ZoneInfo(zone)).date(), "long", locale=_locale()))


def state(evenness: Evenness) -> tuple[str, str]:
    """The shape and the words of how it stands."""
    return {
        "even": ("well", _("Even enough")),
        "chance": ("well", _("As even as chance allows")),
        "uneven": ("pressing", _("Uneven")),
        "few": ("waiting", _("Too early to say")),
        "fixed": ("waiting", _("Nothing to balance")),
        "no_answers": ("waiting", _("No answers yet")),
    }[evenness]


def verdict(balance: Balance, terminals: int) -> str:
    """How even it is, in a sentence or two."""
    furthest = balance.furthest_share
    if balance.evenness == "fixed" or furthest is None:
        return _("Every statement here is asked of everyone, so there is nothing to balance.")
    if balance.evenness == "few":
        return _(
            "There are too few answers to draw conclusions: {mean} per statement on average. Differences are "
            "meaningful from {few} answers upwards.",
            mean=mean(balance.even_share),
            few=number(MIN_MEAN_ANSWERS),
        )
    said = distance(furthest)
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


def distance(share: StatementShare) -> str:
    """How far a statement is from its even share, without a full stop."""
    name, difference = statement_name(share.code), share.difference or 0.0
    n = abs(round(difference))
    if n == 0:
        return _("{name} is within one answer of its even share", name=name)
    part = percent(abs(share.relative_difference or 0))
    if difference < 0:
        return ngettext(
            "{name} is {count} answer ({part}) below its even share",
            "{name} is {count} answers ({part}) below its even share",
            n,
            name=name,
            part=part,
            count=number(n),
        )
    return ngettext(
        "{name} is {count} answer ({part}) above its even share",
        "{name} is {count} answers ({part}) above its even share",
        n,
        name=name,
        part=part,
        count=number(n),
    )


def lags(balance: Balance, causes: Sequence[BalanceCause], names: Names) -> list[Lag]:
    """The statements that make it uneven, each with its causes."""
    found = []
    for share in balance.notable_shares:
        because = [_CAUSES[type(cause)](cause, names) for cause in causes if getattr(cause, "code", None) == share.code]
        found.append(Lag(distance(share), because))
    return found


def of_terminals(causes: Sequence[BalanceCause], names: Names) -> list[str]:
    """What keeps answers away, whichever statements they are of."""
    return [_CAUSES[type(cause)](cause, names) for cause in causes if isinstance(cause, UnreceivedAnswersCause | OldPlanCause)]


def coming(forecast: BalanceForecast, pace: VisitPace, zone: str, now: datetime) -> str:
    """When it is even, never without what that stands on."""
    if forecast.kind == "even":
        return _("The answers are even enough now, and the terminals keep them that way.")
    if forecast.kind == "unknown":
        return _("No forecast yet. It requires enough answers and visits on at least {n} days.", n=number(MIN_PACE_DAYS))
    if forecast.kind == "never":
        return _(
            "Not without changes. With the current places and plans, {names} cannot catch up with the others, even "
            "if drawn as often as the limit allows.",
            names=", ".join(map(statement_name, forecast.stuck_statements)),
        )
    at = _(
        "at the rate since {day} ({visits} visits per day)", day=day(pace.since, zone), visits=number(round(pace.visits_per_day(now), 1))
    )
    days = forecast.days or 0.0
    if days > MAX_FORECAST_DAYS:
        return _("Not within two years {pace}.", pace=at)
    if days < 1:
        return _("Within a day at the earliest, {pace}.", pace=at)
    if days < LONG_DAYS:
        return ngettext(
            "In about {n} day at the earliest, {pace}.", "In about {n} days at the earliest, {pace}.", max(1, round(days)), pace=at
        )
    return ngettext("In about {n} week at the earliest, {pace}.", "In about {n} weeks at the earliest, {pace}.", round(days / 7), pace=at)


def what_to_do(terminal: TerminalBalance, now: datetime) -> list[str]:
    """What about a terminal holds the balance back, and what to do; empty where nothing does."""
    found = []
    if terminal.is_silent(now) and terminal.last_heard_at is not None:
        found.append(_("No contact for {time}. Check its power and network connection.", time=span(now - terminal.last_heard_at)))
    elif terminal.unsent >= MANY_UNSENT:
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
        found.append(_("Its statements are {n} answers apart. Perhaps few people there can answer one of them.", n=number(terminal.spread)))
    return found


def _left_out(cause: LeftOutCause, names: Names) -> str:
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


def _always_asked(cause: AlwaysAskedCause, names: Names) -> str:
    n = len(cause.places)
    who = ngettext(
        "{n} service point asks everyone this statement: {names}.",
        "{n} service points ask everyone this statement: {names}.",
        n,
        names=_listed(cause.places, names),
    )
    return f"{who} {_their_part(n, cause.part)}"


def _their_part(n: int, part: float) -> str:
    return ngettext("It provides {part} of the answers here.", "They provide {part} of the answers here.", n, part=percent(part))


def _seldom_answered(cause: SeldomAnsweredCause, _names: Names) -> str:
    rates = _(
        "{rate} of the people who see it answer it, compared with {others} for the other statements.",
        rate=percent(cause.rate),
        others=percent(cause.others_rate),
    )
    if cause.is_at_cap:
        more = _("It is already drawn as often as the limit allows, in {drawn} of visits.", drawn=percent(cause.drawn))
    else:
        more = _(
            "It is now in {drawn} of visits. Even at the limit, {most}, it would still fall behind.",
            drawn=percent(cause.drawn),
            most=percent(cause.most),
        )
    return f"{rates} {more}"


def _asked_for(cause: TargetsCause, _names: Names) -> str:
    n = abs(round(cause.answers))
    if cause.answers > 0:
        return ngettext(
            "The server asks the terminals here for {count} more answer, to make up for other places in the region.",
            "The server asks the terminals here for {count} more answers, to make up for other places in the region.",
            n,
            count=number(n),
        )
    return ngettext(
        "The server asks the terminals here for {count} fewer answer, because other places in the region have more.",
        "The server asks the terminals here for {count} fewer answers, because other places in the region have more.",
        n,
        count=number(n),
    )


def _held(cause: UnreceivedAnswersCause, _names: Names) -> str:
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
        count=number(cause.unsent),
    )
    return f"{who} {held}"


def _old_plan(cause: OldPlanCause, _names: Names) -> str:
    return ngettext(
        "{n} terminal still uses an earlier plan. Its answers count towards that plan until it fetches the new one.",
        "{n} terminals still use an earlier plan. Their answers count towards that plan until they fetch the new one.",
        len(cause.terminals),
    )


_CAUSES: Mapping[type, Callable[..., str]] = {
    LeftOutCause: _left_out,
    AlwaysAskedCause: _always_asked,
    SeldomAnsweredCause: _seldom_answered,
    TargetsCause: _asked_for,
    UnreceivedAnswersCause: _held,
    OldPlanCause: _old_plan,
}


def _listed(places: Sequence[str], names: Names) -> str:
    said = sorted(map(names, places))
    more = len(said) - NAMED
    if more <= 1:
        return ", ".join(said)
    return _("{names} and {n} others", names=", ".join(said[:NAMED]), n=number(more))


def _locale() -> str:
    return known_language(page_language()).babel_locale
