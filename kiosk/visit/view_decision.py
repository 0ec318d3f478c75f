"""Decides what the terminal shows. Pure."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from kiosk.service import session as service_session
from kiosk.service.session import ServiceSession
from kiosk.visit.availability import Availability
from kiosk.visit.view import EnrolmentView, View
from survey.visit import Visit
from survey.wire import Answered, Configuration


def decide_view(
    availability: Availability,
    visit: Visit | None,
    configuration: Configuration | None,
    enrolment: EnrolmentView,
    now: int,
    session: ServiceSession | None = None,
    month_count: Answered | None = None,
    today: date | None = None,
) -> View:
    """Return the view of this moment.

    A visit in progress is never interrupted by what the server reports. Only a disk that cannot be written interrupts it.

    Args:
        availability: whether the terminal may take visits.
        visit: the visit, or None if there is no configuration.
        configuration: the configuration in use, or None.
        enrolment: what the enrolment screen shows.
        now: the time in milliseconds of the steady clock.
        session: the session of the service screen, or None.
        month_count: how many people have answered this month, or None if it is not known.
        today: the date at the service point, or None if it is not known.
    """
    if session is not None and session.is_open:
        if session.page == "code":
            return View(
                mode="enrol", configuration=configuration, enrolment=enrolment, decided_at=now, needs_code=True, service_session=session
            )
        return View(
            mode="service", configuration=configuration, decided_at=now, needs_code=availability.needs_code, service_session=session
        )
    if visit is not None and availability.writable and (availability.mode == "visit" or not visit.is_idle):
        code = availability.needs_code
        return View(
            mode="visit", configuration=configuration, visit=visit, decided_at=now, needs_code=code, month_count=month_count, today=today
        )
    if availability.mode == "enrol":
        return View(mode="enrol", configuration=configuration, enrolment=enrolment, decided_at=now, needs_code=True)
    return View(
        mode="out_of_use",
        configuration=configuration,
        decided_at=now,
        needs_code=availability.needs_code,
        out_of_use_reason=availability.reason,
    )


def looks_same(view: View, other: View) -> bool:
    """Return whether two views look the same on the screen. They do if only the time of the last touch differs."""
    if (view.month_count, view.today) != (other.month_count, other.today):
        return False
    if (view.mode, view.enrolment, view.needs_code, view.out_of_use_reason) != (
        other.mode,
        other.enrolment,
        other.needs_code,
        other.out_of_use_reason,
    ):
        return False
    if view.configuration is not other.configuration or not service_session.is_same_picture(view.service_session, other.service_session):
        return False
    if view.visit is None or other.visit is None:
        return view.visit is other.visit
    return replace(view.visit, touched_at=0) == replace(other.visit, touched_at=0)
