"""Stores the targets that the server asks each terminal to lean towards under a plan.

Only the newest targets are stored, because responses carry the targets that their draw used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace as with_fields
from sqlalchemy import Connection, select

from server.store.dialect import insert_on_conflict
from server.store.tables import targets
from survey.wire import Targets

PlanAndTerminal = tuple[int, str]
"""Holds the number of a plan and the id of a terminal."""


def for_terminal(connection: Connection, region: str, terminal: str) -> dict[int, Targets]:
    """Return the targets of a terminal by the number of the plan."""
    query = select(targets.c.plan, targets.c.revision, targets.c.content).where(targets.c.region == region, targets.c.terminal == terminal)
    return {row.plan: _read(row.revision, row.content) for row in connection.execute(query)}


def for_region(connection: Connection, region: str) -> dict[PlanAndTerminal, Targets]:
    """Return the targets of every terminal of a region, by plan and terminal."""
    query = select(targets.c.plan, targets.c.terminal, targets.c.revision, targets.c.content).where(targets.c.region == region)
    return {(row.plan, row.terminal): _read(row.revision, row.content) for row in connection.execute(query).all()}


def renew(connection: Connection, region: str, wanted: Mapping[PlanAndTerminal, Targets], *, now: datetime) -> int:
    """Store the targets that differ from the stored ones, each with the next revision, and return how many were stored.

    Revisions are counted from 1 for each terminal under each plan. A terminal without stored targets is compared with empty ones.
    """
    present = for_region(connection, region)
    rows: list[dict[str, Any]] = []
    for (plan, terminal), fresh in wanted.items():
        old = present.get((plan, terminal), Targets())
        if with_fields(fresh, revision=0) == with_fields(old, revision=0):
            continue
        content = {name: value for name, value in msgspec.to_builtins(fresh).items() if name != "revision"}
        rows.append(
            {"region": region, "plan": plan, "terminal": terminal, "revision": old.revision + 1, "content": content, "created_at": now}
        )
    if rows:
        statement = insert_on_conflict(connection, targets)
        names = ("revision", "content", "created_at")
        set_ = {name: getattr(statement.excluded, name) for name in names}
        connection.execute(statement.on_conflict_do_update(index_elements=list(targets.primary_key.columns), set_=set_), rows)
    return len(rows)


def _read(revision: int, content: Mapping[str, Any]) -> Targets:
    return msgspec.convert({**content, "revision": revision}, Targets)
