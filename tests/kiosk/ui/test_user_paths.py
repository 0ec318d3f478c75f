"""Every user path works in three ways in a real window: by touch, by keys and speech with a dark screen, and by both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from survey.wire import Input
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.input_methods import VISITOR_TYPES, WindowWithKeys, walk_path
from tests.kiosk.ui.user_paths import DEFAULT_RESULT, PATHS
from tests.kiosk.ui.user_paths import UserPath as Way

OpenWindow = Callable[[Way, Input], WindowWithKeys]


@pytest.fixture(scope="module")
def open_window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWindow]:
    """Return a window for each input method and kind of place. The next path begins where the last one ended."""
    windows: dict[tuple[Input, str], WindowWithKeys] = {}
    with ExitStack() as stack:

        def open_(way: Way, by: Input) -> WindowWithKeys:
            key = by, repr(way.options)
            if key not in windows or windows[key].driver.description().get("screen") != "nps":  # a failed path may have ended on any screen
                folder = tmp_path_factory.mktemp(by)
                windows[key] = stack.enter_context(
                    WindowWithKeys(folder, offscreen=by == "keys", headset=by != "touch", options=dict(way.options))
                )
            return windows[key]

        yield open_


@pytest.mark.parametrize("by", VISITOR_TYPES)
@pytest.mark.parametrize("way", PATHS, ids=[way.name for way in PATHS])
def test_this_way_leads_where_it_should_and_leaves_what_was_meant(open_window: OpenWindow, way: Way, by: Input) -> None:
    lobby = open_window(way, by)
    before = len(lobby.visit_results())
    walk_path(lobby, way, by)
    left = wait_until(lambda: lobby.visit_results()[before:], what="what the visit leaves")[-1]
    assert left == {**DEFAULT_RESULT, **way.result, "input": by}
