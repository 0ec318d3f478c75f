"""SIGKILL at a random instant of a visit: nothing whose next screen had shown is missing after restart and sync."""

from __future__ import annotations

from pathlib import Path

from tests.journey import power_cut
from tests.journey.lobby import lobby


def test_twenty_kills_lose_nothing_that_had_been_seen(tmp_path: Path) -> None:
    with lobby(tmp_path) as (server, terminal, display):
        tally = power_cut.run(20, server=server, terminal=terminal, display=display, seed=20)
    print(tally)
    assert tally.kills == 20
    assert tally.mid_visit > 0
    assert tally.missing == []
