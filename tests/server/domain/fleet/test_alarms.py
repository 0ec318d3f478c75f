"""Alarms report what requires a person, the most urgent first, and a terminal that works raises none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.fleet.alarms import ALARM_ORDER, TerminalFacts, terminal_alarms

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def terminal_facts(**changes: Any) -> TerminalFacts:
    """Return the facts of a terminal without alarms, with these changes."""
    well: dict[str, Any] = {
        "state": "enrolled",
        "state_since": NOW - timedelta(days=30),
        "is_placed": True,
        "last_heartbeat_at": NOW - timedelta(minutes=5),
        "clock_trusted": True,
        "disk_free_mb": 20_000,
        "temperature_c": 45.0,
        "undervoltage": False,
    }
    return TerminalFacts(**(well | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last_heartbeat_at": NOW - timedelta(hours=1)}, "silent"),
        ({"last_heartbeat_at": None}, "silent"),
        ({"missing": 1}, "missing"),
        ({"refused": 1}, "refused"),
        ({"unsent_count": 1, "oldest_unsent_at": NOW - timedelta(hours=6)}, "sending_stopped"),
        ({"is_placed": False}, "nowhere"),
        ({"disk_free_mb": 199}, "disk"),
        ({"undervoltage": True}, "power"),
        ({"clock_trusted": False}, "clock"),
        ({"temperature_c": 80.0}, "hot"),
        ({"notes": ["outbox_set_aside"]}, "set_aside"),
        ({"notes": ["disk_refused"]}, "disk_refused"),
        ({"notes": ["out_of_use"]}, "out_of_use"),
        ({"notes": ["case_opened"]}, "case_opened"),
        ({"notes": ["wrong_pin"]}, "wrong_pin"),
        ({"last_noted_at": {"wrong_pin": NOW - timedelta(hours=71)}}, "wrong_pin"),
        ({"notes": ["key_stuck", "headset_unusable"]}, "part"),
        ({"notes": ["no_watchdog"]}, "unwatched"),
        ({"notes": ["board_unwatched"]}, "unwatched"),
        ({"last_noted_at": {"case_opened": NOW - timedelta(hours=71)}}, "case_opened"),
        ({"last_noted_at": {"outbox_set_aside": NOW - timedelta(hours=71)}}, "set_aside"),
        ({"last_noted_at": {"disk_refused": NOW - timedelta(hours=71)}}, "disk_refused"),
        ({"state": "waiting", "code_expires_at": NOW}, "code_expired"),
        ({"state": "waiting", "code_expires_at": None}, "code_expired"),
        ({"state": "waiting", "code_expires_at": NOW + timedelta(days=1)}, "waiting"),
    ],
)
def test_each_thing_is_named(changes: dict[str, Any], code: str) -> None:
    assert [reason.code for reason in terminal_alarms(terminal_facts(**changes), NOW)] == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"last_heartbeat_at": NOW - timedelta(minutes=59)},
        {"last_noted_at": {"case_opened": NOW - timedelta(days=3)}},
        {"last_noted_at": dict.fromkeys(("out_of_use", "key_stuck", "no_watchdog"), NOW - timedelta(minutes=10))},
        {"notes": ["configuration_rejected"]},
        {"unsent_count": 12, "oldest_unsent_at": NOW - timedelta(hours=5)},
        {"clock_trusted": None, "disk_free_mb": None, "temperature_c": None, "undervoltage": None},
        {"state_since": NOW, "last_heartbeat_at": None},
        {"state": "revoked", "missing": 5, "refused": 5, "is_placed": False},
    ],
)
def test_what_is_well_or_out_of_use_needs_nobody(changes: dict[str, Any]) -> None:
    assert terminal_alarms(terminal_facts(**changes), NOW) == []


def test_what_is_only_waited_for_presses_nobody() -> None:
    (waiting,) = terminal_alarms(terminal_facts(state="waiting", code_expires_at=NOW + timedelta(days=1)), NOW)
    assert not waiting.requires_action


@given(
    missing=st.integers(0, 9),
    refused=st.integers(0, 9),
    unsent=st.integers(0, 9),
    quiet=st.integers(0, 10_000),
    placed=st.booleans(),
    state=st.sampled_from(["waiting", "enrolled"]),
)
def test_reasons_come_once_each_and_what_may_cost_answers_comes_first(
    missing: int, refused: int, unsent: int, quiet: int, placed: bool, state: Any
) -> None:
    heard = NOW - timedelta(minutes=quiet)
    found = terminal_alarms(
        terminal_facts(
            missing=missing,
            refused=refused,
            unsent_count=unsent,
            last_heartbeat_at=heard,
            oldest_unsent_at=heard,
            is_placed=placed,
            state=state,
        ),
        NOW,
    )
    codes = [reason.code for reason in found]
    assert len(codes) == len(set(codes))
    assert codes == sorted(codes, key=ALARM_ORDER.index)
