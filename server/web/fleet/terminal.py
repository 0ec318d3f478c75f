"""Serves the page of one terminal: its latest report, its alarms, and its refused and missing responses, which can be requested again."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.operations.fleet.terminal_requests import TerminalNotFound, request_resend, request_retry
from server.store.engine import Connection
from server.store.fleet import terminal_notes, terminal_requests
from server.store.intake import streams
from server.store.read_transaction import reading
from server.store.region import placements, service_point_lookup
from server.web.access_control import require_roles
from server.web.fleet.alarm_texts import alarm_text
from server.web.fleet.terminal_health import TerminalHealth, terminal_health
from server.web.language import _
from server.web.server_context import context

blueprint = Blueprint("terminal", __name__, url_prefix="/terminals")


@blueprint.get("/<terminal>")
@login_required
def page(terminal: str) -> ResponseReturnValue:
    """Show the terminal, or 404."""
    now = context().now()
    with reading(context().engine) as connection:
        found = _find(connection, terminal, now)
        open_requests = terminal_requests.open_requests(connection, terminal)
        stood = placements.for_terminal(connection, terminal)
        names = service_point_lookup.names(connection)
        missing = streams.gaps_of_terminal(connection, found.line)
        noted = terminal_notes.for_terminal(connection, terminal)
    return render_template(
        "fleet/terminal.html",
        now=now,
        row=found,
        needs=[alarm_text(reason, now) for reason in found.reasons],
        requests=open_requests,
        placements=list(reversed(stood)),
        names=names,
        missing=missing,
        noted=noted,
        may_act=current_user.role in ("admin", "it"),
    )


@blueprint.post("/<terminal>/retry")
@require_roles("admin", "it")
def retry(terminal: str) -> ResponseReturnValue:
    """Request that the terminal sends all its refused responses again."""
    at, asker = context(), current_user
    try:
        is_asked = request_retry(at.engine, terminal, visible_region=asker.region, author=asker.email, now=at.now())
    except TerminalNotFound:
        abort(404)
    if is_asked:
        flash(_("The terminal will be asked to resend its refused responses the next time it connects."))
    else:
        flash(_("The request has already been sent. The terminal will respond the next time it connects."))
    return redirect(url_for("terminal.page", terminal=terminal))


@blueprint.post("/<terminal>/resend")
@require_roles("admin", "it")
def resend(terminal: str) -> ResponseReturnValue:
    """Request all missing responses, including those that the terminal had reported as no longer available."""
    at, asker = context(), current_user
    try:
        count = request_resend(at.engine, terminal, visible_region=asker.region, author=asker.email, now=at.now())
    except TerminalNotFound:
        abort(404)
    if count:
        flash(_("The terminal will be asked for its missing responses the next time it connects."))
    else:
        flash(_("There is nothing left to request."))
    return redirect(url_for("terminal.page", terminal=terminal))


def _find(connection: Connection, terminal: str, now: datetime) -> TerminalHealth:
    """Return the terminal, or abort with 404 if it does not exist or belongs to a region that the signed-in person may not see."""
    silent_after = timedelta(minutes=context().settings.silent_minutes)
    found = terminal_health(connection, terminal, now, silent_after=silent_after) if "\0" not in terminal else None
    if found is None or current_user.region not in (None, found.line.region):
        abort(404)
    return found
