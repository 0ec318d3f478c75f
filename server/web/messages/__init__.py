"""The pages of what places tell their visitors: what has changed because of feedback ("You said, we did")."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("messages", __name__, url_prefix="/messages")

from server.web.messages import change, end, overview  # noqa: E402 they hang their views on it

__all__ = ["blueprint", "change", "end", "overview"]
