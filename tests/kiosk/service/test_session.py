"""Tests the state machine of the service screen: who gets in, what may be done there, and what remains afterwards."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.service.overview import ExchangeResult, Overview, SpeakerTestResult
from kiosk.service.pin_attempts import FREE_ATTEMPTS, wait_ms
from kiosk.service.session import (
    IDLE_TIMEOUT_MS,
    KEY_TEST_TIMEOUT_MS,
    MAX_TOUCH_MARKS,
    PIN_PAD_TIMEOUT_MS,
    SECTIONS,
    AddDeviceNote,
    AvailabilityChanged,
    CheckPin,
    ExchangeDone,
    GestureMade,
    InspectTerminal,
    KeyEventReceived,
    OverviewReady,
    PanelTouched,
    PinChecked,
    PinSubmitted,
    RunSpeakerTest,
    SavePinAttempts,
    SendNow,
    ServiceEffect,
    ServiceEvent,
    ServiceSession,
    SetOutOfUse,
    SpeakerTestDone,
    allowed_targets,
    close_session,
    step,
)  # fmt: skip
from survey.visit import ActivitySeen, Interrupted, TargetChosen, Ticked

LANGUAGES = ("fi", "sv", "en")
TARGET_NAMES = (
    "ok", "close", "back", "confirm", "say", "send-now", "new-code", "touch-test", "speaker-test", "keys-test", "set-aside", "use-again",
    "language-sv", "test-1", "test-11", *SECTIONS, "nps-7", "finish", "test-99", "language-xx",
)  # fmt: skip
EVENTS = st.one_of(
    st.sampled_from(
        [
            GestureMade(LANGUAGES), PinSubmitted(), PinChecked(True), PinChecked(False), AvailabilityChanged(True, False),
            AvailabilityChanged(False, False),
            AvailabilityChanged(False, True), OverviewReady(Overview()), ExchangeDone(ExchangeResult(None, 1)),
            SpeakerTestDone(SpeakerTestResult(None)), PanelTouched(1, 2),
            KeyEventReceived("help", "hold"), ActivitySeen(), Ticked(), Interrupted(),
        ]
    ),
    st.sampled_from(TARGET_NAMES).map(TargetChosen),
)  # fmt: skip
WALKS = st.lists(st.tuples(EVENTS, st.sampled_from((0, 400, 5_000, 31_000, 121_000))), max_size=40)


def run_events(
    events: list[tuple[ServiceEvent, int]], session: ServiceSession | None = None
) -> list[tuple[ServiceSession, ServiceEvent, ServiceSession, tuple[ServiceEffect, ...], int]]:
    """Apply events to a session and return every step.

    Args:
        events: the events, each with the milliseconds since the one before.
        session: the session at the start; None means a closed one.

    Returns:
        for each event: the session before it, the event, the session after it, its effects, and its time in milliseconds.
    """
    session, now, steps = session or ServiceSession(), 0, []
    for event, later in events:
        now += later
        after, effects = step(session, event, now)
        steps.append((session, event, after, effects, now))
        session = after
    return steps


def session_after_pin(*names: str) -> ServiceSession:
    """Return a session after the right PIN and then the choice of these targets."""
    session = ServiceSession()
    events: list[ServiceEvent] = [
        GestureMade(LANGUAGES),
        PinSubmitted(),
        PinChecked(True),
        OverviewReady(Overview()),
        *map(TargetChosen, names),
    ]
    for event in events:
        session, _ = step(session, event, 0)
    return session


@given(WALKS)
def test_nobody_gets_past_the_pad_but_by_a_pin_that_proved_right(events: list[tuple[ServiceEvent, int]]) -> None:
    for before, event, after, _, _ in run_events(events):
        if before.page in ("closed", "pad") and after.page not in ("closed", "pad"):
            assert before.page == "pad"
            assert before.checking_pin
            assert event == PinChecked(True)


@given(WALKS)
def test_before_the_pin_nothing_is_told_and_nothing_can_be_done(events: list[tuple[ServiceEvent, int]]) -> None:
    for before, _, after, effects, _ in run_events(events):
        if after.page in ("closed", "pad"):
            assert (
                after.overview,
                after.exchange_result,
                after.speaker_test_result,
                after.hit_targets,
                after.touch_marks,
                after.key_events,
            ) == (None, None, None, (), (), ())
        if before.page in ("closed", "pad") and after.page in ("closed", "pad"):
            assert not [effect for effect in effects if not isinstance(effect, CheckPin | SavePinAttempts | AddDeviceNote)]


@given(WALKS)
def test_a_close_leaves_nothing_of_whoever_was_there(events: list[tuple[ServiceEvent, int]]) -> None:
    for _, _, after, _, _ in run_events(events):
        if not after.is_open:
            assert after == close_session(after)
            assert after.language == ServiceSession().language


@given(WALKS)
def test_a_try_is_on_the_disk_as_a_wrong_one_before_it_is_checked(events: list[tuple[ServiceEvent, int]]) -> None:
    for before, _, after, effects, now in run_events(events):
        if any(isinstance(effect, CheckPin) for effect in effects):
            assert effects == (SavePinAttempts(after.pin_attempts), CheckPin())
            assert after.pin_attempts.wrong_count == before.pin_attempts.wrong_count + 1
            assert before.pin_attempts.locked_until is None or before.pin_attempts.locked_until <= now, "no try while it waits"


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=60))
def test_whoever_guesses_gets_no_more_tries_than_the_waits_allow(pauses: list[int]) -> None:
    session, now, checks = ServiceSession(), 0, 0
    for pause in pauses:
        now += pause
        session, _ = step(session, Ticked(), now)
        session, _ = step(session, GestureMade(LANGUAGES), now)
        session, effects = step(session, PinSubmitted(), now)
        checks += sum(isinstance(effect, CheckPin) for effect in effects)
        session, _ = step(session, PinChecked(False), now)
    assert sum(wait_ms(wrong) for wrong in range(1, checks)) <= now


@given(WALKS)
def test_what_is_offered_is_what_moves_it(events: list[tuple[ServiceEvent, int]]) -> None:
    for before, event, after, effects, now in run_events(events):
        if isinstance(event, TargetChosen) and event.target not in allowed_targets(before):
            assert msgspec.structs.replace(after, touched_at=0) == msgspec.structs.replace(before, touched_at=0)
            assert effects == ()
            assert not before.is_open or after.touched_at == now


@given(WALKS)
def test_a_session_survives_json(events: list[tuple[ServiceEvent, int]]) -> None:
    for _, _, after, _, _ in run_events(events):
        assert msgspec.json.decode(msgspec.json.encode(after), type=ServiceSession) == after


@given(WALKS)
def test_it_closes_by_itself_when_nobody_touches(events: list[tuple[ServiceEvent, int]]) -> None:
    steps = run_events(events)
    session, now = (steps[-1][2], steps[-1][4]) if steps else (ServiceSession(), 0)
    for later in (KEY_TEST_TIMEOUT_MS, IDLE_TIMEOUT_MS):  # the key test has its own time-out and comes first
        now += later
        session, _ = step(session, Ticked(), now)
    now += IDLE_TIMEOUT_MS
    session, _ = step(session, Ticked(), now)
    assert not session.is_open


@pytest.mark.parametrize(("place", "stays"), [("pad", PIN_PAD_TIMEOUT_MS), ("connection", IDLE_TIMEOUT_MS), ("touch", IDLE_TIMEOUT_MS)])
def test_a_touch_keeps_it_for_the_whole_time_again(place: str, stays: int) -> None:
    session = {
        "pad": step(ServiceSession(), GestureMade(LANGUAGES), 0)[0],
        "connection": session_after_pin(),
        "touch": session_after_pin("tests", "touch-test"),
    }[place]
    for moment in (stays - 1, 2 * stays - 2):
        session, _ = step(session, Ticked(), moment)
        assert session.page == place
        session, _ = step(session, ActivitySeen(), moment)
    assert step(session, Ticked(), 3 * stays - 3)[0].page == place
    assert step(session, Ticked(), 3 * stays - 2)[0].page == "closed"


def test_a_right_pin_forgets_the_wrong_ones_and_the_server_hears_of_both() -> None:
    session, noted = ServiceSession(), []
    for right in (False, False, True):
        for event in (GestureMade(LANGUAGES), PinSubmitted(), PinChecked(right)):
            session, effects = step(session, event, 0)
            noted += [effect.code for effect in effects if isinstance(effect, AddDeviceNote)]
    assert noted == ["wrong_pin", "wrong_pin", "service_opened"]
    assert session.pin_attempts.wrong_count == 0


def test_after_the_third_wrong_pin_none_is_checked_until_the_wait_is_over() -> None:
    session = ServiceSession()
    session, _ = step(session, GestureMade(LANGUAGES), 0)
    for _ in range(FREE_ATTEMPTS):
        session, effects = step(session, PinSubmitted(), 0)
        assert CheckPin() in effects
        session, _ = step(session, PinChecked(False), 0)
    session, effects = step(session, PinSubmitted(), 29_999)
    assert effects == ()
    assert CheckPin() in step(session, PinSubmitted(), 30_000)[1]


def test_a_pin_that_proves_right_after_the_pad_was_closed_opens_it_for_nobody() -> None:
    session = ServiceSession()
    for event in (GestureMade(LANGUAGES), PinSubmitted(), TargetChosen("close"), GestureMade(LANGUAGES)):
        session, _ = step(session, event, 0)
    assert not session.is_open
    session, effects = step(session, PinChecked(True), 0)
    assert not session.is_open
    assert AddDeviceNote("service_opened") not in effects
    assert session.pin_attempts.wrong_count == 0


def test_it_looks_again_and_again_while_a_section_is_shown() -> None:
    session = session_after_pin()
    looks = [InspectTerminal() in step(session, Ticked(), moment)[1] for moment in (1_000, 3_999, 4_000)]
    assert looks == [False, False, True]
    assert step(session_after_pin("tests", "touch-test"), Ticked(), 4_000)[1] == ()


def test_an_exchange_is_asked_for_once_and_told() -> None:
    session, effects = step(session_after_pin(), TargetChosen("send-now"), 0)
    assert effects == (SendNow(),)
    assert step(session, TargetChosen("send-now"), 0)[1] == ()
    session, effects = step(session, ExchangeDone(ExchangeResult(None, 3)), 0)
    assert (session.sending, session.exchange_result, effects) == (False, ExchangeResult(None, 3), (InspectTerminal(),))


def test_its_outcome_is_not_shown_to_whoever_comes_next() -> None:
    session = session_after_pin("send-now", "close")
    assert session.sending
    session, _ = step(session, ExchangeDone(ExchangeResult(None, 3)), 0)
    assert (session.sending, session.exchange_result) == (False, None)


def test_the_speaker_test_says_it_in_the_language_of_the_screen() -> None:
    session, effects = step(replace(session_after_pin("tests", "speaker-test"), language="sv"), TargetChosen("say"), 0)
    assert effects == (RunSpeakerTest("sv"),)
    assert step(session, TargetChosen("say"), 0)[1] == ()
    session, _ = step(session, SpeakerTestDone(SpeakerTestResult("USB Audio")), 0)
    assert (session.testing_speaker, session.speaker_test_result) == (False, SpeakerTestResult("USB Audio"))
    assert step(session, TargetChosen("back"), 0)[0].speaker_test_result is None


def test_the_touch_test_keeps_where_it_was_touched_and_what_was_hit() -> None:
    session = session_after_pin("tests", "touch-test", "test-3", "test-1", "test-3")
    for x in range(MAX_TOUCH_MARKS + 5):
        session, _ = step(session, PanelTouched(x, 2 * x), 0)
    assert session.hit_targets == (1, 3)
    assert session.touch_marks[-1] == (MAX_TOUCH_MARKS + 4, 2 * MAX_TOUCH_MARKS + 8)
    assert len(session.touch_marks) == MAX_TOUCH_MARKS
    left, _ = step(session, TargetChosen("back"), 0)
    assert (left.page, left.hit_targets, left.touch_marks) == ("tests", (), ())


def test_the_key_test_shows_each_key_and_lets_go_of_who_has_only_keys() -> None:
    session = session_after_pin("tests", "keys-test")
    session, _ = step(session, KeyEventReceived("help", "press"), 0)
    session, _ = step(session, KeyEventReceived("help", "hold"), 0)
    assert session.key_events == ("help press", "help hold")
    session, _ = step(session, Ticked(), KEY_TEST_TIMEOUT_MS)
    assert (session.page, session.key_events) == ("tests", ())


def test_out_of_use_is_asked_once_more() -> None:
    asked, effects = step(session_after_pin("tests"), TargetChosen("set-aside"), 0)
    assert (asked.page, effects) == ("set_aside", ())
    assert step(asked, TargetChosen("back"), 0)[0].out_of_use_by_staff is False
    done, effects = step(asked, TargetChosen("confirm"), 0)
    assert (done.page, done.out_of_use_by_staff, effects) == ("tests", True, (SetOutOfUse(True),))
    assert "use-again" in allowed_targets(done)
    again, effects = step(done, TargetChosen("use-again"), 0)
    assert (again.out_of_use_by_staff, effects) == (False, (SetOutOfUse(False),))


def test_a_new_code_is_offered_where_one_is_needed_and_only_there() -> None:
    assert "new-code" not in allowed_targets(session_after_pin())
    session, _ = step(session_after_pin(), AvailabilityChanged(True, False), 0)
    session, _ = step(session, TargetChosen("new-code"), 0)
    assert session.page == "code"
    assert step(session, TargetChosen("back"), 0)[0].page == "connection"
    taken, effects = step(session, AvailabilityChanged(False, False), 0)
    assert (taken.page, effects) == ("connection", (InspectTerminal(),))
