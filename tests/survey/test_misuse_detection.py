"""What is taken for play and what is not: quick, trembling, many or content people are not."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from survey import misuse_detection
from survey.misuse_detection import FLAGS, Flag, Memory, Pace, judged, noticed
from survey.visit import Chose, Drawn, Drew, Event, Finished, NeedsDraw, Stirred, Ticked, Visit, idle, step
from survey.wire import DrawRef
from survey.wire import Flag as WireFlag
from tests.survey.sample_visits import SCRIPT, reachable, timed_events, unreachable

CODES = ("access", "clarity", "benefit")
SALT = b"one terminal"
Timed = Iterable[tuple[int, Event]]


class Hall:
    """A terminal whose visits are judged as they end."""

    def __init__(self, *, salt: bytes = SALT) -> None:
        self.now, self.salt, self.boot = 1_000, salt, "boot-1"
        self.visit, self.pace, self.memory = idle(SCRIPT), Pace(), Memory()
        self.flags: list[tuple[Flag, ...]] = []

    def do(self, timed: Timed, *, by_touch: bool = True) -> Hall:
        for after, event in timed:
            self.now += after
            before = self.visit
            self.visit, effects = step(before, event, self.now)
            if any(isinstance(effect, NeedsDraw) for effect in effects):
                self.visit, _ = step(self.visit, Drew(Drawn(DrawRef(1, 0, 0), CODES)), self.now)
            ended = next((effect.visit for effect in effects if isinstance(effect, Finished)), None)
            self.pace = noticed(
                Pace() if before.idle else self.pace, before, ended or self.visit, event, self.now, by_touch=by_touch
            )  # fmt: skip
            if ended is not None:
                flags, self.memory = judged(ended, self.pace, self.memory, boot=self.boot, salt=self.salt)
                self.flags.append(flags)
        return self

    def visits(self, *values: int, ms: int = 1_500, pause: int = 60_000) -> tuple[Flag, ...]:
        """A whole visit after a pause: NPS, then a value for each statement, `ms` between any two touches; its flags."""
        nps, *rest = values
        self.do([(pause, Chose(f"nps-{nps}")), (ms, Chose("skip"))])
        self.do([(ms, Chose(f"value-{value}")) for value in rest])
        self.do([(ms, Chose("finish"))] if not self.visit.ended else [])
        self.do([(0, Chose("close"))])
        return self.flags[-1]


def touches(every_ms: int, times: int, event: Event | None = None) -> Timed:
    return [(every_ms, event or Stirred(missed=True))] * times


# ── too fast ──


def test_three_statements_in_a_second_were_not_read() -> None:
    assert Hall().visits(10, 5, 5, 5, ms=300) == ("too_fast",)


def test_a_quick_reader_is_not_flagged() -> None:
    assert Hall().visits(10, 5, 4, 5, ms=1_000) == ()


def test_one_quick_answer_among_three_is_nothing() -> None:
    hall = Hall().do([(9, Chose("nps-9")), (2_000, Chose("skip")), (200, Chose("value-3")), (2_000, Chose("value-3"))])
    hall.do([(2_000, Chose("value-3"))])
    assert hall.flags == [()]


def test_who_comes_back_has_read_it_before() -> None:
    hall = Hall().do([(9, Chose("nps-9")), (2_000, Chose("skip"))])
    hall.do([(2_000, Chose("value-3"))] * 2 + [(300, Chose("back"))] * 2 + [(300, Chose("value-4"))] * 2)
    hall.do([(2_000, Chose("value-4"))])
    assert hall.flags == [()]


def test_passing_all_by_in_a_hurry_is_nobodys_play() -> None:
    hall = Hall().do([(9, Chose("nps-9")), *[(250, Chose("skip"))] * 4])
    assert hall.flags == [()]


@given(st.lists(st.integers(1, 5), min_size=0, max_size=3), st.integers(misuse_detection.VISIT_MS_PER_STATEMENT, 40_000))
def test_a_visit_at_a_readers_pace_is_never_too_fast(values: list[int], ms: int) -> None:
    assert "too_fast" not in Hall().visits(7, *values, ms=min(ms, 24_000))


# ── burst ──


def test_visits_without_a_pause_are_a_burst_from_the_third_on() -> None:
    hall = Hall()
    assert [hall.visits(nps, pause=1_000) for nps in (1, 9, 3, 7)] == [(), (), ("burst",), ("burst",)]


def test_a_couple_one_after_the_other_is_none() -> None:
    hall = Hall()
    assert [hall.visits(9, pause=pause) for pause in (60_000, 2_000, 60_000, 2_000)] == [()] * 4


def test_visits_that_left_no_answer_are_in_the_row_too() -> None:
    hall = Hall()
    for _ in range(2):
        hall.do([(500, Chose("language-sv")), (45_000, Ticked())])
        hall.memory = replace(hall.memory, ended_at=hall.now)
    assert hall.visits(4, pause=500) == ("burst",)


def test_over_a_new_start_of_the_clock_no_pause_is_known() -> None:
    hall = Hall()
    hall.visits(9, pause=1_000)
    hall.visits(3, pause=1_000)
    hall.boot = "boot-2"
    assert hall.visits(5, pause=1_000) == ()


# ── drumming ──


def test_eight_touches_a_second_are_drums() -> None:
    hall = Hall().do([(9, Chose("nps-9")), *touches(100, 8), (2_000, Chose("finish"))])
    assert hall.flags == [("drumming",)]


def test_three_a_second_are_a_hurry() -> None:
    hall = Hall().do([(9, Chose("nps-9")), *touches(333, 10), (2_000, Chose("finish"))])
    assert hall.flags == [()]


def test_touches_that_hit_nothing_are_drums_where_they_are_many() -> None:
    hall = Hall().do([(9, Chose("nps-9")), *touches(900, 20), (2_000, Chose("finish"))])
    assert hall.flags == [("drumming",)]


def test_who_turns_the_parts_of_a_long_screen_or_listens_drums_on_nothing() -> None:
    hall = Hall().do([(9, Chose("nps-9")), *[(900, Stirred())] * 40, *[(100, Stirred())] * 8, (2_000, Chose("finish"))])
    assert hall.flags == [()]


def test_a_trembling_hand_misses_and_gets_on() -> None:
    hall = Hall()
    for name in ("nps-9", "skip", "value-5", "value-4", "value-4"):
        hall.do([*touches(700, 2), (1_200, Chose(name))])
    assert hall.flags == [()]


def test_typing_is_not_drumming_and_neither_are_keys() -> None:
    typing = Hall().do([(9, Chose("nps-9")), (900, Chose("write")), *touches(90, 60), (2_000, Chose("finish"))])
    keys = Hall().do([(9, Chose("nps-9")), *touches(90, 60), (2_000, Chose("finish"))], by_touch=False)
    assert (typing.flags, keys.flags) == ([()], [()])


# ── same pattern ──


def test_the_fifth_of_the_same_pattern_is_flagged() -> None:
    hall = Hall()
    assert [hall.visits(1, 3, 1, pause=10_000) for _ in range(6)] == [(), (), (), (), ("same_pattern",), ("same_pattern",)]


def test_another_pattern_between_begins_the_row_anew() -> None:
    hall = Hall()
    assert all(not hall.visits(*((9, 4, 2) if number % 4 == 3 else (1, 3, 1)), pause=10_000) for number in range(12))


def test_after_a_longer_pause_it_is_somebody_else_of_the_same_mind() -> None:
    hall = Hall()
    assert all(not hall.visits(10, 5, 5, 5, pause=misuse_detection.SAME_PAUSE_MS + 1) for _ in range(10))


def test_a_single_answer_is_no_pattern() -> None:
    hall = Hall()
    assert all(not hall.visits(10, pause=10_000) for _ in range(10))


# ── what always holds ──

paces = st.builds(
    Pace,
    replies=st.integers(0, 7), hasty=st.integers(0, 7), hits=st.integers(0, 99), misses=st.integers(0, 99),
    shown_at=st.integers(0, 2**40), latest=st.lists(st.integers(0, 2**40), max_size=8).map(tuple), drummed=st.booleans(),
)  # fmt: skip
memories = st.builds(
    Memory,
    boot=st.sampled_from(["", "a", "b"]), ended_at=st.none() | st.integers(0, 2**40), close=st.integers(0, 99), same=st.integers(0, 99),
    mark=st.none() | st.integers(0, 255),
)  # fmt: skip


@given(st.one_of(reachable(), unreachable()), paces, memories)
def test_flags_are_words_that_a_response_can_carry(visit: Visit, pace: Pace, memory: Memory) -> None:
    flags, after = judged(visit, pace, memory, boot="a", salt=SALT)
    assert list(flags) == [flag for flag in FLAGS if flag in flags]
    assert len(flags) <= 16
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", flag) for flag in flags)
    assert msgspec.convert(list(flags), tuple[WireFlag, ...]) == flags
    assert msgspec.json.decode(msgspec.json.encode(after), type=Memory) == after


@given(timed_events)
def test_no_event_in_any_row_raises_and_a_pace_survives_json(walk: list[tuple[int, Event]]) -> None:
    hall = Hall().do(walk)
    assert msgspec.json.decode(msgspec.json.encode(hall.pace), type=Pace) == hall.pace
    assert len(hall.pace.latest) <= misuse_detection.DRUM_TOUCHES


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 5), st.integers(1, 5), st.integers(0, 90_000)), max_size=20))
def test_the_memory_never_grows(visits: list[tuple[int, int, int, int]]) -> None:
    hall = Hall()
    for nps, one, two, pause in visits:
        hall.visits(nps, one, two, pause=pause)
        assert len(msgspec.json.encode(hall.memory)) < 120


def test_several_patterns_share_each_mark_so_that_none_can_be_read_from_it() -> None:
    shared: dict[int | None, int] = {}
    for nps in range(11):
        for number in range(125):
            hall = Hall()
            hall.visits(nps, number % 5 + 1, number // 5 % 5 + 1, number // 25 + 1)
            shared[hall.memory.mark] = shared.get(hall.memory.mark, 0) + 1
    assert None not in shared
    assert sum(count for count in shared.values() if count < 2) < 0.05 * sum(shared.values())


@given(st.integers(0, 10), st.lists(st.integers(1, 5), min_size=2, max_size=3))
def test_marks_of_two_terminals_are_not_the_same_table(nps: int, values: list[int]) -> None:
    marks = []
    for salt in range(16):
        hall = Hall(salt=bytes([salt]))
        hall.visits(nps, *values)
        marks.append(hall.memory.mark)
    assert len(set(marks)) > 4


@given(st.lists(st.integers(0, 10), min_size=1, max_size=8), st.integers(misuse_detection.BURST_PAUSE_MS + 1, 10**6))
def test_people_who_come_one_by_one_are_never_a_burst(answers: list[int], pause: int) -> None:
    hall = Hall()
    assert all("burst" not in hall.visits(nps, pause=pause) for nps in answers)


@given(st.integers(1, 20), st.integers(0, misuse_detection.BURST_PAUSE_MS))
def test_visits_hand_to_hand_are_always_one_from_the_third_on(count: int, pause: int) -> None:
    assume(pause > 0)
    hall = Hall()
    flagged = ["burst" in hall.visits(number % 11, pause=pause) for number in range(count)]
    assert flagged == [number >= misuse_detection.BURST_VISITS - 1 for number in range(count)]
