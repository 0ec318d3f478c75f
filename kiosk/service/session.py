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
from kiosk.service.overview import Overview, Sent, Spoke
from kiosk.service.pin_attempts import Tries
from survey.visit import Chose, Cut, Stirred, Ticked

Section = Literal["connection", "answers", "device", "tests"]
Place = Literal["closed", "pad", Section, "touch", "speaker", "keys", "set_aside", "code"]
SECTIONS: tuple[Section, ...] = get_args(Section)

IDLE_MS = 120_000
"""Without a touch for so long, the service screen closes by itself."""
PAD_IDLE_MS = 30_000
"""The same before a PIN was right: nobody may leave a pad in a patient's way."""
KEYS_IDLE_MS = 20_000
"""The key test takes every key for a test, so it ends by itself, or who has only keys would be caught in it."""
LOOK_MS = 4_000
"""From one look at the terminal to the next, while it is shown."""
TEST_TARGETS = 11
MARKS_KEPT = 40
KEYS_SHOWN = 6


class Session(Struct, frozen=True, kw_only=True):
    """Where it stands. What a person did is forgotten at the close; what goes on in the terminal itself stays."""

    place: Place = "closed"
    language: str = "fi"
    languages: tuple[str, ...] = ()
    touched_at: int = 0
    tries: Tries = Tries()
    checking: bool = False
    """A PIN is being checked."""
    wrong: bool = False
    """The last one was wrong."""
    needs_code: bool = False
    set_aside: bool = False
    """Staff have put the terminal out of use."""
    overview: Overview | None = None
    """None until the first look has come back."""
    looked_at: int = 0
    sending: bool = False
    sent: Sent | None = None
    speaking: bool = False
    spoke: Spoke | None = None
    hit: tuple[int, ...] = ()
    """Numbers of the touch test's targets that were hit."""
    marks: tuple[tuple[int, int], ...] = ()
    """Where the panel was touched in the touch test, in thousandths of its width and height."""
    heard: tuple[str, ...] = ()
    """The last events of keys in the key test, newest last: name, a space, and what the key did."""

    @property
    def open(self) -> bool:
        return self.place != "closed"

    @property
    def unlocked(self) -> bool:
        """Whether a PIN was right."""
        return self.place not in ("closed", "pad")


# ── events; `Chose`, `Stirred`, `Ticked` and `Cut` are those of a visit ──


class Opened(Struct, frozen=True):
    """The gesture was made on a terminal that has a PIN and nobody before it."""

    languages: tuple[str, ...]
    """Those to choose from; the first is the place's own."""


class Tried(Struct, frozen=True):
    """A PIN was handed in, and waits to be checked."""


class Judged(Struct, frozen=True):
    """It was checked."""

    right: bool


class Stands(Struct, frozen=True):
    """How the terminal stands."""

    needs_code: bool
    set_aside: bool


class Looked(Struct, frozen=True):
    """A look at the terminal has come back."""

    overview: Overview


class SentNow(Struct, frozen=True):
    """The exchange that was asked for is over."""

    sent: Sent


class Said(Struct, frozen=True):
    """The speaker test is over."""

    spoke: Spoke


class Touched(Struct, frozen=True):
    """The panel was touched: thousandths of its width and height, from the top left."""

    x: int
    y: int


class KeyHeard(Struct, frozen=True):
    """A key told something: its name (`hardware.pins.KEYS`), and `press`, `hold` or `release`."""

    name: str
    kind: str


Event = Opened | Tried | Judged | Stands | Looked | SentNow | Said | Touched | KeyHeard | Chose | Stirred | Ticked | Cut

# ── effects ──


class Check(Struct, frozen=True):
    """Check the PIN that was handed in, and come back with `Judged`."""


class KeepTries(Struct, frozen=True):
    """Write it down before anything else is done."""

    tries: Tries


class Note(Struct, frozen=True):
    """The server is to hear of it."""

    code: Literal["wrong_pin", "service_opened"]


class Look(Struct, frozen=True):
    """Look at the terminal, and come back with `Looked`."""


class SendNow(Struct, frozen=True):
    """Exchange with the server at once, and come back with `SentNow`."""


class Say(Struct, frozen=True):
    """Say a sentence aloud, and come back with `Said`."""

    language: str


class PutAside(Struct, frozen=True):
    """Out of use from now on, or in use again."""

    on: bool


Effect = Check | KeepTries | Note | Look | SendNow | Say | PutAside
Outcome = tuple[Session, tuple[Effect, ...]]


def targets(session: Session) -> tuple[str, ...]:
    """Names of what may be chosen, but the pad's keys and the field and keys of the page of the code."""
    if session.place in SECTIONS:
        return (*SECTIONS, *_acts(session), "close")
    if session.place in ("pad", "code"):
        languages = tuple(f"language-{tag}" for tag in session.languages) if len(session.languages) > 1 else ()
        return (*languages, *OFFERED[session.place])
    return OFFERED[session.place]


def _acts(session: Session) -> tuple[str, ...]:
    """What can be done in a section."""
    match session.place:
        case "connection":
            return ("send-now", *(("new-code",) if session.needs_code else ()))
        case "answers":
            return ("send-now",)
        case "tests":
            return ("touch-test", "speaker-test", "keys-test", "use-again" if session.set_aside else "set-aside")
        case _:
            return ()


def step(session: Session, event: Event, now: int) -> Outcome:
    """The next session and what is to be done; what does not fit changes nothing but the time of touch.

    Args:
        session: where it stands.
        event: what happened.
        now: steady milliseconds of this boot.
    """
    match event:
        case Opened(languages):
            return _open(session, languages, now)
        case Tried():
            return _try(session, now)
        case Judged(right):
            return _judge(session, right, now)
        case Stands():
            return _stand(session, event, now)
        case Looked(overview):
            return (replace(session, overview=overview) if session.unlocked else session), ()
        case SentNow(sent):
            after = replace(session, sending=False, sent=sent if session.unlocked else None)
            return _look(after, now) if session.unlocked else (after, ())
        case Said(spoke):
            return replace(session, speaking=False, spoke=spoke if session.place == "speaker" else None), ()
        case Ticked():
            return _pass_time(session, now)
        case Cut():
            return closed(session), ()
        case _:
            return _do(session, event, now) if session.open else (session, ())


def closed(session: Session) -> Session:
    """Nothing of who was there is left."""
    return Session(
        tries=session.tries, checking=session.checking, needs_code=session.needs_code, set_aside=session.set_aside,
        sending=session.sending, speaking=session.speaking,
    )  # fmt: skip


def idle_ms(session: Session) -> int:
    """How long it stays without a touch."""
    return {"pad": PAD_IDLE_MS, "keys": KEYS_IDLE_MS}.get(session.place, IDLE_MS)


def alike(one: Session | None, other: Session | None) -> bool:
    """Whether they look the same: when somebody last touched, or when it was last looked, is not seen."""
    if one is None or other is None:
        return one is other
    return replace(one, touched_at=0, looked_at=0) == replace(other, touched_at=0, looked_at=0)


# ── the way in ──


def _open(session: Session, languages: tuple[str, ...], now: int) -> Outcome:
    """A PIN that is still being checked is somebody else's: the pad waits for its outcome."""
    if session.open or session.checking:
        return session, ()
    return replace(closed(session), place="pad", languages=languages, language=languages[0], touched_at=now), ()


def _try(session: Session, now: int) -> Outcome:
    if session.place != "pad":
        return session, ()
    session = replace(session, touched_at=now)
    if session.checking or trying.left_ms(session.tries, now):
        return session, ()
    counted = trying.missed(session.tries, now)
    return replace(session, checking=True, wrong=False, tries=counted), (KeepTries(counted), Check())


def _judge(session: Session, right: bool, now: int) -> Outcome:
    if not session.checking:
        return session, ()
    if not right:
        return replace(session, checking=False, wrong=session.place == "pad"), (Note("wrong_pin"),)
    session = replace(session, checking=False, tries=trying.right(session.tries))
    effects: tuple[Effect, ...] = (KeepTries(session.tries), Note("service_opened"))
    if session.place != "pad":
        return session, effects[:1]
    session, looking = _look(replace(session, place="connection", wrong=False, touched_at=now), now)
    return session, (*effects, *looking)


# ── time, and what comes by itself ──


def _look(session: Session, now: int) -> Outcome:
    return replace(session, looked_at=now), (Look(),)


def _stand(session: Session, stands: Stands, now: int) -> Outcome:
    session = replace(session, needs_code=stands.needs_code, set_aside=stands.set_aside)
    if session.place == "code" and not session.needs_code:  # the code was taken
        return _look(replace(session, place="connection", touched_at=now), now)
    return session, ()


def _pass_time(session: Session, now: int) -> Outcome:
    tries, effects = trying.passed(session.tries, now), ()
    if tries is not session.tries:
        session, effects = replace(session, tries=tries), (KeepTries(tries),)  # type: ignore[assignment]
    if not session.open:
        return session, effects
    if now - session.touched_at >= idle_ms(session):
        if session.place == "keys":
            return replace(session, place="tests", heard=(), touched_at=now), effects
        return closed(session), effects
    if session.place in SECTIONS and now - session.looked_at >= LOOK_MS:
        session, looking = _look(session, now)
        return session, (*effects, *looking)
    return session, effects


# ── what a person does ──


def _do(session: Session, event: Event, now: int) -> Outcome:
    session = replace(session, touched_at=now)
    match event:
        case Touched(x, y) if session.place == "touch":
            return replace(session, marks=(*session.marks, (x, y))[-MARKS_KEPT:]), ()
        case KeyHeard(name, kind) if session.place == "keys":
            return replace(session, heard=(*session.heard, f"{name} {kind}")[-KEYS_SHOWN:]), ()
        case Chose(target) if target in targets(session):
            return _choose(session, target, now)
        case _:
            return session, ()


def _choose(session: Session, target: str, now: int) -> Outcome:
    match target.split("-"):
        case ["close"]:
            return closed(session), ()
        case ["back"]:
            return _look(_leave(session), now)
        case ["language", *tag]:
            return replace(session, language="-".join(tag)), ()
        case ["test", number]:
            return replace(session, hit=tuple(sorted({*session.hit, int(number)}))), ()
        case ["say"] if not session.speaking:
            return replace(session, speaking=True, spoke=None), (Say(session.language),)
        case ["send", "now"] if not session.sending:
            return replace(session, sending=True, sent=None), (SendNow(),)
        case ["confirm"]:
            return replace(session, place="tests", set_aside=True), (PutAside(True),)
        case ["use", "again"]:
            return replace(session, set_aside=False), (PutAside(False),)
        case _ if target in LEADS:
            return replace(session, place=LEADS[target]), ()
        case _:  # `ok`: the PIN itself comes as `Tried`; what runs already is not begun again
            return session, ()


def _leave(session: Session) -> Session:
    """Back from a test or a question, whose traces go with it."""
    place: Section = "connection" if session.place == "code" else "tests"
    return replace(session, place=place, hit=(), marks=(), heard=(), spoke=None)


OFFERED: dict[Place, tuple[str, ...]] = {
    "closed": (),
    "pad": ("ok", "close"),
    "touch": (*(f"test-{n}" for n in range(1, TEST_TARGETS + 1)), "back"),
    "speaker": ("say", "back"),
    "keys": ("back",),
    "set_aside": ("confirm", "back"),
    "code": ("back",),
}
LEADS: dict[str, Place] = {
    **{section: section for section in SECTIONS},
    "touch-test": "touch",
    "speaker-test": "speaker",
    "keys-test": "keys",
    "set-aside": "set_aside",
    "new-code": "code",
}
