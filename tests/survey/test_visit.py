"""What always holds of a visit, whatever is done at the terminal."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey.visit import (
    ActivitySeen,
    Effect,
    Event,
    Interrupted,
    NeedsDraw,
    TargetChosen,
    Ticked,
    Visit,
    VisitEnded,
    VisitScreen,
    VisitScript,
    WipeText,
    allowed_targets,
    decode_visit,
    encode_visit,
    idle_visit,
    next_timeout_at,
    remaining_ms,
    step,
)
from tests.survey.sample_visits import (
    ALL_TARGETS,
    SCRIPT,
    VisitSimulator,
    arbitrary_visits,
    events,
    reachable_visits,
    scripts,
    scripts_with_events,
    timed_events,
)

ScriptedEvents = tuple[VisitScript, list[tuple[int, Event]]]
SCREENS = get_args(VisitScreen)
ANY_VISIT = st.one_of(reachable_visits(), arbitrary_visits())


@given(ANY_VISIT, events, st.integers(-(2**40), 2**40))
def test_no_event_in_any_state_raises(visit: Visit, event: Event, now: int) -> None:
    after, _ = step(visit, event, now)
    allowed_targets(after)
    remaining_ms(after, now)


@given(scripts_with_events())
def test_visit_events_and_effects_survive_json_at_every_step(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script)
    for after, event in timed:
        assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event
        effects = person.post(event, after)
        assert msgspec.json.decode(msgspec.json.encode(effects), type=tuple[Effect, ...]) == effects
        assert decode_visit(encode_visit(person.visit)) == person.visit


@given(scripts_with_events())
def test_a_visit_that_went_through_a_journal_goes_on_as_the_same(walk: ScriptedEvents) -> None:
    script, timed = walk
    person, kept = VisitSimulator(script), VisitSimulator(script)
    for after, event in timed:
        kept.visit = decode_visit(encode_visit(kept.visit))
        assert person.post(event, after) == kept.post(event, after)
        assert person.visit == kept.visit


@given(ANY_VISIT)
def test_no_target_is_offered_twice_and_there_is_always_one(visit: Visit) -> None:
    assert len(set(allowed_targets(visit))) == len(allowed_targets(visit)) > 0


@given(reachable_visits(), st.sampled_from(ALL_TARGETS), st.integers(0, 10_000))
def test_a_target_that_is_not_on_the_screen_moves_nothing(visit: Visit, target: str, after: int) -> None:
    if target in allowed_targets(visit):
        return
    now = visit.touched_at + after
    assert step(visit, TargetChosen(target), now) == step(visit, ActivitySeen(), now)


@given(reachable_visits(), st.sampled_from(SCREENS), st.sampled_from([None, "access", "clarity"]), st.integers(0, 10_000))
def test_what_was_meant_for_another_screen_answers_nothing_on_this_one(visit: Visit, screen: str, code: str | None, after: int) -> None:
    now = visit.touched_at + after
    for target in allowed_targets(visit):
        told = step(visit, TargetChosen(target, screen_seen=(screen, code)), now)
        meant = (screen, code) == (visit.screen, visit.statement_code)
        assert told == step(visit, TargetChosen(target) if meant else ActivitySeen(), now)


@given(scripts_with_events())
def test_a_visit_ends_once_and_nothing_of_it_is_left(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script)
    running: Visit | None = None
    for after, event in timed:
        before = person.visit
        finished = [effect.visit for effect in person.post(event, after) if isinstance(effect, VisitEnded)]
        assert len(finished) == (running is not None and (person.visit.is_idle or person.visit.ended is not None))
        for visit in finished:
            assert visit.ended is not None
            assert (visit.nps, visit.began_at) == (before.nps if not isinstance(event, TargetChosen) else visit.nps, before.began_at)
        if person.visit.is_idle:
            assert person.visit == idle_visit(script)
        running = None if person.visit.is_idle or person.visit.ended else person.visit


@given(scripts_with_events())
def test_a_visit_with_an_answer_ends_with_exactly_one_finished(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    running = not person.visit.is_idle and person.visit.ended is None
    before = len(person.ended_visits)
    person.post(Interrupted())
    assert len(person.ended_visits) == before + running
    assert person.visit == idle_visit(script)


@given(scripts_with_events())
def test_what_was_typed_is_wiped_at_every_end(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script)
    for after, event in timed:
        before = person.visit
        effects = person.post(event, after)
        if (before.is_writing and not person.visit.is_writing) or any(isinstance(effect, VisitEnded) for effect in effects):
            assert WipeText() in effects


@given(scripts_with_events(), st.integers(0, 5_000))
def test_nobody_touching_always_ends_a_visit_by_ticks_alone(walk: ScriptedEvents, between: int) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    for _ in range(1 + (script.timeout_ms + script.thanks_ms) // (between + 100)):
        person.post(Ticked(), between + 100)
    assert person.visit == idle_visit(script)


@given(
    scripts_with_events(), st.one_of(st.just(ActivitySeen()), st.builds(TargetChosen, st.sampled_from(ALL_TARGETS))), st.integers(0, 50_000)
)
def test_any_touch_gives_the_whole_time_again(walk: ScriptedEvents, touch: Event, after: int) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    person.post(touch, after)
    if person.visit.is_idle or person.visit.ended:
        return
    assert not _asked_whether_there(person)
    person.post(Ticked(), script.timeout_ms - script.countdown_ms - 1)
    assert not _asked_whether_there(person)
    person.post(Ticked(), script.countdown_ms)
    assert _asked_whether_there(person)
    assert person.visit.ended is None


@given(scripts_with_events())
def test_nobody_is_closed_without_the_whole_countdown_seen(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    if person.visit.is_idle or person.visit.ended:
        return
    person.post(ActivitySeen())
    person.post(Ticked(), script.timeout_ms - script.countdown_ms)
    assert person.visit.screen == "still_there"
    assert remaining_ms(person.visit, person.now) == script.countdown_ms


@given(scripts_with_events(), st.sampled_from([ActivitySeen(), TargetChosen("continue")]))
def test_whoever_is_still_there_finds_what_the_countdown_came_over(walk: ScriptedEvents, answer: Event) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    if person.visit.is_idle or person.visit.ended:
        return
    person.post(ActivitySeen())
    before = person.visit
    person.post(Ticked(), script.timeout_ms - script.countdown_ms)
    assert person.visit.without_overlay == before
    person.post(answer)
    assert replace(person.visit, touched_at=0) == replace(before, touched_at=0)


EVENTS_OVER_THANKS: tuple[Event, ...] = (
    ActivitySeen(), Ticked(), TargetChosen("nps-3"), TargetChosen("display"), TargetChosen("text-large"), TargetChosen("contrast-black"),
)  # fmt: skip
"""What may be done at the thanks but leaving them."""
timed_events_over_thanks = st.lists(st.tuples(st.integers(0, 4_000), st.sampled_from(EVENTS_OVER_THANKS)), max_size=30)


def simulator_at_thanks(script: VisitScript) -> VisitSimulator:
    person = VisitSimulator(script).choose("nps-9")
    if "finish" in allowed_targets(person.visit):
        person.choose("finish")
    assert person.visit.screen == "thanks"
    return person


@given(scripts, timed_events_over_thanks)
def test_thanks_stay_for_whoever_stirs_but_no_longer_than_the_time_out(script: VisitScript, timed: list[tuple[int, Event]]) -> None:
    person = simulator_at_thanks(script)
    until = person.now + max(script.timeout_ms, script.thanks_ms)
    for after, event in timed:
        person.post(event, after)
        if person.visit.is_idle:
            assert person.visit == idle_visit(script)
            return
        assert isinstance(event, Ticked) is False or person.now < until
        if person.visit.screen == "thanks" and not isinstance(event, Ticked):
            assert remaining_ms(person.visit, person.now) == max(0, min(script.thanks_ms, until - person.now))
    person.post(Ticked(), max(0, until - person.now))
    assert person.visit == idle_visit(script)
    assert len(person.ended_visits) == 1


@given(scripts, timed_events_over_thanks)
def test_what_lies_over_the_thanks_gives_way_to_them_and_their_line_is_seen(script: VisitScript, timed: list[tuple[int, Event]]) -> None:
    person = simulator_at_thanks(script).post_all(timed)
    if person.visit.ended is None or person.visit.overlay is None or next_timeout_at(person.visit) < person.now:
        return
    person.post(Ticked(), next_timeout_at(person.visit) - person.now)
    left = remaining_ms(person.visit, person.now)
    assert person.visit.screen == "thanks"
    assert left is not None
    assert left >= min(script.thanks_ms, script.countdown_ms)


@given(scripts_with_events())
def test_statements_are_drawn_once_a_visit_and_only_when_the_first_is_about_to_show(walk: ScriptedEvents) -> None:
    script, timed = walk
    person, drawn = VisitSimulator(script), 0
    for after, event in timed:
        before = person.visit
        effects = person.post(event, after)
        needed = sum(isinstance(effect, NeedsDraw) for effect in effects)
        if needed:
            assert person.visit.screen == "statement"
            assert before.drawn is None
        drawn += needed
        assert drawn <= 1
        if person.visit.is_idle:
            assert person.visit.drawn is None
            drawn = 0
        elif person.visit.ended is None:
            assert (person.visit.drawn is not None) == (drawn == 1)


@given(scripts_with_events())
def test_the_idle_screen_is_the_question_in_the_places_own_language(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script).post_all(timed)
    person.post(Interrupted())
    assert (person.visit.screen, person.visit.language) == ("nps", script.languages[0])


@given(scripts_with_events())
def test_answers_stay_until_they_are_answered_again(walk: ScriptedEvents) -> None:
    script, timed = walk
    person = VisitSimulator(script)
    for after, event in timed:
        before = person.visit
        person.post(event, after)
        visit = person.visit
        if before.is_idle or before.ended or visit.is_idle:
            continue
        assert visit.answered_at == before.answered_at or not before.has_answer
        assert set(before.replies) <= set(visit.replies)
        assert before.nps is None or visit.nps is not None
        assert before.comment is None or visit.comment is not None


@given(timed_events)
def test_a_visit_is_answered_as_soon_as_there_is_an_nps(timed: list[tuple[int, Event]]) -> None:
    person = VisitSimulator()
    for after, event in timed:
        person.post(event, after)
        assert person.visit.has_answer == (person.visit.nps is not None)


@pytest.mark.parametrize("timeout_ms", [2_000, 30_000, 45_000, 600_000])
def test_the_countdown_is_twenty_seconds_or_half_of_a_short_time(timeout_ms: int) -> None:
    assert replace(SCRIPT, timeout_ms=timeout_ms).countdown_ms == min(20_000, timeout_ms // 2)


def _asked_whether_there(person: VisitSimulator) -> bool:
    return person.visit.screen == "still_there"
