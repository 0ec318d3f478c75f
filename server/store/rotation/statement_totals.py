"""Keeps running totals of draws and answers: by service point and month for pages, and by terminal and by pair for targets.

With them, no responses need to be counted again. They can always be rebuilt from the responses, and a test compares the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from server.store.dialect import batched, insert_on_conflict
from server.store.tables import pair_totals, responses, statement_answers, statement_totals, terminal_totals
from survey.forms import MAX_CORE_STATEMENTS
from survey.wire import Response

NO_SERVICE_POINT = ""
"""Stands in place of a service point's id for responses whose terminal had no placement at the visit."""


class StatementCount(NamedTuple):
    """Holds how often a statement was drawn, shown, and answered with a value."""

    drawn: int = 0
    shown: int = 0
    answered: int = 0


class CountKey(NamedTuple):
    """Identifies the totals in which a response is counted: by region, service point and the month of its service date.

    `service_point` is None if the terminal had no placement at the visit.
    """

    region: str
    service_point: str | None
    service_date: date


class TotalsDelta:
    """Collects changes to the totals, so that they are written at once."""

    def __init__(self) -> None:
        self._by_place: Counter[tuple[Any, ...]] = Counter()
        self._by_terminal: Counter[tuple[Any, ...]] = Counter()
        self._by_pair: Counter[tuple[Any, ...]] = Counter()

    def count(self, terminal: str, place: CountKey, response: Response) -> None:
        """Add one response. A response without a draw is ignored, because the totals concern the rotation only."""
        if response.draw is not None:
            answers = [(answer.code, answer.position, answer.outcome) for answer in response.statements]
            self.add(terminal, place, response.draw.plan, answers, 1)

    def add(self, terminal: str, place: CountKey, plan: int, answers: Iterable[tuple[str, int, str]], times: int) -> None:
        """Add a response `times` times, given the (code, position, outcome) of its answers. -1 removes it.

        Pairs are counted for core statements only, which have the positions up to `MAX_CORE_STATEMENTS`.
        """
        here = (place.region, place.service_point or NO_SERVICE_POINT, plan, f"{place.service_date:%Y-%m}")
        its = (place.region, plan, terminal)
        core = []
        for code, position, outcome in answers:
            for name, counts in zip(StatementCount._fields, (True, outcome != "not_reached", outcome == "answered"), strict=True):
                self._by_place[*here, code, name] += times * counts
                self._by_terminal[*its, code, name] += times * counts
            if position <= MAX_CORE_STATEMENTS:
                core.append(code)
        for one, other in combinations(sorted(core), 2):
            self._by_pair[*its, f"{one} {other}", "drawn"] += times

    def write(self, connection: Connection) -> None:
        """Write the changes to the database.

        All writers use the same order of tables and rows, so that they cannot deadlock.
        """
        for table, counted in ((statement_totals, self._by_place), (terminal_totals, self._by_terminal), (pair_totals, self._by_pair)):
            add_changes(connection, table, counted)


def move(connection: Connection, moving: Mapping[str, CountKey]) -> None:
    """Move responses from one total to another. It must be called before the rows of the responses change.

    `moving` holds by the id of each response where it is counted from now on.
    """
    tally = TotalsDelta()
    for ids in batched(list(moving)):
        for response, (terminal, plan, here, answers) in _counted(connection, ids).items():
            there = moving[response]
            if here != there:
                tally.add(terminal, here, plan, answers, -1)
                tally.add(terminal, there, plan, answers, 1)
    tally.write(connection)


def counts_by_service_point(
    connection: Connection, region: str, *, months: tuple[str, str] | None = None
) -> dict[tuple[str, int, str], StatementCount]:
    """Return the counts by (service point, plan, statement): of all time, or from one month to another, both included."""
    sums = [func.sum(statement_totals.c[name]).label(name) for name in StatementCount._fields]
    key = (statement_totals.c.service_point, statement_totals.c.plan, statement_totals.c.statement)
    query = select(*key, *sums).where(statement_totals.c.region == region).group_by(*key)
    if months is not None:
        query = query.where(statement_totals.c.month.between(*months))
    return {(row[0], row[1], row[2]): StatementCount(*map(int, row[3:])) for row in connection.execute(query)}


def months(connection: Connection, region: str) -> list[str]:
    """Return the months for which there are counts, in order."""
    query = select(statement_totals.c.month).where(statement_totals.c.region == region).distinct().order_by(statement_totals.c.month)
    return list(connection.execute(query).scalars())


def by_terminal(
    connection: Connection, region: str, plans: Collection[int] | None = None
) -> dict[tuple[int, str], dict[str, StatementCount]]:
    """Return for each (plan, terminal) of a region the counts by statement, for some plans or for all of them."""
    query = select(
        terminal_totals.c.plan,
        terminal_totals.c.terminal,
        terminal_totals.c.statement,
        *(terminal_totals.c[name] for name in StatementCount._fields),
    ).where(terminal_totals.c.region == region)
    if plans is not None:
        query = query.where(terminal_totals.c.plan.in_(plans))
    found: dict[tuple[int, str], dict[str, StatementCount]] = {}
    for plan, terminal, statement, *counts in connection.execute(query).all():  # fetching all rows at once takes half the time
        found.setdefault((plan, terminal), {})[statement] = StatementCount(*counts)
    return found


def by_pair(connection: Connection, region: str, plans: Collection[int]) -> dict[int, dict[str, int]]:
    """Return for each of some plans the number of draws by pair, summed over the region."""
    query = (
        select(pair_totals.c.plan, pair_totals.c.pair, func.sum(pair_totals.c.drawn))
        .where(pair_totals.c.region == region, pair_totals.c.plan.in_(plans))
        .group_by(pair_totals.c.plan, pair_totals.c.pair)
    )
    found: dict[int, dict[str, int]] = {}
    for plan, pair, drawn in connection.execute(query):
        found.setdefault(plan, {})[pair] = int(drawn)
    return found


def _counted(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, int, CountKey, list[tuple[str, int, str]]]]:
    """Return by id, for responses with a draw, what the totals contain of them.

    This is the terminal, the plan, where the response is counted now, and (code, position, outcome) of its answers.
    """
    query = (
        select(
            responses.c.id,
            responses.c.terminal,
            responses.c.plan,
            responses.c.region,
            responses.c.service_point,
            responses.c.service_date,
            statement_answers.c.code,
            statement_answers.c.position,
            statement_answers.c.outcome,
        )
        .join(statement_answers, statement_answers.c.response == responses.c.id)
        .where(responses.c.id.in_(ids), responses.c.plan.is_not(None))
    )
    found: dict[str, tuple[str, int, CountKey, list[tuple[str, int, str]]]] = {}
    for row in connection.execute(query):
        here = CountKey(row.region, row.service_point, row.service_date)
        found.setdefault(row.id, (row.terminal, row.plan, here, []))[3].append((row.code, row.position, row.outcome))
    return found


def add_changes(connection: Connection, table: Table, counted: Counter[tuple[Any, ...]]) -> None:
    """Add changes to the rows of a table of totals.

    The keys of `counted` are the values of the table's primary key, followed by the name of a column. Its values are the changes.
    """
    key = [column.name for column in table.primary_key.columns]
    names = [column.name for column in table.columns if column.name not in key]
    rows: dict[tuple[Any, ...], dict[str, int]] = {}
    for (*place, name), change in counted.items():
        if change:
            rows.setdefault(tuple(place), dict.fromkeys(names, 0))[name] = change
    if not rows:
        return
    statement = insert_on_conflict(connection, table)
    added = {name: table.c[name] + statement.excluded[name] for name in names}
    upsert = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=added)
    connection.execute(upsert, [dict(zip(key, place, strict=True)) | changes for place, changes in sorted(rows.items())])
