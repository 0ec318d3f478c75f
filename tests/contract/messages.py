"""Every message of the wire with the golden file that shows one. `python -m tests.contract.messages` renews the schema's file.

The examples were made once from version 1 and are not renewed: a change that makes one fail is a change for terminals
in the field, and needs a version of its own unless it only adds.
The schema shows in review what a change does; renew it when the change is meant.
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


def build_schema() -> str:
    """The JSON schema of every message, as the file holds it."""
    kinds, parts = msgspec.json.schema_components(MESSAGES.values(), ref_template="#/parts/{name}")
    return json.dumps({"messages": dict(zip(MESSAGES, kinds, strict=True)), "parts": parts}, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(build_schema(), encoding="utf-8")
