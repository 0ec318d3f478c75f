"""What is to be shown, from what is known. Pure."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from kiosk.service import session as service
from kiosk.service.session import Session
from kiosk.visit.availability import Standing
from kiosk.visit.view import EnrolView, View
from survey.visit import Visit
from survey.wire import Answered, Configuration


def decide(
    standing: Standing,
    visit: Visit | None,
    configuration: Configuration | None,
    enrol: EnrolView,
    now: int,
    session: Session | None = None,
    answered: Answered | None = None,
    today: date | None = None,
) -> View:
    """The view of this moment. A person is never interrupted by what the server says; only a disk that takes no answer stops a visit."""
    if session is not None and session.open:
        if session.place == "code":
            return View(mode="enrol", configuration=configuration, enrol=enrol, now=now, needs_code=True, service=session)
        return View(mode="service", configuration=configuration, now=now, needs_code=standing.needs_code, service=session)
    if visit is not None and standing.writable and (standing.mode == "visit" or not visit.idle):
        code = standing.needs_code
        return View(mode="visit", configuration=configuration, visit=visit, now=now, needs_code=code, answered=answered, today=today)
    if standing.mode == "enrol":
        return View(mode="enrol", configuration=configuration, enrol=enrol, now=now, needs_code=True)
    return View(mode="out_of_use", configuration=configuration, now=now, needs_code=standing.needs_code, reason=standing.reason)


def look_alike(view: View, other: View) -> bool:
    """Whether a screen would be the same; a touch that only keeps a visit alive is no news."""
    if (view.answered, view.today) != (other.answered, other.today):
        return False
    if (view.mode, view.enrol, view.needs_code, view.reason) != (other.mode, other.enrol, other.needs_code, other.reason):
        return False
    if view.configuration is not other.configuration or not service.alike(view.service, other.service):
        return False
    if view.visit is None or other.visit is None:
        return view.visit is other.visit
    return replace(view.visit, touched_at=0) == replace(other.visit, touched_at=0)
