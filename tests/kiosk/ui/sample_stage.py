"""A small stage for the screens: the visit's own state machine in memory, with no store, no server and no files.

It answers from a thread of its own, as the real runtime does, and lets time pass by itself; a standing one has a clock that
stands still, so that a countdown shows the same second for as long as somebody looks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Queue

import msgspec
from msgspec.structs import replace

from i18n.texts import text_set
from kiosk.service.session import Event as Served
from kiosk.visit.script import form, script
from kiosk.visit.view import EnrolView, View
from survey.visit import Chose, Cut, Drawn, Drew, Event, Finished, NeedsDraw, Sent, Stirred, Ticked, Visit, idle, step
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

STANDS_AT = 1_000_000
"""Milliseconds at which a standing stage's clock stands."""
CORE = ("access", "encounter", "participation", "safety", "continuity", "clarity", "benefit")
PLACE = {"fi": "Keskustan terveysasema", "sv": "Centrums hälsostation", "en": "City Centre Health Station"}


def configuration(languages: tuple[str, ...] = ("fi", "sv", "en")) -> Configuration:
    """A place whose texts are the ones of the house."""
    general = FormConfiguration(
        "general-1", "general", ("nps", "comment", "statements"), ("nps", "reason"), CORE, FormPlan(1, 3, CORE), Targets()
    )
    return Configuration(
        etag="small",
        region=Region("pohjola", {"fi": "Pohjolan hyvinvointialue"}, "Europe/Helsinki"),
        service_point=Named("keskusta", PLACE),
        languages=languages,
        forms=(general,),
        texts=tuple(msgspec.convert(text_set("general-1", tag), TextSet) for tag in ("fi", "sv", "en")),
        keys=Keys(SealingKey("k1", "", "s1", ""), ()),
        settings=Settings(),
    )


class SmallStage:
    """A stage (`kiosk.visit.view.Stage`) that keeps nothing but counts."""

    def __init__(
        self,
        config: Configuration | None = None,
        *,
        timeout_ms: int = 45_000,
        thanks_ms: int = 8_000,
        codes: tuple[str, ...] = CORE[:3],
        standing: bool = False,
        answered: int = 0,
    ) -> None:
        self._standing = standing
        self.configuration = config or configuration()
        self.script = replace(script(self.configuration), timeout_ms=timeout_ms, thanks_ms=thanks_ms)
        self.codes = codes
        self.answered = Answered("2026-11", answered) if answered else None
        self.visits = 0
        self.begun = 0
        self.finished: list[Visit] = []
        """The visits that are over, with all their answers."""
        self.on_screen: tuple[str, str | None] = ("", None)
        """What the last frame showed, by whoever draws: a screen, and the code of a statement."""
        self.unseen: list[str] = []
        """What was chosen for another screen than the one that was seen when it was touched. There must be none."""
        self.sent: list[str] = []
        self.left: Callable[[Visit, Input], None] = lambda visit, by: None
        """Called with each visit that ends, and by what means it was made, as the runtime says it of a response."""
        self.before_cut: Callable[[], None] = lambda: None
        """Called before a visit is cut short: a disk that takes its time."""
        self._input: Input | None = None
        self.codes_tried: list[str] = []
        self.served: list[Served] = []
        self.pins_tried = 0
        self._watchers: list[Callable[[View], None]] = []
        self._jobs: Queue[tuple[Event | View, Input, tuple[str, str | None]] | None] = Queue()
        self._visit = idle(self.script)
        self._view = self._of(self._visit)
        self._stopping = threading.Event()
        ways = (self._work,) if standing else (self._work, self._tick)
        self._threads = [threading.Thread(target=run, daemon=True) for run in ways]

    def __enter__(self) -> SmallStage:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    @property
    def view(self) -> View:
        return self._view

    def watch(self, changed: Callable[[View], None]) -> None:
        self._watchers.append(changed)

    def post(self, event: Event, *, by: Input = "touch") -> None:
        self._jobs.put((event, by, self.on_screen))

    def send_text(self, text: str, *, by: Input = "touch") -> None:
        self.sent.append(text)
        self.post(Sent(SealedComment("reason", "k1", "c2VhbGVk") if text.strip() else None), by=by)

    def serve(self, event: Served) -> None:
        self.served.append(event)

    def unlock(self, pin: str) -> None:
        self.pins_tried += 1

    def enrol(self, code: str) -> None:
        self.codes_tried.append(code)

    def now(self) -> int:
        return STANDS_AT if self._standing else time.monotonic_ns() // 1_000_000

    def show(self, view: View) -> None:
        """Show a view of the test's own."""
        self._jobs.put((view, "touch", self.on_screen))

    def show_visit(self, visit: Visit) -> None:
        """Go on from this visit."""
        self.show(self._of(visit))

    def show_enrolment(self, enrol: EnrolView) -> None:
        self.show(View(mode="enrol", enrol=enrol, now=self.now()))

    def _of(self, visit: Visit) -> View:
        return View(mode="visit", configuration=self.configuration, visit=visit, now=self.now(), answered=self.answered)

    def _work(self) -> None:
        while (waiting := self._jobs.get()) is not None:
            job, by, seen = waiting
            if isinstance(job, View):
                self._view = job
                if job.visit is not None:
                    self._visit = job.visit
                self._tell()
            elif self._view.mode == "visit":
                if isinstance(job, Cut):
                    self.before_cut()
                self._take(job, by, seen)

    def _tell(self) -> None:
        for changed in self._watchers:
            changed(self._view)

    def _take(self, event: Event, by: Input, seen: tuple[str, str | None]) -> None:
        now = self.now()
        if isinstance(event, Chose) and seen != (self._visit.screen, self._visit.code) and seen[0]:
            self.unseen.append(f"{event.target} was touched on {seen}")
        visit, effects = step(self._visit, event, now)
        if isinstance(event, Chose | Stirred | Sent):
            self._input = by if self._input in (None, by) else "mixed"
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            visit, _ = step(visit, Drew(Drawn(DrawRef(1, 0, self.visits), self._drawn(visit))), now)
        self.finished += [effect.visit for effect in effects if isinstance(effect, Finished)]
        if self._visit.idle and not visit.idle:
            self.begun += 1
        if visit.idle and not self._visit.idle:
            self.visits += 1
        for effect in effects:
            if isinstance(effect, Finished):
                self.left(effect.visit, self._input or "touch")
        if visit.idle:
            self._input = None
        moved = replace(visit, touched_at=0) != replace(self._visit, touched_at=0)
        self._visit, self._view = visit, self._of(visit)
        if moved:
            self._tell()

    def _drawn(self, visit: Visit) -> tuple[str, ...]:
        """The statements that the test asked for; of another form its own."""
        plan = form(self.configuration, visit).plan
        return self.codes if set(self.codes) <= set(plan.statements) else plan.statements[: plan.per_visit]

    def _tick(self) -> None:
        while not self._stopping.wait(0.1):
            self.post(Ticked())
