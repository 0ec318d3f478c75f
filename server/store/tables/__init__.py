"""The whole schema, by group of nouns. A change here needs a migration beside it; a test compares the two."""

from server.store.tables.base import UtcTime, metadata
from server.store.tables.people import audit_entries, job_locks, keys, people, person_links, sessions, sign_in_failures
from server.store.tables.places import load_records, plans, producers, regions, service_points, services, targets, text_sets, unit_standings
from server.store.tables.responses import comments, responses, retired_responses, statement_answers, statement_totals
from server.store.tables.terminals import (
    clock_pairs,
    enrolment_codes,
    enrolment_failures,
    heartbeat_history,
    last_heartbeats,
    placements,
    streams,
    terminal_requests,
    terminals,
)

__all__ = [
    "UtcTime",
    "audit_entries",
    "clock_pairs",
    "comments",
    "enrolment_codes",
    "enrolment_failures",
    "heartbeat_history",
    "job_locks",
    "keys",
    "last_heartbeats",
    "load_records",
    "metadata",
    "people",
    "person_links",
    "placements",
    "plans",
    "producers",
    "regions",
    "responses",
    "retired_responses",
    "service_points",
    "services",
    "sessions",
    "sign_in_failures",
    "statement_answers",
    "statement_totals",
    "streams",
    "targets",
    "terminal_requests",
    "terminals",
    "text_sets",
    "unit_standings",
]
