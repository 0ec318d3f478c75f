"""The right messages are shown at a service point today, in the right order, and faults in their texts are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from server.domain.messages.messages import (
    MAX_DID_LENGTH,
    MAX_SAID_LENGTH,
    MAX_SHOWN_MESSAGES,
    StoredMessage,
    message_text_fault,
    missing_languages,
    next_message_id,
    shown_messages,
    wire_messages,
)
from server.domain.rotation.plan_calendar import Unit
from survey.messages import parse_change_messages

POINT, SERVICE, REGION, OTHER = (
    Unit("service_point", "keskusta"),
    Unit("service", "health"),
    Unit("region", "pohjola"),
    Unit("service_point", "satama"),
)
PATH = (POINT, SERVICE, REGION)
TODAY = date(2026, 11, 2)
DAYS = st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9))


def stored_message(name: str, unit: Unit = POINT, *, dated: date = TODAY, **more: Any) -> StoredMessage:
    made: dict[str, Any] = {"did": {"fi": "Korjattu"}, "revision": 1, "author": "a", "created_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return StoredMessage(id=name, unit=unit, dated=dated, **made | more)


MESSAGES = st.lists(
    st.builds(
        stored_message,
        st.text("abc", min_size=1, max_size=4),
        st.sampled_from([*PATH, OTHER]),
        dated=DAYS,
        begins_on=st.none() | DAYS,
        ends_on=st.none() | DAYS,
        ended_at=st.none() | st.just(datetime(2026, 11, 1, tzinfo=UTC)),
    ),
    unique_by=lambda each: each.id,
)


@given(MESSAGES)
def test_a_place_shows_what_is_its_own_or_above_it_and_only_while_it_holds(every: Sequence[StoredMessage]) -> None:
    found = shown_messages(every, PATH, TODAY)
    for each in every:
        holds = each.ended_at is None and (each.begins_on or TODAY) <= TODAY <= (each.ends_on or TODAY)
        assert (each in found) == (holds and each.unit in PATH)


@given(MESSAGES)
def test_its_own_come_first_and_of_one_place_the_newest(every: Sequence[StoredMessage]) -> None:
    found = shown_messages(every, PATH, TODAY)
    order = [(PATH.index(each.unit), -each.dated.toordinal()) for each in found]
    assert order == sorted(order)


@given(MESSAGES)
def test_a_terminal_gets_five_at_most_and_reads_them_all(every: Sequence[StoredMessage]) -> None:
    given_ = wire_messages(shown_messages(every, PATH, TODAY))
    assert len(given_) == min(MAX_SHOWN_MESSAGES, len(shown_messages(every, PATH, TODAY)))
    assert {each.id for each in parse_change_messages(given_)} == {each["id"] for each in given_}


@given(MESSAGES)
def test_a_terminal_learns_the_days_of_each_and_ends_it_as_the_server_does(every: Sequence[StoredMessage]) -> None:
    told = {each.id: each for each in parse_change_messages(wire_messages(shown_messages(every, PATH, TODAY)))}
    for kept in every:
        if kept.id in told:
            for day in (TODAY + timedelta(days=n) for n in range(-10, 11)):
                assert told[kept.id].is_shown_on(day) == (kept.state(day) == "shown")


def test_a_terminal_that_knows_no_days_shows_it_all_the_same() -> None:
    class Older(Struct, tag_field="kind", tag="change"):
        id: str
        date: date
        did: dict[str, str]
        said: dict[str, str] = {}

    (sent,) = wire_messages([stored_message("m1", begins_on=TODAY, ends_on=TODAY + timedelta(days=3))])
    assert (sent["from"], sent["until"]) == ("2026-11-02", "2026-11-05")
    assert msgspec.convert(sent, Older).did == {"fi": "Korjattu"}
    (open_ended,) = wire_messages([stored_message("m1")])
    assert not {"from", "until"} & set(open_ended), "and to one without days nothing is said of them"


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "state"),
    [
        (None, None, "shown"),
        (TODAY, TODAY, "shown"),
        (TODAY + timedelta(days=1), None, "coming"),
        (None, TODAY - timedelta(days=1), "over"),
    ],
)
def test_it_is_shown_from_its_first_day_to_its_last(begins_on: date | None, ends_on: date | None, state: str) -> None:
    assert stored_message("m1", begins_on=begins_on, ends_on=ends_on).state(TODAY) == state


def test_a_language_is_lacking_where_either_half_is_not_told() -> None:
    both = stored_message("m1", said={"fi": "Hämärää"}, did={"fi": "Korjattu", "sv": "Åtgärdat"})
    assert missing_languages(both, ["fi", "sv", "en"]) == ["sv", "en"]
    assert missing_languages(stored_message("m2"), ["fi", "sv"]) == ["sv"], "nothing need have been said"


@pytest.mark.parametrize(
    ("part", "text", "fault"),
    [
        ("said", "a" * MAX_SAID_LENGTH, None),
        ("said", "a" * (MAX_SAID_LENGTH + 1), "The text has {n} characters. The maximum is {most}."),
        ("did", "a" * MAX_DID_LENGTH, None),
        ("did", "a" * (MAX_DID_LENGTH + 1), "The text has {n} characters. The maximum is {most}."),
        ("did", "two\nlines", "The text contains a line break or a control character."),
        ("said", "hÃ¤mÃ¤rÃ¤Ã¤", "Some letters are garbled"),
    ],
)
def test_a_text_that_no_screen_could_show_is_a_fault(part: str, text: str, fault: str | None) -> None:
    found = message_text_fault(part, text)
    assert found is None if fault is None else found is not None and found[0].startswith(fault)


def test_an_id_is_made_that_nothing_has() -> None:
    assert next_message_id([]) == "m1"
    assert next_message_id(["m1", "m12", "quiet-corner", "mx"]) == "m13"
