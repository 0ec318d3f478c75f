"""Five hundred kills at random instants, in five runs that may run in parallel, lose no answer whose next screen had shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journey import repeated_kills
from tests.journey.terminal_and_server import server_and_terminal

KILLS = 100


@pytest.mark.timeout(3 * 3600)
@pytest.mark.parametrize("seed", [500, 600, 700, 800, 900])
def test_five_hundred_kills_lose_nothing_that_had_been_seen(
    tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    with server_and_terminal(tmp_path) as (server, terminal, display):
        tally = repeated_kills.run_power_cuts(KILLS, server=server, terminal=terminal, display=display, seed=seed)
    record_property("figures", str(tally))
    assert tally.kills == KILLS
    assert tally.missing == []
