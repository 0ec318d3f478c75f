"""Every screen as a view to be shown: what a walk through the terminal would come past, without the walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from kiosk.pages import page as page_of
from kiosk.script import script
from kiosk.typing import Typing
from kiosk.view import EnrolView, View
from survey.visit import Asked, Drawn, Reply, Sight, Visit
from survey.wire import Answered, Configuration, DrawRef, SealedComment
from tests.kiosk.ui.shown import Seen
from tests.kiosk.ui.small_stage import CORE, STANDS_AT

SEALED = SealedComment("reason", "k1", "c2VhbGVk")
LACKING = EnrolView("https://palaute.example.fi", ("network",), "code_expired")
NEWS = (
    {
        "id": "m1", "kind": "change", "date": "2026-10-05",
        "said": {
            "fi": "Aulassa oli hämärää ja opasteita oli vaikea lukea.", "sv": "Det var skumt i aulan och skyltarna var svåra att läsa.",
            "en": "The lobby was dim and the signs were hard to read.",
        },
        "did": {"fi": "Valaistus ja opasteet on uusittu.", "sv": "Belysningen och skyltarna är nya.", "en": "Lights and signs are new."},
    },
)  # fmt: skip
CHOICES = (Asked(form="general-1"), Asked(form="child-1", audience="child"), Asked(form="relative-1", audience="relative"))


@dataclass(frozen=True)
class State:
    """One screen, and its name for people."""

    name: str
    view: View

    def fits(self, seen: Seen) -> bool:
        """Whether a description is of it: the page that the house makes of the view, with as many of its targets as found a place."""
        page = page_of(self.view, Typing(), STANDS_AT, language=seen["language"])
        offered = {(target.name, target.text, target.selected) for target in (*page.targets, *page.turning) if target.role != "key"}
        there = {(each["name"], each["text"], each["selected"]) for each in seen["targets"] if each["role"] != "key"}
        said = (page.screen, page.language, page.heading, page.statement, page.position, msgspec.to_builtins(page.sight))
        told = tuple(seen[name] for name in ("screen", "language", "heading", "statement", "position", "sight"))
        return said == told and there <= offered and bool(there) == bool(offered)


def states(configuration: Configuration, language: str, sight: Sight, codes: tuple[str, ...] = CORE[:3]) -> Iterator[State]:
    """Every screen in a language and a sight; `codes` are the statements to come past, one screen each."""
    configuration = replace(configuration, messages=configuration.messages or NEWS)
    begun = Visit(script=script(configuration), language=language, sight=sight, began_at=STANDS_AT - 9_000, touched_at=STANDS_AT - 2_000)
    asked = replace(begun, script=replace(begun.script, choices=CHOICES))
    drawn = Drawn(DrawRef(1, 0, 0), codes)
    answered = replace(begun, answered_at=STANDS_AT - 5_000, nps=9)

    def state(name: str, visit: Visit) -> State:
        view = View(mode="visit", configuration=configuration, visit=visit, now=STANDS_AT, answered=Answered("2026-11", 128))
        return State(name, view)

    yield state("nps", replace(begun, began_at=None, touched_at=0))
    yield state("nps-again", answered)
    yield state("comment", replace(answered, step="comment"))
    yield state("comment-sent", replace(answered, step="comment", comment=SEALED))
    yield state("writing", replace(answered, step="comment", writing=True))
    for place, code in enumerate(codes):
        named = "statement" if place == 0 else f"statement-{code}"
        yield state(named, replace(answered, step="statement", drawn=drawn, statement=place))
    yield state("statement-answered", replace(answered, step="statement", drawn=drawn, replies={codes[0]: Reply("answered", 4)}))
    until = begun.script.timeout_ms - begun.script.countdown_ms
    asking = replace(answered, step="statement", drawn=drawn, overlay="still_there", touched_at=STANDS_AT - until)
    yield state("still_there", asking)
    yield state("languages", replace(begun, overlay="languages"))
    yield state("audience", replace(asked, overlay="audience"))
    yield state("about", replace(begun, overlay="about"))
    yield state("news", replace(begun, overlay="news"))
    yield state("display", replace(begun, overlay="display"))
    yield state("thanks", replace(answered, step="thanks", drawn=drawn, ended="completed"))


def of_no_visit(configuration: Configuration) -> Iterator[State]:
    """The screens that belong to no visit: in the place's own language."""
    enrol = View(mode="enrol", enrol=LACKING, configuration=configuration, now=STANDS_AT)
    yield State("enrol", enrol)
    yield State("out_of_use", View(mode="out_of_use", configuration=configuration))
