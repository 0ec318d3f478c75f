"""Builds the state of every screen directly, without a path that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_state

import msgspec
from msgspec.structs import replace

from kiosk.pages import viewing_preferences
from kiosk.pages.page_builder import build_page as page_of
from kiosk.pages.text_input import TextInput
from kiosk.service.overview import ExchangeResult, Overview, OverviewFault, SpeakerTestResult
from kiosk.service.pin_attempts import PinAttempts
from kiosk.service.session import SECTIONS, ServiceSession
from kiosk.visit.script import build_script
from kiosk.visit.view import EnrolmentView, View
from survey.visit import DisplayPreferences, DrawnStatements, FormScript, Reply, Visit
from survey.wire import Answered, Configuration, DrawRef, SealedComment
from tests.kiosk.sample_forms import CHILD_FORM, PLACEHOLDER_STATEMENTS, RELATIVE_FORM, with_forms
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, FROZEN_CLOCK_MS
from tests.kiosk.ui.window_driver import DescriptionDict

SEALED_COMMENT = SealedComment("reason", "k1", "c2VhbGVk")
ENROL_VIEW_WITH_LACKS = EnrolmentView("https://palaute.example.fi", ("network",), "code_expired")
NEWS_MESSAGES = (
    {
        "id": "m1", "kind": "change", "date": "2026-10-05",
        "said": {
            "fi": "Aulassa oli hämärää ja opasteita oli vaikea lukea.", "sv": "Det var skumt i aulan och skyltarna var svåra att läsa.",
            "en": "The lobby was dim and the signs were hard to read.",
        },
        "did": {"fi": "Valaistus ja opasteet on uusittu.", "sv": "Belysningen och skyltarna är nya.", "en": "Lights and signs are new."},
    },
)  # fmt: skip
DEVICE_FAULTS = (
    OverviewFault("help", "stuck"),
    OverviewFault("choose", "taken", (13, 33)),
    OverviewFault("presence", "unusable", (12, 32), "OSError: [Errno 71] Protocol error"),
    OverviewFault("headset", "no_pins"),
    OverviewFault("light", "forbidden"),
    OverviewFault("backlight", "disobeys", detail="Permission denied: is this user allowed to write it? (group video)"),
    OverviewFault("board", "unfed"),
)
DEFAULT_SIGHT = DisplayPreferences()
FORM_CHOICES = (
    FormScript(form="general-1"),
    FormScript(form="child-1", audience="child"),
    FormScript(form="relative-1", audience="relative"),
)


@dataclass(frozen=True)
class ScreenState:
    """Represents the state of a screen, with a name for people."""

    name: str
    view: View
    choices: tuple[str, ...] = ()
    """The choices made on it one after another, if the view alone does not determine the picture."""

    @property
    def viewer(self) -> Visit | None:
        """The person at a screen outside a visit after these choices, or None if there are none."""
        after = viewing_preferences.viewer_for(self.view)
        for name in self.choices:
            after = viewing_preferences.apply_choice(after, name, FROZEN_CLOCK_MS)
        return after if self.choices else None

    @property
    def sight(self) -> DisplayPreferences:
        """The display settings."""
        if self.view.visit is not None:
            return self.view.visit.display_preferences
        return self.viewer.display_preferences if self.viewer is not None else DEFAULT_SIGHT

    def is_described_by(self, description: DescriptionDict) -> bool:
        """Return whether a description shows this state: the page built from the view, with those targets that have a place."""
        page = page_of(self.view, TextInput(), FROZEN_CLOCK_MS, language=description["language"], viewer=self.viewer)
        offered = {
            (target.name, target.text, target.selected, target.enabled)
            for target in (*page.targets, *page.pager_targets)
            if target.role != "key"
        }
        there = {
            (each["name"], each["text"], each["selected"], each["enabled"]) for each in description["targets"] if each["role"] != "key"
        }
        said = (
            page.screen,
            page.language,
            page.heading,
            page.statement,
            page.position,
            page.seconds_left,
            msgspec.to_builtins(page.display_preferences),
        )
        told = tuple(description[name] for name in ("screen", "language", "heading", "statement", "position", "seconds_left", "sight"))
        return said == told and there <= offered and bool(there) == bool(offered)


def choices_for(sight: DisplayPreferences) -> tuple[str, ...]:
    """Return the choices that lead from the default display settings to the given ones."""
    usual = msgspec.to_builtins(DEFAULT_SIGHT)
    return tuple(f"{part}-{value}" for part, value in msgspec.to_builtins(sight).items() if value != usual[part])


def visit_states(
    configuration: Configuration, language: str, sight: DisplayPreferences, codes: tuple[str, ...] = CORE_STATEMENTS[:3]
) -> Iterator[ScreenState]:
    """Return all screens in a language with display settings; `codes` are the statements, one screen each."""
    configuration = replace(configuration, messages=configuration.messages or NEWS_MESSAGES)
    begun = Visit(
        script=build_script(configuration),
        language=language,
        display_preferences=sight,
        began_at=FROZEN_CLOCK_MS - 9_000,
        touched_at=FROZEN_CLOCK_MS - 2_000,
    )
    asked = replace(begun, script=replace(begun.script, choices=FORM_CHOICES))
    drawn = DrawnStatements(DrawRef(1, 0, 0), codes)
    answered = replace(begun, answered_at=FROZEN_CLOCK_MS - 5_000, nps=9)

    def state(name: str, visit: Visit) -> ScreenState:
        view = View(
            mode="visit", configuration=configuration, visit=visit, decided_at=FROZEN_CLOCK_MS, month_count=Answered("2026-11", 128)
        )
        return ScreenState(name, view)

    yield state("nps", replace(begun, began_at=None, touched_at=0))
    yield state("nps-again", answered)
    yield state("comment", replace(answered, step="comment"))
    yield state("comment-sent", replace(answered, step="comment", comment=SEALED_COMMENT))
    yield state("writing", replace(answered, step="comment", is_writing=True))
    for place, code in enumerate(codes):
        named = "statement" if place == 0 else f"statement-{code}"
        yield state(named, replace(answered, step="statement", drawn=drawn, statement_index=place))
    yield state("statement-answered", replace(answered, step="statement", drawn=drawn, replies={codes[0]: Reply("answered", 4)}))
    until = begun.script.timeout_ms - begun.script.countdown_ms
    asking = replace(answered, step="statement", drawn=drawn, overlay="still_there", touched_at=FROZEN_CLOCK_MS - until)
    yield state("still_there", asking)
    yield state("still_there-about", replace(asking, covered_overlays=("about",)))
    yield state("languages", replace(begun, overlay="languages"))
    yield state("audience", replace(asked, overlay="audience"))
    yield state("about", replace(begun, overlay="about"))
    yield state("news", replace(begun, overlay="news"))
    yield state("display", replace(begun, overlay="display"))
    yield state("thanks", replace(answered, step="thanks", drawn=drawn, ended="completed"))


def idle_states(configuration: Configuration, language: str, sight: DisplayPreferences) -> Iterator[ScreenState]:
    """Return the idle screen with all of its possible elements."""
    place = replace(configuration, messages=configuration.messages or NEWS_MESSAGES)
    alone = Visit(script=build_script(place), language=language, display_preferences=sight)
    asked = replace(alone, script=replace(alone.script, choices=FORM_CHOICES))
    for name, visit, code in (("code", alone, True), ("forms", asked, False), ("forms-code", asked, True)):
        view = View(
            mode="visit",
            configuration=place,
            visit=visit,
            decided_at=FROZEN_CLOCK_MS,
            month_count=Answered("2026-11", 128),
            needs_code=code,
        )
        yield ScreenState(f"nps-{name}", view)


def audience_states(configuration: Configuration, language: str, sight: DisplayPreferences) -> Iterator[ScreenState]:
    """Return the screens that only the forms for children and relatives have, with invented texts from the tests' own sheets."""
    place = with_forms(configuration, CHILD_FORM, RELATIVE_FORM)
    begun = Visit(
        script=build_script(place),
        language=language,
        display_preferences=sight,
        began_at=FROZEN_CLOCK_MS - 9_000,
        touched_at=FROZEN_CLOCK_MS - 2_000,
    )
    drawn = DrawnStatements(DrawRef(1, 0, 0), PLACEHOLDER_STATEMENTS[:2])
    for name, form in (("child", CHILD_FORM), ("relative", RELATIVE_FORM)):
        asked = replace(
            begun, script=begun.script.with_form(form), step="statement", answered_at=FROZEN_CLOCK_MS - 5_000, nps=9, drawn=drawn
        )
        yield ScreenState(f"{name}-statement", View(mode="visit", configuration=place, visit=asked, decided_at=FROZEN_CLOCK_MS))


def service_states(configuration: Configuration, language: str, sight: DisplayPreferences = DEFAULT_SIGHT) -> Iterator[ScreenState]:
    """Return the pages of the service screen of a terminal with many faults, with display settings except the reach."""
    seen = choices_for(replace(sight, reach="whole"))
    closed = ("display", *seen, "close") if seen else ()
    ill = Overview(
        interface="wlan0", address="10.20.30.40", server="https://palaute.pohjola.example.fi", problem="unauthorised",
        last_sync="2026-11-22T10:15:00+02:00", wall_time="2026-11-22 10:30", unsent=1204, oldest_unsent="2026-11-02T08:00:00+02:00",
        refused=2, acknowledged_kept=4711, terminal_id="t-7f3a91c2", software="aula 0.1.0", configuration="9f3c2a71b5.1204",
        operating_system="Debian GNU/Linux 13", model="Raspberry Pi 5 Model B Rev 1.0", temperature_c=83.0, undervoltage=True,
        disk_free_mb=120,
        faults=DEVICE_FAULTS, audio_outputs=("vc4-hdmi-0", "USB Audio"),
    )  # fmt: skip
    session = ServiceSession(
        languages=configuration.languages, language=language, touched_at=FROZEN_CLOCK_MS, overview=ill, needs_code=True
    )

    def state(name: str, session: ServiceSession) -> ScreenState:
        return ScreenState(
            f"service-{name}",
            View(mode="service", configuration=configuration, service_session=session, decided_at=FROZEN_CLOCK_MS),
            closed,
        )

    yield state("pad", replace(session, page="pad"))
    yield state("pad-wrong", replace(session, page="pad", last_pin_wrong=True))
    yield state("pad-waits", replace(session, page="pad", last_pin_wrong=True, pin_attempts=PinAttempts(8, FROZEN_CLOCK_MS + 900_000)))
    yield state("pad-checks", replace(session, page="pad", checking_pin=True))
    for place in SECTIONS:
        yield state(place, replace(session, page=place))
    yield state("sent", replace(session, page="connection", exchange_result=ExchangeResult("unauthorised", 0, 0, 1204)))
    yield state("sending", replace(session, page="answers", sending=True))
    yield state("aside", replace(session, page="tests", out_of_use_by_staff=True))
    yield state("touch", replace(session, page="touch", hit_targets=(1, 6), touch_marks=((20, 30), (500, 505))))
    yield state("speaker", replace(session, page="speaker", speaker_test_result=SpeakerTestResult("USB Audio")))
    yield state(
        "keys",
        replace(session, page="keys", key_events=("help press", "help hold", "choose press", "next press", "next release", "help hold")),
    )
    yield state("asks", replace(session, page="set_aside"))
    code = replace(session, page="code")
    asks_code = View(
        mode="enrol",
        enrolment=ENROL_VIEW_WITH_LACKS,
        configuration=configuration,
        service_session=code,
        needs_code=True,
        decided_at=FROZEN_CLOCK_MS,
    )
    yield ScreenState("service-code", asks_code, closed)
    yield replace_state(state("display", replace(session, page="connection")), choices=("display", *seen))


def no_visit_states(configuration: Configuration, sight: DisplayPreferences = DEFAULT_SIGHT) -> Iterator[ScreenState]:
    """Return the screens outside a visit in the service point's language with display settings. The enrolment screen has no low reach."""
    enrol = View(mode="enrol", enrolment=ENROL_VIEW_WITH_LACKS, configuration=configuration, decided_at=FROZEN_CLOCK_MS)
    if seen := choices_for(replace(sight, reach="whole")):
        yield ScreenState("enrol", enrol, ("display", *seen, "close"))
    elif sight == DEFAULT_SIGHT:
        yield ScreenState("enrol", enrol)
    seen = choices_for(sight)
    closed = ("display", *seen, "close") if seen else ()
    view = View(mode="out_of_use", configuration=configuration)
    yield ScreenState("out_of_use", view, closed)
    yield ScreenState("out_of_use-aside", replace(view, out_of_use_reason="set_aside"), closed)
    yield ScreenState("out_of_use-display", view, ("display", *seen))
