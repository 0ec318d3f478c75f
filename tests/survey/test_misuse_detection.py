"""Play is flagged, but not people who are quick, who tremble, who come in a group or who are satisfied."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey import misuse_detection
from survey.misuse_detection import MISUSE_FLAGS, MisuseFlag, RecentVisits, TouchPace, detect_misuse, pace_after_event
from survey.visit import (
    ActivitySeen,
    DrawCompleted,
    DrawnStatements,
    Event,
    NeedsDraw,
    TargetChosen,
    Ticked,
    Visit,
    VisitEnded,
    idle_visit,
    step,
)
from survey.wire import DrawRef
from survey.wire import Flag as WireFlag
from tests.survey.sample_visits import SCRIPT, arbitrary_visits, reachable_visits, timed_events

CODES = ("access", "clarity", "benefit")
SALT = b"one terminal"
TimedEvents = Iterable[tuple[int, Event]]


class MonitoredTerminal:
    """Simulates a terminal that checks each visit for misuse when it ends."""

    def __init__(self, *, salt: bytes = SALT) -> None:
        self.now, self.salt, self.boot = 1_000, salt, "boot-1"
        self.visit, self.pace, self.recent = idle_visit(SCRIPT), TouchPace(), RecentVisits()
        self.flags: list[tuple[MisuseFlag, ...]] = []

    def post_all(self, timed: TimedEvents, *, by_touch: bool = True) -> MonitoredTerminal:
        """Post events, each given with the milliseconds before it, and answer each request for a draw at once."""
        for after, event in timed:
            self.now += after
            before = self.visit
            self.visit, effects = step(before, event, self.now)
            if any(isinstance(effect, NeedsDraw) for effect in effects):
                self.visit, _ = step(self.visit, DrawCompleted(DrawnStatements(DrawRef(1, 0, 0), CODES)), self.now)
            ended = next((effect.visit for effect in effects if isinstance(effect, VisitEnded)), None)
            self.pace = pace_after_event(
                TouchPace() if before.is_idle else self.pace, before, ended or self.visit, event, self.now, by_touch=by_touch
            )  # fmt: skip
            if ended is not None:
                flags, self.recent = detect_misuse(ended, self.pace, self.recent, boot=self.boot, salt=self.salt)
                self.flags.append(flags)
        return self

    def make_visit(self, *values: int, ms: int = 1_500, pause: int = 60_000) -> tuple[MisuseFlag, ...]:
        """Make a whole visit after a pause and return its flags. The visit answers NPS and then a value for each statement, with `ms`
        between any two touches.
        """
        nps, *rest = values
        self.post_all([(pause, TargetChosen(f"nps-{nps}")), (ms, TargetChosen("skip"))])
        self.post_all([(ms, TargetChosen(f"value-{value}")) for value in rest])
        self.post_all([(ms, TargetChosen("finish"))] if not self.visit.ended else [])
        self.post_all([(0, TargetChosen("close"))])
        return self.flags[-1]


def repeat_touch(every_ms: int, times: int, event: Event | None = None) -> TimedEvents:
    """Return the same touch several times, by default one that hits no target."""
    return [(every_ms, event or ActivitySeen(missed_targets=True))] * times


# ── too fast ──


def test_three_statements_in_a_second_were_not_read() -> None:
    assert MonitoredTerminal().make_visit(10, 5, 5, 5, ms=300) == ("too_fast",)


def test_a_quick_reader_is_not_flagged() -> None:
    assert MonitoredTerminal().make_visit(10, 5, 4, 5, ms=1_000) == ()


def test_one_quick_answer_among_three_is_not_flagged() -> None:
    terminal = MonitoredTerminal().post_all(
        [(9, TargetChosen("nps-9")), (2_000, TargetChosen("skip")), (200, TargetChosen("value-3")), (2_000, TargetChosen("value-3"))]
    )
    terminal.post_all([(2_000, TargetChosen("value-3"))])
    assert terminal.flags == [()]


def test_a_quick_answer_after_going_back_is_not_flagged() -> None:
    terminal = MonitoredTerminal().post_all([(9, TargetChosen("nps-9")), (2_000, TargetChosen("skip"))])
    terminal.post_all([(2_000, TargetChosen("value-3"))] * 2 + [(300, TargetChosen("back"))] * 2 + [(300, TargetChosen("value-4"))] * 2)
    terminal.post_all([(2_000, TargetChosen("value-4"))])
    assert terminal.flags == [()]


def test_skipping_everything_in_a_hurry_is_not_flagged() -> None:
    terminal = MonitoredTerminal().post_all([(9, TargetChosen("nps-9")), *[(250, TargetChosen("skip"))] * 4])
    assert terminal.flags == [()]


@given(st.lists(st.integers(1, 5), min_size=0, max_size=3), st.integers(misuse_detection.MIN_VISIT_MS_PER_STATEMENT, 40_000))
def test_a_visit_at_a_readers_pace_is_never_too_fast(values: list[int], ms: int) -> None:
    assert "too_fast" not in MonitoredTerminal().make_visit(7, *values, ms=min(ms, 24_000))


# ── burst ──


def test_visits_without_a_pause_are_a_burst_from_the_third_on() -> None:
    terminal = MonitoredTerminal()
    assert [terminal.make_visit(nps, pause=1_000) for nps in (1, 9, 3, 7)] == [(), (), ("burst",), ("burst",)]


def test_two_visits_in_a_row_are_no_burst() -> None:
    terminal = MonitoredTerminal()
    assert [terminal.make_visit(9, pause=pause) for pause in (60_000, 2_000, 60_000, 2_000)] == [()] * 4


def test_visits_without_an_answer_count_for_a_burst() -> None:
    terminal = MonitoredTerminal()
    for _ in range(2):
        terminal.post_all([(500, TargetChosen("language-sv")), (45_000, Ticked())])
        terminal.recent = replace(terminal.recent, ended_at=terminal.now)
    assert terminal.make_visit(4, pause=500) == ("burst",)


def test_no_pause_is_known_across_a_restart() -> None:
    terminal = MonitoredTerminal()
    terminal.make_visit(9, pause=1_000)
    terminal.make_visit(3, pause=1_000)
    terminal.boot = "boot-2"
    assert terminal.make_visit(5, pause=1_000) == ()


# ── drumming ──


def test_eight_touches_a_second_are_drumming() -> None:
    terminal = MonitoredTerminal().post_all([(9, TargetChosen("nps-9")), *repeat_touch(100, 8), (2_000, TargetChosen("finish"))])
    assert terminal.flags == [("drumming",)]


def test_three_touches_a_second_are_not_drumming() -> None:
    terminal = MonitoredTerminal().post_all([(9, TargetChosen("nps-9")), *repeat_touch(333, 10), (2_000, TargetChosen("finish"))])
    assert terminal.flags == [()]


def test_many_touches_that_hit_nothing_are_drumming() -> None:
    terminal = MonitoredTerminal().post_all([(9, TargetChosen("nps-9")), *repeat_touch(900, 20), (2_000, TargetChosen("finish"))])
    assert terminal.flags == [("drumming",)]


def test_turning_the_parts_of_a_long_screen_or_listening_is_not_drumming() -> None:
    terminal = MonitoredTerminal().post_all(
        [(9, TargetChosen("nps-9")), *[(900, ActivitySeen())] * 40, *[(100, ActivitySeen())] * 8, (2_000, TargetChosen("finish"))]
    )
    assert terminal.flags == [()]


def test_the_misses_of_a_trembling_hand_are_not_drumming() -> None:
    terminal = MonitoredTerminal()
    for target in ("nps-9", "skip", "value-5", "value-4", "value-4"):
        terminal.post_all([*repeat_touch(700, 2), (1_200, TargetChosen(target))])
    assert terminal.flags == [()]


def test_typing_is_not_drumming_and_neither_are_keys() -> None:
    typing = MonitoredTerminal().post_all(
        [(9, TargetChosen("nps-9")), (900, TargetChosen("write")), *repeat_touch(90, 60), (2_000, TargetChosen("finish"))]
    )
    keys = MonitoredTerminal().post_all(
        [(9, TargetChosen("nps-9")), *repeat_touch(90, 60), (2_000, TargetChosen("finish"))], by_touch=False
    )
    assert (typing.flags, keys.flags) == ([()], [()])


# ── same pattern ──


def test_the_fifth_of_the_same_pattern_is_flagged() -> None:
    terminal = MonitoredTerminal()
    assert [terminal.make_visit(1, 3, 1, pause=10_000) for _ in range(6)] == [(), (), (), (), ("same_pattern",), ("same_pattern",)]


def test_another_pattern_in_between_restarts_the_count() -> None:
    terminal = MonitoredTerminal()
    assert all(not terminal.make_visit(*((9, 4, 2) if number % 4 == 3 else (1, 3, 1)), pause=10_000) for number in range(12))


def test_the_same_pattern_after_a_longer_pause_is_not_flagged() -> None:
    terminal = MonitoredTerminal()
    assert all(not terminal.make_visit(10, 5, 5, 5, pause=misuse_detection.SAME_PATTERN_PAUSE_MS + 1) for _ in range(10))


def test_a_single_answer_is_no_pattern() -> None:
    terminal = MonitoredTerminal()
    assert all(not terminal.make_visit(10, pause=10_000) for _ in range(10))


# ── properties ──

paces = st.builds(
    TouchPace,
    replies=st.integers(0, 7), hasty_replies=st.integers(0, 7), hits=st.integers(0, 99), misses=st.integers(0, 99),
    shown_at=st.integers(0, 2**40), recent_touches=st.lists(st.integers(0, 2**40), max_size=8).map(tuple), has_drummed=st.booleans(),
)  # fmt: skip
recent_visits = st.builds(
    RecentVisits,
    boot=st.sampled_from(["", "a", "b"]), ended_at=st.none() | st.integers(0, 2**40), burst_length=st.integers(0, 99),
    same_pattern_length=st.integers(0, 99), pattern_hash=st.none() | st.integers(0, 255),
)  # fmt: skip


@given(st.one_of(reachable_visits(), arbitrary_visits()), paces, recent_visits)
def test_flags_are_words_that_a_response_can_carry(visit: Visit, pace: TouchPace, recent: RecentVisits) -> None:
    flags, after = detect_misuse(visit, pace, recent, boot="a", salt=SALT)
    assert list(flags) == [flag for flag in MISUSE_FLAGS if flag in flags]
    assert len(flags) <= 16
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", flag) for flag in flags)
    assert msgspec.convert(list(flags), tuple[WireFlag, ...]) == flags
    assert msgspec.json.decode(msgspec.json.encode(after), type=RecentVisits) == after


@given(timed_events)
def test_no_event_in_any_row_raises_and_a_pace_survives_json(timed: list[tuple[int, Event]]) -> None:
    terminal = MonitoredTerminal().post_all(timed)
    assert msgspec.json.decode(msgspec.json.encode(terminal.pace), type=TouchPace) == terminal.pace
    assert len(terminal.pace.recent_touches) <= misuse_detection.DRUMMING_TOUCHES


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 5), st.integers(1, 5), st.integers(0, 90_000)), max_size=20))
def test_the_memory_never_grows(visits: list[tuple[int, int, int, int]]) -> None:
    terminal = MonitoredTerminal()
    for nps, first, second, pause in visits:
        terminal.make_visit(nps, first, second, pause=pause)
        assert len(msgspec.json.encode(terminal.recent)) < 120


def test_several_patterns_share_each_hash_so_that_none_can_be_read_from_it() -> None:
    visits_by_hash: dict[int | None, int] = {}
    for nps in range(11):
        for number in range(125):
            terminal = MonitoredTerminal()
            terminal.make_visit(nps, number % 5 + 1, number // 5 % 5 + 1, number // 25 + 1)
            visits_by_hash[terminal.recent.pattern_hash] = visits_by_hash.get(terminal.recent.pattern_hash, 0) + 1
    assert None not in visits_by_hash
    assert sum(count for count in visits_by_hash.values() if count < 2) < 0.05 * sum(visits_by_hash.values())


@given(st.integers(0, 10), st.lists(st.integers(1, 5), min_size=2, max_size=3))
def test_the_same_pattern_has_other_hashes_on_other_terminals(nps: int, values: list[int]) -> None:
    hashes = []
    for salt in range(16):
        terminal = MonitoredTerminal(salt=bytes([salt]))
        terminal.make_visit(nps, *values)
        hashes.append(terminal.recent.pattern_hash)
    assert len(set(hashes)) > 4


@given(st.lists(st.integers(0, 10), min_size=1, max_size=8), st.integers(misuse_detection.MAX_BURST_PAUSE_MS + 1, 10**6))
def test_people_who_come_one_by_one_are_never_a_burst(answers: list[int], pause: int) -> None:
    terminal = MonitoredTerminal()
    assert all("burst" not in terminal.make_visit(nps, pause=pause) for nps in answers)


@given(st.integers(1, 20), st.integers(0, misuse_detection.MAX_BURST_PAUSE_MS))
def test_visits_with_a_short_pause_are_always_a_burst_from_the_third_on(count: int, pause: int) -> None:
    assume(pause > 0)
    terminal = MonitoredTerminal()
    flagged = ["burst" in terminal.make_visit(number % 11, pause=pause) for number in range(count)]
    assert flagged == [number >= misuse_detection.MIN_BURST_VISITS - 1 for number in range(count)]
