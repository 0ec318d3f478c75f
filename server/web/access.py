"""Who is signed in, and what their role may do. A view reads: find, may you, do.

The cookie holds a random token; the database knows its hash, until when it holds and when it was last seen.
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
from server.web.context import context

SEEN_EVERY = timedelta(minutes=1)
"""So often is written down that somebody is still there."""
P = ParamSpec("P")


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The person behind this request."""

    number: int
    email: str
    role: Role
    region: str | None
    language: str | None

    def get_id(self) -> str:
        return str(self.number)


def init_login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the token in the database is what counts
    manager.request_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)


def roles(*allowed: Role) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A view for these roles alone: others get 403, whoever is not signed in is asked to."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_user.role not in allowed:
                abort(403)
            return view(*args, **kwargs)

        return login_required(guarded)  # type: ignore[no-any-return]

    return guard


def remember_session(token: str) -> None:
    """Give the browser the token of a new session; what it brought along is dropped, except for the language."""
    _clear_cookie()
    session["token"] = token


def leave_session() -> None:
    """End the session of this browser, and drop what its cookie holds, except for the language."""
    if token := session.get("token"):
        end_session(context().engine, token, context().now())
    _clear_cookie()


def _clear_cookie() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _load(_: Request) -> SignedIn | None:
    token = session.get("token")
    if not token:
        return None
    at = context()
    now = at.now()
    with reading(at.engine) as connection:
        idle_since = now - timedelta(minutes=at.settings.session_idle_minutes)
        found = sessions.person_for_token(connection, token_hash(token), now=now, idle_since=idle_since)
        person = people.by_number(connection, found[0]) if found else None
    if found is None or person is None or person.disabled:
        return None
    if now - found[1] >= SEEN_EVERY and "HX-Request" not in request.headers:  # a page that refreshes itself is nobody being there
        record_activity(at.engine, token, now)
    return SignedIn(person.number, person.email, person.role, person.region, person.language)


def _ask_to_sign_in() -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        return "", 401, {"HX-Redirect": url_for("sign_in.ask")}
    if request.method != "GET":
        abort(401)
    return redirect(url_for("sign_in.ask", next=request.full_path.rstrip("?")))
