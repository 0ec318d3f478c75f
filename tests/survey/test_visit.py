"""What always holds of a visit, whatever is done at the terminal."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey.visit import (
    Chose,
    Cut,
    Effect,
    Event,
    Finished,
    NeedsDraw,
    Screen,
    Script,
    Stirred,
    Ticked,
    Visit,
    WipeText,
    decode,
    encode,
    idle,
    moves_at,
    remaining_ms,
    step,
    targets,
)
from tests.survey.sample_visits import SCRIPT, TARGETS, Person, events, reachable, scripts, timed_events, unreachable, walks

Walk = tuple[Script, list[tuple[int, Event]]]
SCREENS = get_args(Screen)
ANY = st.one_of(reachable(), unreachable())


@given(ANY, events, st.integers(-(2**40), 2**40))
def test_no_event_in_any_state_raises(visit: Visit, event: Event, now: int) -> None:
    after, _ = step(visit, event, now)
    targets(after)
    remaining_ms(after, now)


@given(walks())
def test_visit_events_and_effects_survive_json_at_every_step(walk: Walk) -> None:
    script, timed = walk
    person = Person(script)
    for after, event in timed:
        assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event
        effects = person.do(event, after)
        assert msgspec.json.decode(msgspec.json.encode(effects), type=tuple[Effect, ...]) == effects
        assert decode(encode(person.visit)) == person.visit


@given(walks())
def test_a_visit_that_went_through_a_journal_goes_on_as_the_same(walk: Walk) -> None:
    script, timed = walk
    person, kept = Person(script), Person(script)
    for after, event in timed:
        kept.visit = decode(encode(kept.visit))
        assert person.do(event, after) == kept.do(event, after)
        assert person.visit == kept.visit


@given(ANY)
def test_no_target_is_offered_twice_and_there_is_always_one(visit: Visit) -> None:
    assert len(set(targets(visit))) == len(targets(visit)) > 0


@given(reachable(), st.sampled_from(TARGETS), st.integers(0, 10_000))
def test_a_target_that_is_not_on_the_screen_moves_nothing(visit: Visit, target: str, after: int) -> None:
    if target in targets(visit):
        return
    now = visit.touched_at + after
    assert step(visit, Chose(target), now) == step(visit, Stirred(), now)


@given(reachable(), st.sampled_from(SCREENS), st.sampled_from([None, "access", "clarity"]), st.integers(0, 10_000))
def test_what_was_meant_for_another_screen_answers_nothing_on_this_one(visit: Visit, screen: str, code: str | None, after: int) -> None:
    now = visit.touched_at + after
    for target in targets(visit):
        told = step(visit, Chose(target, on=(screen, code)), now)
        meant = (screen, code) == (visit.screen, visit.code)
        assert told == step(visit, Chose(target) if meant else Stirred(), now)


@given(walks())
def test_a_visit_ends_once_and_nothing_of_it_is_left(walk: Walk) -> None:
    script, timed = walk
    person = Person(script)
    running: Visit | None = None
    for after, event in timed:
        before = person.visit
        finished = [effect.visit for effect in person.do(event, after) if isinstance(effect, Finished)]
        assert len(finished) == (running is not None and (person.visit.idle or person.visit.ended is not None))
        for visit in finished:
            assert visit.ended is not None
            assert (visit.nps, visit.began_at) == (before.nps if not isinstance(event, Chose) else visit.nps, before.began_at)
        if person.visit.idle:
            assert person.visit == idle(script)
        running = None if person.visit.idle or person.visit.ended else person.visit


@given(walks())
def test_a_visit_with_an_answer_ends_with_exactly_one_finished(walk: Walk) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    running = not person.visit.idle and person.visit.ended is None
    before = len(person.finished)
    person.do(Cut())
    assert len(person.finished) == before + running
    assert person.visit == idle(script)


@given(walks())
def test_what_was_typed_is_wiped_at_every_end(walk: Walk) -> None:
    script, timed = walk
    person = Person(script)
    for after, event in timed:
        before = person.visit
        effects = person.do(event, after)
        if (before.writing and not person.visit.writing) or any(isinstance(effect, Finished) for effect in effects):
            assert WipeText() in effects


@given(walks(), st.integers(0, 5_000))
def test_nobody_touching_always_ends_a_visit_by_ticks_alone(walk: Walk, between: int) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    for _ in range(1 + (script.timeout_ms + script.thanks_ms) // (between + 100)):
        person.do(Ticked(), between + 100)
    assert person.visit == idle(script)


@given(walks(), st.one_of(st.just(Stirred()), st.builds(Chose, st.sampled_from(TARGETS))), st.integers(0, 50_000))
def test_any_touch_gives_the_whole_time_again(walk: Walk, touch: Event, after: int) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    person.do(touch, after)
    if person.visit.idle or person.visit.ended:
        return
    assert not _asked_whether_there(person)
    person.do(Ticked(), script.timeout_ms - script.countdown_ms - 1)
    assert not _asked_whether_there(person)
    person.do(Ticked(), script.countdown_ms)
    assert _asked_whether_there(person)
    assert person.visit.ended is None


@given(walks())
def test_nobody_is_closed_without_the_whole_countdown_seen(walk: Walk) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    if person.visit.idle or person.visit.ended:
        return
    person.do(Stirred())
    person.do(Ticked(), script.timeout_ms - script.countdown_ms)
    assert person.visit.screen == "still_there"
    assert remaining_ms(person.visit, person.now) == script.countdown_ms


@given(walks(), st.sampled_from([Stirred(), Chose("continue")]))
def test_whoever_is_still_there_finds_what_the_countdown_came_over(walk: Walk, answer: Event) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    if person.visit.idle or person.visit.ended:
        return
    person.do(Stirred())
    before = person.visit
    person.do(Ticked(), script.timeout_ms - script.countdown_ms)
    assert person.visit.lifted == before
    person.do(answer)
    assert replace(person.visit, touched_at=0) == replace(before, touched_at=0)


OVER_THANKS: tuple[Event, ...] = (
    Stirred(), Ticked(), Chose("nps-3"), Chose("display"), Chose("text-large"), Chose("contrast-black"),
)  # fmt: skip
"""What may be done at the thanks but leaving them."""
over_thanks = st.lists(st.tuples(st.integers(0, 4_000), st.sampled_from(OVER_THANKS)), max_size=30)


def thanked(script: Script) -> Person:
    person = Person(script).choose("nps-9")
    if "finish" in targets(person.visit):
        person.choose("finish")
    assert person.visit.screen == "thanks"
    return person


@given(scripts, over_thanks)
def test_thanks_stay_for_whoever_stirs_but_no_longer_than_the_time_out(script: Script, timed: list[tuple[int, Event]]) -> None:
    person = thanked(script)
    until = person.now + max(script.timeout_ms, script.thanks_ms)
    for after, event in timed:
        person.do(event, after)
        if person.visit.idle:
            assert person.visit == idle(script)
            return
        assert isinstance(event, Ticked) is False or person.now < until
        if person.visit.screen == "thanks" and not isinstance(event, Ticked):
            assert remaining_ms(person.visit, person.now) == max(0, min(script.thanks_ms, until - person.now))
    person.do(Ticked(), max(0, until - person.now))
    assert person.visit == idle(script)
    assert len(person.finished) == 1


@given(scripts, over_thanks)
def test_what_lies_over_the_thanks_gives_way_to_them_and_their_line_is_seen(script: Script, timed: list[tuple[int, Event]]) -> None:
    person = thanked(script).does(timed)
    if person.visit.ended is None or person.visit.overlay is None or moves_at(person.visit) < person.now:
        return
    person.do(Ticked(), moves_at(person.visit) - person.now)
    left = remaining_ms(person.visit, person.now)
    assert person.visit.screen == "thanks"
    assert left is not None
    assert left >= min(script.thanks_ms, script.countdown_ms)


@given(walks())
def test_statements_are_drawn_once_a_visit_and_only_when_the_first_is_about_to_show(walk: Walk) -> None:
    script, timed = walk
    person, drawn = Person(script), 0
    for after, event in timed:
        before = person.visit
        effects = person.do(event, after)
        needed = sum(isinstance(effect, NeedsDraw) for effect in effects)
        if needed:
            assert person.visit.screen == "statement"
            assert before.drawn is None
        drawn += needed
        assert drawn <= 1
        if person.visit.idle:
            assert person.visit.drawn is None
            drawn = 0
        elif person.visit.ended is None:
            assert (person.visit.drawn is not None) == (drawn == 1)


@given(walks())
def test_the_idle_screen_is_the_question_in_the_places_own_language(walk: Walk) -> None:
    script, timed = walk
    person = Person(script).does(timed)
    person.do(Cut())
    assert (person.visit.screen, person.visit.language) == ("nps", script.languages[0])


@given(walks())
def test_answers_stay_until_they_are_answered_again(walk: Walk) -> None:
    script, timed = walk
    person = Person(script)
    for after, event in timed:
        before = person.visit
        person.do(event, after)
        visit = person.visit
        if before.idle or before.ended or visit.idle:
            continue
        assert visit.answered_at == before.answered_at or not before.answered
        assert set(before.replies) <= set(visit.replies)
        assert before.nps is None or visit.nps is not None
        assert before.comment is None or visit.comment is not None


@given(timed_events)
def test_a_visit_is_answered_as_soon_as_there_is_an_nps(timed: list[tuple[int, Event]]) -> None:
    person = Person()
    for after, event in timed:
        person.do(event, after)
        assert person.visit.answered == (person.visit.nps is not None)


@pytest.mark.parametrize("timeout_ms", [2_000, 30_000, 45_000, 600_000])
def test_the_countdown_is_twenty_seconds_or_half_of_a_short_time(timeout_ms: int) -> None:
    assert replace(SCRIPT, timeout_ms=timeout_ms).countdown_ms == min(20_000, timeout_ms // 2)


def _asked_whether_there(person: Person) -> bool:
    return person.visit.screen == "still_there"
