"""Judging a batch gives one outcome for each item in order, whatever its bytes, and stores nothing twice."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.intake.response_batch import StoredKeys, judge_batch, read_item
from server.web.problem_documents import ITEM_CODES
from survey.forms import FORMS
from tests.server.installation import START, response_json, to_raw

CLOCK = {"boot": "b", "monotonic_ms": 5, "trusted": True}
IDS = [str(uuid.UUID(int=number)) for number in range(4)]


def raw_response(**changes: Any) -> bytes:
    return to_raw({**response_json(stream="s", sequence=1, at=START, clock=CLOCK), **changes})


raw_responses = st.builds(
    lambda number, sequence, nps: raw_response(id=IDS[number], sequence=sequence, nps=nps),
    st.integers(0, 3),
    st.integers(1, 4),
    st.integers(0, 2),
)
noise = st.binary(max_size=40) | st.recursive(
    st.none() | st.integers() | st.text() | st.floats(allow_nan=False), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
).map(lambda value: json.dumps(value).encode())


@given(st.lists(raw_responses | noise, max_size=12), st.lists(raw_responses, max_size=3))
def test_every_item_has_one_outcome_and_no_key_is_given_twice(raws: list[bytes], stored: list[bytes]) -> None:
    before = [item for item in (read_item(raw, FORMS) for raw in stored) if item.response and item.response_id]
    known = StoredKeys(
        {item.response_id: item.digest for item in before if item.response_id},
        taken_sequences={(item.response.stream, item.response.sequence) for item in before if item.response},
    )
    items = [read_item(raw, FORMS) for raw in raws]
    found = judge_batch(items, known)
    assert [result.id for result in found.results] == [item.response_id for item in items]
    assert [place for place, result in enumerate(found.results) if result.outcome == "stored"] == found.new_indexes
    fresh = [items[place] for place in found.new_indexes]
    keys = [item.response_id for item in fresh] + [(item.response.stream, item.response.sequence) for item in fresh if item.response]
    assert len(set(keys)) == len(keys)
    assert not {item.response_id for item in fresh} & set(known.digest_by_id)
    assert all(result.code in ITEM_CODES for result in found.results if result.outcome == "refused")


@given(st.lists(raw_responses, max_size=8))
def test_sending_a_batch_again_stores_nothing_more(raws: list[bytes]) -> None:
    items = [read_item(raw, FORMS) for raw in raws]
    first = judge_batch(items, StoredKeys({}))
    fresh = [items[place] for place in first.new_indexes]
    known = StoredKeys(
        {item.response_id: item.digest for item in fresh if item.response_id},
        taken_sequences={(item.response.stream, item.response.sequence) for item in fresh if item.response},
    )
    again = judge_batch(items, known)
    assert again.new_indexes == []
    for before, after in zip(first.results, again.results, strict=True):
        assert after.outcome == ("refused" if before.outcome == "refused" else "duplicate")


def test_what_is_stored_already_is_a_duplicate_even_where_its_form_is_no_longer_known() -> None:
    item = read_item(raw_response(id=IDS[0], form="general-9"), FORMS)
    assert item.problem_code == "unknown_form"
    assert item.response_id is not None
    assert judge_batch([item], StoredKeys({item.response_id: item.digest})).results[0].outcome == "duplicate"


def test_a_retired_response_is_a_duplicate() -> None:
    item = read_item(raw_response(id=IDS[0]), FORMS)
    assert judge_batch([item], StoredKeys({}, retired_ids={IDS[0]})).results[0].outcome == "duplicate"


@pytest.mark.parametrize("text", [rb'"\ud800"', rb'"a\u0000b"', b'"\xff"'])
def test_text_that_no_database_takes_is_refused(text: bytes) -> None:
    item = read_item(raw_response(texts="HERE").replace(b'"HERE"', text), FORMS)
    assert item.problem_code == "invalid_response"
