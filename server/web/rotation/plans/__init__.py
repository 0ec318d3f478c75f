"""The coordinator's pages of rotation: which statements are asked where, from when, by whose word, and how to change that."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plans", __name__, url_prefix="/rotation")

from server.web.rotation.plans import change, compare, tree, unit_plans, visit_preview, withdraw  # noqa: E402 they hang their views on it

__all__ = ["blueprint", "change", "compare", "tree", "unit_plans", "visit_preview", "withdraw"]
