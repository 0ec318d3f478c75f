"""Signing in and out, and choosing a password by a one-use link.

Whether somebody is unknown or their password wrong takes the same work and gives the same words.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.operations.people import passwords
from server.operations.people.passwords import LONGEST, SHORTEST, LinkUsed, is_password_right
from server.operations.people.sign_in import TooManyAttempts, complete_sign_in, record_attempt
from server.operations.people.tokens import token_hash
from server.store.people import people, person_links
from server.store.people.people import Account
from server.store.read_transaction import reading
from server.web.access import leave_session, remember_session
from server.web.context import caller, context
from server.web.language import _, local

blueprint = Blueprint("sign_in", __name__)


def password_fault(password: str) -> str | None:
    """What is wrong with a new password, None where nothing is."""
    if len(password) < SHORTEST:
        return _("Use at least {n} characters. Several words work well.", n=SHORTEST)
    if len(password) > LONGEST:
        return _("Use at most {n} characters.", n=LONGEST)
    return None


@blueprint.get("/sign-in")
def ask() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("status.page"))
    return _form()


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    email, password = request.form.get("email", "").strip()[:320], request.form.get("password", "")[:LONGEST]
    at = context()
    try:
        attempt = record_attempt(at.engine, email, address=caller(), secret_key=at.settings.session_secret(), now=at.now())
    except TooManyAttempts as many:
        return _form(_("Too many attempts. Wait {n} minutes and try again.", n=many.minutes), email, 429, many.minutes)
    if not is_password_right(attempt.person, password):
        return _form(_("The email address or password is incorrect."), email, 422)
    remember_session(complete_sign_in(at.engine, attempt, session_lifetime=_session_lifetime()))
    return redirect(local(request.form.get("next")))


@blueprint.post("/sign-out")
@login_required
def sign_out() -> ResponseReturnValue:
    leave_session()
    return redirect(url_for("sign_in.ask"))


@blueprint.get("/choose-password/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    """Ask whoever has the link for a new password."""
    person = _person_of_link(token)
    if person is None:
        return render_template("people/link_gone.html"), 410
    return _password_form(token, person)


@blueprint.post("/choose-password/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Store the new password; everybody signed in as this person is signed out, and this browser in."""
    person, password = _person_of_link(token), request.form.get("password", "")
    if person is None:
        return render_template("people/link_gone.html"), 410
    fault = password_fault(password)
    if fault is None and password != request.form.get("again"):
        fault = _("The entries do not match.")
    if fault:
        return _password_form(token, person, fault), 422
    at = context()
    try:
        session_token = passwords.choose_password(
            at.engine, token, person, password=password, session_lifetime=_session_lifetime(), now=at.now()
        )
    except LinkUsed:
        abort(410)
    remember_session(session_token)
    return redirect(url_for("status.page"))


def _form(fault: str | None = None, email: str = "", status: int = 200, wait: int | None = None) -> ResponseReturnValue:
    asked = local(request.values.get("next"))
    headers = {"Retry-After": str(wait * 60)} if wait else {}
    return render_template("people/sign_in.html", fault=fault, email=email, next=asked), status, headers


def _password_form(token: str, person: Account, fault: str | None = None) -> str:
    return render_template("people/choose_password.html", token=token, email=person.email, shortest=SHORTEST, fault=fault)


def _person_of_link(token: str) -> Account | None:
    """Return whose link this is; None where it is of no use: unknown, used, too old, or of somebody who is disabled."""
    with reading(context().engine) as connection:
        number = person_links.person_for_token(connection, token_hash(token), context().now())
        person = people.by_number(connection, number) if number else None
    return None if person is None or person.disabled else person


def _session_lifetime() -> timedelta:
    return timedelta(hours=context().settings.session_hours)
