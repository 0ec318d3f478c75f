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
        gettext_noop("The request could not be processed"),
        gettext_noop("The form has expired or is incomplete. Go back, reload the page and try again."),
    ),
    401: (gettext_noop("Sign in to continue"), gettext_noop("You have been signed out. Sign in and try again.")),
    403: (gettext_noop("You do not have permission"), gettext_noop("Your role does not allow this. Contact an administrator.")),
    404: (gettext_noop("Page not found"), gettext_noop("The address may be wrong, or the page may have been removed.")),
    413: (gettext_noop("The form is too large"), gettext_noop("The form contains more data than the server accepts.")),
    500: (
        gettext_noop("Something went wrong on the server"),
        gettext_noop("The error has been logged. No responses from terminals have been lost."),
    ),
}
TOO_LARGE_A_SHEET = gettext_noop(
    "The file is too large for a sheet. One form in one language is about 10 kilobytes. Save the table as “CSV UTF-8” and choose that file."
)


def init_error_pages(app: Flask) -> None:
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
