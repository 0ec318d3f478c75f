"""What a terminal last drew from, by its newest response."""

from __future__ import annotations

from server.store.read_transaction import reading
from server.store.rotation import last_draws
from tests.server.installation import ApiTerminal, Installation


def test_the_newest_of_the_stream_in_use_is_found_however_late_others_came(lobby: ApiTerminal, installation: Installation) -> None:
    clock = installation.clock
    early, late = lobby.response(), None
    clock.pass_time(hours=1)
    late = lobby.response(draw={"plan": 2, "targets": 0, "index": 0})
    lobby.send(late)
    clock.pass_time(hours=1)
    lobby.send(early)
    with reading(installation.engine) as connection:
        found = last_draws.of(connection, lobby.id)
        assert found is not None
        assert found.response.id == late["id"]
        assert last_draws.plans_of(connection, "pohjola") == {lobby.id: 2}


def test_a_terminal_that_sent_nothing_has_no_last_draw(lobby: ApiTerminal, installation: Installation) -> None:
    with reading(installation.engine) as connection:
        assert last_draws.of(connection, lobby.id) is None
        assert last_draws.plans_of(connection, "pohjola") == {}
    lobby.send(lobby.response(draw=None, statements=[]))
    with reading(installation.engine) as connection:
        assert last_draws.of(connection, lobby.id) is None
