"""Five hundred kills at random instants. Takes about half an hour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journey import power_cut
from tests.journey.lobby import lobby


@pytest.mark.timeout(3 * 3600)
def test_five_hundred_kills_lose_nothing_that_had_been_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with lobby(tmp_path) as (server, terminal, display):
        tally = power_cut.run(500, server=server, terminal=terminal, display=display, seed=500)
    with capsys.disabled():
        print(f"\n{tally}")
    assert tally.kills == 500
    assert tally.missing == []
