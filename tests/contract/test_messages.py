"""Every message matches its golden file, so that a terminal a year old still syncs."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from survey import wire
from survey.forms import FORMS
from survey.response_validation import decode_item, problem_code
from survey.sealing import SealingKeyPair
from tests.contract.messages import FOLDER, MESSAGES, RENEW_HINT, SCHEMA_FILE, build_schema

FIRST_VERSION_FIELDS = {
    "configuration": {"etag", "region", "service_point", "languages", "forms", "texts", "keys"},
    "enrolment-answer": {"terminal_id", "configuration", "server_time"},
    "enrolment-request": {"code", "token"},
    "heartbeat": {"sent_at", "clock", "stream", "next_sequence"},
    "heartbeat-answer": {"server_time"},
    "problem": {"type", "title", "status", "code"},
    "response": {"id", "stream", "sequence", "visited_at", "clock", "form", "language", "ended"},
    "responses-answer": {"results"},
    "responses-request": {"responses"},
}
"""Maps each message to the fields that the first version already sent. Nothing is ever added here."""


def _golden(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def _ordered(data: bytes) -> Any:
    """Return JSON as lists of pairs, since the order of the fields decides the frozen bytes."""
    return json.loads(data, object_pairs_hook=list)


@pytest.mark.parametrize("name", MESSAGES)
def test_an_example_comes_through_unchanged(name: str) -> None:
    message = msgspec.json.decode(_golden(name), type=MESSAGES[name])
    assert _ordered(msgspec.json.encode(message)) == _ordered(_golden(name))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_field_from_a_later_version_is_ignored(name: str) -> None:
    later = {**msgspec.json.decode(_golden(name)), "a_field_of_tomorrow": {"any": ["thing"]}}
    message = msgspec.json.decode(msgspec.json.encode(later), type=MESSAGES[name])
    assert _ordered(msgspec.json.encode(message)) == _ordered(_golden(name))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_field_that_an_older_version_does_not_send_has_a_default(name: str) -> None:
    required = {field.encode_name for field in msgspec.structs.fields(MESSAGES[name]) if field.required}
    older = {key: value for key, value in msgspec.json.decode(_golden(name)).items() if key in required}
    assert required <= FIRST_VERSION_FIELDS[name], (
        f"{required - FIRST_VERSION_FIELDS[name]} of {name} would refuse every terminal in the field: give it a default"
    )
    msgspec.json.decode(msgspec.json.encode(older), type=MESSAGES[name])


def test_the_schema_is_the_one_that_was_agreed() -> None:
    assert build_schema() == SCHEMA_FILE.read_text(encoding="utf-8"), f"the wire has changed: {RENEW_HINT}"


def test_there_is_an_example_of_every_message_and_no_other_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*MESSAGES, "schema"}


def test_the_example_response_would_be_taken() -> None:
    assert problem_code(decode_item(_golden("response")), FORMS) is None
    for raw in msgspec.json.decode(_golden("responses-request"), type=wire.ResponsesRequest).responses:
        assert problem_code(decode_item(bytes(raw)), FORMS) is None


def test_the_example_keys_have_the_shape_of_real_ones() -> None:
    configuration = msgspec.json.decode(_golden("configuration"), type=wire.Configuration)
    assert len(configuration.keys.sealing.public) == len(SealingKeyPair.generate().public)
    assert configuration.keys.sealing.signed_by in {key.id for key in configuration.keys.signing}
