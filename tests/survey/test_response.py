"""The response that a visit leaves: whole, valid, and the same bytes wherever it goes."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey.forms import FORMS
from survey.response import Stamp, digest, freeze, from_visit
from survey.response_validation import decode_item, fault, readable_id
from survey.visit import Cut, Event, Script, Sent, Stirred, Ticked, idle
from survey.wire import Clock, Response, StatementAnswer
from tests.survey.sample_visits import COMMENT, DRAWN, SCRIPT, Person, walks

STAMP = Stamp(
    id="3e7f2d4c-0a5b-4c1d-8e9f-001122334455",
    stream="9c41",
    sequence=4711,
    visited_at="2026-11-22T10:15:04.120+02:00",
    clock=Clock("b1f0", 8123456, trusted=True),
    texts="fi-2026-1",
)


def _response(*targets: str, event: Event | None = None) -> Response:
    person = Person().choose(*targets)
    if event:
        person.do(event, 700)
    (visit,) = person.finished
    return from_visit(visit, STAMP)


@given(walks())
def test_every_visit_with_an_answer_leaves_a_valid_response(walk: tuple[Script, list[tuple[int, Event]]]) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    person.do(Cut())
    for visit in person.finished:
        if not visit.answered:
            with pytest.raises(ValueError, match="with an answer"):
                from_visit(visit, STAMP)
            continue
        left = from_visit(visit, STAMP)
        assert fault(left, FORMS) is None
        assert decode_item(freeze(left)) == left
        assert freeze(decode_item(freeze(left))) == freeze(left)
        assert readable_id(freeze(left)) == STAMP.id


@given(st.integers(0, 10), st.sampled_from(["touch", "keys", "mixed"]), st.lists(st.sampled_from(["too_fast", "burst"]), max_size=2))
def test_what_only_the_terminal_knows_comes_from_the_stamp(nps: int, means: str, flags: list[str]) -> None:
    (visit,) = Person().choose(f"nps-{nps}", "finish").finished
    stamp = msgspec.convert({**msgspec.to_builtins(STAMP), "input": means, "flags": flags}, Stamp)
    left = from_visit(visit, stamp)
    assert (left.nps, left.input, left.flags) == (nps, means, tuple(flags))
    assert (left.id, left.stream, left.sequence, left.texts) == (STAMP.id, STAMP.stream, STAMP.sequence, STAMP.texts)
    assert (left.visited_at, left.clock) == (STAMP.visited_at, STAMP.clock)


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
    person = Person().choose("nps-9", "write")
    person.do(Sent(COMMENT))
    person.choose("languages", "language-sv", "finish")
    left = from_visit(person.finished[0], STAMP)
    assert (left.comments, left.language, left.ended) == ((COMMENT,), "sv", "completed")


def test_the_duration_is_from_the_first_touch_to_the_last() -> None:
    person = Person().choose("language-sv", "nps-9")
    person.do(Stirred(), 3_000)
    for _ in range(50):
        person.do(Ticked(), 1_000)
    left = from_visit(person.finished[0], STAMP)
    assert (left.ended, left.duration_ms) == ("timed_out", 5_000)


def test_a_running_or_idle_visit_leaves_no_response() -> None:
    for visit in (idle(SCRIPT), Person().choose("nps-9").visit):
        with pytest.raises(ValueError, match="ended"):
            from_visit(visit, STAMP)


def test_the_bytes_are_compact_json_with_every_field() -> None:
    frozen = freeze(_response("nps-9", "finish"))
    assert b" " not in frozen.replace(b"T10:15", b"")
    assert set(msgspec.json.decode(frozen)) == {field.encode_name for field in msgspec.structs.fields(Response)}


def test_the_digest_is_of_the_bytes_as_they_are() -> None:
    frozen = freeze(_response("nps-9", "finish"))
    assert digest(frozen) == hashlib.sha256(frozen).digest()
    assert digest(frozen) != digest(frozen + b" ")


def test_a_clock_that_went_backwards_makes_no_negative_duration() -> None:
    (visit,) = Person().choose("nps-9", "finish").finished
    assert from_visit(replace(visit, touched_at=0), STAMP).duration_ms == 0
