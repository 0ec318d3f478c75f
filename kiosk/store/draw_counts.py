"""Stores how often this terminal has drawn each statement under each plan. They are counts only, never answers (design, decision 14).

The plan is stored with its counts, so that a visit that began under an old plan can still be counted under it.
"""

from __future__ import annotations

import msgspec

from kiosk.store.database import Connection
from survey.draw_counts import DrawCounts, empty_counts
from survey.wire import FormPlan


def read(db: Connection, form: str, plan_number: int) -> tuple[FormPlan | None, DrawCounts]:
    """Return a plan as it was at its last draw, and its counts. Before its first draw the result is None and empty counts."""
    row = db.execute("SELECT definition, counts FROM draw_counts WHERE form = ? AND plan = ?", (form, plan_number)).fetchone()
    if row is None:
        return None, empty_counts(plan_number)
    return msgspec.json.decode(row[0], type=FormPlan), msgspec.json.decode(row[1], type=DrawCounts)


def write(db: Connection, form: str, plan: FormPlan, counts: DrawCounts) -> None:
    """Store a form's plan and its counts in place of the stored ones."""
    db.execute(
        "INSERT OR REPLACE INTO draw_counts (form, plan, definition, counts) VALUES (?, ?, ?, ?)",
        (form, plan.number, msgspec.json.encode(plan), msgspec.json.encode(counts)),
    )
