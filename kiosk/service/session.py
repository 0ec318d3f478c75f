"""Defines a session at the service screen as a pure state machine, from the hidden gesture to the close.

`step(session, event, now)` returns the next session and the effects to carry out, as `survey.visit.step` does for a visit. The module uses
no clock, device or database. It never contains a PIN: `PinSubmitted` and `PinChecked` report only that one was submitted and checked.

    closed ─ gesture ─► pad ─ PIN ─► connection · answers · device · tests ─► touch, speaker, keys, set_aside, code
       ▲                 │              │                                        │ back
       └──── close or time-out ─────────┴────────────────────────────────────────┘

An attempt is counted as wrong before the PIN is checked, so that pulling the plug during the check gains nothing.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from kiosk.service import pin_attempts
from kiosk.service.overview import ExchangeResult, Overview, SpeakerTestResult
from kiosk.service.pin_attempts import PinAttempts
from survey.visit import ActivitySeen, Interrupted, TargetChosen, Ticked

Section = Literal["connection", "answers", "device", "tests"]
ServicePage = Literal["closed", "pad", Section, "touch", "speaker", "keys", "set_aside", "code"]
SECTIONS: tuple[Section, ...] = get_args(Section)

IDLE_TIMEOUT_MS = 120_000
"""Sets the time without a touch after which the service screen closes."""
PIN_PAD_TIMEOUT_MS = 30_000
"""Sets the time without a touch after which the PIN pad closes, which is shorter so that a pad left open does not keep patients waiting."""
KEY_TEST_TIMEOUT_MS = 20_000
"""Sets the time without a touch or a key after which the key test ends. During the test keys cannot operate the screen, so a person who
uses only keys could not leave it otherwise."""
INSPECTION_INTERVAL_MS = 4_000
"""Sets how often the terminal is inspected while a section is shown."""
TOUCH_TEST_TARGETS = 11
"""Counts the numbers of the touch test."""
MAX_TOUCH_MARKS = 40
"""Limits the touches that the touch test shows."""
MAX_KEY_EVENTS = 6
"""Limits the key events that the key test shows."""


class ServiceSession(Struct, frozen=True, kw_only=True):
    """Holds the state of the service screen.

    What a person did is cleared when the screen closes. What concerns the terminal itself stays (see `close_session`).
    """

    page: ServicePage = "closed"
    language: str = "fi"
    """Holds the tag of the language in which the screen is shown."""
    languages: tuple[str, ...] = ()
    """Lists the tags of the languages to choose from, the service point's own first."""
    touched_at: int = 0
    """Holds the time of the last touch, in milliseconds of the steady clock."""
    pin_attempts: PinAttempts = PinAttempts()
    checking_pin: bool = False
    """States whether a PIN is being checked."""
    last_pin_wrong: bool = False
    """States whether the last PIN that was submitted on this pad was wrong."""
    needs_code: bool = False
    """States whether the server does not know the terminal, so that staff may enter a new code."""
    out_of_use_by_staff: bool = False
    """States whether staff have taken the terminal out of use."""
    overview: Overview | None = None
    """Holds the result of the last inspection. None means that the first one is not finished."""
    inspected_at: int = 0
    """Holds the time at which the last inspection was started, in milliseconds of the steady clock."""
    sending: bool = False
    """States whether an exchange that was started here is running."""
    exchange_result: ExchangeResult | None = None
    testing_speaker: bool = False
    """States whether the sentence of the speaker test is being played."""
    speaker_test_result: SpeakerTestResult | None = None
    hit_targets: tuple[int, ...] = ()
    """Lists the numbers of the touch test that were hit, in ascending order."""
    touch_marks: tuple[tuple[int, int], ...] = ()
    """Lists where the panel was touched in the touch test, in thousandths of its width and height."""
    key_events: tuple[str, ...] = ()
    """Lists the last events of the key test, the newest last, each as the key's name, a space and what the key did."""

    @property
    def is_open(self) -> bool:
        """Return whether the service screen is shown, if only its PIN pad."""
        return self.page != "closed"

    @property
    def is_unlocked(self) -> bool:
        """Return whether the right PIN has been entered."""
        return self.page not in ("closed", "pad")


# ── events; `TargetChosen`, `ActivitySeen`, `Ticked` and `Interrupted` are those of a visit ──


class GestureMade(Struct, frozen=True):
    """Reports that the hidden gesture was made on a terminal that has a PIN and no visit in progress."""

    languages: tuple[str, ...]
    """Lists the tags of the languages to choose from. The first one is the service point's own."""


class PinSubmitted(Struct, frozen=True):
    """Reports that a PIN was submitted and must be checked."""


class PinChecked(Struct, frozen=True):
    """Reports that the submitted PIN was checked."""

    correct: bool


class AvailabilityChanged(Struct, frozen=True):
    """Reports the terminal's availability."""

    needs_code: bool
    out_of_use_by_staff: bool


class OverviewReady(Struct, frozen=True):
    """Delivers the result of an inspection."""

    overview: Overview


class ExchangeDone(Struct, frozen=True):
    """Delivers the result of the exchange that staff have started."""

    result: ExchangeResult


class SpeakerTestDone(Struct, frozen=True):
    """Delivers the result of the speaker test."""

    result: SpeakerTestResult


class PanelTouched(Struct, frozen=True):
    """Reports where the panel was touched, in thousandths of its width and height from the top left."""

    x: int
    y: int


class KeyEventReceived(Struct, frozen=True):
    """Reports what a hardware key did."""

    key: str
    """Holds the key's name, one of `hardware.pins.KEY_NAMES`."""
    kind: str
    """Is `press`, `hold` or `release`."""


ServiceEvent = (
    GestureMade
    | PinSubmitted
    | PinChecked
    | AvailabilityChanged
    | OverviewReady
    | ExchangeDone
    | SpeakerTestDone
    | PanelTouched
    | KeyEventReceived
    | TargetChosen
    | ActivitySeen
    | Ticked
    | Interrupted
)

# ── effects ──


class CheckPin(Struct, frozen=True):
    """Asks to check the submitted PIN and to post `PinChecked`."""


class SavePinAttempts(Struct, frozen=True):
    """Asks to store the PIN attempts before any other effect is carried out."""

    attempts: PinAttempts


class AddDeviceNote(Struct, frozen=True):
    """Asks to add a device note, which the next heartbeat reports to the server."""

    code: Literal["wrong_pin", "service_opened"]


class InspectTerminal(Struct, frozen=True):
    """Asks to inspect the terminal and to post `OverviewReady`."""


class SendNow(Struct, frozen=True):
    """Asks to run an exchange with the server at once and to post `ExchangeDone`."""


class RunSpeakerTest(Struct, frozen=True):
    """Asks to play a sentence in a language and to post `SpeakerTestDone`."""

    language: str


class SetOutOfUse(Struct, frozen=True):
    """Asks to store whether the terminal is out of use."""

    out_of_use: bool


ServiceEffect = CheckPin | SavePinAttempts | AddDeviceNote | InspectTerminal | SendNow | RunSpeakerTest | SetOutOfUse
ServiceStepResult = tuple[ServiceSession, tuple[ServiceEffect, ...]]


def allowed_targets(session: ServiceSession) -> tuple[str, ...]:
    """Return the names of the targets that may be chosen now.

    The digits of the PIN pad, and the field and keyboard of the page for a new code, are not among them.
    """
    if session.page in SECTIONS:
        return (*SECTIONS, *_section_targets(session), "close")
    if session.page in ("pad", "code"):
        languages = tuple(f"language-{tag}" for tag in session.languages) if len(session.languages) > 1 else ()
        return (*languages, *TARGETS_BY_PAGE[session.page])
    return TARGETS_BY_PAGE[session.page]


def _section_targets(session: ServiceSession) -> tuple[str, ...]:
    """Return the targets of the actions that a section offers."""
    match session.page:
        case "connection":
            return ("send-now", *(("new-code",) if session.needs_code else ()))
        case "answers":
            return ("send-now",)
        case "tests":
            return ("touch-test", "speaker-test", "keys-test", "use-again" if session.out_of_use_by_staff else "set-aside")
        case _:
            return ()


def step(session: ServiceSession, event: ServiceEvent, now: int) -> ServiceStepResult:
    """Return the next session and the effects to carry out.

    An event that does not fit the page changes nothing but the time of the last touch.

    Args:
        session: the state of the service screen.
        event: what happened.
        now: milliseconds of the steady clock of this boot.
    """
    match event:
        case GestureMade(languages):
            return _open(session, languages, now)
        case PinSubmitted():
            return _submit_pin(session, now)
        case PinChecked(right):
            return _apply_pin_check(session, right, now)
        case AvailabilityChanged():
            return _apply_availability(session, event, now)
        case OverviewReady(overview):
            return (replace(session, overview=overview) if session.is_unlocked else session), ()
        case ExchangeDone(sent):
            after = replace(session, sending=False, exchange_result=sent if session.is_unlocked else None)
            return _start_inspection(after, now) if session.is_unlocked else (after, ())
        case SpeakerTestDone(spoke):
            return replace(session, testing_speaker=False, speaker_test_result=spoke if session.page == "speaker" else None), ()
        case Ticked():
            return _pass_time(session, now)
        case Interrupted():
            return close_session(session), ()
        case _:
            return _handle_touch(session, event, now) if session.is_open else (session, ())


def close_session(session: ServiceSession) -> ServiceSession:
    """Return the session after the close, without anything that a person did or saw.

    PIN attempts, the terminal's availability and actions that are still running stay.
    """
    return ServiceSession(
        pin_attempts=session.pin_attempts, checking_pin=session.checking_pin, needs_code=session.needs_code,
        out_of_use_by_staff=session.out_of_use_by_staff,
        sending=session.sending, testing_speaker=session.testing_speaker,
    )  # fmt: skip


def idle_timeout_ms(session: ServiceSession) -> int:
    """Return the milliseconds without a touch after which the present page closes."""
    return {"pad": PIN_PAD_TIMEOUT_MS, "keys": KEY_TEST_TIMEOUT_MS}.get(session.page, IDLE_TIMEOUT_MS)


def is_same_picture(session: ServiceSession | None, other: ServiceSession | None) -> bool:
    """Return whether two sessions look the same on the screen. The times of the last touch and the last inspection do not show."""
    if session is None or other is None:
        return session is other
    return replace(session, touched_at=0, inspected_at=0) == replace(other, touched_at=0, inspected_at=0)


# ── opening and PIN ──


def _open(session: ServiceSession, languages: tuple[str, ...], now: int) -> ServiceStepResult:
    """Open the PIN pad. It does not open while a PIN is being checked, because that PIN was typed before the screen closed."""
    if session.is_open or session.checking_pin:
        return session, ()
    return replace(close_session(session), page="pad", languages=languages, language=languages[0], touched_at=now), ()


def _submit_pin(session: ServiceSession, now: int) -> ServiceStepResult:
    if session.page != "pad":
        return session, ()
    session = replace(session, touched_at=now)
    if session.checking_pin or pin_attempts.remaining_wait_ms(session.pin_attempts, now):
        return session, ()
    counted = pin_attempts.after_wrong_pin(session.pin_attempts, now)
    return replace(session, checking_pin=True, last_pin_wrong=False, pin_attempts=counted), (SavePinAttempts(counted), CheckPin())


def _apply_pin_check(session: ServiceSession, right: bool, now: int) -> ServiceStepResult:
    if not session.checking_pin:
        return session, ()
    if not right:
        return replace(session, checking_pin=False, last_pin_wrong=session.page == "pad"), (AddDeviceNote("wrong_pin"),)
    session = replace(session, checking_pin=False, pin_attempts=pin_attempts.after_right_pin(session.pin_attempts))
    effects: tuple[ServiceEffect, ...] = (SavePinAttempts(session.pin_attempts), AddDeviceNote("service_opened"))
    if session.page != "pad":
        return session, effects[:1]
    session, looking = _start_inspection(replace(session, page="connection", last_pin_wrong=False, touched_at=now), now)
    return session, (*effects, *looking)


# ── time-outs, inspections and availability ──


def _start_inspection(session: ServiceSession, now: int) -> ServiceStepResult:
    return replace(session, inspected_at=now), (InspectTerminal(),)


def _apply_availability(session: ServiceSession, stands: AvailabilityChanged, now: int) -> ServiceStepResult:
    session = replace(session, needs_code=stands.needs_code, out_of_use_by_staff=stands.out_of_use_by_staff)
    if session.page == "code" and not session.needs_code:  # the server has accepted the code
        return _start_inspection(replace(session, page="connection", touched_at=now), now)
    return session, ()


def _pass_time(session: ServiceSession, now: int) -> ServiceStepResult:
    tries, effects = pin_attempts.clear_expired_wait(session.pin_attempts, now), ()
    if tries is not session.pin_attempts:
        session, effects = replace(session, pin_attempts=tries), (SavePinAttempts(tries),)  # type: ignore[assignment]
    if not session.is_open:
        return session, effects
    if now - session.touched_at >= idle_timeout_ms(session):
        if session.page == "keys":
            return replace(session, page="tests", key_events=(), touched_at=now), effects
        return close_session(session), effects
    if session.page in SECTIONS and now - session.inspected_at >= INSPECTION_INTERVAL_MS:
        session, looking = _start_inspection(session, now)
        return session, (*effects, *looking)
    return session, effects


# ── choices of a person ──


def _handle_touch(session: ServiceSession, event: ServiceEvent, now: int) -> ServiceStepResult:
    session = replace(session, touched_at=now)
    match event:
        case PanelTouched(x, y) if session.page == "touch":
            return replace(session, touch_marks=(*session.touch_marks, (x, y))[-MAX_TOUCH_MARKS:]), ()
        case KeyEventReceived(name, kind) if session.page == "keys":
            return replace(session, key_events=(*session.key_events, f"{name} {kind}")[-MAX_KEY_EVENTS:]), ()
        case TargetChosen(target) if target in allowed_targets(session):
            return _choose(session, target, now)
        case _:
            return session, ()


def _choose(session: ServiceSession, target: str, now: int) -> ServiceStepResult:
    match target.split("-"):
        case ["close"]:
            return close_session(session), ()
        case ["back"]:
            return _start_inspection(_return_to_section(session), now)
        case ["language", *tag]:
            return replace(session, language="-".join(tag)), ()
        case ["test", number]:
            return replace(session, hit_targets=tuple(sorted({*session.hit_targets, int(number)}))), ()
        case ["say"] if not session.testing_speaker:
            return replace(session, testing_speaker=True, speaker_test_result=None), (RunSpeakerTest(session.language),)
        case ["send", "now"] if not session.sending:
            return replace(session, sending=True, exchange_result=None), (SendNow(),)
        case ["confirm"]:
            return replace(session, page="tests", out_of_use_by_staff=True), (SetOutOfUse(True),)
        case ["use", "again"]:
            return replace(session, out_of_use_by_staff=False), (SetOutOfUse(False),)
        case _ if target in PAGE_BY_TARGET:
            return replace(session, page=PAGE_BY_TARGET[target]), ()
        case _:  # `ok`, because the PIN is submitted by `PinSubmitted`, and actions that are already running
            return session, ()


def _return_to_section(session: ServiceSession) -> ServiceSession:
    """Return to the section from which a test or a question was opened, and clear what the test recorded."""
    place: Section = "connection" if session.page == "code" else "tests"
    return replace(session, page=place, hit_targets=(), touch_marks=(), key_events=(), speaker_test_result=None)


TARGETS_BY_PAGE: dict[ServicePage, tuple[str, ...]] = {
    "closed": (),
    "pad": ("ok", "close"),
    "touch": (*(f"test-{n}" for n in range(1, TOUCH_TEST_TARGETS + 1)), "back"),
    "speaker": ("say", "back"),
    "keys": ("back",),
    "set_aside": ("confirm", "back"),
    "code": ("back",),
}
PAGE_BY_TARGET: dict[str, ServicePage] = {
    **{section: section for section in SECTIONS},
    "touch-test": "touch",
    "speaker-test": "speaker",
    "keys-test": "keys",
    "set-aside": "set_aside",
    "new-code": "code",
}
