"""A coordinator's plan and statement reach a real terminal, and its draws reach the server and can be replayed there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from provisioning.demo import driver
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import DemoServer, DemoTerminal
from provisioning.demo.simulated_person import SimulatedPerson
from server.domain.rotation.plan_calendar import Unit
from server.operations.rotation.renew_targets import renew_targets
from server.store.engine import connect
from server.store.rotation import plans
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement
from server.store.write_transaction import writing
from tests.journey.terminal_and_server import SERVICE_POINT, server_and_terminal

REGION, OWN_STATEMENT = "pohjola", "parking"
TEXTS = {"fi": "Pysäköinti oli helppoa", "sv": "Det var lätt att parkera", "en": "Parking was easy"}


@pytest.mark.timeout(600)
def test_a_new_plan_and_new_targets_reach_a_terminal_and_are_what_it_draws_by(tmp_path: Path) -> None:
    with server_and_terminal(tmp_path, AULA_KIOSK_TIMEOUT_SECONDS="60") as (server, terminal, display):
        make_visits(terminal, display, 4)
        sync(terminal)
        assert renew_targets(connect(f"sqlite:///{server.state / 'aula.db'}"), datetime.now(UTC)) == 1
        sync(terminal)
        make_visits(terminal, display, 4)
        add_plan_for_service_point(server)
        assert sync(terminal)["configuration"] is not None
        make_visits(terminal, display, 2)
        sync(terminal)
        held = server.export_responses()
        assert [response["draw"]["plan"] for response in held] == [1] * 8 + [2] * 2
        assert [response["draw"]["index"] for response in held] == [*range(8), 0, 1], "counts begin anew with a plan"
        assert held[0]["draw"]["targets"] == 0 < held[4]["draw"]["targets"]
        for response in held[8:]:
            codes = [answer["code"] for answer in response["statements"]]
            assert len(codes) == 3
            assert "continuity" not in codes
            assert codes[-1] == OWN_STATEMENT
            assert response["texts"] != held[0]["texts"], "it says by its id that the region's own words were read"
        found = json.loads(server.run_command("replay", "--json"))
        assert (found["checked"], found["same"]) == (10, 10)


def make_visits(terminal: DemoTerminal, display: str, number: int) -> None:
    """Make visits of people who answer every statement, except that every other person marks one as not applicable."""
    terminal.open_window()
    pointer = Pointer(display)
    for each in range(number):
        replies = ("value-5", "not-applicable" if each % 2 else "value-3", "value-4")
        driver.make_visit(
            terminal,
            pointer,
            SimulatedPerson(language="fi", nps=9, comment_text="", replies=replies, ending="thanks", answers_before_leaving=0),
        )
    terminal.stop()


def sync(terminal: DemoTerminal) -> Any:
    """Send all responses, fetch what is new, and return the report of `aula-kiosk sync --once`."""
    report = json.loads(terminal.run_command("sync", "--once", "--json"))
    assert (report["left"], report["refused"], report["problem"]) == (0, 0, None)
    return report


def add_plan_for_service_point(server: DemoServer) -> None:
    """Add a statement of the region's own, and a plan of the service point that asks it and leaves out `continuity`, as the pages do."""
    with writing(connect(f"sqlite:///{server.state / 'aula.db'}")) as connection:
        now = datetime.now(UTC)
        added_statements.add(connection, REGION, AddedStatement(OWN_STATEMENT, "own", TEXTS), author="anna@example.fi", now=now)
        content = plans.region_file_fields(connection, REGION, now)
        assert content is not None
        content |= {"per_visit": 2, "own": [OWN_STATEMENT], "statements": [code for code in content["statements"] if code != "continuity"]}
        unit, begins = Unit("service_point", SERVICE_POINT), now - timedelta(seconds=1)
        assert plans.add(connection, REGION, content, author="anna@example.fi", now=now, unit=unit, begins_at=begins) == 2
