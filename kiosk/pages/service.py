"""The service screen's pages: the pad, four sections of what is known, the tests, and the question before out of use.

They belong to no visit. Of a PIN they know how many digits there are, not which, and say not even that.
"""

from __future__ import annotations

from i18n.catalogs import Catalog, catalog, mark
from kiosk.pages import service_texts as words
from kiosk.pages.components import display_button, language_target, turning
from kiosk.pages.keyboard import pin_rows
from kiosk.pages.keyboard_targets import key_targets
from kiosk.pages.page import Line, Page, Target
from kiosk.pages.text_input import Typing
from kiosk.service import session as sessions
from kiosk.service.pin_attempts import left_ms, wait_ms
from kiosk.service.session import Session
from survey.visit import Sight

SAID = {"connection": words.connection, "answers": words.answers, "device": words.device, "tests": words.tests}


def page(session: Session, typing: Typing, now: int, sight: Sight) -> Page:
    """The page of an open session; `now` is steady milliseconds."""
    text = catalog(session.language, "kiosk")
    if session.place == "pad":
        return _pad(session, typing, now, text, sight)
    named = (*(_target(name, session, text) for name in sessions.targets(session)), display_button(text))
    return Page(
        screen="service", language=session.language, heading=text.text(words.HEADINGS[session.place]), lines=_lines(session, text),
        targets=named, marks=session.marks, turning=turning(text), sight=sight,
    )  # fmt: skip


def _pad(session: Session, typing: Typing, now: int, text: Catalog, sight: Sight) -> Page:
    left, rows = left_ms(session.tries, now), pin_rows()
    waits = left > 0 and not session.checking
    ready = not (waits or session.checking or typing.empty)
    keys = key_targets(rows, text, typing)
    closed = tuple(Target(key.name, key.role, key.text, key.spoken, enabled=False) for key in keys)
    field = Target("field", "textbox", text.text("PIN"), text.text("PIN"))
    ok = text.text("Checking…") if session.checking else text.text("OK")
    offered = (field, *(closed if waits or session.checking else keys), Target("ok", "button", ok, ok, enabled=ready))
    ways = (*(_target(name, session, text) for name in sessions.targets(session) if name != "ok"), display_button(text))
    seconds = -(-left // 1000)
    if waits:
        line = Line("notice", text.text("Wait {seconds} seconds before the next try.", seconds=seconds))
    elif session.wrong:
        line = Line("problem", text.text("The PIN was wrong."))
    else:
        line = Line("instruction", text.text("Type the PIN of this place's terminals."))
    return Page(
        screen="service", language=session.language, heading=text.text("Service"), lines=(line,), targets=(*offered, *ways),
        keyboard=rows, turning=turning(text), sight=sight, seconds_left=seconds if waits else None,
        left=round(min(1.0, left / max(1, wait_ms(session.tries.wrong))), 3) if waits else None,
    )  # fmt: skip


def _lines(session: Session, text: Catalog) -> tuple[Line, ...]:
    seen = session.overview
    match session.place:
        case "touch":
            return ()
        case "speaker":
            return (*(words.outputs(seen, text) if seen else ()), *_spoke(session, text))
        case "keys":
            told = words.keys(session, text)
            return (Line("instruction", text.text("Press every key. The test ends by itself when none is pressed for a while.")), *told)
        case "set_aside":
            lines = (
                text.text("Nobody can answer then, until somebody puts it in use again here."),
                text.text("Answers are kept and will be sent."),
            )
            return tuple(Line("body", line) for line in lines)
        case place if seen is None or place not in SAID:
            return (Line("status", text.text("Looking…")),)
        case place:
            return SAID[place](seen, session, text)


def _spoke(session: Session, text: Catalog) -> tuple[Line, ...]:
    if session.speaking:
        return (Line("status", text.text("Speaking…")),)
    if session.spoke is None:
        return ()
    if session.spoke.output is None:
        return (Line("problem", text.text("Nothing here could play the sentence.")),)
    return (Line("status", text.text("Played on: {output}", output=session.spoke.output)),)


def _target(name: str, session: Session, text: Catalog) -> Target:
    if name.startswith("language-"):
        return language_target(name.removeprefix("language-"), chosen=session.language)
    if name.startswith("test-"):
        number = name.removeprefix("test-")
        return Target(name, "button", number, number, selected=int(number) in session.hit)
    if name in sessions.SECTIONS:
        word = text.text(words.SECTIONS[name])
        return Target(name, "button", word, word, selected=name == session.place)
    said = _word(name, session, text)
    busy = (name == "send-now" and session.sending) or (name == "say" and session.speaking)
    return Target(name, "button", said, said, enabled=not busy)


def _word(name: str, session: Session, text: Catalog) -> str:
    if name == "send-now" and session.sending:
        return text.text("Sending…")
    if name == "say" and session.speaking:
        return text.text("Speaking…")
    return text.text(BUTTONS[name])


BUTTONS: dict[str, str] = {
    "send-now": mark("Send now"),
    "new-code": mark("Type a new code"),
    "touch-test": mark("Touch test"),
    "speaker-test": mark("Speaker test"),
    "keys-test": mark("Key test"),
    "set-aside": mark("Out of use"),
    "use-again": mark("In use again"),
    "say": mark("Say the sentence"),
    "confirm": mark("Put out of use"),
    "back": mark("Back"),
    "close": mark("Close"),
}
