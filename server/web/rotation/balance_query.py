"""Reads from the address of the balance page what the person chose to see: the place, the time and the sort order.

The address contains the whole choice, so that it can be sent to another person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from server.domain.rotation.balance import StatementShare
from server.domain.rotation.balance_causes import TerminalBalance
from server.domain.rotation.plan_calendar import Unit
from server.store.rotation.balance import Span
from server.store.rotation.balance_units import NamedUnit
from server.web.texts.statement_names import statement_name

SORTS: dict[str, Callable[[StatementShare], Any]] = {
    "answered": lambda share: share.tally.answered,
    "difference": lambda share: share.difference or 0,
    "shown": lambda share: share.tally.shown,
    "rate": lambda share: share.response_rate or 0,
    "drawn": lambda share: share.tally.drawn,
    "name": lambda share: statement_name(share.code).casefold(),
}
"""The columns by which statements can be sorted. Without a choice they are in their national order."""
ASCENDING_BY_DEFAULT = ("name", "difference")
"""The columns that are sorted in ascending order when they are chosen."""
TERMINAL_SORTS: dict[str, Callable[[TerminalBalance], Any]] = {
    "terminal-answers": lambda terminal: terminal.answered,
    "terminal-unsent": lambda terminal: terminal.unsent_count,
    "terminal-gap": lambda terminal: terminal.spread,
    "terminal-heard": lambda terminal: terminal.last_heartbeat_at.timestamp() if terminal.last_heartbeat_at else 0.0,
}


@dataclass(frozen=True)
class BalanceQuery:
    """Holds what the person chose to see.

    `unit` may be a unit that does not exist; the page must check that. `span` is the first and the last month, or None for the time since
    the plans in force began. `sort` is a column, or an empty text. `down` means descending order.
    """

    region: str
    unit: Unit
    form: str
    span: Span | None
    sort: str
    down: bool
    every_terminal: bool

    @classmethod
    def from_request(cls, region: str, forms: Sequence[str], months: Sequence[str]) -> BalanceQuery:
        """Read the choice from the current request. `forms` and `months` are those that exist; other values give the defaults."""
        given = request.args.get
        form, sort, down = given("form", ""), given("sort", ""), given("down", "")
        sort = sort if sort in SORTS or sort in TERMINAL_SORTS else ""
        return cls(
            region=region,
            unit=_unit(given("place", ""), region),
            form=form if form in forms else forms[0] if forms else "",
            span=_span(given("from", ""), given("until", ""), months),
            sort=sort,
            down=down == "1" if down in ("0", "1") else sort not in ASCENDING_BY_DEFAULT,
            every_terminal=given("terminals") == "all",
        )

    @property
    def place(self) -> str:
        """Return the unit as it is written in the address, which is an empty text for the region."""
        return "" if self.unit.kind == "region" else f"{self.unit.kind}.{self.unit.id}"

    def address(self, *, anchor: str | None = None, **changed: object) -> str:
        """Return the address of the page with this choice, except for the `changed` parameters. Values of "" are left out."""
        chosen = {
            "region": self.region,
            "place": self.place,
            "form": self.form,
            "from": self.span[0] if self.span else "",
            "until": self.span[1] if self.span else "",
            "sort": self.sort,
            "down": int(self.down) if self.sort else "",
            "terminals": "all" if self.every_terminal else "",
        } | changed
        return url_for("balance.page", _anchor=anchor, **{name: value for name, value in chosen.items() if value != ""})  # type: ignore[arg-type]

    def sorted_by(self, sort: str) -> str:
        """Return the address of the page sorted by a column. If it is sorted by that column already, the order is reversed."""
        down = not self.down if sort == self.sort else sort not in ASCENDING_BY_DEFAULT
        return self.address(sort=sort, down=int(down), anchor=f"sort-{sort}")

    def apply(self, shares: Sequence[StatementShare]) -> list[StatementShare]:
        """Return the statements in the chosen order."""
        return sorted(shares, key=SORTS[self.sort], reverse=self.down) if self.sort in SORTS else list(shares)

    def apply_to_terminals(self, terminals: Sequence[TerminalBalance]) -> list[TerminalBalance]:
        """Return the terminals in the chosen order, or unchanged if no column of theirs is chosen."""
        if self.sort not in TERMINAL_SORTS:
            return list(terminals)
        return sorted(terminals, key=TERMINAL_SORTS[self.sort], reverse=self.down)


@dataclass(frozen=True)
class UnitOption:
    """Holds an option in the choice of a place. `depth` is the number of levels below the region."""

    value: str
    name: str
    depth: int


def unit_options(units: Sequence[NamedUnit], own: Callable[[Any], str], ended: str) -> list[UnitOption]:
    """Return the services and service points in the order of the tree. Each level lists its service points and then its services, by name.

    Args:
        units: the services and service points of a region.
        own: returns a name in the page's language.
        ended: the word that is added to the name of an ended unit.
    """
    below: dict[str | None, list[NamedUnit]] = {}
    known = {each.unit.id for each in units if each.unit.kind == "service"}
    for each in units:
        below.setdefault(each.service if each.service in known else None, []).append(each)

    def lines(above: str | None, depth: int, seen: frozenset[str]) -> list[UnitOption]:
        found: list[UnitOption] = []
        for each in sorted(below.get(above, ()), key=lambda each: (each.unit.kind != "service_point", own(each.names).casefold())):
            name = f"{own(each.names)} ({ended})" if each.has_ended else own(each.names)
            found.append(UnitOption(f"{each.unit.kind}.{each.unit.id}", name, depth))
            if each.unit.kind == "service" and each.unit.id not in seen:
                found += lines(each.unit.id, depth + 1, seen | {each.unit.id})
        return found

    return lines(None, 1, frozenset())


def _unit(said: str, region: str) -> Unit:
    kind, _, name = said.partition(".")
    if kind == "service" and name:
        return Unit("service", name)
    if kind == "service_point" and name:
        return Unit("service_point", name)
    return Unit("region", region)


def _span(first: str, last: str, months: Sequence[str]) -> Span | None:
    """Return the chosen months in their order, or None if the first is unknown. Without a last month, the newest one is the last."""
    if first not in months:
        return None
    last = last if last in months else months[-1]
    return (min(first, last), max(first, last))
