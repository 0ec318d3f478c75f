"""Somebody of the staff at the service screen, from the hidden gesture to the close, as a pure state machine.

`step(session, event, now)` gives the next session and the effects to carry out, as `survey.visit.step` does for a visit. No
clock, device or database in here, and no PIN: that lies in the hands of whoever checks it, `Tried` and `Judged` say only that one was.

    closed ─ gesture ─► pad ─ PIN ─► connection · answers · device · tests ─► touch, speaker, keys, set_aside, code
       ▲                 │              │                                        │ back
       └──── close, or nobody touches ──┴────────────────────────────────────────┘

A try counts as a wrong one before it is checked, so that a plug pulled in between is no free try.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from kiosk.service import pin_attempts as trying
from kiosk.service.overview import ExchangeResult, Overview, SpeakerTestResult
from kiosk.service.pin_attempts import PinAttempts
from survey.visit import ActivitySeen, Interrupted, TargetChosen, Ticked

Section = Literal["connection", "answers", "device", "tests"]
ServicePage = Literal["closed", "pad", Section, "touch", "speaker", "keys", "set_aside", "code"]
SECTIONS: tuple[Section, ...] = get_args(Section)

IDLE_TIMEOUT_MS = 120_000
"""Without a touch for so long, the service screen closes by itself."""
PIN_PAD_TIMEOUT_MS = 30_000
"""The same before a PIN was right: nobody may leave a pad in a patient's way."""
KEY_TEST_TIMEOUT_MS = 20_000
"""The key test takes every key for a test, so it ends by itself, or who has only keys would be caught in it."""
INSPECTION_INTERVAL_MS = 4_000
"""From one look at the terminal to the next, while it is shown."""
TOUCH_TEST_TARGETS = 11
MAX_TOUCH_MARKS = 40
MAX_KEY_EVENTS = 6


class ServiceSession(Struct, frozen=True, kw_only=True):
    """Where it stands. What a person did is forgotten at the close; what goes on in the terminal itself stays."""

    page: ServicePage = "closed"
    language: str = "fi"
    languages: tuple[str, ...] = ()
    touched_at: int = 0
    pin_attempts: PinAttempts = PinAttempts()
    checking_pin: bool = False
    """A PIN is being checked."""
    last_pin_wrong: bool = False
    """The last one was wrong."""
    needs_code: bool = False
    out_of_use_by_staff: bool = False
    """Staff have put the terminal out of use."""
    overview: Overview | None = None
    """None until the first look has come back."""
    inspected_at: int = 0
    sending: bool = False
    exchange_result: ExchangeResult | None = None
    testing_speaker: bool = False
    speaker_test_result: SpeakerTestResult | None = None
    hit_targets: tuple[int, ...] = ()
    """Numbers of the touch test's targets that were hit."""
    touch_marks: tuple[tuple[int, int], ...] = ()
    """Where the panel was touched in the touch test, in thousandths of its width and height."""
    key_events: tuple[str, ...] = ()
    """The last events of keys in the key test, newest last: name, a space, and what the key did."""

    @property
    def is_open(self) -> bool:
        return self.page != "closed"

    @property
    def is_unlocked(self) -> bool:
        """Whether a PIN was right."""
        return self.page not in ("closed", "pad")


# ── events; `Chose`, `Stirred`, `Ticked` and `Cut` are those of a visit ──


class GestureMade(Struct, frozen=True):
    """The gesture was made on a terminal that has a PIN and nobody before it."""

    languages: tuple[str, ...]
    """Those to choose from; the first is the place's own."""


class PinSubmitted(Struct, frozen=True):
    """A PIN was handed in, and waits to be checked."""


class PinChecked(Struct, frozen=True):
    """It was checked."""

    correct: bool


class AvailabilityChanged(Struct, frozen=True):
    """How the terminal stands."""

    needs_code: bool
    out_of_use_by_staff: bool


class OverviewReady(Struct, frozen=True):
    """A look at the terminal has come back."""

    overview: Overview


class ExchangeDone(Struct, frozen=True):
    """The exchange that was asked for is over."""

    result: ExchangeResult


class SpeakerTestDone(Struct, frozen=True):
    """The speaker test is over."""

    result: SpeakerTestResult


class PanelTouched(Struct, frozen=True):
    """The panel was touched: thousandths of its width and height, from the top left."""

    x: int
    y: int


class KeyEventReceived(Struct, frozen=True):
    """A key told something: its name (`hardware.pins.KEYS`), and `press`, `hold` or `release`."""

    key: str
    kind: str


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
    """Check the PIN that was handed in, and come back with `Judged`."""


class SavePinAttempts(Struct, frozen=True):
    """Write it down before anything else is done."""

    attempts: PinAttempts


class AddDeviceNote(Struct, frozen=True):
    """The server is to hear of it."""

    code: Literal["wrong_pin", "service_opened"]


class InspectTerminal(Struct, frozen=True):
    """Look at the terminal, and come back with `Looked`."""


class SendNow(Struct, frozen=True):
    """Exchange with the server at once, and come back with `SentNow`."""


class RunSpeakerTest(Struct, frozen=True):
    """Say a sentence aloud, and come back with `Said`."""

    language: str


class SetOutOfUse(Struct, frozen=True):
    """Out of use from now on, or in use again."""

    out_of_use: bool


ServiceEffect = CheckPin | SavePinAttempts | AddDeviceNote | InspectTerminal | SendNow | RunSpeakerTest | SetOutOfUse
ServiceStepResult = tuple[ServiceSession, tuple[ServiceEffect, ...]]


def targets(session: ServiceSession) -> tuple[str, ...]:
    """Names of what may be chosen, but the pad's keys and the field and keys of the page of the code."""
    if session.page in SECTIONS:
        return (*SECTIONS, *_acts(session), "close")
    if session.page in ("pad", "code"):
        languages = tuple(f"language-{tag}" for tag in session.languages) if len(session.languages) > 1 else ()
        return (*languages, *TARGETS_BY_PAGE[session.page])
    return TARGETS_BY_PAGE[session.page]


def _acts(session: ServiceSession) -> tuple[str, ...]:
    """What can be done in a section."""
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
    """The next session and what is to be done; what does not fit changes nothing but the time of touch.

    Args:
        session: where it stands.
        event: what happened.
        now: steady milliseconds of this boot.
    """
    match event:
        case GestureMade(languages):
            return _open(session, languages, now)
        case PinSubmitted():
            return _try(session, now)
        case PinChecked(right):
            return _judge(session, right, now)
        case AvailabilityChanged():
            return _stand(session, event, now)
        case OverviewReady(overview):
            return (replace(session, overview=overview) if session.is_unlocked else session), ()
        case ExchangeDone(sent):
            after = replace(session, sending=False, exchange_result=sent if session.is_unlocked else None)
            return _look(after, now) if session.is_unlocked else (after, ())
        case SpeakerTestDone(spoke):
            return replace(session, testing_speaker=False, speaker_test_result=spoke if session.page == "speaker" else None), ()
        case Ticked():
            return _pass_time(session, now)
        case Interrupted():
            return close_session(session), ()
        case _:
            return _do(session, event, now) if session.is_open else (session, ())


def close_session(session: ServiceSession) -> ServiceSession:
    """Nothing of who was there is left."""
    return ServiceSession(
        pin_attempts=session.pin_attempts, checking_pin=session.checking_pin, needs_code=session.needs_code,
        out_of_use_by_staff=session.out_of_use_by_staff,
        sending=session.sending, testing_speaker=session.testing_speaker,
    )  # fmt: skip


def idle_timeout_ms(session: ServiceSession) -> int:
    """How long it stays without a touch."""
    return {"pad": PIN_PAD_TIMEOUT_MS, "keys": KEY_TEST_TIMEOUT_MS}.get(session.page, IDLE_TIMEOUT_MS)


def is_same_picture(session: ServiceSession | None, other: ServiceSession | None) -> bool:
    """Whether they look the same: when somebody last touched, or when it was last looked, is not seen."""
    if session is None or other is None:
        return session is other
    return replace(session, touched_at=0, inspected_at=0) == replace(other, touched_at=0, inspected_at=0)


# ── the way in ──


def _open(session: ServiceSession, languages: tuple[str, ...], now: int) -> ServiceStepResult:
    """A PIN that is still being checked is somebody else's: the pad waits for its outcome."""
    if session.is_open or session.checking_pin:
        return session, ()
    return replace(close_session(session), page="pad", languages=languages, language=languages[0], touched_at=now), ()


def _try(session: ServiceSession, now: int) -> ServiceStepResult:
    if session.page != "pad":
        return session, ()
    session = replace(session, touched_at=now)
    if session.checking_pin or trying.remaining_wait_ms(session.pin_attempts, now):
        return session, ()
    counted = trying.after_wrong_pin(session.pin_attempts, now)
    return replace(session, checking_pin=True, last_pin_wrong=False, pin_attempts=counted), (SavePinAttempts(counted), CheckPin())


def _judge(session: ServiceSession, right: bool, now: int) -> ServiceStepResult:
    if not session.checking_pin:
        return session, ()
    if not right:
        return replace(session, checking_pin=False, last_pin_wrong=session.page == "pad"), (AddDeviceNote("wrong_pin"),)
    session = replace(session, checking_pin=False, pin_attempts=trying.after_right_pin(session.pin_attempts))
    effects: tuple[ServiceEffect, ...] = (SavePinAttempts(session.pin_attempts), AddDeviceNote("service_opened"))
    if session.page != "pad":
        return session, effects[:1]
    session, looking = _look(replace(session, page="connection", last_pin_wrong=False, touched_at=now), now)
    return session, (*effects, *looking)


# ── time, and what comes by itself ──


def _look(session: ServiceSession, now: int) -> ServiceStepResult:
    return replace(session, inspected_at=now), (InspectTerminal(),)


def _stand(session: ServiceSession, stands: AvailabilityChanged, now: int) -> ServiceStepResult:
    session = replace(session, needs_code=stands.needs_code, out_of_use_by_staff=stands.out_of_use_by_staff)
    if session.page == "code" and not session.needs_code:  # the code was taken
        return _look(replace(session, page="connection", touched_at=now), now)
    return session, ()


def _pass_time(session: ServiceSession, now: int) -> ServiceStepResult:
    tries, effects = trying.clear_expired_wait(session.pin_attempts, now), ()
    if tries is not session.pin_attempts:
        session, effects = replace(session, pin_attempts=tries), (SavePinAttempts(tries),)  # type: ignore[assignment]
    if not session.is_open:
        return session, effects
    if now - session.touched_at >= idle_timeout_ms(session):
        if session.page == "keys":
            return replace(session, page="tests", key_events=(), touched_at=now), effects
        return close_session(session), effects
    if session.page in SECTIONS and now - session.inspected_at >= INSPECTION_INTERVAL_MS:
        session, looking = _look(session, now)
        return session, (*effects, *looking)
    return session, effects


# ── what a person does ──


def _do(session: ServiceSession, event: ServiceEvent, now: int) -> ServiceStepResult:
    session = replace(session, touched_at=now)
    match event:
        case PanelTouched(x, y) if session.page == "touch":
            return replace(session, touch_marks=(*session.touch_marks, (x, y))[-MAX_TOUCH_MARKS:]), ()
        case KeyEventReceived(name, kind) if session.page == "keys":
            return replace(session, key_events=(*session.key_events, f"{name} {kind}")[-MAX_KEY_EVENTS:]), ()
        case TargetChosen(target) if target in targets(session):
            return _choose(session, target, now)
        case _:
            return session, ()


def _choose(session: ServiceSession, target: str, now: int) -> ServiceStepResult:
    match target.split("-"):
        case ["close"]:
            return close_session(session), ()
        case ["back"]:
            return _look(_leave(session), now)
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
        case _:  # `ok`: the PIN itself comes as `Tried`; what runs already is not begun again
            return session, ()


def _leave(session: ServiceSession) -> ServiceSession:
    """Back from a test or a question, whose traces go with it."""
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
