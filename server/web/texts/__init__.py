"""The pages of texts: which words terminals show in which language, text sheets, special and own statements."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("texts", __name__, url_prefix="/texts")

from server.web.texts import added_statements, overview, sheets, text_sets  # noqa: E402 they hang their views on it

__all__ = ["added_statements", "blueprint", "overview", "sheets", "text_sets"]
