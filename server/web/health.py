"""Serves `/healthz` (the process runs) and `/readyz` (the process can do its work) for systemd, load balancers and tests."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.store.engine import DatabaseUnavailable
from server.store.schema import schema_state
from server.web.server_context import context

blueprint = Blueprint("health", __name__)
SCHEMA_STATE_DETAILS = {
    "empty": "the database is empty: run `aula-server init`",
    "behind": "the database has an older schema: run `aula-server migrate`",
    "ahead": "the database has a newer schema than this program: install the newer version",
}


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Return 200 as long as the process runs."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Return 200 if the database answers and has the schema of this program, otherwise 503 with what to do."""
    try:
        state = schema_state(context().engine)
    except DatabaseUnavailable:
        return {"status": "unavailable", "detail": "the database does not answer"}, 503
    if state != "current":
        return {"status": "unavailable", "detail": SCHEMA_STATE_DETAILS[state]}, 503
    return {"status": "ok"}
