"""Defines what the terminal shows at one moment, as plain data that the runtime decides and the screens draw.

The data goes one way: runtime ─► `View` ─► `kiosk.pages.page` (targets and texts) ─► `kiosk.ui` (pixels). The module does not use Kivy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, Protocol

from msgspec import Struct

from kiosk.service.session import ServiceEvent, ServiceSession
from kiosk.visit.availability import OutOfUseReason
from survey.visit import Event, Visit
from survey.wire import Answered, Configuration, Input

EnrolmentObstacle = Literal["network", "server", "certificate", "time", "captive_portal", "code", "other_terminal"]
"""Names what prevents the terminal from being enrolled, or why the last attempt failed."""


class EnrolmentView(Struct, frozen=True):
    """Describes the enrolment screen of a terminal that has no identity, or that the server does not know any more."""

    server: str | None
    """Holds the address of the server. None means that it has not been set."""
    obstacles: tuple[EnrolmentObstacle, ...] = ()
    problem: str | None = None
    """Holds the problem code of the last attempt (`code_unknown`, `code_expired`, …). None means that there was no attempt, that one is
    under way, or that it succeeded."""
    is_trying: bool = False
    """States whether an attempt is under way."""


class View(Struct, frozen=True, kw_only=True):
    """Describes what is shown, in one of four modes: a visit, the enrolment, out of use, or the service screen."""

    mode: Literal["visit", "enrol", "out_of_use", "service"]
    configuration: Configuration | None = None
    visit: Visit | None = None
    enrolment: EnrolmentView | None = None
    decided_at: int = 0
    """Holds the time at which this view was decided, in milliseconds of the steady clock."""
    needs_code: bool = False
    """States whether staff should enrol the terminal for the first time or again. Visits go on meanwhile."""
    service_session: ServiceSession | None = None
    """Holds the session of the service screen. None means that it is closed. Its page for a new code has the mode `enrol`."""
    out_of_use_reason: OutOfUseReason | None = None
    """States why the terminal is out of use. It is set in the mode `out_of_use` only."""
    month_count: Answered | None = None
    """Holds how many people have answered at the service point this month, as the server last reported it. None means that it is not known
    or is 0."""
    today: date | None = None
    """Holds the date at the service point, on which messages begin and end. None means that it is not known; then every message that the
    server sent is shown."""


class RuntimeProtocol(Protocol):
    """Defines what the screens need from the runtime. `kiosk.visit.runtime.Runtime` implements it, and tests have small substitutes."""

    @property
    def view(self) -> View:
        """Return what is to be shown now. Every tap that led to it is on disk."""
        ...

    def add_view_listener(self, on_change: Callable[[View], None]) -> None:
        """Call `on_change(view)` after each change of the view, from any thread."""
        ...

    def post(self, event: Event, *, by: Input = "touch") -> None:
        """Hand in an event and return at once. The next view is passed to the functions given to `add_view_listener`."""
        ...

    def send_text(self, text: str, *, by: Input = "touch") -> None:
        """Redact and seal what was typed, and hand it in as `CommentSubmitted`. The text is not kept."""
        ...

    def enrol(self, code: str) -> None:
        """Try an enrolment code and return at once. The outcome is shown by a later view."""
        ...

    def post_service_event(self, event: ServiceEvent) -> None:
        """Hand in an event of the service screen or the hidden gesture (`GestureMade`). Chosen targets are handed in by `post`."""
        ...

    def submit_pin(self, pin: str) -> None:
        """Check a PIN and return at once. The PIN is not kept."""
        ...

    def now(self) -> int:
        """Return the milliseconds of the steady clock, the clock of `View.decided_at`."""
        ...
