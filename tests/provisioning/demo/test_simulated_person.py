"""Tests that simulated people go through real visits, and that the responses contain what they answered."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from provisioning.demo.simulated_person import SimulatedPerson, find_differences, make_people, response_summary
from survey.response import ResponseMetadata, build_response, freeze_response
from survey.visit import (
    CommentSubmitted,
    DrawCompleted,
    DrawnStatements,
    TargetChosen,
    Ticked,
    Visit,
    VisitEnded,
    VisitScript,
    allowed_targets,
    idle_visit,
    step,
)
from survey.wire import Clock, DrawRef, SealedComment

SCRIPT = VisitScript(form="general-1", languages=("fi", "sv", "en"))
DRAWN = DrawnStatements(ref=DrawRef(plan=1, targets=0, index=0), codes=("access", "clarity", "benefit"))
COMMENT = SealedComment(question="reason", key="k1", sealed="c2VhbGVk")


def describe_screen(visit: Visit) -> dict[str, Any]:
    return {
        "screen": visit.screen,
        "language": visit.language,
        "statement": visit.statement_code,
        "position": visit.statement_index + 1 if visit.step == "statement" else None,
        "targets": [{"name": name} for name in allowed_targets(visit)],
    }


def simulate_response(person: SimulatedPerson) -> dict[str, Any]:
    """Let the person make a visit on the state machine, and return the response, with the number of comments in place of the comments.

    A touch takes 100 ms. A second passes whenever the person does not touch anything.
    """
    visit, now = idle_visit(SCRIPT), 0
    for _ in range(200):
        name = person.next_touch(describe_screen(visit))
        now += 100 if name else 1_000
        event: Any = Ticked() if name is None else CommentSubmitted(COMMENT) if name == "send" else TargetChosen(name)
        if name and name.startswith("key-"):
            continue
        visit, effects = step(visit, event, now)
        if any(type(effect).__name__ == "NeedsDraw" for effect in effects):
            visit, _ = step(visit, DrawCompleted(DRAWN), now)
        for effect in effects:
            if isinstance(effect, VisitEnded):
                clock = Clock(boot="b", monotonic_ms=now, trusted=True)
                stamp = ResponseMetadata(
                    response_id="x", stream="s", sequence=1, visited_at="2026-11-22T10:00:00Z", clock=clock, texts=None
                )
                answer: dict[str, Any] = msgspec.json.decode(freeze_response(build_response(effect.visit, stamp)))
                return answer | {"comments": len(answer["comments"])}
    raise AssertionError("the visit never ended")


@given(seed=st.integers(0, 10_000), number=st.integers(1, 30))
def test_what_a_person_remembers_is_what_the_response_says(seed: int, number: int) -> None:
    crowd = make_people(number, SCRIPT.languages, seed)
    assert find_differences(crowd, [simulate_response(person) for person in crowd]) == []


def test_a_crowd_is_mixed_in_languages_and_endings() -> None:
    crowd = make_people(25, SCRIPT.languages)
    endings = {response_summary(simulate_response(person))[2] for person in crowd}
    assert {person.language for person in crowd} >= {"fi", "sv", "en"}
    assert endings == {"completed", "timed_out"}
    assert any(person.comment_text for person in crowd)
    assert any(person.goes_back for person in crowd)


def test_a_lost_and_an_invented_response_are_both_told() -> None:
    crowd = make_people(3, SCRIPT.languages)
    responses = [simulate_response(person) for person in crowd]
    lost = find_differences(crowd, responses[1:])
    invented = find_differences(crowd[1:], responses)
    assert [line.split(":")[0] for line in lost] == ["missing"]
    assert [line.split(":")[0] for line in invented] == ["unexpected"]
