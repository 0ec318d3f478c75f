"""The plan and the draw that a terminal last used are found from its newest response."""

from __future__ import annotations

from server.store.read_transaction import reading
from server.store.rotation import last_draws
from tests.server.installation import ApiTerminal, Installation


def test_the_newest_of_the_stream_in_use_is_found_however_late_others_came(api_terminal: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    early, late = api_terminal.next_response(), None
    clock.advance(hours=1)
    late = api_terminal.next_response(draw={"plan": 2, "targets": 0, "index": 0})
    api_terminal.send_responses(late)
    clock.advance(hours=1)
    api_terminal.send_responses(early)
    with reading(installation.engine) as connection:
        found = last_draws.for_terminal(connection, api_terminal.id)
        assert found is not None
        assert found.response.id == late["id"]
        assert last_draws.plans_by_terminal(connection, "pohjola") == {api_terminal.id: 2}


def test_a_terminal_that_sent_nothing_has_no_last_draw(api_terminal: ApiTerminal, installation: Installation) -> None:
    with reading(installation.engine) as connection:
        assert last_draws.for_terminal(connection, api_terminal.id) is None
        assert last_draws.plans_by_terminal(connection, "pohjola") == {}
    api_terminal.send_responses(api_terminal.next_response(draw=None, statements=[]))
    with reading(installation.engine) as connection:
        assert last_draws.for_terminal(connection, api_terminal.id) is None
