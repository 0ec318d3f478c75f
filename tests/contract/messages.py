"""Maps every message of the wire to the golden file with its example.

The examples were made once from version 1 and are never made anew. A change that makes one fail is a change for terminals in the field, and
it needs a version of its own unless it only adds something. The schema shows in review what a change does. If the change is intended,
`python -m tests.contract.messages` writes the file of the schema anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from survey import wire

FOLDER = Path(__file__).parent
SCHEMA_FILE = FOLDER / "schema.json"
RENEW_HINT = "if the change is meant, run `.venv/bin/python -m tests.contract.messages` and commit tests/contract/schema.json with it"

MESSAGES: dict[str, Any] = {
    "configuration": wire.Configuration,
    "enrolment-answer": wire.EnrolmentAnswer,
    "enrolment-request": wire.EnrolmentRequest,
    "heartbeat": wire.Heartbeat,
    "heartbeat-answer": wire.HeartbeatAnswer,
    "problem": wire.Problem,
    "response": wire.Response,
    "responses-answer": wire.ResponsesAnswer,
    "responses-request": wire.ResponsesRequest,
}
"""Maps the name of a golden file to the class of its message."""


def build_schema() -> str:
    """Return the JSON schema of every message, as the file contains it."""
    kinds, parts = msgspec.json.schema_components(MESSAGES.values(), ref_template="#/parts/{name}")
    return json.dumps({"messages": dict(zip(MESSAGES, kinds, strict=True)), "parts": parts}, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(build_schema(), encoding="utf-8")
