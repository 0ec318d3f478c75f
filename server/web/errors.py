"""What went wrong, in words: a page for people, a problem document for terminals and programs."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from werkzeug.exceptions import HTTPException, InternalServerError

from i18n.catalogs import gettext_noop
from server.web.problems import from_http
from server.web.security import API

log = logging.getLogger(__name__)
WORDS = {
    400: (
        gettext_noop("That did not work"),
        gettext_noop("The form had expired or was not whole. Go back, reload the page and try again."),
    ),
    401: (gettext_noop("Sign in first"), gettext_noop("You are not signed in any more. Sign in and try again.")),
    403: (gettext_noop("Not for your role"), gettext_noop("Your role does not include this. Ask an administrator.")),
    404: (gettext_noop("There is no such page"), gettext_noop("The address may be mistyped, or what it showed is gone.")),
    413: (gettext_noop("That is too large"), gettext_noop("The form holds more than the server takes.")),
    500: (
        gettext_noop("Something broke on the server"),
        gettext_noop("It has been written to the log. Nothing that terminals collected is lost."),
    ),
}
TOO_LARGE_A_SHEET = gettext_noop(
    "The file is larger than any sheet: one form in one language has ten kilobytes or so. Save the table as “CSV UTF-8” and choose that."
)


def answer(app: Flask) -> None:
    app.register_error_handler(HTTPException, _tell)


def _tell(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, InternalServerError):
        log.error("unexpected fault at %s %s", request.method, request.endpoint)
    status = error.code or 500
    if error.response is not None and status < 400:
        return error.response
    if request.path.startswith(API):
        return from_http(error)
    if isinstance(error, CSRFError):
        status = 400
    if status == 413 and request.endpoint == "texts.check":
        return render_template("error.html", title=WORDS[413][0], text=TOO_LARGE_A_SHEET), status
    title, text = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    try:
        return render_template("error.html", title=title, text=text), status
    except TemplateError:
        return f"{status}", status
