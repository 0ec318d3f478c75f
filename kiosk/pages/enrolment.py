"""The screen of a terminal that has no identity: asks for the code, and says in words what is missing.

It is read by the person who sets the terminal up, so it belongs to no visit and its language is chosen on the screen itself.
"""

from __future__ import annotations

from i18n.catalogs import Catalog, mark
from i18n.languages import offered
from kiosk.pages.components import button, display_button, language_target, turning
from kiosk.pages.keyboard import WIDEST, code_rows
from kiosk.pages.keyboard_targets import key_targets
from kiosk.pages.page import Line, Page, Target
from kiosk.pages.text_input import Typing
from kiosk.visit.view import EnrolView, Lack
from survey.enrolment_code import ALPHABET, LENGTH
from survey.visit import Sight

CODE_LIMIT = LENGTH
"""Characters the field takes."""

LACKS: dict[Lack, str] = {
    "network": mark("No network: check the cable or the Wi-Fi."),
    "server": mark("The server does not answer."),
    "certificate": mark("The server's certificate is not trusted."),
    "time": mark("The clock is wrong by too much."),
    "captive_portal": mark("The network asks for a sign-in page."),
    "code": mark("Type the code from the enrolment card."),
    "other_terminal": mark("This code belongs to another terminal, and answers are still unsent here."),
}
MISTYPED = mark("The code was mistyped: check it letter by letter.")
PROBLEMS: dict[str, str] = {
    "mistyped": MISTYPED,
    "mistyped_code": MISTYPED,
    "code_unknown": mark("The code is not known to the server."),
    "code_used": mark("The code has been used already: ask for a new one."),
    "code_expired": mark("The code has expired: ask for a new one."),
    "too_many_requests": mark("Too many tries: wait a few minutes."),
    "unauthorised": mark("The server does not know this terminal any more. Answers are kept. A new code for the same terminal is needed."),
    "other_terminal": LACKS["other_terminal"],
    "bad_address": mark("The address of the server cannot be used: it must begin with https://."),
    "configuration_rejected": mark("The settings that came from the server cannot be used."),
    "exchange_running": mark("The terminal is busy: try again in a minute."),
    "disk": mark("This terminal cannot write to its disk."),
}
"""By problem code; any other comes from the server and is said with its code, so that somebody can look it up."""
SAID_BY_LACKS = frozenset({"network", "certificate", "captive_portal", "unreachable", "server_error", "no_server"})
"""Problems on the way to the server: the next look says whether they still stand."""


def page(
    enrol: EnrolView, typing: Typing, language: str, catalog: Catalog, sight: Sight, *, keys_across: int = WIDEST, back: bool = False
) -> Page:
    """The page; `typing` is asked for how many characters there are, not which. `back`: it was opened from the service screen."""
    keys = code_rows(ALPHABET, most=keys_across)
    ready = enrol.server is not None and not typing.empty and not enrol.trying
    connect = catalog.text("Connecting…") if enrol.trying else catalog.text("Connect")
    targets = (
        Target("field", "textbox", catalog.text("Code"), catalog.text("Code")),
        *key_targets(keys, catalog, typing),
        Target("send", "button", connect, connect, enabled=ready),
        *(language_target(tag, chosen=language) for tag in offered()),
        display_button(catalog),
        *((button("back", catalog.text("Back")),) if back else ()),
    )
    wrong = problems(enrol, catalog)
    lines = (
        Line("instruction", catalog.text("Type the code from the enrolment card.")),
        *((Line("status", catalog.text("Server: {address}", address=enrol.server)),) if enrol.server else ()),
        *(Line("problem", problem) for problem in wrong),
    )
    heading = catalog.text("Enrol this terminal")
    return Page(
        screen="enrol",
        language=language,
        heading=heading,
        lines=lines,
        targets=targets,
        keyboard=keys,
        turning=turning(catalog),
        sight=sight,
    )


def problems(enrol: EnrolView, catalog: Catalog) -> tuple[str, ...]:
    """What stands in the way, a sentence each and none twice; that the code is still missing is said by the field itself.

    What became of the last try comes first: a small panel shows the rest only when it is asked for.
    """
    found = [] if enrol.server else [catalog.text("The address of the server is not set.")]
    if enrol.problem is not None and enrol.problem not in SAID_BY_LACKS:
        known = PROBLEMS.get(enrol.problem)
        found.append(catalog.text(known) if known else catalog.text("The server refused the request ({code}).", code=enrol.problem))
    silent = {"code"} | ({"server"} if enrol.server is None or enrol.problem == "too_many_requests" else set())
    found += [catalog.text(LACKS[lack]) for lack in enrol.lacks if lack not in silent]
    return tuple(dict.fromkeys(found))
