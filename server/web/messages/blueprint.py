"""Defines the blueprint of the pages for messages. It imports no view: the views import it, and `server.app` imports the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
