"""The service screen as a state machine: who gets in, what may be done, and what is left afterwards."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.service.overview import Overview, Sent, Spoke
from kiosk.service.pin_attempts import FREE, wait_ms
from kiosk.service.session import (
    IDLE_MS,
    KEYS_IDLE_MS,
    MARKS_KEPT,
    PAD_IDLE_MS,
    SECTIONS,
    Check,
    Effect,
    Event,
    Judged,
    KeepTries,
    KeyHeard,
    Look,
    Looked,
    Note,
    Opened,
    PutAside,
    Said,
    Say,
    SendNow,
    SentNow,
    Session,
    Stands,
    Touched,
    Tried,
    closed,
    step,
    targets,
)  # fmt: skip
from survey.visit import Chose, Cut, Stirred, Ticked

LANGUAGES = ("fi", "sv", "en")
NAMES = (
    "ok", "close", "back", "confirm", "say", "send-now", "new-code", "touch-test", "speaker-test", "keys-test", "set-aside", "use-again",
    "language-sv", "test-1", "test-11", *SECTIONS, "nps-7", "finish", "test-99", "language-xx",
)  # fmt: skip
EVENTS = st.one_of(
    st.sampled_from(
        [
            Opened(LANGUAGES), Tried(), Judged(True), Judged(False), Stands(True, False), Stands(False, False),
            Stands(False, True), Looked(Overview()), SentNow(Sent(None, 1)), Said(Spoke(None)), Touched(1, 2),
            KeyHeard("help", "hold"), Stirred(), Ticked(), Cut(),
        ]
    ),
    st.sampled_from(NAMES).map(Chose),
)  # fmt: skip
WALKS = st.lists(st.tuples(EVENTS, st.sampled_from((0, 400, 5_000, 31_000, 121_000))), max_size=40)


def walk(events: list[tuple[Event, int]], session: Session | None = None) -> list[tuple[Session, Event, Session, tuple[Effect, ...], int]]:
    """Every step of a walk: before, event, after, effects, moment."""
    session, now, steps = session or Session(), 0, []
    for event, later in events:
        now += later
        after, effects = step(session, event, now)
        steps.append((session, event, after, effects, now))
        session = after
    return steps


def opened(*names: str) -> Session:
    """A session whose PIN was right, after these choices."""
    session = Session()
    events: list[Event] = [Opened(LANGUAGES), Tried(), Judged(True), Looked(Overview()), *map(Chose, names)]
    for event in events:
        session, _ = step(session, event, 0)
    return session


@given(WALKS)
def test_nobody_gets_past_the_pad_but_by_a_pin_that_proved_right(events: list[tuple[Event, int]]) -> None:
    for before, event, after, _, _ in walk(events):
        if before.place in ("closed", "pad") and after.place not in ("closed", "pad"):
            assert before.place == "pad"
            assert before.checking
            assert event == Judged(True)


@given(WALKS)
def test_before_the_pin_nothing_is_told_and_nothing_can_be_done(events: list[tuple[Event, int]]) -> None:
    for before, _, after, effects, _ in walk(events):
        if after.place in ("closed", "pad"):
            assert (after.overview, after.sent, after.spoke, after.hit, after.marks, after.heard) == (None, None, None, (), (), ())
        if before.place in ("closed", "pad") and after.place in ("closed", "pad"):
            assert not [effect for effect in effects if not isinstance(effect, Check | KeepTries | Note)]


@given(WALKS)
def test_a_close_leaves_nothing_of_whoever_was_there(events: list[tuple[Event, int]]) -> None:
    for _, _, after, _, _ in walk(events):
        if not after.open:
            assert after == closed(after)
            assert after.language == Session().language


@given(WALKS)
def test_a_try_is_on_the_disk_as_a_wrong_one_before_it_is_checked(events: list[tuple[Event, int]]) -> None:
    for before, _, after, effects, now in walk(events):
        if any(isinstance(effect, Check) for effect in effects):
            assert effects == (KeepTries(after.tries), Check())
            assert after.tries.wrong == before.tries.wrong + 1
            assert before.tries.until is None or before.tries.until <= now, "no try while it waits"


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=60))
def test_whoever_guesses_gets_no_more_tries_than_the_waits_allow(pauses: list[int]) -> None:
    session, now, checks = Session(), 0, 0
    for pause in pauses:
        now += pause
        session, _ = step(session, Ticked(), now)
        session, _ = step(session, Opened(LANGUAGES), now)
        session, effects = step(session, Tried(), now)
        checks += sum(isinstance(effect, Check) for effect in effects)
        session, _ = step(session, Judged(False), now)
    assert sum(wait_ms(wrong) for wrong in range(1, checks)) <= now


@given(WALKS)
def test_what_is_offered_is_what_moves_it(events: list[tuple[Event, int]]) -> None:
    for before, event, after, effects, now in walk(events):
        if isinstance(event, Chose) and event.target not in targets(before):
            assert msgspec.structs.replace(after, touched_at=0) == msgspec.structs.replace(before, touched_at=0)
            assert effects == ()
            assert not before.open or after.touched_at == now


@given(WALKS)
def test_a_session_survives_json(events: list[tuple[Event, int]]) -> None:
    for _, _, after, _, _ in walk(events):
        assert msgspec.json.decode(msgspec.json.encode(after), type=Session) == after


@given(WALKS)
def test_it_closes_by_itself_when_nobody_touches(events: list[tuple[Event, int]]) -> None:
    steps = walk(events)
    session, now = (steps[-1][2], steps[-1][4]) if steps else (Session(), 0)
    for later in (KEYS_IDLE_MS, IDLE_MS):  # out of the key test first
        now += later
        session, _ = step(session, Ticked(), now)
    now += IDLE_MS
    session, _ = step(session, Ticked(), now)
    assert not session.open


@pytest.mark.parametrize(("place", "stays"), [("pad", PAD_IDLE_MS), ("connection", IDLE_MS), ("touch", IDLE_MS)])
def test_a_touch_keeps_it_for_the_whole_time_again(place: str, stays: int) -> None:
    session = {"pad": step(Session(), Opened(LANGUAGES), 0)[0], "connection": opened(), "touch": opened("tests", "touch-test")}[place]
    for moment in (stays - 1, 2 * stays - 2):
        session, _ = step(session, Ticked(), moment)
        assert session.place == place
        session, _ = step(session, Stirred(), moment)
    assert step(session, Ticked(), 3 * stays - 3)[0].place == place
    assert step(session, Ticked(), 3 * stays - 2)[0].place == "closed"


def test_a_right_pin_forgets_the_wrong_ones_and_the_server_hears_of_both() -> None:
    session, noted = Session(), []
    for right in (False, False, True):
        for event in (Opened(LANGUAGES), Tried(), Judged(right)):
            session, effects = step(session, event, 0)
            noted += [effect.code for effect in effects if isinstance(effect, Note)]
    assert noted == ["wrong_pin", "wrong_pin", "service_opened"]
    assert session.tries.wrong == 0


def test_after_the_third_wrong_pin_none_is_checked_until_the_wait_is_over() -> None:
    session = Session()
    session, _ = step(session, Opened(LANGUAGES), 0)
    for _ in range(FREE):
        session, effects = step(session, Tried(), 0)
        assert Check() in effects
        session, _ = step(session, Judged(False), 0)
    session, effects = step(session, Tried(), 29_999)
    assert effects == ()
    assert Check() in step(session, Tried(), 30_000)[1]


def test_a_pin_that_proves_right_after_the_pad_was_closed_opens_it_for_nobody() -> None:
    session = Session()
    for event in (Opened(LANGUAGES), Tried(), Chose("close"), Opened(LANGUAGES)):
        session, _ = step(session, event, 0)
    assert not session.open
    session, effects = step(session, Judged(True), 0)
    assert not session.open
    assert Note("service_opened") not in effects
    assert session.tries.wrong == 0


def test_it_looks_again_and_again_while_a_section_is_shown() -> None:
    session = opened()
    looks = [Look() in step(session, Ticked(), moment)[1] for moment in (1_000, 3_999, 4_000)]
    assert looks == [False, False, True]
    assert step(opened("tests", "touch-test"), Ticked(), 4_000)[1] == ()


def test_an_exchange_is_asked_for_once_and_told() -> None:
    session, effects = step(opened(), Chose("send-now"), 0)
    assert effects == (SendNow(),)
    assert step(session, Chose("send-now"), 0)[1] == ()
    session, effects = step(session, SentNow(Sent(None, 3)), 0)
    assert (session.sending, session.sent, effects) == (False, Sent(None, 3), (Look(),))


def test_its_outcome_is_not_shown_to_whoever_comes_next() -> None:
    session = opened("send-now", "close")
    assert session.sending
    session, _ = step(session, SentNow(Sent(None, 3)), 0)
    assert (session.sending, session.sent) == (False, None)


def test_the_speaker_test_says_it_in_the_language_of_the_screen() -> None:
    session, effects = step(replace(opened("tests", "speaker-test"), language="sv"), Chose("say"), 0)
    assert effects == (Say("sv"),)
    assert step(session, Chose("say"), 0)[1] == ()
    session, _ = step(session, Said(Spoke("USB Audio")), 0)
    assert (session.speaking, session.spoke) == (False, Spoke("USB Audio"))
    assert step(session, Chose("back"), 0)[0].spoke is None


def test_the_touch_test_keeps_where_it_was_touched_and_what_was_hit() -> None:
    session = opened("tests", "touch-test", "test-3", "test-1", "test-3")
    for x in range(MARKS_KEPT + 5):
        session, _ = step(session, Touched(x, 2 * x), 0)
    assert session.hit == (1, 3)
    assert session.marks[-1] == (MARKS_KEPT + 4, 2 * MARKS_KEPT + 8)
    assert len(session.marks) == MARKS_KEPT
    left, _ = step(session, Chose("back"), 0)
    assert (left.place, left.hit, left.marks) == ("tests", (), ())


def test_the_key_test_shows_each_key_and_lets_go_of_who_has_only_keys() -> None:
    session = opened("tests", "keys-test")
    session, _ = step(session, KeyHeard("help", "press"), 0)
    session, _ = step(session, KeyHeard("help", "hold"), 0)
    assert session.heard == ("help press", "help hold")
    session, _ = step(session, Ticked(), KEYS_IDLE_MS)
    assert (session.place, session.heard) == ("tests", ())


def test_out_of_use_is_asked_once_more() -> None:
    asked, effects = step(opened("tests"), Chose("set-aside"), 0)
    assert (asked.place, effects) == ("set_aside", ())
    assert step(asked, Chose("back"), 0)[0].set_aside is False
    done, effects = step(asked, Chose("confirm"), 0)
    assert (done.place, done.set_aside, effects) == ("tests", True, (PutAside(True),))
    assert "use-again" in targets(done)
    again, effects = step(done, Chose("use-again"), 0)
    assert (again.set_aside, effects) == (False, (PutAside(False),))


def test_a_new_code_is_offered_where_one_is_needed_and_only_there() -> None:
    assert "new-code" not in targets(opened())
    session, _ = step(opened(), Stands(True, False), 0)
    session, _ = step(session, Chose("new-code"), 0)
    assert session.place == "code"
    assert step(session, Chose("back"), 0)[0].place == "connection"
    taken, effects = step(session, Stands(False, False), 0)
    assert (taken.place, effects) == ("connection", (Look(),))
