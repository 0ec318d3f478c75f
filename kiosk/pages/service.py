"""Builds the pages of the service screen: the PIN pad, four sections about the terminal, the tests, and the out-of-use confirmation.

These pages belong to no visit. Of a typed PIN they use only whether it is empty or full, and they never contain its digits.
"""

from __future__ import annotations

from i18n.catalogs import Catalog, catalog, gettext_noop
from kiosk.pages import service_texts as words
from kiosk.pages.components import display_button, language_target, pager_targets
from kiosk.pages.keyboard import pin_keyboard_rows
from kiosk.pages.keyboard_targets import key_targets
from kiosk.pages.page import Page, Target, TextLine
from kiosk.pages.text_input import TextInput
from kiosk.service import session as sessions
from kiosk.service.pin_attempts import remaining_wait_ms, wait_ms
from kiosk.service.session import ServiceSession
from survey.visit import DisplayPreferences

SECTION_LINES = {
    "connection": words.connection_section,
    "answers": words.answers_section,
    "device": words.device_section,
    "tests": words.tests_section,
}
"""Maps the name of a section to the function that returns its lines."""


def build_page(session: ServiceSession, text_input: TextInput, now: int, display_preferences: DisplayPreferences) -> Page:
    """Return the page of an open service session.

    Args:
        session: the service session, whose page is not `closed`.
        text_input: the PIN that is being typed.
        now: milliseconds of a monotonic clock.
        display_preferences: how the person wants to see the page.
    """
    text = catalog(session.language, "kiosk")
    if session.page == "pad":
        return _pad(session, text_input, now, text, display_preferences)
    named = (*(_target(name, session, text) for name in sessions.allowed_targets(session)), display_button(text))
    return Page(
        screen="service", language=session.language, heading=text.text(words.HEADINGS[session.page]), lines=_lines(session, text),
        targets=named, touch_marks=session.touch_marks, pager_targets=pager_targets(text), display_preferences=display_preferences,
    )  # fmt: skip


def _pad(session: ServiceSession, typing: TextInput, now: int, text: Catalog, sight: DisplayPreferences) -> Page:
    left, rows = remaining_wait_ms(session.pin_attempts, now), pin_keyboard_rows()
    waits = left > 0 and not session.checking_pin
    ready = not (waits or session.checking_pin or typing.is_empty)
    keys = key_targets(rows, text, typing)
    closed = tuple(Target(key.name, key.role, key.text, key.spoken, enabled=False) for key in keys)
    field = Target("field", "textbox", text.text("PIN"), text.text("PIN"))
    ok = text.text("Checking…") if session.checking_pin else text.text("OK")
    offered = (field, *(closed if waits or session.checking_pin else keys), Target("ok", "button", ok, ok, enabled=ready))
    ways = (*(_target(name, session, text) for name in sessions.allowed_targets(session) if name != "ok"), display_button(text))
    seconds = -(-left // 1000)
    if waits:
        line = TextLine("notice", text.text("Wait {seconds} seconds before trying again.", seconds=seconds))
    elif session.last_pin_wrong:
        line = TextLine("problem", text.text("The PIN is incorrect."))
    else:
        line = TextLine("instruction", text.text("Enter the PIN for this region's terminals."))
    return Page(
        screen="service", language=session.language, heading=text.text("Service"), lines=(line,), targets=(*offered, *ways),
        keyboard=rows, pager_targets=pager_targets(text), display_preferences=sight, seconds_left=seconds if waits else None,
        fraction_left=round(min(1.0, left / max(1, wait_ms(session.pin_attempts.wrong_count))), 3) if waits else None,
    )  # fmt: skip


def _lines(session: ServiceSession, text: Catalog) -> tuple[TextLine, ...]:
    seen = session.overview
    match session.page:
        case "touch":
            return ()
        case "speaker":
            return (*(words.output_lines(seen, text) if seen else ()), *_spoke(session, text))
        case "keys":
            told = words.key_event_lines(session, text)
            return (
                TextLine("instruction", text.text("Press every key. The test ends automatically when no key is pressed for a while.")),
                *told,
            )
        case "set_aside":
            lines = (
                text.text("No one can answer until someone puts it back in use here."),
                text.text("Answers are saved and will be sent."),
            )
            return tuple(TextLine("body", line) for line in lines)
        case place if seen is None or place not in SECTION_LINES:
            return (TextLine("status", text.text("Loading…")),)
        case place:
            return SECTION_LINES[place](seen, session, text)


def _spoke(session: ServiceSession, text: Catalog) -> tuple[TextLine, ...]:
    if session.testing_speaker:
        return (TextLine("status", text.text("Playing…")),)
    if session.speaker_test_result is None:
        return ()
    if session.speaker_test_result.output is None:
        return (TextLine("problem", text.text("The sentence could not be played.")),)
    return (TextLine("status", text.text("Played on: {output}", output=session.speaker_test_result.output)),)


def _target(name: str, session: ServiceSession, text: Catalog) -> Target:
    if name.startswith("language-"):
        return language_target(name.removeprefix("language-"), chosen=session.language)
    if name.startswith("test-"):
        number = name.removeprefix("test-")
        return Target(name, "button", number, number, selected=int(number) in session.hit_targets)
    if name in sessions.SECTIONS:
        word = text.text(words.SECTION_TITLES[name])
        return Target(name, "button", word, word, selected=name == session.page)
    said = _word(name, session, text)
    busy = (name == "send-now" and session.sending) or (name == "say" and session.testing_speaker)
    return Target(name, "button", said, said, enabled=not busy)


def _word(name: str, session: ServiceSession, text: Catalog) -> str:
    if name == "send-now" and session.sending:
        return text.text("Sending…")
    if name == "say" and session.testing_speaker:
        return text.text("Playing…")
    return text.text(BUTTON_TEXTS[name])


BUTTON_TEXTS: dict[str, str] = {
    "send-now": gettext_noop("Send now"),
    "new-code": gettext_noop("Enter a new code"),
    "touch-test": gettext_noop("Touch test"),
    "speaker-test": gettext_noop("Speaker test"),
    "keys-test": gettext_noop("Key test"),
    "set-aside": gettext_noop("Out of use"),
    "use-again": gettext_noop("Put back in use"),
    "say": gettext_noop("Play sentence"),
    "confirm": gettext_noop("Take out of use"),
    "back": gettext_noop("Back"),
    "close": gettext_noop("Close"),
}
