"""Totals on a real database agree with the responses, and targets made from them reach the terminals."""

from __future__ import annotations

import importlib
from collections import Counter
from datetime import timedelta
from itertools import combinations
from typing import Any

import msgspec
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, select

from server.domain.rotation.replay_verdict import verify_draw
from server.operations.rotation.renew_targets import renew_targets
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.tables import pair_totals, responses, statement_answers, statement_totals, targets, terminal_totals
from server.store.write_transaction import writing
from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw, empty_counts
from survey.draw_replay import replay_counts
from survey.draws import draw_statements
from survey.wire import Configuration, FormConfiguration, Response
from tests.server.installation import START, ApiTerminal, Installation


class DrawingTerminal:
    """Simulates a terminal that draws with the real code and sends its visits over HTTP."""

    def __init__(self, terminal: ApiTerminal) -> None:
        self.terminal = terminal
        self.counts: DrawCounts = empty_counts(0)

    @property
    def form(self) -> FormConfiguration:
        return self.configuration.forms[0]

    @property
    def configuration(self) -> Configuration:
        return msgspec.json.decode(self.terminal.get("/api/v1/configuration").data, type=Configuration)

    def make_visits(self, number: int, *, passes: str = "") -> list[dict[str, Any]]:
        """Return the responses of `number` visits that answer every drawn statement except `passes`."""
        form, made = self.form, []
        for _ in range(number):
            drawn = draw_statements(form.plan, form.targets, self.counts, stream=self.terminal.stream)
            answered = [code for code in drawn.codes if code != passes]
            self.counts = counts_after_answers(counts_after_draw(self.counts, form.plan, drawn), form.plan, answered)
            statements = [_statement(code, at, code in answered) for at, code in enumerate(drawn.codes, start=1)]
            made.append(self.terminal.next_response(draw=msgspec.to_builtins(drawn.ref), statements=statements))
        return made

    def send_visits(self, number: int, *, passes: str = "") -> None:
        assert {outcome for outcome, _ in self.terminal.send_responses(*self.make_visits(number, passes=passes))} == {"stored"}


def _statement(code: str, position: int, is_answered: bool) -> dict[str, Any]:
    if is_answered:
        return {"code": code, "position": position, "outcome": "answered", "value": 4}
    return {"code": code, "position": position, "outcome": "not_applicable"}


def renew(installation: Installation) -> int:
    return renew_targets(installation.engine, installation.clock())


def test_totals_are_what_counting_all_responses_again_gives(installation: Installation) -> None:
    """Totals by service point and month, by terminal and by pair equal a recount of all responses.

    They also do so after responses have moved to another service point and another month.
    """
    first, second = DrawingTerminal(installation.enrol_terminal()), DrawingTerminal(installation.enrol_terminal("satama"))
    first.send_visits(9, passes="participation")
    second.send_visits(4)
    installation.clock.advance(days=31)
    first.send_visits(5)
    installation.move_terminal(first.terminal.id, "satama", START + timedelta(days=2))
    second.terminal.send_responses(*second.make_visits(1), *second.make_visits(1))
    _compare(installation)
    assert {row.month for row in installation.rows(statement_totals)} == {"2026-11", "2026-12"}


def test_a_database_of_before_is_counted_when_it_is_migrated(installation: Installation) -> None:
    lobby = DrawingTerminal(installation.enrol_terminal())
    lobby.send_visits(9, passes="participation")
    installation.clock.advance(days=31)
    lobby.send_visits(5)
    migration = importlib.import_module("server.store.migrations.versions.0003_count_for_rotation")
    with writing(installation.engine) as connection:
        for table in (statement_totals, terminal_totals, pair_totals):
            connection.execute(delete(table))
        with Operations.context(MigrationContext.configure(connection)):
            migration._count_again()
    _compare(installation)


def test_a_duplicate_is_counted_once(installation: Installation) -> None:
    lobby = DrawingTerminal(installation.enrol_terminal())
    sent = lobby.make_visits(6)
    lobby.terminal.send_responses(*sent)
    assert {outcome for outcome, _ in lobby.terminal.send_responses(*sent)} == {"duplicate"}
    assert sum(row.drawn for row in installation.rows(terminal_totals)) == 6 * 3
    _compare(installation)


def test_terminals_hear_what_lags_and_an_old_etag_is_no_longer_current(installation: Installation) -> None:
    lobby, other = DrawingTerminal(installation.enrol_terminal()), DrawingTerminal(installation.enrol_terminal("satama"))
    before = lobby.configuration.etag
    lobby.send_visits(40, passes="safety")
    assert renew(installation) == 2
    assert lobby.form.targets.revision == 1
    assert other.form.targets.leans["safety"] > 0
    changed = lobby.terminal.get("/api/v1/configuration", **{"If-None-Match": f'"{before}"'})
    assert changed.status_code == 200
    etag = msgspec.json.decode(changed.data, type=Configuration).etag
    assert etag.partition(".")[0] == before, "the rest of the configuration is as it was"
    assert lobby.terminal.get("/api/v1/configuration", **{"If-None-Match": f'"{etag}"'}).status_code == 304


def test_targets_that_stay_the_same_keep_their_revision(installation: Installation) -> None:
    lobby = DrawingTerminal(installation.enrol_terminal())
    lobby.send_visits(40, passes="safety")
    assert renew(installation) == 1
    assert renew(installation) == 0
    lobby.send_visits(40, passes="access")
    assert renew(installation) == 1
    assert [row.revision for row in installation.rows(targets)] == [2]


def test_a_revoked_terminal_and_one_that_stands_nowhere_are_told_nothing(installation: Installation) -> None:
    installation.add_terminal()
    assert renew(installation) == 0
    assert installation.rows(targets) == []


def test_stored_draws_come_out_the_same_when_drawn_again(installation: Installation) -> None:
    lobby = DrawingTerminal(installation.enrol_terminal())
    lobby.send_visits(12, passes="encounter")
    renew(installation)
    lobby.make_visits(3)  # these visits leave no response, but later draws are based on counts that include them
    lobby.terminal.sequence -= 3
    lobby.send_visits(10)
    with reading(installation.engine) as connection:
        stored = connection.execute(select(responses.c.raw).order_by(responses.c.sequence)).scalars().all()
        known = {each.number: each.plan for each in plans.list_all(connection, "pohjola")}
    found = [msgspec.json.decode(raw, type=Response) for raw in stored]
    assert [verify_draw(each, known) for each in found] == ["same"] * 22
    assert replay_counts(known[found[-1].draw.plan], found[-1]).index == 25 if found[-1].draw else False
    swapped = msgspec.structs.replace(found[0], statements=found[0].statements[:2])
    assert verify_draw(swapped, known) == "different"
    assert verify_draw(found[0], {}) == "untold"
    assert verify_draw(msgspec.structs.replace(found[0], draw=None), known) == "undrawn"


def _compare(installation: Installation) -> None:
    by_place: Counter[tuple[Any, ...]] = Counter()
    by_terminal: Counter[tuple[Any, ...]] = Counter()
    by_pair: Counter[tuple[Any, ...]] = Counter()
    for row in installation.rows(responses):
        answers = [each for each in installation.rows(statement_answers) if each.response == row.id]
        for each in answers:
            for name, counts in (("drawn", 1), ("shown", each.outcome != "not_reached"), ("answered", each.outcome == "answered")):
                by_place[row.service_point, row.plan, f"{row.service_date:%Y-%m}", each.code, name] += counts
                by_terminal[row.plan, row.terminal, each.code, name] += counts
        by_pair.update((row.plan, row.terminal, " ".join(two)) for two in combinations(sorted(each.code for each in answers), 2))
    names = ("drawn", "shown", "answered")
    assert +by_place == +Counter(
        {
            (row.service_point, row.plan, row.month, row.statement, name): getattr(row, name)
            for row in installation.rows(statement_totals)
            for name in names
        }
    )
    assert +by_terminal == +Counter(
        {(row.plan, row.terminal, row.statement, name): getattr(row, name) for row in installation.rows(terminal_totals) for name in names}
    )
    assert +by_pair == Counter({(row.plan, row.terminal, row.pair): row.drawn for row in installation.rows(pair_totals)})
