"""Whether the process lives (`/healthz`) and whether it can do its work (`/readyz`): asked by systemd, balancers and tests."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.store.engine import DatabaseUnavailable
from server.store.schema import schema_state
from server.web.context import context

blueprint = Blueprint("health", __name__)
STATES = {
    "empty": "the database is empty: run `aula-server init`",
    "behind": "the database has an older schema: run `aula-server migrate`",
    "ahead": "the database has a newer schema than this program: install the newer version",
}


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """200 where the database answers and stands at this program's schema; else 503 with what to do."""
    try:
        state = schema_state(context().engine)
    except DatabaseUnavailable:
        return {"status": "unavailable", "detail": "the database does not answer"}, 503
    if state != "current":
        return {"status": "unavailable", "detail": STATES[state]}, 503
    return {"status": "ok"}
