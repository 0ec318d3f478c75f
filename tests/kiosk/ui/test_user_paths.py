"""Every way through a visit, gone three ways in the real window: by touch, by keys and ear with the screen dark, and by both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from survey.wire import Input
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.random_visitors import VISITORS, Lobby, go
from tests.kiosk.ui.user_paths import NOTHING, PATHS
from tests.kiosk.ui.user_paths import Path as Way

Opened = Callable[[Way, Input], Lobby]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A window for each way of going and each kind of place; the next path begins where the last one ended."""
    windows: dict[tuple[Input, str], Lobby] = {}
    with ExitStack() as stack:

        def open_(way: Way, by: Input) -> Lobby:
            key = by, repr(way.options)
            if key not in windows or windows[key].shown.seen().get("screen") != "nps":  # a path that failed ended anywhere
                folder = tmp_path_factory.mktemp(by)
                windows[key] = stack.enter_context(Lobby(folder, dark=by == "keys", headset=by != "touch", options=dict(way.options)))
            return windows[key]

        yield open_


@pytest.mark.parametrize("by", VISITORS)
@pytest.mark.parametrize("way", PATHS, ids=[way.name for way in PATHS])
def test_this_way_leads_where_it_should_and_leaves_what_was_meant(opened: Opened, way: Way, by: Input) -> None:
    lobby = opened(way, by)
    before = len(lobby.left())
    go(lobby, way, by)
    left = wait_until(lambda: lobby.left()[before:], what="what the visit leaves")[-1]
    assert left == {**NOTHING, **way.leaves, "input": by}
