"""The response that a visit leaves: whole, valid, and the same bytes wherever it goes."""

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
    person = VisitSimulator().choose(*targets)
    if event:
        person.post(event, 700)
    (visit,) = person.ended_visits
    return build_response(visit, METADATA)


@given(scripts_with_events())
def test_every_visit_with_an_answer_leaves_a_valid_response(walk: tuple[VisitScript, list[tuple[int, Event]]]) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    person.post(Interrupted())
    for visit in person.ended_visits:
        if not visit.has_answer:
            with pytest.raises(ValueError, match="with an answer"):
                build_response(visit, METADATA)
            continue
        left = build_response(visit, METADATA)
        assert problem_code(left, FORMS) is None
        assert decode_item(freeze_response(left)) == left
        assert freeze_response(decode_item(freeze_response(left))) == freeze_response(left)
        assert readable_id(freeze_response(left)) == METADATA.response_id


@given(st.integers(0, 10), st.sampled_from(["touch", "keys", "mixed"]), st.lists(st.sampled_from(["too_fast", "burst"]), max_size=2))
def test_what_only_the_terminal_knows_comes_from_the_stamp(nps: int, means: str, flags: list[str]) -> None:
    (visit,) = VisitSimulator().choose(f"nps-{nps}", "finish").ended_visits
    stamp = msgspec.convert({**msgspec.to_builtins(METADATA), "input": means, "flags": flags}, ResponseMetadata)
    left = build_response(visit, stamp)
    assert (left.nps, left.input, left.flags) == (nps, means, tuple(flags))
    assert (left.id, left.stream, left.sequence, left.texts) == (METADATA.response_id, METADATA.stream, METADATA.sequence, METADATA.texts)
    assert (left.visited_at, left.clock) == (METADATA.visited_at, METADATA.clock)


def test_statements_keep_their_order_and_those_never_seen_are_not_reached() -> None:
    left = _response("nps-9", "skip", "value-5", "finish")
    assert left.draw == DRAWN.ref
    assert left.statements == (
        StatementAnswer("access", 1, "answered", 5),
        StatementAnswer("clarity", 2, "not_reached"),
        StatementAnswer("benefit", 3, "not_reached"),
    )


def test_a_visit_that_ended_before_the_statements_has_no_draw() -> None:
    left = _response("nps-9", "finish")
    assert (left.draw, left.statements, left.comments) == (None, (), ())


def test_the_comment_and_the_language_at_the_end_are_in_it() -> None:
    person = VisitSimulator().choose("nps-9", "write")
    person.post(CommentSubmitted(COMMENT))
    person.choose("languages", "language-sv", "finish")
    left = build_response(person.ended_visits[0], METADATA)
    assert (left.comments, left.language, left.ended) == ((COMMENT,), "sv", "completed")


def test_the_duration_is_from_the_first_touch_to_the_last() -> None:
    person = VisitSimulator().choose("language-sv", "nps-9")
    person.post(ActivitySeen(), 3_000)
    for _ in range(50):
        person.post(Ticked(), 1_000)
    left = build_response(person.ended_visits[0], METADATA)
    assert (left.ended, left.duration_ms) == ("timed_out", 5_000)


def test_a_running_or_idle_visit_leaves_no_response() -> None:
    for visit in (idle_visit(SCRIPT), VisitSimulator().choose("nps-9").visit):
        with pytest.raises(ValueError, match="ended"):
            build_response(visit, METADATA)


def test_the_bytes_are_compact_json_with_every_field() -> None:
    frozen = freeze_response(_response("nps-9", "finish"))
    assert b" " not in frozen.replace(b"T10:15", b"")
    assert set(msgspec.json.decode(frozen)) == {field.encode_name for field in msgspec.structs.fields(Response)}


def test_the_digest_is_of_the_bytes_as_they_are() -> None:
    frozen = freeze_response(_response("nps-9", "finish"))
    assert digest(frozen) == hashlib.sha256(frozen).digest()
    assert digest(frozen) != digest(frozen + b" ")


def test_a_clock_that_went_backwards_makes_no_negative_duration() -> None:
    (visit,) = VisitSimulator().choose("nps-9", "finish").ended_visits
    assert build_response(replace(visit, touched_at=0), METADATA).duration_ms == 0
