"""The draw counts: how often this terminal has drawn what, under each plan. Counts only, never anybody's answers (decision 14).

The plan stands beside its counts, so that a visit cut short under an old plan can still be counted under it.
"""

from __future__ import annotations

import msgspec

from kiosk.store.database import Connection
from survey.draw_counts import DrawCounts, empty_counts
from survey.wire import FormPlan


def read(db: Connection, form: str, plan_number: int) -> tuple[FormPlan | None, DrawCounts]:
    """The plan as it was when last drawn from, and its counts; (None, empty counts) before its first draw."""
    row = db.execute("SELECT definition, counts FROM draw_counts WHERE form = ? AND plan = ?", (form, plan_number)).fetchone()
    if row is None:
        return None, empty_counts(plan_number)
    return msgspec.json.decode(row[0], type=FormPlan), msgspec.json.decode(row[1], type=DrawCounts)


def write(db: Connection, form: str, plan: FormPlan, counts: DrawCounts) -> None:
    """Keep the counts of a form's plan."""
    db.execute(
        "INSERT OR REPLACE INTO draw_counts (form, plan, definition, counts) VALUES (?, ?, ?, ?)",
        (form, plan.number, msgspec.json.encode(plan), msgspec.json.encode(counts)),
    )
