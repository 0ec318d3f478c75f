"""Builds the screen on which a terminal without an identity asks for its enrolment code and says what is missing.

It is read by the person who sets the terminal up, so it belongs to no visit, and its language is chosen on the screen itself.
"""

from __future__ import annotations

from i18n.catalogs import Catalog, gettext_noop
from i18n.languages import complete_languages
from kiosk.pages.components import button_target, display_button, language_target, pager_targets
from kiosk.pages.keyboard import MAX_KEYS_ACROSS, code_keyboard_rows
from kiosk.pages.keyboard_targets import key_targets
from kiosk.pages.page import Page, Target, TextLine
from kiosk.pages.text_input import TextInput
from kiosk.visit.view import EnrolmentObstacle, EnrolmentView
from survey.enrolment_code import CODE_ALPHABET, CODE_LENGTH
from survey.visit import DisplayPreferences

MAX_CODE_LENGTH = CODE_LENGTH
"""Sets the largest number of characters in the field for the code."""

OBSTACLE_TEXTS: dict[EnrolmentObstacle, str] = {
    "network": gettext_noop("No network. Check the cable or the Wi-Fi."),
    "server": gettext_noop("The server is not responding."),
    "certificate": gettext_noop("The server's certificate is not trusted."),
    "time": gettext_noop("The terminal's clock is wrong."),
    "captive_portal": gettext_noop("The network requires a web sign-in."),
    "code": gettext_noop("Enter the code from the enrolment card."),
    "other_terminal": gettext_noop("This code is for another terminal, and this one has unsent responses."),
}
"""Maps an obstacle to the enrolment to the msgid of its sentence."""
MISTYPED_TEXT = gettext_noop("The code has a typing error. Check each character.")
PROBLEM_TEXTS: dict[str, str] = {
    "mistyped": MISTYPED_TEXT,
    "mistyped_code": MISTYPED_TEXT,
    "code_unknown": gettext_noop("The server does not recognise the code."),
    "code_used": gettext_noop("The code has already been used. Ask for a new one."),
    "code_expired": gettext_noop("The code has expired. Ask for a new one."),
    "too_many_requests": gettext_noop("Too many attempts. Wait a few minutes."),
    "unauthorised": gettext_noop(
        "The server no longer recognises this terminal. Responses are kept. Enter a new code for the same terminal."
    ),
    "other_terminal": OBSTACLE_TEXTS["other_terminal"],
    "bad_address": gettext_noop("The server address is not valid. It must start with https://."),
    "configuration_rejected": gettext_noop("The configuration from the server cannot be used."),
    "exchange_running": gettext_noop("The terminal is busy. Try again in a minute."),
    "disk": gettext_noop("This terminal cannot write to its disk."),
}
"""Maps a problem code of the last attempt to its msgid.

Any other code comes from the server and is shown itself, so that it can be looked up.
"""
CONNECTION_PROBLEMS = frozenset({"network", "certificate", "captive_portal", "unreachable", "server_error", "no_server"})
"""Lists the codes of problems with the connection to the server.

The page does not show them as the problem of the last attempt, because `EnrolmentView.obstacles` lists those that still exist.
"""


def build_page(
    enrol: EnrolmentView,
    text_input: TextInput,
    language: str,
    catalog: Catalog,
    display_preferences: DisplayPreferences,
    *,
    keys_across: int = MAX_KEYS_ACROSS,
    offer_back: bool = False,
) -> Page:
    """Return the page.

    Args:
        enrol: the state of the enrolment.
        text_input: the code that is being typed. Only its length is used.
        language: the tag of the language of the page.
        catalog: the message catalog of that language.
        display_preferences: how the person wants to see the page.
        keys_across: how many keys of the keyboard fit beside each other.
        offer_back: whether to offer the target `back`, because the page was opened from the service screen.
    """
    keys = code_keyboard_rows(CODE_ALPHABET, keys_across=keys_across)
    ready = enrol.server is not None and not text_input.is_empty and not enrol.is_trying
    connect = catalog.text("Connecting…") if enrol.is_trying else catalog.text("Connect")
    targets = (
        Target("field", "textbox", catalog.text("Code"), catalog.text("Code")),
        *key_targets(keys, catalog, text_input),
        Target("send", "button", connect, connect, enabled=ready),
        *(language_target(tag, chosen=language) for tag in complete_languages()),
        display_button(catalog),
        *((button_target("back", catalog.text("Back")),) if offer_back else ()),
    )
    wrong = problem_texts(enrol, catalog)
    lines = (
        TextLine("instruction", catalog.text("Enter the code from the enrolment card.")),
        *((TextLine("status", catalog.text("Server: {address}", address=enrol.server)),) if enrol.server else ()),
        *(TextLine("problem", problem) for problem in wrong),
    )
    heading = catalog.text("Enrol this terminal")
    return Page(
        screen="enrol",
        language=language,
        heading=heading,
        lines=lines,
        targets=targets,
        keyboard=keys,
        pager_targets=pager_targets(catalog),
        display_preferences=display_preferences,
    )


def problem_texts(enrol: EnrolmentView, catalog: Catalog) -> tuple[str, ...]:
    """Return a sentence for each thing that prevents the enrolment, without repetitions.

    A missing server address and the problem of the last attempt come first, because a small panel shows the rest on further parts of the
    page. The missing code is left out, because the field itself shows it.
    """
    found = [] if enrol.server else [catalog.text("The server address is not set.")]
    if enrol.problem is not None and enrol.problem not in CONNECTION_PROBLEMS:
        known = PROBLEM_TEXTS.get(enrol.problem)
        found.append(catalog.text(known) if known else catalog.text("The server refused the request ({code}).", code=enrol.problem))
    silent = {"code"} | ({"server"} if enrol.server is None or enrol.problem == "too_many_requests" else set())
    found += [catalog.text(OBSTACLE_TEXTS[lack]) for lack in enrol.obstacles if lack not in silent]
    return tuple(dict.fromkeys(found))
