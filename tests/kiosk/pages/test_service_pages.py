"""Tests that every state of the service screen has a page in every language.

The page offers exactly what the session allows, and does not reveal the PIN.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.faults import FAULT_KINDS
from i18n.catalogs import catalog
from kiosk.pages.device_fault_texts import FAULT_TEXTS, PART_NAMES
from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.service_texts import EXCHANGE_PROBLEM_TEXTS, HIGH_TEMPERATURE_C, LOW_DISK_MB
from kiosk.pages.text_input import TextInput
from kiosk.service.overview import ExchangeResult, Overview, OverviewFault, SpeakerTestResult
from kiosk.service.pin_attempts import PinAttempts
from kiosk.service.session import (
    SECTIONS,
    AvailabilityChanged,
    GestureMade,
    OverviewReady,
    PinChecked,
    PinSubmitted,
    ServiceEvent,
    ServiceSession,
    allowed_targets,
    step,
)
from kiosk.visit.view import EnrolmentView, View
from survey.visit import TargetChosen
from tests.kiosk.ui.sample_runtime import make_configuration

LANGUAGES = ("fi", "sv", "en")
HEALTHY = Overview(
    interface="wlan0", address="10.0.0.7", server="https://palaute.example.fi", last_sync="2026-11-22T10:15:00+02:00",
    wall_time="2026-11-22 10:30", clock_trusted=True, unsent=3, oldest_unsent="2026-11-20T08:00:00+02:00", acknowledged_kept=40,
    terminal_id="t1", software="1.0", configuration="e1", operating_system="Debian", model="Raspberry Pi 5", temperature_c=50.0,
    undervoltage=False, disk_free_mb=9_000, audio_outputs=("USB",),
)  # fmt: skip
FAULTY = Overview(
    problem="certificate", refused=2, temperature_c=85.0, undervoltage=True, disk_free_mb=3, faults=(OverviewFault("help", "stuck"),)
)
SECTION_NAMES = ("pad", *SECTIONS, "touch", "speaker", "keys", "set_aside")
SESSIONS = st.builds(
    ServiceSession,
    page=st.sampled_from(SECTION_NAMES),
    language=st.sampled_from(LANGUAGES),
    languages=st.just(LANGUAGES),
    pin_attempts=st.sampled_from([PinAttempts(), PinAttempts(4, 60_000)]),
    checking_pin=st.booleans(),
    last_pin_wrong=st.booleans(),
    needs_code=st.booleans(),
    out_of_use_by_staff=st.booleans(),
    overview=st.sampled_from([None, HEALTHY, FAULTY, Overview()]),
    sending=st.booleans(),
    exchange_result=st.sampled_from([None, ExchangeResult(None, 3), ExchangeResult("network", 0, 0, 3)]),
    testing_speaker=st.booleans(),
    speaker_test_result=st.sampled_from([None, SpeakerTestResult("USB"), SpeakerTestResult(None)]),
    hit_targets=st.sampled_from([(), (1, 11)]),
    touch_marks=st.sampled_from([(), ((0, 1000), (500, 500))]),
    key_events=st.sampled_from([(), ("help press", "choose hold", "bell rings")]),
)


def page_for(session: ServiceSession, text_input: TextInput | None = None, now: int = 1_000) -> Page:
    return build_page(
        View(mode="service", configuration=make_configuration(), service_session=session, decided_at=now),
        text_input or TextInput(limit=12),
        now,
    )


@given(SESSIONS)
def test_every_state_has_a_page_that_offers_what_the_session_allows(session: ServiceSession) -> None:
    seen = page_for(session)
    offered = [target.name for target in seen.targets if target.role not in ("key", "textbox")]
    assert sorted(offered) == sorted((*allowed_targets(session), "display"))
    assert len({target.name for target in seen.targets}) == len(seen.targets)
    assert (seen.screen, seen.language) == ("service", session.language)
    assert seen.heading
    assert all(target.text and target.spoken for target in seen.targets)
    assert all(line.text for line in seen.lines)


@given(SESSIONS, st.text("0123456789", min_size=1, max_size=12))
def test_the_pad_tells_nothing_of_which_digits_were_typed(session: ServiceSession, pin: str) -> None:
    typed, other = TextInput(limit=12, capitalise_sentences=False), TextInput(limit=12, capitalise_sentences=False)
    for digit in pin:
        typed.insert(digit)
        other.insert("9" if digit != "9" else "1")
    assert page_for(session, typed) == page_for(session, other)


def test_no_name_of_a_target_is_a_key_s() -> None:
    """No target has the name of a key, because such a name would type a letter instead of choosing the target."""
    for place, needs_code, set_aside in product(SECTION_NAMES, (True, False), (True, False)):
        session = ServiceSession(page=place, languages=LANGUAGES, needs_code=needs_code, out_of_use_by_staff=set_aside)  # type: ignore[arg-type]
        assert not [name for name in allowed_targets(session) if name.startswith("key-") or name in ("field", "send")]


def test_headings_tell_the_places_apart() -> None:
    """Each page of the service screen has its own heading.

    The window recognises a different page by its heading, and ignores touches until that page has been shown for a moment.
    """
    for language in LANGUAGES:
        headings = [page_for(ServiceSession(page=place, language=language, languages=LANGUAGES)).heading for place in SECTION_NAMES]  # type: ignore[arg-type]
        assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("place", SECTIONS[:3])
def test_what_is_wrong_stands_out_and_what_is_well_does_not(place: str) -> None:
    def wrong(overview: Overview) -> int:
        session = ServiceSession(page=place, languages=LANGUAGES, overview=overview)  # type: ignore[arg-type]
        return len([line for line in page_for(session).lines if line.role == "problem"])

    assert wrong(HEALTHY) == 0
    assert wrong(FAULTY) == {"connection": 4, "answers": 1, "device": 4}[place]
    assert HEALTHY.temperature_c is not None
    assert HEALTHY.temperature_c < HIGH_TEMPERATURE_C
    assert FAULTY.disk_free_mb is not None
    assert FAULTY.disk_free_mb < LOW_DISK_MB


@pytest.mark.parametrize(("code", "language"), [*product((*EXCHANGE_PROBLEM_TEXTS, "something_new"), LANGUAGES)])
def test_what_stood_in_the_way_of_an_exchange_is_said_in_words(code: str, language: str) -> None:
    session = ServiceSession(page="connection", language=language, languages=LANGUAGES, overview=Overview(problem=code))
    said = page_for(session).texts_of("problem")
    words = EXCHANGE_PROBLEM_TEXTS.get(code)
    told = catalog(language, "kiosk").text(words) if words else code
    assert [line for line in said if told in line]


def fault_line(fault: OverviewFault, language: str) -> str:
    session = ServiceSession(page="device", language=language, languages=LANGUAGES, overview=Overview(faults=(fault,)))
    (said,) = page_for(session).texts_of("problem")
    return said


@pytest.mark.parametrize(("kind", "part"), [*product(FAULT_KINDS, PART_NAMES)])
def test_a_fault_of_the_hardware_is_said_in_the_language_of_the_staff(kind: str, part: str) -> None:
    said = {language: fault_line(OverviewFault(part, kind), language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    for language in LANGUAGES:
        words = catalog(language, "kiosk")
        assert said[language] == f"{words.text(PART_NAMES[part])} – {words.text(FAULT_TEXTS[kind])}"


def test_the_pin_and_what_the_machine_said_stand_behind_a_fault_for_it() -> None:
    fault = OverviewFault("choose", "unusable", (13, 33), "OSError: [Errno 71] Protocol error")
    assert (
        fault_line(fault, "fi") == "Näppäin: valitse – ei voi käyttää (nasta 13, liittimessä numero 33; OSError: [Errno 71] Protocol error)"
    )
    assert fault_line(OverviewFault("backlight", "disobeys", detail="Permission denied"), "sv").endswith(" (Permission denied)")
    assert fault_line(OverviewFault("camera", "wrongly_set", detail="there is no part of this name"), "en").startswith("camera – ")


def test_a_wait_is_counted_down_and_takes_no_digit() -> None:
    session = ServiceSession(page="pad", languages=LANGUAGES, pin_attempts=PinAttempts(4, 60_500))
    seen = page_for(session, now=500)
    assert (seen.seconds_left, seen.fraction_left) == (60, 1.0)
    assert not [target for target in seen.targets if target.enabled and (target.role == "key" or target.name == "ok")]
    assert page_for(session, now=60_499).seconds_left == 1
    over = page_for(session, now=60_500)
    assert over.seconds_left is None
    assert [target for target in over.targets if target.role == "key" and target.enabled]


def test_the_page_of_a_code_has_a_way_back_only_from_the_service_screen() -> None:
    enrol = EnrolmentView(server="https://palaute.example.fi")
    for session, back in ((None, False), (ServiceSession(page="code", languages=LANGUAGES), True)):
        seen = build_page(View(mode="enrol", enrolment=enrol, service_session=session), TextInput(), 0)
        assert (seen.find_target("back") is not None) is back


def test_staff_who_put_it_aside_are_not_told_to_tell_the_staff() -> None:
    bodies = [
        build_page(View(mode="out_of_use", configuration=make_configuration(), out_of_use_reason=reason), TextInput(), 0)
        for reason in ("set_aside", "disk")
    ]
    assert bodies[0].text_of("body") != bodies[1].text_of("body")


def test_the_whole_way_has_pages() -> None:
    session = ServiceSession()
    events: list[ServiceEvent] = [
        GestureMade(LANGUAGES),
        PinSubmitted(),
        PinChecked(True),
        OverviewReady(HEALTHY),
        AvailabilityChanged(True, False),
    ]
    for event in (
        *events,
        *map(TargetChosen, ("answers", "device", "tests", "touch-test", "back", "speaker-test", "back", "keys-test", "back", "close")),
    ):
        session, _ = step(session, event, 0)
        assert page_for(session).heading if session.is_open else session.page == "closed"
