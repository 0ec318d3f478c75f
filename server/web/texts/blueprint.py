"""The blueprint of the pages of texts. It imports no view: the views import it, and `server.app` imports the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("texts", __name__, url_prefix="/texts")
