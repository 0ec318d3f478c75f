"""The coordinator's pages of rotation: which statements are asked where, from when, by whose word, and how to change that."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plans", __name__, url_prefix="/rotation")

from server.web.plans import acts, change, compare, place, preview, tree  # noqa: E402 they hang their views on it

__all__ = ["acts", "blueprint", "change", "compare", "place", "preview", "tree"]
