"""Every path through the questions as data: what a person does, and the screen that it leads to.

A step is `what screen`. The name of a target chooses it two seconds after the step before. `+N` lets N seconds pass with ticks. `touch`,
`sent`, `sent_other`, `sent_nothing` and `cut` post the other events. A screen is given by its name, a statement with its code.
"""

from __future__ import annotations

import pytest
from msgspec import Struct

from survey.visit import ActivitySeen, CommentSubmitted, Event, Interrupted, TargetChosen, Ticked, Visit, VisitScript
from tests.survey.sample_visits import COMMENT, COMMENT_LAST, OTHER_COMMENT, SCRIPT, SECOND_MS, VisitSimulator


class PathResult(Struct, frozen=True, kw_only=True):
    """Describes what a path leaves: how the visit ended and what it contains. `ended` is None if no visit ended."""

    ended: str | None
    nps: int | None = None
    comment: bool = False
    replies: str = ""
    """Lists the replies, such as `access=5 clarity=- benefit=~`: a value, `-` for not applicable, `~` for skipped."""
    language: str = "fi"


NOTHING_FINISHED = PathResult(ended=None)

PATHS: dict[str, tuple[VisitScript, str, PathResult]] = {
    "all answered": (
        SCRIPT,
        ("nps-9 comment | write comment | sent statement:access | value-5 statement:clarity | value-4 statement:benefit | value-1 thanks"),
        PathResult(ended="completed", nps=9, comment=True, replies="access=5 clarity=4 benefit=1"),
    ),
    "all answered, the open question last": (
        COMMENT_LAST,
        ("nps-9 statement:access | value-5 statement:clarity | value-4 statement:benefit | value-1 comment | write comment | sent thanks"),
        PathResult(ended="completed", nps=9, comment=True, replies="access=5 clarity=4 benefit=1"),
    ),
    "the open question passed by with one touch": (
        SCRIPT,
        "nps-0 comment | skip statement:access | value-3 statement:clarity | value-3 statement:benefit | value-3 thanks",
        PathResult(ended="completed", nps=0, replies="access=3 clarity=3 benefit=3"),
    ),
    "the open question passed by with one touch, last": (
        COMMENT_LAST,
        "nps-10 statement:access | skip statement:clarity | skip statement:benefit | skip comment | skip thanks",
        PathResult(ended="completed", nps=10, replies="access=~ clarity=~ benefit=~"),
    ),
    "an empty field sent is passing by": (
        SCRIPT,
        "nps-7 comment | write comment | sent_nothing statement:access | finish thanks",
        PathResult(ended="completed", nps=7),
    ),
    "statements answered, not concerning, skipped": (
        SCRIPT,
        "nps-7 comment | skip statement:access | value-2 statement:clarity | not-applicable statement:benefit | skip thanks",
        PathResult(ended="completed", nps=7, replies="access=2 clarity=- benefit=~"),
    ),
    "a statement answered anew after back": (
        SCRIPT,
        (
            "nps-7 comment | skip statement:access | value-2 statement:clarity | back statement:access | "
            "value-5 statement:clarity | skip statement:benefit | back statement:clarity | not-applicable statement:benefit | "
            "value-1 thanks"
        ),
        PathResult(ended="completed", nps=7, replies="access=5 clarity=- benefit=1"),
    ),
    "back all the way to another NPS": (
        SCRIPT,
        "nps-7 comment | skip statement:access | back comment | back nps | nps-2 comment | skip statement:access | finish thanks",
        PathResult(ended="completed", nps=2),
    ),
    "back all the way, the open question last": (
        COMMENT_LAST,
        (
            "nps-7 statement:access | value-1 statement:clarity | value-2 statement:benefit | value-3 comment | "
            "back statement:benefit | back statement:clarity | back statement:access | back nps | nps-8 statement:access | "
            "finish thanks"
        ),
        PathResult(ended="completed", nps=8, replies="access=1 clarity=2 benefit=3"),
    ),
    "looking back takes nothing away": (
        SCRIPT,
        (
            "nps-7 comment | write comment | sent statement:access | value-2 statement:clarity | not-applicable statement:benefit | "
            "back statement:clarity | back statement:access | back comment | back nps | skip comment | skip statement:access | "
            "skip statement:clarity | skip statement:benefit | skip thanks"
        ),
        PathResult(ended="completed", nps=7, comment=True, replies="access=2 clarity=- benefit=~"),
    ),
    "leaving from the first question after back": (
        SCRIPT,
        "nps-7 comment | back nps | finish thanks",
        PathResult(ended="completed", nps=7),
    ),
    "a sent comment replaced": (
        SCRIPT,
        (
            "nps-7 comment | write comment | sent statement:access | back comment | write comment | sent_other statement:access | "
            "finish thanks"
        ),
        PathResult(ended="completed", nps=7, comment=True),
    ),
    "a sent comment kept when passed by later": (
        SCRIPT,
        "nps-7 comment | write comment | sent statement:access | back comment | skip statement:access | finish thanks",
        PathResult(ended="completed", nps=7, comment=True),
    ),
    "typing given up with back": (
        SCRIPT,
        "nps-7 comment | write comment | back comment | skip statement:access | finish thanks",
        PathResult(ended="completed", nps=7),
    ),
    "typing given up with finish": (SCRIPT, "nps-7 comment | write comment | finish thanks", PathResult(ended="completed", nps=7)),
    "typing timed out": (SCRIPT, "nps-7 comment | write comment | +26 still_there | +20 nps", PathResult(ended="timed_out", nps=7)),
    "a language chosen first": (
        SCRIPT,
        "language-sv nps | nps-7 comment | skip statement:access | finish thanks",
        PathResult(ended="completed", nps=7, language="sv"),
    ),
    "a language changed while writing": (
        SCRIPT,
        "nps-7 comment | write comment | languages languages | language-en comment | sent statement:access | finish thanks",
        PathResult(ended="completed", nps=7, comment=True, language="en"),
    ),
    "a language changed at a statement": (
        SCRIPT,
        (
            "nps-7 comment | skip statement:access | value-2 statement:clarity | languages languages | "
            "language-sv statement:clarity | languages languages | close statement:clarity | finish thanks"
        ),
        PathResult(ended="completed", nps=7, replies="access=2", language="sv"),
    ),
    "the notice read from any screen": (
        SCRIPT,
        (
            "about about | close nps | nps-7 comment | about about | close comment | skip statement:access | about about | "
            "close statement:access | finish thanks"
        ),
        PathResult(ended="completed", nps=7),
    ),
    "the countdown answered with continue": (
        SCRIPT,
        (
            "nps-7 comment | +26 still_there | continue comment | +24 comment | +2 still_there | touch comment | "
            "skip statement:access | finish thanks"
        ),
        PathResult(ended="completed", nps=7),
    ),
    "the countdown answered with a touch anywhere": (
        SCRIPT,
        ("nps-7 comment | skip statement:access | +26 still_there | touch statement:access | value-4 statement:clarity | finish thanks"),
        PathResult(ended="completed", nps=7, replies="access=4"),
    ),
    "the countdown answered with finish": (SCRIPT, "nps-7 comment | +30 still_there | finish thanks", PathResult(ended="completed", nps=7)),
    "a comment sealed while the countdown began": (
        SCRIPT,
        "nps-7 comment | write comment | +26 still_there | sent statement:access | finish thanks",
        PathResult(ended="completed", nps=7, comment=True),
    ),
    "timed out at the open question": (SCRIPT, "nps-7 comment | +26 still_there | +19 nps", PathResult(ended="timed_out", nps=7)),
    "timed out at a statement": (
        SCRIPT,
        "nps-7 comment | skip statement:access | value-4 statement:clarity | +24 statement:clarity | +1 still_there | +20 nps",
        PathResult(ended="timed_out", nps=7, replies="access=4"),
    ),
    "timed out with the languages open": (
        SCRIPT,
        "nps-7 comment | languages languages | +26 still_there | +20 nps",
        PathResult(ended="timed_out", nps=7),
    ),
    "left without any answer": (SCRIPT, "language-sv nps | +26 still_there | +20 nps", PathResult(ended="timed_out", language="sv")),
    "looked at the notice and left": (SCRIPT, "about about | +26 still_there | +20 nps", PathResult(ended="timed_out")),
    "said to be done without any answer": (SCRIPT, "languages languages | +26 still_there | finish nps", PathResult(ended="timed_out")),
    "finished early": (SCRIPT, "nps-3 comment | finish thanks", PathResult(ended="completed", nps=3)),
    "finished early, the open question last": (
        COMMENT_LAST,
        "nps-3 statement:access | finish thanks",
        PathResult(ended="completed", nps=3),
    ),
    "the thanks go by themselves": (SCRIPT, "nps-3 comment | finish thanks | +7 thanks | +1 nps", PathResult(ended="completed", nps=3)),
    "the thanks stay for whoever listens to them": (
        SCRIPT,
        "nps-3 comment | finish thanks | +5 thanks | touch thanks | +5 thanks | touch thanks | +7 thanks | +1 nps",
        PathResult(ended="completed", nps=3),
    ),
    "nobody keeps the thanks for ever": (
        SCRIPT,
        "nps-3 comment | finish thanks | " + "+5 thanks | touch thanks | " * 8 + "+4 thanks | +1 nps",
        PathResult(ended="completed", nps=3),
    ),
    "what is opened over the thanks gives way to them": (
        SCRIPT,
        "nps-3 comment | finish thanks | display display | text-large display | +32 display | +1 thanks | +7 thanks | +1 nps",
        PathResult(ended="completed", nps=3),
    ),
    "what is opened over the thanks and left at once": (
        SCRIPT,
        "nps-3 comment | finish thanks | display display | close thanks | +7 thanks | +1 nps",
        PathResult(ended="completed", nps=3),
    ),
    "the countdown over what was opened": (
        SCRIPT,
        (
            "nps-3 comment | about about | +26 still_there | touch about | display display | +26 still_there | continue display | "
            "close about | close comment | languages languages | +26 still_there | continue languages | language-sv comment | finish thanks"
        ),
        PathResult(ended="completed", nps=3, language="sv"),
    ),
    "the countdown too small to read": (
        SCRIPT,
        (
            "nps-3 comment | about about | +26 still_there | display display | text-largest display | +24 display | +2 still_there | "
            "display display | close about | close comment | +26 still_there | display display | close comment | finish thanks"
        ),
        PathResult(ended="completed", nps=3),
    ),
    "the thanks closed with a touch": (SCRIPT, "nps-3 comment | finish thanks | close nps", PathResult(ended="completed", nps=3)),
    "interrupted at the open question": (SCRIPT, "nps-3 comment | write comment | cut nps", PathResult(ended="interrupted", nps=3)),
    "interrupted at a statement": (
        SCRIPT,
        "nps-3 comment | skip statement:access | value-5 statement:clarity | cut nps",
        PathResult(ended="interrupted", nps=3, replies="access=5"),
    ),
    "interrupted in the countdown": (SCRIPT, "nps-3 comment | +26 still_there | cut nps", PathResult(ended="interrupted", nps=3)),
    "interrupted while being thanked": (SCRIPT, "nps-3 comment | finish thanks | cut nps", PathResult(ended="completed", nps=3)),
    "interrupted before any answer": (SCRIPT, "language-sv nps | cut nps", PathResult(ended="interrupted", language="sv")),
    "nobody there": (SCRIPT, "touch nps | +120 nps | cut nps | touch nps", NOTHING_FINISHED),
    "the next person begins anew": (
        SCRIPT,
        "language-sv nps | nps-3 comment | finish thanks | close nps | nps-10 comment | finish thanks",
        PathResult(ended="completed", nps=10),
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_path(path: str) -> None:
    script, steps, expected = PATHS[path]
    simulator = VisitSimulator(script)
    for number, step in enumerate(steps.split(" | "), start=1):
        what, screen = step.split()
        _post(simulator, what)
        assert _screen(simulator.visit) == screen, f"step {number} of {path!r} ({what}) led to {_screen(simulator.visit)}, not {screen}"
    assert _result(simulator.ended_visits[-1] if simulator.ended_visits else None) == expected


def test_a_replaced_comment_is_the_later_one() -> None:
    script, steps, _ = PATHS["a sent comment replaced"]
    simulator = VisitSimulator(script)
    for step in steps.split(" | "):
        _post(simulator, step.split()[0])
    assert simulator.ended_visits[0].comment == OTHER_COMMENT


def _post(simulator: VisitSimulator, what: str) -> None:
    if what.startswith("+"):
        for _ in range(int(what[1:])):
            simulator.post(Ticked(), SECOND_MS)
        return
    other_events: dict[str, Event] = {
        "touch": ActivitySeen(),
        "sent": CommentSubmitted(COMMENT),
        "sent_other": CommentSubmitted(OTHER_COMMENT),
        "sent_nothing": CommentSubmitted(None),
        "cut": Interrupted(),
    }
    simulator.post(other_events.get(what) or TargetChosen(what), 0 if what in other_events else 2 * SECOND_MS)


def _screen(visit: Visit) -> str:
    return f"statement:{visit.statement_code}" if visit.screen == "statement" else visit.screen


def _result(visit: Visit | None) -> PathResult:
    if visit is None:
        return NOTHING_FINISHED
    marks = {"not_applicable": "-", "skipped": "~"}
    replies = " ".join(f"{code}={marks.get(reply.outcome) or reply.value}" for code, reply in visit.replies.items())
    return PathResult(ended=visit.ended, nps=visit.nps, comment=visit.comment is not None, replies=replies, language=visit.language)
