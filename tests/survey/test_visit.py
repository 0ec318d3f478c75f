"""Properties that hold for every visit, whatever events are posted."""

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
def test_visit_events_and_effects_survive_json_at_every_step(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script)
    for after, event in timed:
        assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event
        effects = simulator.post(event, after)
        assert msgspec.json.decode(msgspec.json.encode(effects), type=tuple[Effect, ...]) == effects
        assert decode_visit(encode_visit(simulator.visit)) == simulator.visit


@given(scripts_with_events())
def test_a_visit_restored_from_a_journal_goes_on_unchanged(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator, restored = VisitSimulator(script), VisitSimulator(script)
    for after, event in timed:
        restored.visit = decode_visit(encode_visit(restored.visit))
        assert simulator.post(event, after) == restored.post(event, after)
        assert simulator.visit == restored.visit


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
def test_a_choice_meant_for_another_screen_moves_nothing(visit: Visit, screen: str, code: str | None, after: int) -> None:
    now = visit.touched_at + after
    for target in allowed_targets(visit):
        result = step(visit, TargetChosen(target, screen_seen=(screen, code)), now)
        is_same_screen = (screen, code) == (visit.screen, visit.statement_code)
        assert result == step(visit, TargetChosen(target) if is_same_screen else ActivitySeen(), now)


@given(scripts_with_events())
def test_a_visit_ends_once_and_nothing_of_it_is_left(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script)
    running: Visit | None = None
    for after, event in timed:
        before = simulator.visit
        finished = [effect.visit for effect in simulator.post(event, after) if isinstance(effect, VisitEnded)]
        assert len(finished) == (running is not None and (simulator.visit.is_idle or simulator.visit.ended is not None))
        for visit in finished:
            assert visit.ended is not None
            assert (visit.nps, visit.began_at) == (before.nps if not isinstance(event, TargetChosen) else visit.nps, before.began_at)
        if simulator.visit.is_idle:
            assert simulator.visit == idle_visit(script)
        running = None if simulator.visit.is_idle or simulator.visit.ended else simulator.visit


@given(scripts_with_events())
def test_an_interruption_ends_a_running_visit_exactly_once(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    running = not simulator.visit.is_idle and simulator.visit.ended is None
    before = len(simulator.ended_visits)
    simulator.post(Interrupted())
    assert len(simulator.ended_visits) == before + running
    assert simulator.visit == idle_visit(script)


@given(scripts_with_events())
def test_what_was_typed_is_wiped_at_every_end(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script)
    for after, event in timed:
        before = simulator.visit
        effects = simulator.post(event, after)
        if (before.is_writing and not simulator.visit.is_writing) or any(isinstance(effect, VisitEnded) for effect in effects):
            assert WipeText() in effects


@given(scripts_with_events(), st.integers(0, 5_000))
def test_ticks_alone_end_every_visit(sample: ScriptedEvents, between: int) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    for _ in range(1 + (script.timeout_ms + script.thanks_ms) // (between + 100)):
        simulator.post(Ticked(), between + 100)
    assert simulator.visit == idle_visit(script)


@given(
    scripts_with_events(), st.one_of(st.just(ActivitySeen()), st.builds(TargetChosen, st.sampled_from(ALL_TARGETS))), st.integers(0, 50_000)
)
def test_any_touch_gives_the_whole_time_again(sample: ScriptedEvents, touch: Event, after: int) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    simulator.post(touch, after)
    if simulator.visit.is_idle or simulator.visit.ended:
        return
    assert not _shows_countdown(simulator)
    simulator.post(Ticked(), script.timeout_ms - script.countdown_ms - 1)
    assert not _shows_countdown(simulator)
    simulator.post(Ticked(), script.countdown_ms)
    assert _shows_countdown(simulator)
    assert simulator.visit.ended is None


@given(scripts_with_events())
def test_no_visit_ends_before_the_whole_countdown_was_shown(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    if simulator.visit.is_idle or simulator.visit.ended:
        return
    simulator.post(ActivitySeen())
    simulator.post(Ticked(), script.timeout_ms - script.countdown_ms)
    assert simulator.visit.screen == "still_there"
    assert remaining_ms(simulator.visit, simulator.now) == script.countdown_ms


@given(scripts_with_events(), st.sampled_from([ActivitySeen(), TargetChosen("continue")]))
def test_an_answered_countdown_returns_to_the_screen_it_covered(sample: ScriptedEvents, answer: Event) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    if simulator.visit.is_idle or simulator.visit.ended:
        return
    simulator.post(ActivitySeen())
    before = simulator.visit
    simulator.post(Ticked(), script.timeout_ms - script.countdown_ms)
    assert simulator.visit.without_overlay == before
    simulator.post(answer)
    assert replace(simulator.visit, touched_at=0) == replace(before, touched_at=0)


EVENTS_OVER_THANKS: tuple[Event, ...] = (
    ActivitySeen(), Ticked(), TargetChosen("nps-3"), TargetChosen("display"), TargetChosen("text-large"), TargetChosen("contrast-black"),
)  # fmt: skip
"""These events are possible at the thanks without leaving them."""
timed_events_over_thanks = st.lists(st.tuples(st.integers(0, 4_000), st.sampled_from(EVENTS_OVER_THANKS)), max_size=30)


def simulator_at_thanks(script: VisitScript) -> VisitSimulator:
    """Return a simulator whose visit is completed and shows the thanks."""
    simulator = VisitSimulator(script).choose("nps-9")
    if "finish" in allowed_targets(simulator.visit):
        simulator.choose("finish")
    assert simulator.visit.screen == "thanks"
    return simulator


@given(scripts, timed_events_over_thanks)
def test_activity_keeps_the_thanks_but_no_longer_than_the_time_out(script: VisitScript, timed: list[tuple[int, Event]]) -> None:
    simulator = simulator_at_thanks(script)
    until = simulator.now + max(script.timeout_ms, script.thanks_ms)
    for after, event in timed:
        simulator.post(event, after)
        if simulator.visit.is_idle:
            assert simulator.visit == idle_visit(script)
            return
        assert isinstance(event, Ticked) is False or simulator.now < until
        if simulator.visit.screen == "thanks" and not isinstance(event, Ticked):
            assert remaining_ms(simulator.visit, simulator.now) == max(0, min(script.thanks_ms, until - simulator.now))
    simulator.post(Ticked(), max(0, until - simulator.now))
    assert simulator.visit == idle_visit(script)
    assert len(simulator.ended_visits) == 1


@given(scripts, timed_events_over_thanks)
def test_an_overlay_over_the_thanks_closes_in_time_for_their_countdown(script: VisitScript, timed: list[tuple[int, Event]]) -> None:
    simulator = simulator_at_thanks(script).post_all(timed)
    if simulator.visit.ended is None or simulator.visit.overlay is None or next_timeout_at(simulator.visit) < simulator.now:
        return
    simulator.post(Ticked(), next_timeout_at(simulator.visit) - simulator.now)
    remaining = remaining_ms(simulator.visit, simulator.now)
    assert simulator.visit.screen == "thanks"
    assert remaining is not None
    assert remaining >= min(script.thanks_ms, script.countdown_ms)


@given(scripts_with_events())
def test_statements_are_drawn_once_a_visit_and_only_when_the_first_is_about_to_show(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator, draw_count = VisitSimulator(script), 0
    for after, event in timed:
        before = simulator.visit
        effects = simulator.post(event, after)
        needed = sum(isinstance(effect, NeedsDraw) for effect in effects)
        if needed:
            assert simulator.visit.screen == "statement"
            assert before.drawn is None
        draw_count += needed
        assert draw_count <= 1
        if simulator.visit.is_idle:
            assert simulator.visit.drawn is None
            draw_count = 0
        elif simulator.visit.ended is None:
            assert (simulator.visit.drawn is not None) == (draw_count == 1)


@given(scripts_with_events())
def test_the_idle_screen_is_the_question_in_the_places_own_language(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script).post_all(timed)
    simulator.post(Interrupted())
    assert (simulator.visit.screen, simulator.visit.language) == ("nps", script.languages[0])


@given(scripts_with_events())
def test_answers_stay_until_they_are_answered_again(sample: ScriptedEvents) -> None:
    script, timed = sample
    simulator = VisitSimulator(script)
    for after, event in timed:
        before = simulator.visit
        simulator.post(event, after)
        visit = simulator.visit
        if before.is_idle or before.ended or visit.is_idle:
            continue
        assert visit.answered_at == before.answered_at or not before.has_answer
        assert set(before.replies) <= set(visit.replies)
        assert before.nps is None or visit.nps is not None
        assert before.comment is None or visit.comment is not None


@given(timed_events)
def test_a_visit_is_answered_as_soon_as_there_is_an_nps(timed: list[tuple[int, Event]]) -> None:
    simulator = VisitSimulator()
    for after, event in timed:
        simulator.post(event, after)
        assert simulator.visit.has_answer == (simulator.visit.nps is not None)


@pytest.mark.parametrize("timeout_ms", [2_000, 30_000, 45_000, 600_000])
def test_the_countdown_is_twenty_seconds_or_half_of_a_short_time(timeout_ms: int) -> None:
    assert replace(SCRIPT, timeout_ms=timeout_ms).countdown_ms == min(20_000, timeout_ms // 2)


def _shows_countdown(simulator: VisitSimulator) -> bool:
    return simulator.visit.screen == "still_there"
