"""Serves signing in and out, and choosing a password with a link that can be used once.

An unknown email address and a wrong password take the same work and get the same message.
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
from server.web.access_control import end_current_session, set_session_cookie
from server.web.language import _, safe_redirect_path
from server.web.server_context import context, rate_limit_address

blueprint = Blueprint("sign_in", __name__)


def password_fault(password: str) -> str | None:
    """Return what is wrong with a new password, or None if it is acceptable."""
    if len(password) < SHORTEST:
        return _("Use at least {n} characters. Several words work well.", n=SHORTEST)
    if len(password) > LONGEST:
        return _("Use at most {n} characters.", n=LONGEST)
    return None


@blueprint.get("/sign-in")
def ask() -> ResponseReturnValue:
    """Show the form, or redirect a person who is already signed in."""
    if current_user.is_authenticated:
        return redirect(url_for("status.page"))
    return _render_sign_in_page()


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Sign a person in. Too many attempts get 429, a wrong address or password 422."""
    email, password = request.form.get("email", "").strip()[:320], request.form.get("password", "")[:LONGEST]
    at = context()
    try:
        attempt = record_attempt(at.engine, email, address=rate_limit_address(), secret_key=at.settings.session_secret(), now=at.now())
    except TooManyAttempts as many:
        return _render_sign_in_page(_("Too many attempts. Wait {n} minutes and try again.", n=many.minutes), email, 429, many.minutes)
    if not is_password_right(attempt.person, password):
        return _render_sign_in_page(_("The email address or password is incorrect."), email, 422)
    set_session_cookie(complete_sign_in(at.engine, attempt, session_lifetime=_session_lifetime()))
    return redirect(safe_redirect_path(request.form.get("next")))


@blueprint.post("/sign-out")
@login_required
def sign_out() -> ResponseReturnValue:
    """Sign the person out in this browser."""
    end_current_session()
    return redirect(url_for("sign_in.ask"))


@blueprint.get("/choose-password/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    """Show the form for a new password to the owner of the link."""
    person = _person_of_link(token)
    if person is None:
        return render_template("people/link_gone.html"), 410
    return _password_form(token, person)


@blueprint.post("/choose-password/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Store the new password, end all sessions of the person, and sign in this browser."""
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
    set_session_cookie(session_token)
    return redirect(url_for("status.page"))


def _render_sign_in_page(fault: str | None = None, email: str = "", status: int = 200, wait: int | None = None) -> ResponseReturnValue:
    asked = safe_redirect_path(request.values.get("next"))
    headers = {"Retry-After": str(wait * 60)} if wait else {}
    return render_template("people/sign_in.html", fault=fault, email=email, next=asked), status, headers


def _password_form(token: str, person: Account, fault: str | None = None) -> str:
    return render_template("people/choose_password.html", token=token, email=person.email, shortest=SHORTEST, fault=fault)


def _person_of_link(token: str) -> Account | None:
    """Return the person to whom a link belongs, or None if the link is unknown, used or expired, or the person is disabled."""
    with reading(context().engine) as connection:
        number = person_links.person_for_token(connection, token_hash(token), context().now())
        person = people.by_number(connection, number) if number else None
    return None if person is None or person.disabled else person


def _session_lifetime() -> timedelta:
    return timedelta(hours=context().settings.session_hours)
