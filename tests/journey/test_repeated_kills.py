"""SIGKILL at a random instant of a visit loses no answer whose next screen had shown, after a restart and a sync."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journey import repeated_kills
from tests.journey.terminal_and_server import server_and_terminal

RecordProperty = Callable[[str, object], None]


@pytest.mark.timeout(900)
def test_twenty_kills_lose_nothing_that_had_been_seen(tmp_path: Path, record_property: RecordProperty) -> None:
    with server_and_terminal(tmp_path) as (server, terminal, display):
        tally = repeated_kills.run_power_cuts(20, server=server, terminal=terminal, display=display, seed=20)
    record_property("figures", str(tally))
    assert tally.kills == 20
    assert tally.kills_mid_visit > 0
    assert tally.missing == []
