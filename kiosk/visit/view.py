"""What the terminal shows at one moment, as plain data: the runtime decides it, the screens draw it.

It goes one way: runtime ─► View ─► `kiosk.pages.page` (which targets, which texts) ─► `kiosk.ui` (pixels). No Kivy here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, Protocol

from msgspec import Struct

from kiosk.service import session as service
from kiosk.visit.availability import OutOfUseReason
from survey.visit import Event, Visit
from survey.wire import Answered, Configuration, Input

EnrolmentObstacle = Literal["network", "server", "certificate", "time", "captive_portal", "code", "other_terminal"]
"""What is missing before the terminal can be enrolled, or why the last try failed."""


class EnrolmentView(Struct, frozen=True):
    """The terminal has no identity (or the server does not know it any more) and asks for a code."""

    server: str | None
    """Address of the server, None where nobody has set it."""
    obstacles: tuple[EnrolmentObstacle, ...] = ()
    problem: str | None = None
    """Problem code of the last try (`code_unknown`, `code_expired`, …), None before the first."""
    trying: bool = False


class View(Struct, frozen=True, kw_only=True):
    """One of four: a visit, the enrolment, out of use, or the service screen."""

    mode: Literal["visit", "enrol", "out_of_use", "service"]
    configuration: Configuration | None = None
    visit: Visit | None = None
    enrolment: EnrolmentView | None = None
    decided_at: int = 0
    """Monotonic milliseconds at which this view was decided."""
    needs_code: bool = False
    """Staff should enrol the terminal (again); a visit goes on meanwhile."""
    service_session: service.ServiceSession | None = None
    """The service screen, where it is open; its page for a new code has the mode `enrol`."""
    out_of_use_reason: OutOfUseReason | None = None
    """Why it is out of use."""
    month_count: Answered | None = None
    """How many have answered here in a month, as the server last said; it is shown while that month lasts."""
    today: date | None = None
    """The day at the place, by which messages begin and end; None where nobody can say: then what the server sent is shown."""


class RuntimeProtocol(Protocol):
    """What the screens need of whoever runs the visit. `kiosk.visit.runtime.Runtime` is one; tests bring small ones."""

    @property
    def view(self) -> View:
        """What is to be shown now. Every tap before it is on disk."""
        ...

    def watch(self, on_change: Callable[[View], None]) -> None:
        """`changed(view)` is called after each change, from any thread."""
        ...

    def post(self, event: Event, *, by: Input = "touch") -> None:
        """Take an event; returns at once, the next view comes through `watch`."""
        ...

    def send_text(self, text: str, *, by: Input = "touch") -> None:
        """Redact and seal what was typed, then post it as `Sent`; the text is not kept."""
        ...

    def enrol(self, code: str) -> None:
        """Try an enrolment code; the outcome comes as a view."""
        ...

    def post_service_event(self, event: service.ServiceEvent) -> None:
        """Something happened at the service screen, or the hidden gesture was made (`Opened`); what it chose comes by `post`."""
        ...

    def submit_pin(self, pin: str) -> None:
        """Try a PIN; it is not kept."""
        ...

    def now(self) -> int:
        """Monotonic milliseconds, the clock of `View.now`."""
        ...
