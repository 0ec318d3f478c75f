"""A visit leaves a complete and valid response whose bytes never change."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey.forms import FORMS
from survey.response import ResponseMetadata, build_response, digest, freeze_response
from survey.response_validation import decode_item, problem_code, readable_id
from survey.visit import ActivitySeen, CommentSubmitted, Event, Interrupted, Ticked, VisitScript, idle_visit
from survey.wire import Clock, Response, StatementAnswer
from tests.survey.sample_visits import COMMENT, DRAWN, SCRIPT, VisitSimulator, scripts_with_events

METADATA = ResponseMetadata(
    response_id="3e7f2d4c-0a5b-4c1d-8e9f-001122334455",
    stream="9c41",
    sequence=4711,
    visited_at="2026-11-22T10:15:04.120+02:00",
    clock=Clock("b1f0", 8123456, trusted=True),
    texts="fi-2026-1",
)


def _response(*targets: str, event: Event | None = None) -> Response:
    simulator = VisitSimulator().choose(*targets)
    if event:
        simulator.post(event, 700)
    (visit,) = simulator.ended_visits
    return build_response(visit, METADATA)


@given(scripts_with_events())
def test_every_visit_with_an_answer_leaves_a_valid_response(sample: tuple[VisitScript, list[tuple[int, Event]]]) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    simulator.post(Interrupted())
    for visit in simulator.ended_visits:
        if not visit.has_answer:
            with pytest.raises(ValueError, match="with an answer"):
                build_response(visit, METADATA)
            continue
        response = build_response(visit, METADATA)
        assert problem_code(response, FORMS) is None
        assert decode_item(freeze_response(response)) == response
        assert freeze_response(decode_item(freeze_response(response))) == freeze_response(response)
        assert readable_id(freeze_response(response)) == METADATA.response_id


@given(st.integers(0, 10), st.sampled_from(["touch", "keys", "mixed"]), st.lists(st.sampled_from(["too_fast", "burst"]), max_size=2))
def test_what_only_the_terminal_knows_comes_from_the_metadata(nps: int, input_method: str, flags: list[str]) -> None:
    (visit,) = VisitSimulator().choose(f"nps-{nps}", "finish").ended_visits
    metadata = msgspec.convert({**msgspec.to_builtins(METADATA), "input": input_method, "flags": flags}, ResponseMetadata)
    response = build_response(visit, metadata)
    assert (response.nps, response.input, response.flags) == (nps, input_method, tuple(flags))
    assert (response.id, response.stream, response.sequence, response.texts) == (
        METADATA.response_id,
        METADATA.stream,
        METADATA.sequence,
        METADATA.texts,
    )
    assert (response.visited_at, response.clock) == (METADATA.visited_at, METADATA.clock)


def test_statements_keep_their_order_and_those_never_seen_are_not_reached() -> None:
    response = _response("nps-9", "skip", "value-5", "finish")
    assert response.draw == DRAWN.ref
    assert response.statements == (
        StatementAnswer("access", 1, "answered", 5),
        StatementAnswer("clarity", 2, "not_reached"),
        StatementAnswer("benefit", 3, "not_reached"),
    )


def test_a_visit_that_ended_before_the_statements_has_no_draw() -> None:
    response = _response("nps-9", "finish")
    assert (response.draw, response.statements, response.comments) == (None, (), ())


def test_a_response_has_the_comment_and_the_last_language() -> None:
    simulator = VisitSimulator().choose("nps-9", "write")
    simulator.post(CommentSubmitted(COMMENT))
    simulator.choose("languages", "language-sv", "finish")
    response = build_response(simulator.ended_visits[0], METADATA)
    assert (response.comments, response.language, response.ended) == ((COMMENT,), "sv", "completed")


def test_the_duration_is_from_the_first_touch_to_the_last() -> None:
    simulator = VisitSimulator().choose("language-sv", "nps-9")
    simulator.post(ActivitySeen(), 3_000)
    for _ in range(50):
        simulator.post(Ticked(), 1_000)
    response = build_response(simulator.ended_visits[0], METADATA)
    assert (response.ended, response.duration_ms) == ("timed_out", 5_000)


def test_a_running_or_idle_visit_leaves_no_response() -> None:
    for visit in (idle_visit(SCRIPT), VisitSimulator().choose("nps-9").visit):
        with pytest.raises(ValueError, match="ended"):
            build_response(visit, METADATA)


def test_the_bytes_are_compact_json_with_every_field() -> None:
    raw = freeze_response(_response("nps-9", "finish"))
    assert b" " not in raw.replace(b"T10:15", b"")
    assert set(msgspec.json.decode(raw)) == {field.encode_name for field in msgspec.structs.fields(Response)}


def test_the_digest_is_of_the_bytes_as_they_are() -> None:
    raw = freeze_response(_response("nps-9", "finish"))
    assert digest(raw) == hashlib.sha256(raw).digest()
    assert digest(raw) != digest(raw + b" ")


def test_a_clock_that_went_backwards_makes_no_negative_duration() -> None:
    (visit,) = VisitSimulator().choose("nps-9", "finish").ended_visits
    assert build_response(replace(visit, touched_at=0), METADATA).duration_ms == 0
