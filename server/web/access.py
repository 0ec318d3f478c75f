"""Who is signed in, and what their role may do. A view reads: find, may you, do.

The cookie holds a random token; the database knows its hash, until when it holds and when it was last seen.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, Request, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required

from server.store.engine import Connection
from server.store.people import people, sessions
from server.store.people.people import Person, Role
from server.store.read_transaction import reading
from server.store.write_transaction import writing
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


def know_people(app: Flask) -> None:
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


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(connection: Connection, person: Person, now: datetime) -> None:
    """Sign somebody in under a token nobody can have known before; what the browser brought along is dropped."""
    token = secrets.token_urlsafe(32)
    language = session.get("language")
    session.clear()
    session["token"] = token
    if language:
        session["language"] = language
    hours = context().settings.session_hours
    sessions.begin(connection, token_hash(token), person.number, now=now, expires_at=now + timedelta(hours=hours))


def end_session(connection: Connection, now: datetime) -> None:
    if token := session.get("token"):
        sessions.end(connection, token_hash(token), now)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _load(_: Request) -> SignedIn | None:
    token = session.get("token")
    if not token:
        return None
    here = context()
    now, hashed = here.now(), token_hash(token)
    with reading(here.engine) as connection:
        found = sessions.whose(connection, hashed, now=now, idle_since=now - timedelta(minutes=here.settings.session_idle_minutes))
        person = people.by_number(connection, found[0]) if found else None
    if found is None or person is None or person.disabled:
        return None
    if now - found[1] >= SEEN_EVERY and "HX-Request" not in request.headers:  # a page that refreshes itself is nobody being there
        with writing(here.engine) as connection:
            sessions.see(connection, hashed, now)
    return SignedIn(person.number, person.email, person.role, person.region, person.language)


def _ask_to_sign_in() -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        return "", 401, {"HX-Redirect": url_for("sign_in.ask")}
    if request.method != "GET":
        abort(401)
    return redirect(url_for("sign_in.ask", next=request.full_path.rstrip("?")))
