"""Finding the gaps of a stream writes nothing, and a separate command records up to where it has none."""

from __future__ import annotations

from server.domain.intake.stream_gaps import SequenceRange
from server.store.intake.streams import find_gaps, record_complete_to
from server.store.read_transaction import reading
from server.store.tables import streams
from server.store.write_transaction import writing
from tests.server.installation import ApiTerminal, Installation


def complete_to(installation: Installation) -> int:
    [row] = installation.rows(streams)
    return int(row.complete_to)


def test_finding_gaps_writes_nothing(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(5)]
    api_terminal.send_responses(sent[0], sent[1], sent[4])
    with reading(installation.engine) as connection:
        assert find_gaps(connection, api_terminal.stream) == [SequenceRange(3, 4)]
    assert complete_to(installation) == 0


def test_a_stream_is_complete_up_to_its_first_gap_and_to_its_end_without_any(api_terminal: ApiTerminal, installation: Installation) -> None:
    sent = [api_terminal.next_response() for _ in range(5)]
    api_terminal.send_responses(sent[0], sent[1], sent[4])
    with writing(installation.engine) as connection:
        record_complete_to(connection, api_terminal.stream, find_gaps(connection, api_terminal.stream))
    assert complete_to(installation) == 2
    api_terminal.send_responses(*sent)
    with writing(installation.engine) as connection:
        assert find_gaps(connection, api_terminal.stream) == []
        record_complete_to(connection, api_terminal.stream, [])
    assert complete_to(installation) == 5


def test_a_stream_that_nobody_knows_has_no_gaps(installation: Installation) -> None:
    with reading(installation.engine) as connection:
        assert find_gaps(connection, "unknown") == []
