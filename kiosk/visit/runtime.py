"""The runtime: whoever stands before the screen, the store behind it, and the way between (`kiosk.visit.view.Stage`).

An event is handed to the writer's thread; there the visit takes its step, the step is committed, and only then the
new view is told. So what a screen shows is on the disk. All that decides a view changes in that one thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from i18n.languages import complete_languages
from kiosk.clock import DeviceClock
from kiosk.logs import safe_traceback
from kiosk.service import session as sessions
from kiosk.service.actions import ServiceActions
from kiosk.service.service import ServiceScreen
from kiosk.store import clock_evidence, device_notes, staff_state, state_values
from kiosk.store.database import Connection, DatabaseError, StoreError, transaction
from kiosk.store.store import Store
from kiosk.store.writer_thread import WriterClosed
from kiosk.visit import month_count, script, view_decision
from kiosk.visit import transaction as visiting
from kiosk.visit.availability import Availability
from kiosk.visit.comment_sealing import redact_and_seal
from kiosk.visit.ticker import Ticker
from kiosk.visit.transaction import EventTime, VisitInProgress
from kiosk.visit.view import EnrolmentObstacle, EnrolmentView, View
from survey.visit import ActivitySeen, CommentSubmitted, Event, Interrupted, TargetChosen, Ticked, idle_visit
from survey.wire import Answered, Configuration, Input

log = logging.getLogger("aula.runtime")
ViewListener = Callable[[View], None]
TICK_INTERVAL_MS = 2_000
MONTH_COUNT_INTERVAL_MS = 60_000
"""As often it is looked which day it is, and whether the month's count can still be told: either may have ended, or the clock been set."""


class Runtime:
    """One terminal at work. Threads: any may call; views are told from the writer's."""

    def __init__(self, store: Store, clock: DeviceClock, *, timeout_seconds: float | None = None) -> None:
        """Closes a visit that a power cut left behind; `place` and `enrol_with` make the rest known."""
        self._store = store
        self._clock = clock
        self._timeout_seconds = timeout_seconds
        self._watchers: list[ViewListener] = []
        self._scene: VisitInProgress | None = None
        self._configuration: Configuration | None = None
        self._next_configuration: Configuration | None = None
        self._enrol = EnrolmentView(server=None)
        self._standing = Availability(enrolled=False, configured=False)
        self._answered: Answered | None = None
        self._today: date | None = None
        self._count_due = 0
        self._try_code: Callable[[str], object] | None = None
        self._regularly: list[Callable[[], None]] = []
        self._pulse = Ticker(self.run_periodic_work, clock.steady_ms, TICK_INTERVAL_MS)
        self._service = ServiceScreen(self.post_service_event, store.folder)
        self._view = View(mode="enrol", enrolment=self._enrol, decided_at=clock.steady_ms())
        if store.write(visiting.close_interrupted_visit, urgent=True).result():
            log.info("a visit cut short was closed as interrupted")
        store.write(
            lambda _: self._service.load_pin_attempts(clock.steady_ms(), clock.boot), urgent=True, on_failure=self._failed
        ).exception()

    # ── what the screens use (kiosk.visit.view.Stage) ──

    @property
    def view(self) -> View:
        return self._view

    def now(self) -> int:
        return self._clock.steady_ms()

    def watch(self, on_change: ViewListener) -> None:
        self._watchers.append(on_change)

    def post(self, event: Event, *, by: Input = "touch") -> None:
        self.submit(event, by=by)

    def send_text(self, text: str, *, by: Input = "touch") -> None:
        """Redact and seal in the writer's thread, before anything of it is on the disk; only memory ever holds the text."""
        at = self._moment()

        def job(db: Connection) -> None:
            scene, configuration = self._scene, self._configuration
            if scene is None or configuration is None or not scene.visit.is_writing:
                return
            comment = redact_and_seal(text, configuration.keys.sealing, scene.visit.script.question)
            self._step(db, CommentSubmitted(comment), by, at)

        self._submit_job(job)

    def enrol(self, code: str) -> None:
        if self._try_code is not None:
            threading.Thread(target=self._try_code, args=(code,), name="enrol", daemon=True).start()

    def post_service_event(self, event: sessions.ServiceEvent) -> None:
        at = self._clock.steady_ms()
        self._submit_job(lambda db: self._serve(db, event, at))

    def submit_pin(self, pin: str) -> None:
        at = self._clock.steady_ms()
        self._submit_job(lambda db: self._serve(db, sessions.PinSubmitted(), at, pin))

    # ── what the program uses ──

    def submit(self, event: Event, *, by: Input = "touch") -> Future[None]:
        """As `post`; the future is done once what the event changed is committed and its view told."""
        at = self._moment()
        return self._submit_job(lambda db: self._step(db, event, by, at))

    def tick(self) -> Future[None]:
        """Time has passed."""
        return self.submit(Ticked())

    def start(self) -> None:
        """Let time pass by itself."""
        self._pulse.start()

    @property
    def alive(self) -> bool:
        """Whether taps can be written and time passes."""
        return self._store.alive and self._pulse.alive

    def stop(self) -> None:
        """Close the visit that is running, as a power cut would, and stop; the store stays open."""
        self._pulse.stop()
        self.submit(Interrupted()).exception()

    def use_configuration(self, configuration: Configuration | None, *, enrolled: bool) -> Future[None]:
        """What the terminal is and shows from now on; a configuration takes effect when nobody is there."""

        def job(db: Connection) -> None:
            self._next_configuration = configuration
            self._standing = replace(
                self._standing,
                enrolled=enrolled,
                configured=configuration is not None,
                server_verdict=state_values.read(db, "standing"),
                out_of_use_by_staff=staff_state.is_out_of_use(self._store.folder),
            )
            self._settle()
            self._recount(db)

        return self._submit_job(job)

    def show_enrolment(self, enrolment: EnrolmentView) -> Future[None]:
        """What the enrolment screen says."""

        def job(_: Connection) -> None:
            self._enrol = enrolment
            self._settle()

        return self._submit_job(job)

    def show_enrolment_obstacles(self, server: str | None, obstacles: tuple[EnrolmentObstacle, ...]) -> Future[None]:
        """What a look for the server found; the outcome of a try stays beside it until the next try."""

        def job(_: Connection) -> None:
            if self._enrol.trying:
                return
            problem = self._enrol.problem
            kept = tuple(lack for lack in self._enrol.obstacles if problem and lack in ("code", "other_terminal"))
            self._enrol = EnrolmentView(server=server, obstacles=kept + obstacles, problem=problem)
            self._settle()

        return self._submit_job(job)

    def reload_server_verdict(self) -> Future[None]:
        """An exchange has ended: take up what the server said of us."""

        def job(db: Connection) -> None:
            standing = replace(
                self._standing,
                server_verdict=state_values.read(db, "standing"),
                out_of_use_by_staff=staff_state.is_out_of_use(self._store.folder),
            )
            if standing != self._standing:
                self._standing = standing
                self._settle()
            self._recount(db)

        return self._submit_job(job)

    def set_enroller(self, try_code: Callable[[str], object]) -> None:
        """Who tries a code that is typed; called in a thread of its own."""
        self._try_code = try_code

    def set_service_actions(self, actions: ServiceActions) -> None:
        """Who carries out what staff ask for at the service screen."""
        self._service.set_actions(actions)

    def on_every_tick(self, callback: Callable[[], None]) -> None:
        """Call this every couple of seconds of the steady clock, whatever the wall clock does."""
        self._regularly.append(callback)

    @property
    def availability(self) -> Availability:
        return self._standing

    # ── in the writer's thread ──

    def _step(self, db: Connection, event: Event, by: Input, at: EventTime) -> None:
        if self._service.session.is_open and isinstance(event, TargetChosen | ActivitySeen | Interrupted):
            self._serve(db, event, at.steady_ms)
            if not isinstance(event, Interrupted):
                return
        scene, configuration = self._scene, self._configuration
        if scene is None or configuration is None:
            return
        if self._view.mode != "visit" and (scene.visit.is_idle or not isinstance(event, Ticked | Interrupted)):
            # Nobody sees the visit: a touch is not meant for it, and must not keep it for the next person.
            return
        after = visiting.apply_event(db, scene, event, by, at, configuration, self._clock)
        changed = after.visit is not scene.visit
        self._scene = after
        if changed:
            self._settle()

    def _serve(self, db: Connection, event: sessions.ServiceEvent, at: int, pin: str | None = None) -> None:
        hashed = self._configuration.settings.service_pin if self._configuration else UNSET
        if isinstance(event, sessions.GestureMade):
            if not isinstance(hashed, str) or (self._view.mode == "visit" and self._scene is not None and not self._scene.visit.is_idle):
                return
            event = sessions.GestureMade(self._languages())
        seen, moved = self._service.handle_event(db, event, at, pin_hash=hashed if isinstance(hashed, str) else None, pin=pin)
        if moved:
            self._standing = replace(self._standing, out_of_use_by_staff=self._service.session.out_of_use_by_staff)
        if seen:
            self._settle()

    def _languages(self) -> tuple[str, ...]:
        """Those of the service screen: every complete one, the place's own first."""
        own = self._configuration.languages if self._configuration else ()
        return tuple(sorted(complete_languages(), key=lambda tag: own.index(tag) if tag in own else len(own)))

    def _settle(self) -> None:
        """Take up what waited for an idle screen, and tell what is to be shown now."""
        offered = self._next_configuration
        if offered is not self._configuration and (self._scene is None or self._scene.visit.is_idle or offered is None):
            self._configuration = offered
            self._answered, self._count_due = None, 0  # they may have answered at another place
            touches = self._scene.unsaved_touches if self._scene else 0
            self._scene = (
                VisitInProgress(idle_visit(script.build_script(offered, self._timeout_seconds)), unsaved_touches=touches)
                if offered
                else None
            )
        visit = self._scene.visit if self._scene else None
        self._pulse.wake_at(script.deadline(visit) if visit else None)
        now, stands = self._clock.steady_ms(), sessions.AvailabilityChanged(self._standing.needs_code, self._standing.out_of_use_by_staff)
        session = self._service.update_availability(stands, now)
        self._tell(
            view_decision.decide_view(self._standing, visit, self._configuration, self._enrol, now, session, self._answered, self._today)
        )

    def _recount(self, db: Connection) -> None:
        """Find out which day it is and how many have answered this month; while somebody is there the screen stays as it is."""
        self._count_due = self._clock.steady_ms() + MONTH_COUNT_INTERVAL_MS
        if self._configuration is None or self._scene is None or not self._scene.visit.is_idle:
            return
        latest, zone = clock_evidence.latest(db, self._clock.boot), self._configuration.region.time_zone
        found = (
            month_count.current_month_count(state_values.read_month_count(db), zone, self._clock, latest),
            month_count.today(zone, self._clock, latest),
        )
        if found != (self._answered, self._today):
            self._answered, self._today = found
            self._settle()

    def _tell(self, view: View) -> None:
        if view_decision.is_same_picture(view, self._view):
            self._view = view
            return
        self._view = view
        for changed in self._watchers:
            try:
                changed(view)
            except Exception as error:  # noqa: BLE001 (a watcher's fault must never stop the writer; its message could quote what somebody typed)
                log.error("a watcher failed: %s", safe_traceback(error))

    def _write_works(self, works: bool) -> None:
        if self._standing.writable is not works:
            log.log(logging.INFO if works else logging.ERROR, "the disk %s", "takes answers again" if works else "does not take answers")
            self._standing = replace(self._standing, writable=works)
            self._settle()

    def _failed(self, error: Exception) -> None:
        """Nothing was committed and nothing shown: the visit stands where it stood."""
        if isinstance(error, DatabaseError | OSError | StoreError):
            log.error("not written: %s", type(error).__name__)
            self._write_works(False)
        else:
            # Its kind only: what an error says could hold what a person typed.
            log.error("an event failed: %s", type(error).__name__)

    # ── from any thread ──

    def _moment(self) -> EventTime:
        return EventTime(self._clock.steady_ms(), self._clock.wall_time())

    def _submit_job(self, job: Callable[[Connection], None]) -> Future[None]:
        try:
            return self._store.write(job, urgent=True, on_failure=self._failed)
        except WriterClosed as closed:  # a last touch while the terminal stops
            nothing: Future[None] = Future()
            nothing.set_exception(closed)
            return nothing

    def run_periodic_work(self) -> None:
        """What happens by itself every couple of seconds, and when a screen's time is up."""
        if self._scene is not None and not self._scene.visit.is_idle:
            self.tick()
        if self._service.session.is_open or self._service.session.pin_attempts.locked_until is not None:
            self.post_service_event(Ticked())
        if not self._standing.writable:
            self._submit_job(self._try_writing)
        elif self._clock.steady_ms() >= self._count_due:
            self._submit_job(self._recount)
        for call in self._regularly:
            try:
                call()
            except Exception as error:  # noqa: BLE001 (one that fails, on a file that cannot be read, must not stop the others)
                log.error("a regular call failed: %s", type(error).__name__)

    def _try_writing(self, db: Connection) -> None:
        state_values.check_writable(db)
        with transaction(db):
            device_notes.add(db, "disk_refused")  # while it did, there was no place to note it
        # Whose time ran out meanwhile is not shown to the next person, not even for a moment.
        self._step(db, Ticked(), "touch", self._moment())
        self._write_works(True)
