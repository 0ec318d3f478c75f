"""Several nodes on one database do not miss what another node is about to commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from server.domain.intake.response_batch import read_item
from server.operations.intake.response_batch import store_batch
from server.operations.region.placements import place_terminal
from server.store.engine import connect
from server.store.read_transaction import reading
from server.store.region import terminals
from server.store.tables import responses, statement_totals
from survey.forms import FORMS
from tests.server.installation import ApiTerminal, Installation, to_raw

LONGEST_SECONDS = 60


def run_interleaved(installation: Installation, statement: str, first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Run `first`, and run `second` on another node once `first` has executed a statement that begins with `statement`.

    `second` may have to wait for `first`.
    """
    reached, started = threading.Event(), threading.Event()
    faults: list[BaseException] = []

    def meanwhile() -> None:
        reached.wait(LONGEST_SECONDS)
        try:
            started.set()
            second()
        except BaseException as fault:  # noqa: BLE001  the test reports it instead of the thread
            faults.append(fault)

    other = threading.Thread(target=meanwhile)
    other.start()

    @event.listens_for(installation.engine, "after_cursor_execute")
    def told(_: Any, __: Any, executed: str, *___: Any) -> None:
        if executed.startswith(statement) and not reached.is_set():
            reached.set()
            started.wait(LONGEST_SECONDS)
            other.join(1)  # enough time for the other node to overtake if no lock prevents it

    try:
        first()
    finally:
        reached.set()
        event.remove(installation.engine, "after_cursor_execute", told)
        other.join(LONGEST_SECONDS)
    assert not faults, faults


def test_a_placement_corrected_while_a_batch_comes_in_moves_all_of_it(api_terminal: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    since = clock.advance(hours=1)
    clock.advance(hours=1)
    sent = [api_terminal.next_response(), api_terminal.next_response()]
    clock.advance(hours=1)
    elsewhere = connect(str(installation.engine.url.render_as_string(hide_password=False)))

    def correct() -> None:
        place_terminal(elsewhere, api_terminal.id, "pohjola/satama", begins_at=since, who="command", now=clock())

    run_interleaved(installation, "SELECT placements", lambda: api_terminal.send_responses(*sent), correct)
    elsewhere.dispose()
    assert [row.service_point for row in installation.rows(responses)] == ["satama", "satama"]
    drawn = {row.service_point: row.drawn for row in installation.rows(statement_totals) if row.statement == "access" and row.drawn}
    assert drawn == {"satama": 2}


def test_a_heartbeat_that_comes_with_a_batch_times_it(api_terminal: ApiTerminal, installation: Installation) -> None:
    """A heartbeat that arrives while a batch is stored corrects the batch's times.

    The batch has already looked for clock pairs and found none when the heartbeat brings one.
    """
    clock = installation.clock
    clock.advance(days=3)
    lost = api_terminal.next_response(visited_at="1970-01-01T00:01:00Z", clock=api_terminal.clock_reading(clock(), trusted=False))
    truth = clock()
    clock.advance(hours=2)
    pair = api_terminal.measured_clock_pair()
    run_interleaved(
        installation,
        "SELECT clock_pairs",
        lambda: api_terminal.send_responses(lost),
        lambda: api_terminal.send_heartbeat(clock_pairs=[pair]),
    )
    [found] = installation.rows(responses)
    assert found.visited_at_quality == "exact"
    assert abs(found.visited_at - truth) < timedelta(seconds=2)


def test_two_nodes_that_take_the_same_batch_store_it_once(api_terminal: ApiTerminal, installation: Installation) -> None:
    url = installation.engine.url.render_as_string(hide_password=False)
    items = [read_item(to_raw(api_terminal.next_response()), FORMS) for _ in range(40)]
    with reading(installation.engine) as connection:
        terminal = terminals.get(connection, api_terminal.id)
    assert terminal is not None
    outcomes: list[str] = []

    def node() -> None:
        engine = connect(url)
        outcomes.extend(result.outcome for result in store_batch(engine, terminal, items, received_at=installation.clock()))
        engine.dispose()

    nodes = [threading.Thread(target=node) for _ in range(4)]
    for each in nodes:
        each.start()
    for each in nodes:
        each.join(LONGEST_SECONDS)
    assert sorted(outcomes) == ["duplicate"] * 120 + ["stored"] * 40
    assert len(installation.rows(responses)) == 40
    assert {row.drawn for row in installation.rows(statement_totals)} == {40}
