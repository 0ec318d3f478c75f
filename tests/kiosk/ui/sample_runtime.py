"""Implements a runtime for the screens with the real state machine of the visit in memory, without store, server and files.

It works in a thread of its own, like the real runtime. With `frozen`, its clock is stopped, so that a countdown always shows the same
second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Queue

import msgspec
from msgspec.structs import replace

from i18n.texts import load_text_set
from kiosk.service.session import ServiceEvent as Served
from kiosk.visit.script import build_script, form_for_visit
from kiosk.visit.view import EnrolmentView, View
from survey.visit import (
    ActivitySeen,
    CommentSubmitted,
    DrawCompleted,
    DrawnStatements,
    Event,
    Interrupted,
    NeedsDraw,
    TargetChosen,
    Ticked,
    Visit,
    VisitEnded,
    idle_visit,
    step,
)
from survey.wire import (
    Answered,
    Configuration,
    DrawRef,
    FormConfiguration,
    FormPlan,
    Input,
    Keys,
    Named,
    Region,
    SealedComment,
    SealingKey,
    Settings,
    Targets,
    TextSet,
)

FROZEN_CLOCK_MS = 1_000_000
"""The milliseconds of a stopped clock."""
CORE_STATEMENTS = ("access", "encounter", "participation", "safety", "continuity", "clarity", "benefit")
SERVICE_POINT_NAME = {"fi": "Keskustan terveysasema", "sv": "Centrums hälsostation", "en": "City Centre Health Station"}


def make_configuration(languages: tuple[str, ...] = ("fi", "sv", "en")) -> Configuration:
    """Return the configuration of a service point with the texts of the program."""
    general = FormConfiguration(
        "general-1",
        "general",
        ("nps", "comment", "statements"),
        ("nps", "reason"),
        CORE_STATEMENTS,
        FormPlan(1, 3, CORE_STATEMENTS),
        Targets(),
    )
    return Configuration(
        etag="small",
        region=Region("pohjola", {"fi": "Pohjolan hyvinvointialue"}, "Europe/Helsinki"),
        service_point=Named("keskusta", SERVICE_POINT_NAME),
        languages=languages,
        forms=(general,),
        texts=tuple(msgspec.convert(load_text_set("general-1", tag), TextSet) for tag in ("fi", "sv", "en")),
        keys=Keys(SealingKey("k1", "", "s1", ""), ()),
        settings=Settings(),
    )


class SampleRuntime:
    """Implements `kiosk.visit.view.RuntimeProtocol` in memory, and records what it was asked to do."""

    def __init__(
        self,
        config: Configuration | None = None,
        *,
        timeout_ms: int = 45_000,
        thanks_ms: int = 8_000,
        statement_codes: tuple[str, ...] = CORE_STATEMENTS[:3],
        frozen: bool = False,
        answered_count: int = 0,
    ) -> None:
        self._standing = frozen
        self.configuration = config or make_configuration()
        self.script = replace(build_script(self.configuration), timeout_ms=timeout_ms, thanks_ms=thanks_ms)
        self.statement_codes = statement_codes
        self.answered = Answered("2026-11", answered_count) if answered_count else None
        self.visits_ended = 0
        self.visits_begun = 0
        self.finished_visits: list[Visit] = []
        """The completed visits with all their answers."""
        self.last_shown: tuple[str, str | None] = ("", None)
        """What the last frame showed: a screen, and the code of a statement or None."""
        self.unseen_choices: list[str] = []
        """The choices made for another screen than the one that was visible at the touch. There must be none."""
        self.sent_texts: list[str] = []
        self.on_visit_end: Callable[[Visit, Input], None] = lambda visit, by: None
        """Called with each visit that ends and the input that was used."""
        self.before_interrupt: Callable[[], None] = lambda: None
        """Called before a visit is ended after a failure, to simulate a slow disk."""
        self._input: Input | None = None
        self.enrolment_codes: list[str] = []
        self.service_events: list[Served] = []
        self.pin_attempts = 0
        self._watchers: list[Callable[[View], None]] = []
        self._jobs: Queue[tuple[Event | View, Input, tuple[str, str | None]] | None] = Queue()
        self._visit = idle_visit(self.script)
        self._view = self._of(self._visit)
        self._stopping = threading.Event()
        ways = (self._work,) if frozen else (self._work, self._tick)
        self._threads = [threading.Thread(target=run, daemon=True) for run in ways]

    def __enter__(self) -> SampleRuntime:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    @property
    def view(self) -> View:
        return self._view

    def add_view_listener(self, on_change: Callable[[View], None]) -> None:
        self._watchers.append(on_change)

    def post(self, event: Event, *, by: Input = "touch") -> None:
        self._jobs.put((event, by, self.last_shown))

    def send_text(self, text: str, *, by: Input = "touch") -> None:
        self.sent_texts.append(text)
        self.post(CommentSubmitted(SealedComment("reason", "k1", "c2VhbGVk") if text.strip() else None), by=by)

    def post_service_event(self, event: Served) -> None:
        self.service_events.append(event)

    def submit_pin(self, pin: str) -> None:
        self.pin_attempts += 1

    def enrol(self, code: str) -> None:
        self.enrolment_codes.append(code)

    def now(self) -> int:
        return FROZEN_CLOCK_MS if self._standing else time.monotonic_ns() // 1_000_000

    def show(self, view: View) -> None:
        """Show a view that the test provides."""
        self._jobs.put((view, "touch", self.last_shown))

    def show_visit(self, visit: Visit) -> None:
        """Show the current screen of a visit, and continue the visit from there."""
        self.show(self._of(visit))

    def show_enrolment(self, enrol: EnrolmentView) -> None:
        self.show(View(mode="enrol", enrolment=enrol, decided_at=self.now()))

    def _of(self, visit: Visit) -> View:
        return View(mode="visit", configuration=self.configuration, visit=visit, decided_at=self.now(), month_count=self.answered)

    def _work(self) -> None:
        while (waiting := self._jobs.get()) is not None:
            job, by, seen = waiting
            if isinstance(job, View):
                self._view = job
                if job.visit is not None:
                    self._visit = job.visit
                self._tell()
            elif self._view.mode == "visit":
                if isinstance(job, Interrupted):
                    self.before_interrupt()
                self._take(job, by, seen)

    def _tell(self) -> None:
        for changed in self._watchers:
            changed(self._view)

    def _take(self, event: Event, by: Input, seen: tuple[str, str | None]) -> None:
        now = self.now()
        if isinstance(event, TargetChosen) and seen != (self._visit.screen, self._visit.statement_code) and seen[0]:
            self.unseen_choices.append(f"{event.target} was touched on {seen}")
        visit, effects = step(self._visit, event, now)
        if isinstance(event, TargetChosen | ActivitySeen | CommentSubmitted):
            self._input = by if self._input in (None, by) else "mixed"
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            visit, _ = step(visit, DrawCompleted(DrawnStatements(DrawRef(1, 0, self.visits_ended), self._drawn(visit))), now)
        self.finished_visits += [effect.visit for effect in effects if isinstance(effect, VisitEnded)]
        if self._visit.is_idle and not visit.is_idle:
            self.visits_begun += 1
        if visit.is_idle and not self._visit.is_idle:
            self.visits_ended += 1
        for effect in effects:
            if isinstance(effect, VisitEnded):
                self.on_visit_end(effect.visit, self._input or "touch")
        if visit.is_idle:
            self._input = None
        moved = replace(visit, touched_at=0) != replace(self._visit, touched_at=0)
        self._visit, self._view = visit, self._of(visit)
        if moved:
            self._tell()

    def _drawn(self, visit: Visit) -> tuple[str, ...]:
        """Return the statements that the test specified or, if the form of the visit does not have them, the first ones of its plan."""
        plan = form_for_visit(self.configuration, visit).plan
        return self.statement_codes if set(self.statement_codes) <= set(plan.statements) else plan.statements[: plan.per_visit]

    def _tick(self) -> None:
        while not self._stopping.wait(0.1):
            self.post(Ticked())
