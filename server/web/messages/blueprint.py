"""The blueprint of the pages of messages. It imports no view: the views import it, and `server.app` imports the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
