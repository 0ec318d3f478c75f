"""Defines the blueprint of the pages for plans. It imports no view: the views import it, and `server.app` imports the views."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plans", __name__, url_prefix="/rotation")
