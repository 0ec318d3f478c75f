"""Defines the user paths as data: what a person does, and the screen to which each step leads (see `test_user_paths.py`).

A step is a pair of an action and the expected screen. The action is the name of a target, `STIR` (a touch beside the targets, or any key),
`WAIT` (nothing) or `hold NAME` (a held key of a letter). The expected screen is written as its name, for a statement as name and position
(with the number of statements if it is not three), followed by `@` and a language if it changes, and by `+` and a target that must be
selected. The open question with its keyboard is the screen `writing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

STIR, WAIT = "(stir)", "(wait)"
Step = tuple[str, str]
SHORT_TIMEOUTS = {"timeout_ms": 6_000, "thanks_ms": 2_500}
"""The program options of a service point with short time-outs: three seconds until the inactivity prompt, and three more."""

MANY_FORMS = {"forms": "general-1,child-test,relative-test", "told": "yes", "answered": 214}
"""The program options of a service point with several forms and messages (`tests/kiosk/sample_forms.py`)."""


class UserPath(NamedTuple):
    """Represents the path of a person from the idle screen back to it."""

    name: str
    steps: tuple[Step, ...]
    result: Mapping[str, Any]
    """The fields of the result of the visit that differ from the defaults."""
    options: Mapping[str, object] = {}
    """The options of the program that differ from the defaults."""


DEFAULT_RESULT: Mapping[str, Any] = {
    "nps": None,
    "replies": {},
    "comment": None,
    "ended": "completed",
    "language": "fi",
    "form": "general-1",
}
STATEMENTS = ("access", "clarity", "benefit")


def _replies(*values: object) -> dict[str, object]:
    return dict(zip(STATEMENTS, values, strict=False))


PATHS = (
    UserPath(
        "a plain visit",
        (
            ("nps-9", "comment"), ("skip", "statement:1"), ("value-4", "statement:2"), ("value-1", "statement:3"),
            ("value-5", "thanks"), ("close", "nps"),
        ),
        {"nps": 9, "replies": _replies(4, 1, 5)},
    ),
    UserPath(
        "pass by everything",
        (
            ("nps-0", "comment"), ("skip", "statement:1"), ("skip", "statement:2"), ("skip", "statement:3"), ("skip", "thanks"),
            ("close", "nps"),
        ),
        {"nps": 0, "replies": _replies("skipped", "skipped", "skipped")},
    ),
    UserPath(
        "none of them concerns me",
        (
            ("nps-10", "comment"), ("skip", "statement:1"), ("not-applicable", "statement:2"), ("skip", "statement:3"),
            ("not-applicable", "thanks"), ("close", "nps"),
        ),
        {"nps": 10, "replies": _replies("not_applicable", "skipped", "not_applicable")},
    ),
    UserPath(
        "write and send",
        (
            ("nps-3", "comment"), ("write", "writing"), ("field", "writing"), ("key-h", "writing"), ("key-y", "writing"),
            ("key-v", "writing"), ("key-backspace", "writing"), ("key-space", "writing"), ("key-layer", "writing"),
            ("key-1", "writing"), ("send", "statement:1"), ("value-2", "statement:2"), ("finish", "thanks"), ("close", "nps"),
        ),
        {"nps": 3, "comment": "Hy 1", "replies": _replies(2)},
    ),
    UserPath(
        "write a letter that is on no key",
        (
            ("nps-3", "comment"), ("write", "writing"), ("key-h", "writing"), ("hold key-e", "writing"), ("key-é", "writing"),
            ("key-q", "writing"), ("send", "statement:1"), ("finish", "thanks"), ("close", "nps"),
        ),
        {"nps": 3, "comment": "Héq"},
    ),
    UserPath(
        "think better of writing",
        (
            ("nps-3", "comment"), ("write", "writing"), ("key-h", "writing"), ("back", "comment"), ("write", "writing"),
            ("key-q", "writing"), ("send", "statement:1"), ("back", "comment"), ("skip", "statement:1"), ("finish", "thanks"),
            ("close", "nps"),
        ),
        {"nps": 3, "comment": "Q"},
    ),
    UserPath(
        "send an empty field",
        (("nps-3", "comment"), ("write", "writing"), ("send", "statement:1"), ("finish", "thanks"), ("close", "nps")),
        {"nps": 3},
    ),
    UserPath(
        "look back and change an answer",
        (
            ("nps-9", "comment"), ("skip", "statement:1"), ("value-4", "statement:2"), ("value-3", "statement:3"),
            ("back", "statement:2+value-3"), ("back", "statement:1+value-4"), ("value-2", "statement:2+value-3"), ("skip", "statement:3"),
            ("back", "statement:2"), ("back", "statement:1"), ("back", "comment"), ("back", "nps+nps-9"), ("nps-6", "comment"),
            ("back", "nps+nps-6"), ("skip", "comment"), ("skip", "statement:1+value-2"), ("finish", "thanks"), ("close", "nps"),
        ),
        {"nps": 6, "replies": _replies(2, 3)},
    ),
    UserPath(
        "finish from the first question once it is answered",
        (("nps-5", "comment"), ("back", "nps"), ("finish", "thanks"), ("close", "nps")),
        {"nps": 5},
    ),
    UserPath("finish early", (("nps-5", "comment"), ("finish", "thanks"), ("close", "nps")), {"nps": 5}),
    UserPath(
        "finish while writing: what is not sent is nobody's",
        (("nps-5", "comment"), ("write", "writing"), ("key-h", "writing"), ("finish", "thanks"), ("close", "nps")),
        {"nps": 5},
    ),
    UserPath(
        "another language on every screen",
        (
            ("language-sv", "nps@sv"), ("language-en", "nps@en"), ("nps-8", "comment"),
            ("languages", "languages"), ("language-fi", "comment@fi"), ("languages", "languages"), ("close", "comment"),
            ("write", "writing"), ("key-h", "writing"), ("languages", "languages"), ("language-sv", "writing@sv"),
            ("key-q", "writing"), ("send", "statement:1"), ("languages", "languages"), ("language-en", "statement:1@en"),
            ("value-4", "statement:2"), ("languages", "languages"), ("language-fi", "statement:2@fi"), ("back", "statement:1+value-4"),
            ("languages", "languages"), ("display", "display"), ("close", "languages"), ("language-sv", "statement:1@sv"),
            ("finish", "thanks"), ("close", "nps@fi"),
        ),
        {"nps": 8, "comment": "Hq", "replies": _replies(4), "language": "sv"},
    ),
    UserPath(
        "what happens with my answer, on every screen",
        (
            ("about", "about"), ("close", "nps"), ("nps-7", "comment"), ("about", "about"), ("close", "comment"), ("write", "writing"),
            ("key-h", "writing"), ("about", "about"), ("display", "display"), ("close", "about"), ("close", "writing"),
            ("key-q", "writing"), ("send", "statement:1"), ("about", "about"), ("close", "statement:1"), ("finish", "thanks"),
            ("close", "nps"),
        ),
        {"nps": 7, "comment": "Hq"},
    ),
    UserPath(
        "larger text, another contrast, everything lower",
        (
            ("display", "display"), ("text-large", "display+text-large"), ("contrast-black", "display+contrast-black"),
            ("reach-low", "display+reach-low"), ("close", "nps"), ("nps-7", "comment"), ("display", "display+text-large"),
            ("text-largest", "display+text-largest"), ("contrast-white", "display+contrast-white"), ("close", "comment"),
            ("skip", "statement:1"), ("display", "display"), ("reach-whole", "display+reach-whole"), ("close", "statement:1"),
            ("value-5", "statement:2"), ("display", "display"), ("text-normal", "display+text-normal"),
            ("contrast-normal", "display+contrast-normal"), ("close", "statement:2"), ("back", "statement:1+value-5"),
            ("finish", "thanks"), ("display", "display"), ("text-large", "display+text-large"), ("close", "thanks"), ("close", "nps"),
            ("display", "display+text-normal"), ("close", "nps"), ("nps-1", "comment"), ("finish", "thanks"), ("close", "nps"),
        ),
        {"nps": 1},
    ),
    UserPath(
        "a child answers, in another language too",
        (
            ("audience", "audience"), ("close", "nps"), ("audience", "audience"), ("display", "display"), ("close", "audience"),
            ("form-child-test", "nps"), ("nps-8", "comment"), ("languages", "languages"), ("language-sv", "comment@sv"),
            ("skip", "statement:1/2"), ("value-2", "statement:2/2"), ("back", "statement:1/2+value-2"), ("value-4", "statement:2/2"),
            ("value-5", "thanks"), ("close", "nps@fi"),
        ),
        {"nps": 8, "form": "child-test", "replies": {"first": 4, "second": 5}, "language": "sv"},
        MANY_FORMS,
    ),
    UserPath(
        "a relative, and after them whoever the place is for",
        (
            ("audience", "audience"), ("form-relative-test", "nps"), ("nps-2", "comment"), ("skip", "statement:1/2"),
            ("finish", "thanks"), ("close", "nps"), ("nps-4", "comment"), ("skip", "statement:1"), ("finish", "thanks"), ("close", "nps"),
        ),
        {"nps": 4},
        MANY_FORMS,
    ),
    UserPath(
        "what has changed",
        (
            ("news", "news"), ("display", "display"), ("close", "news"), ("close", "nps"), ("language-en", "nps@en"), ("news", "news"),
            ("close", "nps"), ("nps-6", "comment"), ("finish", "thanks"), ("close", "nps@fi"),
        ),
        {"nps": 6, "language": "en"},
        MANY_FORMS,
    ),
    UserPath("thanks that run out", (("nps-5", "comment"), ("finish", "thanks"), (WAIT, "nps")), {"nps": 5}, SHORT_TIMEOUTS),
    UserPath(
        "time runs out on the first question",
        (
            ("language-sv", "nps@sv"), ("about", "about"), (WAIT, "still_there"),
            (STIR, "about"),  # a slow reader continues without having to find the page again
            (WAIT, "still_there"), (WAIT, "nps@fi"),
        ),
        {"ended": "timed_out", "language": "sv"},
        SHORT_TIMEOUTS,
    ),
    UserPath(
        "time runs out on the open question",
        (("nps-4", "comment"), (WAIT, "still_there"), (STIR, "comment"), ("about", "about"), (WAIT, "still_there"), (WAIT, "nps")),
        {"nps": 4, "ended": "timed_out"},
        SHORT_TIMEOUTS,
    ),
    UserPath(
        "time runs out while writing: what is not sent is nobody's",
        (
            ("nps-4", "comment"), ("write", "writing"), ("key-q", "writing"), (WAIT, "still_there"), (STIR, "writing"),
            (WAIT, "still_there"), (WAIT, "nps"),
        ),
        {"nps": 4, "ended": "timed_out"},
        SHORT_TIMEOUTS,
    ),
    UserPath(
        "time runs out on a statement",
        (
            ("nps-4", "comment"), ("skip", "statement:1"), ("value-3", "statement:2"), (WAIT, "still_there"), (STIR, "statement:2"),
            ("display", "display"), (WAIT, "still_there"), (WAIT, "nps"),
        ),
        {"nps": 4, "ended": "timed_out", "replies": _replies(3)},
        SHORT_TIMEOUTS,
    ),
)  # fmt: skip
