"""Signing in and out, and choosing a password by a one-use link.

Failures are counted in the database, by address and by the e-mail address that was typed (as a keyed hash: people type
passwords into the wrong field). Whether somebody is unknown or their password wrong takes the same work and gives the same words.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.store.dialect import one_at_a_time
from server.store.engine import Connection
from server.store.people import audit, people, person_links, sessions, sign_in_failures
from server.store.people.people import Person
from server.store.read_transaction import reading
from server.store.write_transaction import writing
from server.web.access import begin_session, end_session, token_hash
from server.web.context import caller, context
from server.web.language import _, local

WINDOW = timedelta(minutes=15)
BY_ADDRESS, BY_EMAIL = 30, 10
"""Failed tries in the window, at most."""
SHORTEST, LONGEST = 12, 200
"""Characters of a password (NIST SP 800-63B: length counts, rules of composition do not)."""

hasher = PasswordHasher()
blueprint = Blueprint("sign_in", __name__)


@cache
def _nobodys_hash() -> str:
    """What an unknown person's password is held against, so that it takes as long."""
    return hasher.hash("nobody has this password")


def password_fault(password: str) -> str | None:
    """What is wrong with a new password, None where nothing is."""
    if len(password) < SHORTEST:
        return _("Choose at least {n} characters. Several words are good.", n=SHORTEST)
    if len(password) > LONGEST:
        return _("Choose at most {n} characters.", n=LONGEST)
    return None


@blueprint.get("/sign-in")
def ask() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("status.page"))
    return _form()


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    email, password = request.form.get("email", "").strip()[:320], request.form.get("password", "")[:LONGEST]
    here = context()
    now = here.now()
    subjects = [f"address:{caller()}", f"email:{_keyed(email.lower())}"]
    with writing(here.engine) as connection:
        one_at_a_time(connection, *subjects)  # many at once would all find that there had been few
        if wait := _wait(connection, subjects):
            return _form(_("Too many tries. Wait {n} minutes and try again.", n=wait), email, 429, wait)
        sign_in_failures.add(connection, subjects, now)
        person = people.by_email(connection, email) if "\0" not in email else None  # no database takes a NUL for text
    if not _is_right(person, password):
        return _form(_("The e-mail address or the password is wrong."), email, 422)
    assert person is not None
    with writing(here.engine) as connection:
        sign_in_failures.take_back(connection, subjects, now)
        sign_in_failures.forgive(connection, subjects[1])
        begin_session(connection, person, now)
        audit.write(connection, person.email, "signed_in", now=now)
    return redirect(local(request.form.get("next")))


@blueprint.post("/sign-out")
@login_required
def sign_out() -> ResponseReturnValue:
    with writing(context().engine) as connection:
        end_session(connection, context().now())
    return redirect(url_for("sign_in.ask"))


@blueprint.get("/choose-password/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        number = person_links.whose(connection, token_hash(token), context().now())
        person = people.by_number(connection, number) if number else None
    if person is None or person.disabled:
        return render_template("people/link_gone.html"), 410
    return render_template("people/choose_password.html", token=token, email=person.email, shortest=SHORTEST, fault=None)


@blueprint.post("/choose-password/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """The new password; everybody signed in as this person is signed out, and this browser in."""
    here = context()
    now, hashed, password = here.now(), token_hash(token), request.form.get("password", "")
    with reading(here.engine) as connection:
        number = person_links.whose(connection, hashed, now)
        person = people.by_number(connection, number) if number else None
    if person is None or person.disabled:
        return render_template("people/link_gone.html"), 410
    fault = password_fault(password)
    if fault is None and password != request.form.get("again"):
        fault = _("The two are not the same.")
    if fault:
        return render_template("people/choose_password.html", token=token, email=person.email, shortest=SHORTEST, fault=fault), 422
    made = hasher.hash(password)
    with writing(here.engine) as connection:
        if not person_links.use(connection, hashed, now):
            abort(410)
        people.choose_password(connection, person.number, made)
        sessions.end_all_of(connection, person.number, now)
        begin_session(connection, person, now)
        audit.write(connection, person.email, "password_chosen", now=now)
    return redirect(url_for("status.page"))


def _form(fault: str | None = None, email: str = "", status: int = 200, wait: int | None = None) -> ResponseReturnValue:
    asked = local(request.values.get("next"))
    headers = {"Retry-After": str(wait * 60)} if wait else {}
    return render_template("people/sign_in.html", fault=fault, email=email, next=asked), status, headers


def _wait(connection: Connection, subjects: list[str]) -> int | None:
    """Minutes until another try is taken; None where one may be made now."""
    now = context().now()
    for subject, most in zip(subjects, (BY_ADDRESS, BY_EMAIL), strict=True):
        if sign_in_failures.count(connection, subject, now - WINDOW) >= most:
            first = sign_in_failures.first_since(connection, subject, now - WINDOW) or now
            return max(1, round((first + WINDOW - now).total_seconds() / 60))
    return None


def _is_right(person: Person | None, password: str) -> bool:
    hashed = person.password_hash if person and not person.disabled else None
    try:
        hasher.verify(hashed or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def _keyed(text: str) -> str:
    return hmac.new(context().settings.secret().encode(), text.encode(), hashlib.sha256).hexdigest()
