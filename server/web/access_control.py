"""Identifies the signed-in person and limits views to roles.

The cookie contains a random token. The database stores the token's hash, when the session expires, and when it was last used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, Request, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required

from server.operations.people.sessions import end_session, record_activity
from server.operations.people.tokens import token_hash
from server.store.people import people, sessions
from server.store.people.people import Role
from server.store.read_transaction import reading
from server.web.server_context import context

ACTIVITY_UPDATE_INTERVAL = timedelta(minutes=1)
"""The shortest time between two updates of a session's last use in the database."""
P = ParamSpec("P")


@dataclass(frozen=True)
class SignedInPerson(UserMixin):
    """Describes the person who makes this request."""

    number: int
    email: str
    role: Role
    region: str | None
    language: str | None

    def get_id(self) -> str:
        """Return the id by which Flask-Login identifies the person."""
        return str(self.number)


def init_login(app: Flask) -> None:
    """Register the functions that identify the person of a request and ask unknown ones to sign in."""
    manager = LoginManager(app)
    manager.session_protection = None  # the session in the database is authoritative
    manager.request_loader(_load_signed_in_person)
    manager.unauthorized_handler(_ask_to_sign_in)


def require_roles(*allowed: Role) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Return a decorator that allows a view to these roles only.

    A person with another role gets 403. A person who is not signed in is asked to sign in.
    """

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_user.role not in allowed:
                abort(403)
            return view(*args, **kwargs)

        return login_required(guarded)  # type: ignore[no-any-return]

    return guard


def set_session_cookie(token: str) -> None:
    """Store the token of a new session in the browser's cookie and delete everything else in it, except for the language."""
    _clear_cookie()
    session["token"] = token


def end_current_session() -> None:
    """End this browser's session and delete everything in its cookie, except for the language."""
    if token := session.get("token"):
        end_session(context().engine, token, context().now())
    _clear_cookie()


def _clear_cookie() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _load_signed_in_person(_: Request) -> SignedInPerson | None:
    token = session.get("token")
    if not token:
        return None
    at = context()
    now = at.now()
    with reading(at.engine) as connection:
        idle_since = now - timedelta(minutes=at.settings.session_idle_minutes)
        found = sessions.person_for_token(connection, token_hash(token), now=now, last_used_after=idle_since)
        person = people.by_number(connection, found[0]) if found else None
    if found is None or person is None or person.disabled:
        return None
    # An automatic refresh of a page is not an activity of the person.
    if now - found[1] >= ACTIVITY_UPDATE_INTERVAL and "HX-Request" not in request.headers:
        record_activity(at.engine, token, now)
    return SignedInPerson(person.number, person.email, person.role, person.region, person.language)


def _ask_to_sign_in() -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        return "", 401, {"HX-Redirect": url_for("sign_in.ask")}
    if request.method != "GET":
        abort(401)
    return redirect(url_for("sign_in.ask", next=request.full_path.rstrip("?")))
