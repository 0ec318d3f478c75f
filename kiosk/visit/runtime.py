"""Connects the screens with the visit and the store. `Runtime` implements `kiosk.visit.view.RuntimeProtocol`.

Each event is handed to the writer thread. There the visit takes its step, the step is committed, and only then the new view is published,
so that whatever a screen shows is already on disk (design, decision 3). All state that decides a view changes in that one thread.
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
"""Sets the longest time between two ticks."""
MONTH_COUNT_INTERVAL_MS = 60_000
"""Sets how often the date and the month's count are computed anew, since the day or month may have ended, or the wall clock been set."""


class Runtime:
    """Runs the visits of one terminal.

    Every method may be called from any thread. View listeners are called in the writer thread.
    """

    def __init__(self, store: Store, clock: DeviceClock, *, timeout_seconds: float | None = None) -> None:
        """Close a visit that a power cut has left behind, and load the PIN attempts.

        Call `use_configuration` and `set_code_handler` before visits and enrolment can begin.

        Args:
            store: the terminal's store. It stays open after `stop`.
            clock: the terminal's clocks.
            timeout_seconds: this terminal's own time-out in place of the configuration's; None if it has none.
        """
        self._store = store
        self._clock = clock
        self._timeout_seconds = timeout_seconds
        self._view_listeners: list[ViewListener] = []
        self._visit_in_progress: VisitInProgress | None = None
        self._configuration: Configuration | None = None
        self._next_configuration: Configuration | None = None
        self._enrolment_view = EnrolmentView(server=None)
        self._availability = Availability(enrolled=False, configured=False)
        self._month_count: Answered | None = None
        self._today: date | None = None
        self._count_due = 0
        self._try_code: Callable[[str], object] | None = None
        self._tick_callbacks: list[Callable[[], None]] = []
        self._ticker = Ticker(self.run_periodic_work, clock.steady_ms, TICK_INTERVAL_MS)
        self._service = ServiceScreen(self.post_service_event, store.folder)
        self._view = View(mode="enrol", enrolment=self._enrolment_view, decided_at=clock.steady_ms())
        if store.write(visiting.close_interrupted_visit, urgent=True).result():
            log.info("a visit cut short was closed as interrupted")
        store.write(
            lambda _: self._service.load_pin_attempts(clock.steady_ms(), clock.boot), urgent=True, on_failure=self._on_job_failure
        ).exception()

    # ── what the screens use (kiosk.visit.view.RuntimeProtocol) ──

    @property
    def view(self) -> View:
        """Return what is to be shown now."""
        return self._view

    def now(self) -> int:
        """Return the milliseconds of the steady clock."""
        return self._clock.steady_ms()

    def add_view_listener(self, on_change: ViewListener) -> None:
        """Call `on_change(view)` after each change of the view, in the writer thread."""
        self._view_listeners.append(on_change)

    def post(self, event: Event, *, by: Input = "touch") -> None:
        """Hand in an event of a visit, without waiting for what it changes."""
        self.submit(event, by=by)

    def send_text(self, text: str, *, by: Input = "touch") -> None:
        """Redact and seal a typed comment in the writer thread, and hand it in as `CommentSubmitted`.

        The plain text is only ever in memory: nothing is written before it is sealed. Without a visit that is writing, nothing happens.
        """
        at = self._event_time()

        def job(db: Connection) -> None:
            scene, configuration = self._visit_in_progress, self._configuration
            if scene is None or configuration is None or not scene.visit.is_writing:
                return
            comment = redact_and_seal(text, configuration.keys.sealing, scene.visit.script.question)
            self._step(db, CommentSubmitted(comment), by, at)

        self._submit_job(job)

    def enrol(self, code: str) -> None:
        """Try an enrolment code in a thread of its own. Nothing happens before `set_code_handler` has been called."""
        if self._try_code is not None:
            threading.Thread(target=self._try_code, args=(code,), name="enrol", daemon=True).start()

    def post_service_event(self, event: sessions.ServiceEvent) -> None:
        """Hand in an event of the service screen."""
        at = self._clock.steady_ms()
        self._submit_job(lambda db: self._handle_service_event(db, event, at))

    def submit_pin(self, pin: str) -> None:
        """Check a PIN typed at the service screen. It is not kept."""
        at = self._clock.steady_ms()
        self._submit_job(lambda db: self._handle_service_event(db, sessions.PinSubmitted(), at, pin))

    # ── what the program uses ──

    def submit(self, event: Event, *, by: Input = "touch") -> Future[None]:
        """Hand in an event as `post` does, and return a future.

        The future is done once the event's changes are committed and the new view is published. It holds an exception if handling the
        event failed, or `WriterClosed` if the store is closed.
        """
        at = self._event_time()
        return self._submit_job(lambda db: self._step(db, event, by, at))

    def tick(self) -> Future[None]:
        """Let the visit check whether a time-out has passed."""
        return self.submit(Ticked())

    def start(self) -> None:
        """Start the ticker, which lets visits time out and calls `run_periodic_work`."""
        self._ticker.start()

    @property
    def alive(self) -> bool:
        """Return whether neither the writer thread nor the ticker has ended or hangs. The watchdog uses this."""
        return self._store.alive and self._ticker.alive

    def stop(self) -> None:
        """Stop the ticker and close the current visit as interrupted, as after a power cut. The store stays open."""
        self._ticker.stop()
        self.submit(Interrupted()).exception()

    def use_configuration(self, configuration: Configuration | None, *, enrolled: bool) -> Future[None]:
        """Set the configuration, and read the terminal's availability anew.

        A new configuration takes effect when no visit is in progress; None takes effect at once.

        Args:
            configuration: the configuration to use, or None if the terminal has none.
            enrolled: whether the terminal has an identity.
        """

        def job(db: Connection) -> None:
            self._next_configuration = configuration
            self._availability = replace(
                self._availability,
                enrolled=enrolled,
                configured=configuration is not None,
                server_verdict=state_values.read(db, "standing"),
                out_of_use_by_staff=staff_state.is_out_of_use(self._store.folder),
            )
            self._update_view()
            self._update_month_count(db)

        return self._submit_job(job)

    def show_enrolment(self, enrolment: EnrolmentView) -> Future[None]:
        """Set what the enrolment screen shows."""

        def job(_: Connection) -> None:
            self._enrolment_view = enrolment
            self._update_view()

        return self._submit_job(job)

    def show_enrolment_obstacles(self, server: str | None, obstacles: tuple[EnrolmentObstacle, ...]) -> Future[None]:
        """Show on the enrolment screen what a check of the server found.

        The outcome of the last attempt to enrol stays on the screen until the next attempt. While an attempt is under way, nothing changes.

        Args:
            server: the server's address, or None if it is not known.
            obstacles: what prevents enrolment, apart from the code.
        """

        def job(_: Connection) -> None:
            if self._enrolment_view.is_trying:
                return
            problem = self._enrolment_view.problem
            kept = tuple(lack for lack in self._enrolment_view.obstacles if problem and lack in ("code", "other_terminal"))
            self._enrolment_view = EnrolmentView(server=server, obstacles=kept + obstacles, problem=problem)
            self._update_view()

        return self._submit_job(job)

    def reload_server_verdict(self) -> Future[None]:
        """Read the server's verdict and the month's count from the store. Call it after each exchange."""

        def job(db: Connection) -> None:
            standing = replace(
                self._availability,
                server_verdict=state_values.read(db, "standing"),
                out_of_use_by_staff=staff_state.is_out_of_use(self._store.folder),
            )
            if standing != self._availability:
                self._availability = standing
                self._update_view()
            self._update_month_count(db)

        return self._submit_job(job)

    def set_code_handler(self, try_code: Callable[[str], object]) -> None:
        """Set the function that tries a typed enrolment code. It is called in a thread of its own."""
        self._try_code = try_code

    def set_service_actions(self, actions: ServiceActions) -> None:
        """Set the functions that carry out what staff choose at the service screen."""
        self._service.set_actions(actions)

    def on_every_tick(self, callback: Callable[[], None]) -> None:
        """Call `callback` at every tick: at least every `TICK_INTERVAL_MS` by the steady clock, whatever the wall clock does.

        It is called in the ticker's thread. An exception that it raises is logged and affects no other callback.
        """
        self._tick_callbacks.append(callback)

    @property
    def availability(self) -> Availability:
        """Return whether the terminal may take visits, and why not."""
        return self._availability

    # ── in the writer thread ──

    def _step(self, db: Connection, event: Event, by: Input, at: EventTime) -> None:
        if self._service.session.is_open and isinstance(event, TargetChosen | ActivitySeen | Interrupted):
            self._handle_service_event(db, event, at.steady_ms)
            if not isinstance(event, Interrupted):
                return
        scene, configuration = self._visit_in_progress, self._configuration
        if scene is None or configuration is None:
            return
        if self._view.mode != "visit" and (scene.visit.is_idle or not isinstance(event, Ticked | Interrupted)):
            # The visit is not on the screen. A touch is not meant for it and must not keep it open for the next person.
            return
        after = visiting.apply_event(db, scene, event, by, at, configuration, self._clock)
        changed = after.visit is not scene.visit
        self._visit_in_progress = after
        if changed:
            self._update_view()

    def _handle_service_event(self, db: Connection, event: sessions.ServiceEvent, at: int, pin: str | None = None) -> None:
        hashed = self._configuration.settings.service_pin if self._configuration else UNSET
        if isinstance(event, sessions.GestureMade):
            if not isinstance(hashed, str) or (
                self._view.mode == "visit" and self._visit_in_progress is not None and not self._visit_in_progress.visit.is_idle
            ):
                return
            event = sessions.GestureMade(self._languages())
        seen, moved = self._service.handle_event(db, event, at, pin_hash=hashed if isinstance(hashed, str) else None, pin=pin)
        if moved:
            self._availability = replace(self._availability, out_of_use_by_staff=self._service.session.out_of_use_by_staff)
        if seen:
            self._update_view()

    def _languages(self) -> tuple[str, ...]:
        """Return the languages of the service screen: every complete one, those of the service point first."""
        own = self._configuration.languages if self._configuration else ()
        return tuple(sorted(complete_languages(), key=lambda tag: own.index(tag) if tag in own else len(own)))

    def _update_view(self) -> None:
        """Switch to a waiting configuration if the screen is idle, and publish the view of this moment."""
        offered = self._next_configuration
        if offered is not self._configuration and (
            self._visit_in_progress is None or self._visit_in_progress.visit.is_idle or offered is None
        ):
            self._configuration = offered
            self._month_count, self._count_due = None, 0  # the old count may belong to another service point
            touches = self._visit_in_progress.unsaved_touches if self._visit_in_progress else 0
            self._visit_in_progress = (
                VisitInProgress(idle_visit(script.build_script(offered, self._timeout_seconds)), unsaved_touches=touches)
                if offered
                else None
            )
        visit = self._visit_in_progress.visit if self._visit_in_progress else None
        self._ticker.wake_at(script.deadline(visit) if visit else None)
        now, stands = (
            self._clock.steady_ms(),
            sessions.AvailabilityChanged(self._availability.needs_code, self._availability.out_of_use_by_staff),
        )
        session = self._service.update_availability(stands, now)
        self._publish_view(
            view_decision.decide_view(
                self._availability, visit, self._configuration, self._enrolment_view, now, session, self._month_count, self._today
            )
        )

    def _update_month_count(self, db: Connection) -> None:
        """Compute the date and the month's count anew. During a visit the screen stays as it is."""
        self._count_due = self._clock.steady_ms() + MONTH_COUNT_INTERVAL_MS
        if self._configuration is None or self._visit_in_progress is None or not self._visit_in_progress.visit.is_idle:
            return
        latest, zone = clock_evidence.latest(db, self._clock.boot), self._configuration.region.time_zone
        found = (
            month_count.current_month_count(state_values.read_month_count(db), zone, self._clock, latest),
            month_count.today(zone, self._clock, latest),
        )
        if found != (self._month_count, self._today):
            self._month_count, self._today = found
            self._update_view()

    def _publish_view(self, view: View) -> None:
        if view_decision.looks_same(view, self._view):
            self._view = view
            return
        self._view = view
        for changed in self._view_listeners:
            try:
                changed(view)
            except Exception as error:  # noqa: BLE001 (a faulty listener must not stop the writer; the message could quote what somebody typed)
                log.error("a view listener failed: %s", safe_traceback(error))

    def _set_writable(self, works: bool) -> None:
        if self._availability.writable is not works:
            log.log(
                logging.INFO if works else logging.ERROR, "the disk %s", "accepts answers again" if works else "does not accept answers"
            )
            self._availability = replace(self._availability, writable=works)
            self._update_view()

    def _on_job_failure(self, error: Exception) -> None:
        """Handle the failure of a job. Nothing was committed and nothing shown, so the visit is where it was before the job."""
        if isinstance(error, DatabaseError | OSError | StoreError):
            log.error("writing to the disk failed: %s", type(error).__name__)
            self._set_writable(False)
        else:
            # Only the type is logged, since an error's message could contain what a person typed.
            log.error("handling an event failed: %s", type(error).__name__)

    # ── from any thread ──

    def _event_time(self) -> EventTime:
        return EventTime(self._clock.steady_ms(), self._clock.wall_time())

    def _submit_job(self, job: Callable[[Connection], None]) -> Future[None]:
        try:
            return self._store.write(job, urgent=True, on_failure=self._on_job_failure)
        except WriterClosed as closed:  # a last touch while the terminal stops
            nothing: Future[None] = Future()
            nothing.set_exception(closed)
            return nothing

    def run_periodic_work(self) -> None:
        """Do what is due without a touch. The ticker calls it at least every `TICK_INTERVAL_MS`, and when a screen's time is up.

        It lets a visit and the service screen time out, tests whether the disk can be written again after a failure, updates the month's
        count, and calls the callbacks of `on_every_tick`.
        """
        if self._visit_in_progress is not None and not self._visit_in_progress.visit.is_idle:
            self.tick()
        if self._service.session.is_open or self._service.session.pin_attempts.locked_until is not None:
            self.post_service_event(Ticked())
        if not self._availability.writable:
            self._submit_job(self._try_writing)
        elif self._clock.steady_ms() >= self._count_due:
            self._submit_job(self._update_month_count)
        for call in self._tick_callbacks:
            try:
                call()
            except Exception as error:  # noqa: BLE001 (a callback that fails, on an unreadable file for example, must not stop the others)
                log.error("a periodic callback failed: %s", type(error).__name__)

    def _try_writing(self, db: Connection) -> None:
        state_values.check_writable(db)
        with transaction(db):
            device_notes.add(db, "disk_refused")  # it could not be noted while the disk refused writes
        # A visit whose time ran out in the meantime must not be shown to the next person, not even for a moment.
        self._step(db, Ticked(), "touch", self._event_time())
        self._set_writable(True)
