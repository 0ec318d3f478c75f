"""Every screen as a view to be shown: what a walk through the terminal would come past, without the walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_state

import msgspec
from msgspec.structs import replace

from kiosk.pages import viewing_preferences
from kiosk.pages.page_builder import page as page_of
from kiosk.pages.text_input import Typing
from kiosk.service.overview import Overview, PartFault, Sent, Spoke
from kiosk.service.pin_attempts import Tries
from kiosk.service.session import SECTIONS, Session
from kiosk.visit.script import script
from kiosk.visit.view import EnrolView, View
from survey.visit import Asked, Drawn, Reply, Sight, Visit
from survey.wire import Answered, Configuration, DrawRef, SealedComment
from tests.kiosk.sample_forms import CHILD, RELATIVE, STATEMENTS, with_forms
from tests.kiosk.ui.sample_stage import CORE, STANDS_AT
from tests.kiosk.ui.window_driver import Seen

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
FAULTS = (
    PartFault("help", "stuck"),
    PartFault("choose", "taken", (13, 33)),
    PartFault("presence", "unusable", (12, 32), "OSError: [Errno 71] Protocol error"),
    PartFault("headset", "no_pins"),
    PartFault("light", "forbidden"),
    PartFault("backlight", "disobeys", detail="Permission denied: is this user allowed to write it? (group video)"),
    PartFault("board", "unfed"),
)
NO_SIGHT = Sight()
CHOICES = (Asked(form="general-1"), Asked(form="child-1", audience="child"), Asked(form="relative-1", audience="relative"))


@dataclass(frozen=True)
class State:
    """One screen, and its name for people."""

    name: str
    view: View
    chosen: tuple[str, ...] = ()
    """What somebody chooses on it, one after another, where the view alone does not say how it looks."""

    @property
    def onlooker(self) -> Visit | None:
        """Whoever did so."""
        after = viewing_preferences.before(self.view)
        for name in self.chosen:
            after = viewing_preferences.chose(after, name, STANDS_AT)
        return after if self.chosen else None

    @property
    def sight(self) -> Sight:
        """How it is seen."""
        if self.view.visit is not None:
            return self.view.visit.sight
        return self.onlooker.sight if self.onlooker is not None else NO_SIGHT

    def fits(self, seen: Seen) -> bool:
        """Whether a description is of it: the page that the house makes of the view, with as many of its targets as found a place."""
        page = page_of(self.view, Typing(), STANDS_AT, language=seen["language"], onlooker=self.onlooker)
        offered = {
            (target.name, target.text, target.selected, target.enabled) for target in (*page.targets, *page.turning) if target.role != "key"
        }
        there = {(each["name"], each["text"], each["selected"], each["enabled"]) for each in seen["targets"] if each["role"] != "key"}
        said = (page.screen, page.language, page.heading, page.statement, page.position, page.seconds_left, msgspec.to_builtins(page.sight))
        told = tuple(seen[name] for name in ("screen", "language", "heading", "statement", "position", "seconds_left", "sight"))
        return said == told and there <= offered and bool(there) == bool(offered)


def chosen(sight: Sight) -> tuple[str, ...]:
    """What is chosen to see it so, by whoever sees it as usual."""
    usual = msgspec.to_builtins(NO_SIGHT)
    return tuple(f"{part}-{value}" for part, value in msgspec.to_builtins(sight).items() if value != usual[part])


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
    yield state("still_there-about", replace(asking, beneath=("about",)))
    yield state("languages", replace(begun, overlay="languages"))
    yield state("audience", replace(asked, overlay="audience"))
    yield state("about", replace(begun, overlay="about"))
    yield state("news", replace(begun, overlay="news"))
    yield state("display", replace(begun, overlay="display"))
    yield state("thanks", replace(answered, step="thanks", drawn=drawn, ended="completed"))


def of_the_first(configuration: Configuration, language: str, sight: Sight) -> Iterator[State]:
    """The idle screen with all that may have to stand on it."""
    place = replace(configuration, messages=configuration.messages or NEWS)
    alone = Visit(script=script(place), language=language, sight=sight)
    asked = replace(alone, script=replace(alone.script, choices=CHOICES))
    for name, visit, code in (("code", alone, True), ("forms", asked, False), ("forms-code", asked, True)):
        view = View(mode="visit", configuration=place, visit=visit, now=STANDS_AT, answered=Answered("2026-11", 128), needs_code=code)
        yield State(f"nps-{name}", view)


def of_others(configuration: Configuration, language: str, sight: Sight) -> Iterator[State]:
    """What the forms for children and relatives show that the general one does not; in the made-up words of the tests' own sheets."""
    place = with_forms(configuration, CHILD, RELATIVE)
    begun = Visit(script=script(place), language=language, sight=sight, began_at=STANDS_AT - 9_000, touched_at=STANDS_AT - 2_000)
    drawn = Drawn(DrawRef(1, 0, 0), STATEMENTS[:2])
    for name, form in (("child", CHILD), ("relative", RELATIVE)):
        asked = replace(begun, script=begun.script.asking(form), step="statement", answered_at=STANDS_AT - 5_000, nps=9, drawn=drawn)
        yield State(f"{name}-statement", View(mode="visit", configuration=place, visit=asked, now=STANDS_AT))


def of_service(configuration: Configuration, language: str, sight: Sight = NO_SIGHT) -> Iterator[State]:
    """The service screen, of a terminal that has all there is to tell, most of it not well; of `sight` all is chosen but the reach."""
    seen = chosen(replace(sight, reach="whole"))
    closed = ("display", *seen, "close") if seen else ()
    ill = Overview(
        interface="wlan0", address="10.20.30.40", server="https://palaute.pohjola.example.fi", problem="unauthorised",
        last_sync="2026-11-22T10:15:00+02:00", time="2026-11-22 10:30", unsent=1204, oldest_unsent="2026-11-02T08:00:00+02:00",
        refused=2, acknowledged_kept=4711, terminal_id="t-7f3a91c2", software="aula 0.1.0", configuration="9f3c2a71b5.1204",
        system="Debian GNU/Linux 13", model="Raspberry Pi 5 Model B Rev 1.0", temperature_c=83.0, undervoltage=True, disk_free_mb=120,
        faults=FAULTS, outputs=("vc4-hdmi-0", "USB Audio"),
    )  # fmt: skip
    session = Session(languages=configuration.languages, language=language, touched_at=STANDS_AT, overview=ill, needs_code=True)

    def state(name: str, session: Session) -> State:
        return State(f"service-{name}", View(mode="service", configuration=configuration, service=session, now=STANDS_AT), closed)

    yield state("pad", replace(session, place="pad"))
    yield state("pad-wrong", replace(session, place="pad", wrong=True))
    yield state("pad-waits", replace(session, place="pad", wrong=True, tries=Tries(8, STANDS_AT + 900_000)))
    yield state("pad-checks", replace(session, place="pad", checking=True))
    for place in SECTIONS:
        yield state(place, replace(session, place=place))
    yield state("sent", replace(session, place="connection", sent=Sent("unauthorised", 0, 0, 1204)))
    yield state("sending", replace(session, place="answers", sending=True))
    yield state("aside", replace(session, place="tests", set_aside=True))
    yield state("touch", replace(session, place="touch", hit=(1, 6), marks=((20, 30), (500, 505))))
    yield state("speaker", replace(session, place="speaker", spoke=Spoke("USB Audio")))
    yield state(
        "keys", replace(session, place="keys", heard=("help press", "help hold", "choose press", "next press", "next release", "help hold"))
    )
    yield state("asks", replace(session, place="set_aside"))
    code = replace(session, place="code")
    asks_code = View(mode="enrol", enrol=LACKING, configuration=configuration, service=code, needs_code=True, now=STANDS_AT)
    yield State("service-code", asks_code, closed)
    yield replace_state(state("display", replace(session, place="connection")), chosen=("display", *seen))


def of_no_visit(configuration: Configuration, sight: Sight = NO_SIGHT) -> Iterator[State]:
    """The screens that belong to no visit: in the place's own language, with `sight` chosen; an enrolment has no lower half."""
    enrol = View(mode="enrol", enrol=LACKING, configuration=configuration, now=STANDS_AT)
    if seen := chosen(replace(sight, reach="whole")):
        yield State("enrol", enrol, ("display", *seen, "close"))
    elif sight == NO_SIGHT:
        yield State("enrol", enrol)
    seen = chosen(sight)
    closed = ("display", *seen, "close") if seen else ()
    view = View(mode="out_of_use", configuration=configuration)
    yield State("out_of_use", view, closed)
    yield State("out_of_use-aside", replace(view, reason="set_aside"), closed)
    yield State("out_of_use-display", view, ("display", *seen))
