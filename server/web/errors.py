"""Defines how errors are reported: as a page for people, and as a problem document for terminals and programs."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from werkzeug.exceptions import HTTPException, InternalServerError

from i18n.catalogs import gettext_noop
from server.web.problem_documents import response_for_http_error
from server.web.security import API_PREFIX

log = logging.getLogger(__name__)
ERROR_TEXTS = {
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
SHEET_TOO_LARGE = gettext_noop(
    "The file is too large for a sheet. One form in one language is about 10 kilobytes. Save the table as “CSV UTF-8” and choose that file."
)


def init_error_pages(app: Flask) -> None:
    """Register the error handler for all HTTP errors."""
    app.register_error_handler(HTTPException, _handle_http_error)


def _handle_http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, InternalServerError):
        log.error("unexpected fault at %s %s", request.method, request.endpoint)
    status = error.code or 500
    if error.response is not None and status < 400:
        return error.response
    if request.path.startswith(API_PREFIX):
        return response_for_http_error(error)
    if isinstance(error, CSRFError):
        status = 400
    if status == 413 and request.endpoint == "texts.check":
        return render_template("error.html", title=ERROR_TEXTS[413][0], text=SHEET_TOO_LARGE), status
    title, text = ERROR_TEXTS.get(status, ERROR_TEXTS[500 if status >= 500 else 400])
    try:
        return render_template("error.html", title=title, text=text), status
    except TemplateError:
        return f"{status}", status
