"""Every state of the service screen has a page in every language, offers what the session allows, and tells no PIN."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.faults import KINDS
from i18n.catalogs import catalog
from kiosk.pages.device_fault_texts import FAULTS, PARTS
from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.service_texts import ENOUGH_MB, EXCHANGE, HOT_C
from kiosk.pages.text_input import Typing
from kiosk.service.overview import Overview, PartFault, Sent, Spoke
from kiosk.service.pin_attempts import Tries
from kiosk.service.session import SECTIONS, Event, Judged, Looked, Opened, Session, Stands, Tried, step, targets
from kiosk.visit.view import EnrolView, View
from survey.visit import Chose
from tests.kiosk.ui.sample_stage import configuration

LANGUAGES = ("fi", "sv", "en")
WELL = Overview(
    interface="wlan0", address="10.0.0.7", server="https://palaute.example.fi", last_sync="2026-11-22T10:15:00+02:00",
    time="2026-11-22 10:30", clock_trusted=True, unsent=3, oldest_unsent="2026-11-20T08:00:00+02:00", acknowledged_kept=40,
    terminal_id="t1", software="1.0", configuration="e1", system="Debian", model="Raspberry Pi 5", temperature_c=50.0,
    undervoltage=False, disk_free_mb=9_000, outputs=("USB",),
)  # fmt: skip
ILL = Overview(
    problem="certificate", refused=2, temperature_c=85.0, undervoltage=True, disk_free_mb=3, faults=(PartFault("help", "stuck"),)
)
PLACES = ("pad", *SECTIONS, "touch", "speaker", "keys", "set_aside")
SESSIONS = st.builds(
    Session,
    place=st.sampled_from(PLACES),
    language=st.sampled_from(LANGUAGES),
    languages=st.just(LANGUAGES),
    tries=st.sampled_from([Tries(), Tries(4, 60_000)]),
    checking=st.booleans(),
    wrong=st.booleans(),
    needs_code=st.booleans(),
    set_aside=st.booleans(),
    overview=st.sampled_from([None, WELL, ILL, Overview()]),
    sending=st.booleans(),
    sent=st.sampled_from([None, Sent(None, 3), Sent("network", 0, 0, 3)]),
    speaking=st.booleans(),
    spoke=st.sampled_from([None, Spoke("USB"), Spoke(None)]),
    hit=st.sampled_from([(), (1, 11)]),
    marks=st.sampled_from([(), ((0, 1000), (500, 500))]),
    heard=st.sampled_from([(), ("help press", "choose hold", "bell rings")]),
)


def shown(session: Session, typing: Typing | None = None, now: int = 1_000) -> Page:
    return page(View(mode="service", configuration=configuration(), service=session, now=now), typing or Typing(limit=12), now)


@given(SESSIONS)
def test_every_state_has_a_page_that_offers_what_the_session_allows(session: Session) -> None:
    seen = shown(session)
    offered = [target.name for target in seen.targets if target.role not in ("key", "textbox")]
    assert sorted(offered) == sorted((*targets(session), "display"))
    assert len({target.name for target in seen.targets}) == len(seen.targets)
    assert (seen.screen, seen.language) == ("service", session.language)
    assert seen.heading
    assert all(target.text and target.spoken for target in seen.targets)
    assert all(line.text for line in seen.lines)


@given(SESSIONS, st.text("0123456789", min_size=1, max_size=12))
def test_the_pad_tells_nothing_of_which_digits_were_typed(session: Session, pin: str) -> None:
    typed, other = Typing(limit=12, sentences=False), Typing(limit=12, sentences=False)
    for digit in pin:
        typed.insert(digit)
        other.insert("9" if digit != "9" else "1")
    assert shown(session, typed) == shown(session, other)


def test_no_name_of_a_target_is_a_key_s() -> None:
    """A name that begins like a key's would be typed instead of chosen."""
    for place, needs_code, set_aside in product(PLACES, (True, False), (True, False)):
        session = Session(place=place, languages=LANGUAGES, needs_code=needs_code, set_aside=set_aside)  # type: ignore[arg-type]
        assert not [name for name in targets(session) if name.startswith("key-") or name in ("field", "send")]


def test_headings_tell_the_places_apart() -> None:
    """The screen asks for a new look, and lets no touch through from the one before, only where the heading is another."""
    for language in LANGUAGES:
        headings = [shown(Session(place=place, language=language, languages=LANGUAGES)).heading for place in PLACES]  # type: ignore[arg-type]
        assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("place", SECTIONS[:3])
def test_what_is_wrong_stands_out_and_what_is_well_does_not(place: str) -> None:
    def wrong(overview: Overview) -> int:
        session = Session(place=place, languages=LANGUAGES, overview=overview)  # type: ignore[arg-type]
        return len([line for line in shown(session).lines if line.role == "problem"])

    assert wrong(WELL) == 0
    assert wrong(ILL) == {"connection": 4, "answers": 1, "device": 4}[place]
    assert WELL.temperature_c is not None
    assert WELL.temperature_c < HOT_C
    assert ILL.disk_free_mb is not None
    assert ILL.disk_free_mb < ENOUGH_MB


@pytest.mark.parametrize(("code", "language"), [*product((*EXCHANGE, "something_new"), LANGUAGES)])
def test_what_stood_in_the_way_of_an_exchange_is_said_in_words(code: str, language: str) -> None:
    session = Session(place="connection", language=language, languages=LANGUAGES, overview=Overview(problem=code))
    said = shown(session).all_said("problem")
    words = EXCHANGE.get(code)
    told = catalog(language, "kiosk").text(words) if words else code
    assert [line for line in said if told in line]


def told_of(fault: PartFault, language: str) -> str:
    session = Session(place="device", language=language, languages=LANGUAGES, overview=Overview(faults=(fault,)))
    (said,) = shown(session).all_said("problem")
    return said


@pytest.mark.parametrize(("kind", "part"), [*product(KINDS, PARTS)])
def test_a_fault_of_the_hardware_is_said_in_the_language_of_the_staff(kind: str, part: str) -> None:
    said = {language: told_of(PartFault(part, kind), language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    for language in LANGUAGES:
        words = catalog(language, "kiosk")
        assert said[language] == f"{words.text(PARTS[part])} – {words.text(FAULTS[kind])}"


def test_the_pin_and_what_the_machine_said_stand_behind_a_fault_for_it() -> None:
    fault = PartFault("choose", "unusable", (13, 33), "OSError: [Errno 71] Protocol error")
    assert told_of(fault, "fi") == "Näppäin: valitse – ei voi käyttää (nasta 13, liittimessä numero 33; OSError: [Errno 71] Protocol error)"
    assert told_of(PartFault("backlight", "disobeys", detail="Permission denied"), "sv").endswith(" (Permission denied)")
    assert told_of(PartFault("camera", "wrongly_set", detail="there is no part of this name"), "en").startswith("camera – ")


def test_a_wait_is_counted_down_and_takes_no_digit() -> None:
    session = Session(place="pad", languages=LANGUAGES, tries=Tries(4, 60_500))
    seen = shown(session, now=500)
    assert (seen.seconds_left, seen.left) == (60, 1.0)
    assert not [target for target in seen.targets if target.enabled and (target.role == "key" or target.name == "ok")]
    assert shown(session, now=60_499).seconds_left == 1
    over = shown(session, now=60_500)
    assert over.seconds_left is None
    assert [target for target in over.targets if target.role == "key" and target.enabled]


def test_the_page_of_a_code_has_a_way_back_only_from_the_service_screen() -> None:
    enrol = EnrolView(server="https://palaute.example.fi")
    for session, back in ((None, False), (Session(place="code", languages=LANGUAGES), True)):
        seen = page(View(mode="enrol", enrol=enrol, service=session), Typing(), 0)
        assert (seen.target("back") is not None) is back


def test_staff_who_put_it_aside_are_not_told_to_tell_the_staff() -> None:
    bodies = [page(View(mode="out_of_use", configuration=configuration(), reason=reason), Typing(), 0) for reason in ("set_aside", "disk")]
    assert bodies[0].said("body") != bodies[1].said("body")


def test_the_whole_way_has_pages() -> None:
    session = Session()
    events: list[Event] = [Opened(LANGUAGES), Tried(), Judged(True), Looked(WELL), Stands(True, False)]
    for event in (
        *events,
        *map(Chose, ("answers", "device", "tests", "touch-test", "back", "speaker-test", "back", "keys-test", "back", "close")),
    ):
        session, _ = step(session, event, 0)
        assert shown(session).heading if session.open else session.place == "closed"
