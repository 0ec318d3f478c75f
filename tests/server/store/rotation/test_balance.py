"""The balance is read from the totals of the right plans, units and months, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from server.domain.rotation.balance_report import build_balance_report
from server.domain.rotation.plan_calendar import Unit
from server.operations.region import load_region_file
from server.store.read_transaction import reading
from server.store.region import unit_history
from server.store.region.unit_history import UnitPosition
from server.store.rotation import balance, plans, targets
from server.store.rotation.balance import BalanceFigures, Span
from server.store.tables import service_points, services, terminals, unit_standings
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS, GENERAL_1
from survey.wire import Targets
from tests.server.installation import REGION_TOML, START, Installation, sample_region_file
from tests.server.sample_totals import equal_totals, insert_total_rows, insert_totals

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
REGION_UNIT = Unit("region", "pohjola")
PLAN: dict[str, Any] = {
    "per_visit": 3,
    "statements": list(CORE_STATEMENTS),
    "fixed": [],
    "special": [],
    "own": [],
    "order": ["nps", "comment", "statements"],
    "form": GENERAL_1.id,
}


def read_balance(installation: Installation, unit: Unit = REGION_UNIT, *, span: Span | None = None, now: datetime = NOW) -> BalanceFigures:
    with reading(installation.engine) as connection:
        return balance.read_balance(connection, unit, "pohjola", form=GENERAL_1.id, now=now, span=span)


def answered(found: BalanceFigures, code: str = "access") -> int:
    return sum(place.tally_of(code).answered for place in found.counted.service_points)


def test_counts_are_of_the_plan_in_force_at_each_place(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        own = plans.add(
            connection,
            "pohjola",
            PLAN | {"statements": list(CORE_STATEMENTS[:5])},
            author="a",
            now=START,
            unit=Unit("service_point", "satama"),
        )
        insert_totals(connection, "keskusta", equal_totals(100))
        insert_totals(connection, "satama", equal_totals(7))  # from before it had a plan of its own
        insert_totals(connection, "satama", equal_totals(40), plan=own)
    found = read_balance(installation)
    assert answered(found) == 140
    assert {place.id: [plan.number for plan in place.plans] for place in found.counted.service_points} == {"keskusta": [1], "satama": [own]}
    assert answered(read_balance(installation, Unit("service_point", "satama"))) == 40
    assert found.counted.statements == CORE_STATEMENTS


def test_a_span_of_months_counts_every_plan_of_the_form(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        plans.add(connection, "pohjola", PLAN | {"form": "child-1"}, author="a", now=START)
        insert_totals(connection, "keskusta", equal_totals(1), month="2026-09")
        insert_totals(connection, "keskusta", equal_totals(10), month="2026-10")
        insert_totals(connection, "keskusta", equal_totals(100))
        insert_totals(connection, "keskusta", equal_totals(1000), plan=2)  # the plan of the children's form
        insert_totals(connection, "keskusta", equal_totals(10_000), plan=77)  # a plan that the server does not know
    assert answered(read_balance(installation, span=("2026-10", "2026-11"))) == 10_110
    assert answered(read_balance(installation, span=("2026-09", "2026-09"))) == 1
    assert answered(read_balance(installation)) == 111
    assert read_balance(installation, span=("2026-10", "2026-11")).counted.pace is None
    assert read_balance(installation).counted.months["2026-10"]["access"] == 10


def test_a_service_has_what_is_below_it_and_the_region_what_belongs_nowhere(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(5))
        insert_totals(connection, "satama", equal_totals(3))
        insert_totals(connection, "", equal_totals(1))
    assert answered(read_balance(installation, Unit("service", "health"))) == 8
    assert answered(read_balance(installation)) == 9


def test_a_point_that_moved_to_another_service_takes_no_past_along(installation: Installation) -> None:
    moved = datetime(2026, 11, 10, tzinfo=UTC)
    with writing(installation.engine) as connection:
        connection.execute(insert(services).values(region="pohjola", id="social", name={"fi": "Sosiaali"}, begins_at=START))
        unit_history.record_position(connection, "pohjola", "service", "social", UnitPosition(None, None), START)
        unit_history.record_position(connection, "pohjola", "service_point", "satama", UnitPosition("social", None), moved)
        connection.execute(service_points.update().where(service_points.c.id == "satama").values(service="social"))
        insert_totals(connection, "satama", equal_totals(8), month="2026-10")
        insert_totals(connection, "satama", equal_totals(20))
    assert answered(read_balance(installation, Unit("service", "health"), span=("2026-10", "2026-11"))) == 8
    assert answered(read_balance(installation, Unit("service", "social"), span=("2026-10", "2026-11"))) == 20


def test_a_place_that_has_ended_still_counts(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        insert_totals(connection, "satama", equal_totals(30))
        without = REGION_TOML.replace('[[service_point]]\nid = "satama"\nname = { fi = "Satama" }\nservice = "primary-care"\n', "")
        load_region_file.apply_region_file(connection, sample_region_file(without), author="command", now=NOW)
    for unit in (REGION_UNIT, Unit("service", "health"), Unit("service_point", "satama")):
        assert answered(read_balance(installation, unit, now=NOW + timedelta(days=1))) == 30, unit


def test_the_pace_is_of_the_last_full_month_and_this_one(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(300), month="2026-09")
        insert_totals(connection, "keskusta", equal_totals(30), month="2026-10")
        insert_totals(connection, "keskusta", equal_totals(60))
    pace = read_balance(installation).counted.pace
    assert pace is not None
    assert pace.since == START  # the first plan began after the beginning of October
    assert sum(draws for _, draws in pace.plan_draws) == 7 * 90 / 3
    later = read_balance(installation, now=datetime(2027, 1, 5, tzinfo=UTC)).counted.pace
    assert later is not None
    assert later.since.isoformat() == "2026-12-01T00:00:00+02:00"
    assert not later.plan_draws


def test_terminals_come_with_their_counts_plan_and_targets(installation: Installation) -> None:
    lobby = installation.enrol_terminal()
    etag = lobby.get("/api/v1/configuration").get_json()["etag"]
    lobby.send_heartbeat(unsent=4, configuration=etag)
    with writing(installation.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(10, safety=14), terminal=lobby.id)
        targets.renew(connection, "pohjola", {(1, lobby.id): Targets(leans={"safety": 4.0})}, now=NOW)
    (terminal,) = read_balance(installation, now=installation.clock()).counted.terminals
    assert (terminal.id, terminal.service_point, terminal.plan, terminal.plan_in_force) == (lobby.id, "keskusta", 1, 1)
    assert (terminal.answered, terminal.spread, terminal.unsent_count) == (74, 4, 4)
    assert terminal.last_heartbeat_at == installation.clock()
    assert terminal.leans == {"safety": 4.0}


def test_a_terminal_with_an_older_configuration_is_on_the_plan_it_last_drew_by(installation: Installation) -> None:
    lobby = installation.enrol_terminal()
    lobby.send_heartbeat(configuration=lobby.get("/api/v1/configuration").get_json()["etag"])
    with writing(installation.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(10), terminal=lobby.id)
        plans.add(connection, "pohjola", PLAN | {"per_visit": 2}, author="a", now=installation.clock.advance(minutes=1))
    found = read_balance(installation, now=installation.clock.advance(minutes=1))
    (terminal,) = found.counted.terminals
    assert (terminal.plan, terminal.plan_in_force, terminal.tallies) == (1, 2, None)
    assert terminal.is_on_old_plan
    lobby.send_heartbeat(configuration=lobby.get("/api/v1/configuration").get_json()["etag"])
    (terminal,) = read_balance(installation, now=installation.clock()).counted.terminals
    assert terminal.plan == 2


def test_terminals_of_elsewhere_and_out_of_use_are_not_among_them(installation: Installation) -> None:
    lobby, harbour = installation.enrol_terminal(), installation.enrol_terminal("satama")
    found = read_balance(installation, Unit("service_point", "satama"), now=installation.clock())
    assert [terminal.id for terminal in found.counted.terminals] == [harbour.id]
    with writing(installation.engine) as connection:
        connection.execute(terminals.update().where(terminals.c.id == lobby.id).values(revoked_at=installation.clock()))
    found = read_balance(installation, now=installation.clock())
    assert list(found.terminals) == [harbour.id]


def test_answers_that_came_by_the_terminals_are_what_is_told(installation: Installation) -> None:
    lobby = installation.enrol_terminal()
    lobby.send_responses(*(lobby.next_response() for _ in range(4)))
    found = read_balance(installation, now=installation.clock())
    assert answered(found) == 4
    assert answered(found, "clarity") == 0
    assert sum(place.tally_of("benefit").drawn for place in found.counted.service_points) == 4


def test_without_a_plan_or_an_answer_there_is_nothing_and_no_fault(installation: Installation) -> None:
    found = read_balance(installation)
    assert build_balance_report(found.counted, NOW).balance.evenness == "no_answers"
    with reading(installation.engine) as connection:
        nothing = balance.read_balance(connection, REGION_UNIT, "pohjola", form="", now=NOW)
    assert build_balance_report(nothing.counted, NOW).balance.evenness == "no_answers"


@pytest.mark.parametrize("unit", [REGION_UNIT, Unit("service", "health"), Unit("service_point", "point-7")])
def test_thousands_of_totals_are_read_in_a_few_queries(installation: Installation, unit: Unit) -> None:
    """There are 300 service points, twelve months and two plans, which make 50,400 rows. No query reads a response."""
    with writing(installation.engine) as connection:
        points = [f"point-{number}" for number in range(300)]
        rows = [{"region": "pohjola", "id": point, "name": {"fi": point}, "service": "health"} for point in points]
        connection.execute(insert(service_points), [row | {"opening_hours": {}, "begins_at": START} for row in rows])
        standing = {"region": "pohjola", "kind": "service_point", "service": "health", "begins_at": START}
        connection.execute(insert(unit_standings), [standing | {"unit": point} for point in points])
        year = [f"2026-{month:02}" for month in range(1, 13)]
        insert_total_rows(
            connection,
            (
                ("pohjola", point, plan, month, code, 9, 8, 7)
                for point in points
                for plan in (1, 2)
                for month in year
                for code in CORE_STATEMENTS
            ),
        )
    asked: list[str] = []
    event.listen(installation.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    found = read_balance(installation, unit)
    assert answered(found) == 7 * 12 * (1 if unit.kind == "service_point" else 300)
    assert len(asked) < 30
    assert not [query for query in asked if "FROM responses" in query or "statement_answers" in query]


def test_the_forms_of_the_region_s_plans_are_offered_the_national_one_first(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        plans.add(connection, "pohjola", PLAN | {"form": "child-1"}, author="a", now=START)
    with reading(installation.engine) as connection:
        assert balance.form_ids(connection, "pohjola") == ["general-1", "child-1"]
