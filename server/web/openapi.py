"""Builds the OpenAPI 3.1 document from the structs of `survey.wire`, so that it always agrees with the code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from flask import Response

from server.web.intake.blueprint import blueprint
from server.web.problem_documents import CONTENT_TYPE, ITEM_CODES, PROBLEMS
from survey import wire

_COMMON = ("internal_error", "unavailable")
_BODY = ("body_too_large", "invalid_json", "invalid_request", "unsupported_encoding")
_TERMINAL = ("forbidden", "terminal_revoked", "unauthorised")


@blueprint.get("/openapi.json", endpoint="openapi")
def serve_document() -> Response:
    """Return the document with status 200."""
    return Response(document(), content_type="application/json")


@cache
def document() -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Aula: terminals and their server",
                "version": "1",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                "description": "A response is sent until it is acknowledged by its id; the server stores it once.",
            },
            "paths": _paths(),
            "components": {"schemas": _schemas(), "securitySchemes": {"terminal": {"type": "http", "scheme": "bearer"}}},
        }
    )


def _paths() -> dict[str, Any]:
    none_match = {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}
    known = {"description": "The configuration named in If-None-Match is the newest.", "headers": {"ETag": _text_header()}}
    return {
        f"{wire.API}/enrolments": {
            "post": _operation(
                "enrol",
                "Enrol a terminal with a code that a person types.",
                takes="EnrolmentRequest",
                answers={"201": _json("EnrolmentAnswer", "Enrolled; the same again for the same token before its first signed-in call.")},
                problems=("code_expired", "code_unknown", "code_used", "forbidden", "terminal_revoked", "too_many_requests", *_BODY),
            )
        },
        f"{wire.API}/responses": {
            "post": _operation(
                "sendResponses",
                f"Send finished responses. Codes of refused items: {', '.join(ITEM_CODES)}.",
                takes="ResponsesRequest",
                answers={"200": _json("ResponsesAnswer", "An outcome for each item, in order.")},
                problems=("too_many_responses", *_TERMINAL, *_BODY),
                terminal=True,
            )
        },
        f"{wire.API}/configuration": {
            "get": _operation(
                "getConfiguration",
                "All that a terminal shows and needs.",
                answers={"200": _json("Configuration", "The newest.") | {"headers": {"ETag": _text_header()}}, "304": known},
                problems=_TERMINAL,
                terminal=True,
            )
            | {"parameters": [none_match]}
        },
        f"{wire.API}/heartbeats": {
            "post": _operation(
                "sendHeartbeat",
                "Tell how a terminal is, and hear what it is asked for.",
                takes="Heartbeat",
                answers={"200": _json("HeartbeatAnswer", "The server's time and its requests.")},
                problems=(*_TERMINAL, *_BODY),
                terminal=True,
            )
        },
        f"{wire.API}/openapi.json": {
            "get": _operation(
                "getDescription",
                "This document.",
                answers={"200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}},
                problems=("forbidden",),
            )
        },
    }


def _operation(
    name: str,
    summary: str,
    *,
    answers: Mapping[str, Any],
    problems: tuple[str, ...],
    takes: str | None = None,
    terminal: bool = False,
) -> dict[str, Any]:
    call: dict[str, Any] = {"operationId": name, "summary": summary, "responses": {**answers, **_problems((*problems, *_COMMON))}}
    if takes:
        call["requestBody"] = {"required": True, "content": {"application/json": {"schema": _reference(takes)}}}
    if terminal:
        call["security"] = [{"terminal": []}]
    return call


def _problems(codes: tuple[str, ...]) -> dict[str, Any]:
    """Return the problem responses of a call by status. Codes with the same status share one response, which lists them all."""
    by_status: dict[str, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(str(PROBLEMS[code][0]), []).append(code)
    return {
        status: {
            "description": " ".join(f"`{code}`: {PROBLEMS[code][1]}" for code in several),
            "content": {CONTENT_TYPE: {"schema": _reference("Problem")}},
        }
        | ({"headers": {"Retry-After": _text_header()}} if status in ("429", "503") else {})
        for status, several in sorted(by_status.items())
    }


def _schemas() -> dict[str, Any]:
    """Return the schemas of all structs. The decoder accepts any JSON as an item of a batch; the schema describes valid items only."""
    whole = (
        wire.EnrolmentRequest,
        wire.EnrolmentAnswer,
        wire.Response,
        wire.ResponsesAnswer,
        wire.Heartbeat,
        wire.HeartbeatAnswer,
        wire.Problem,
    )
    _, schemas = msgspec.json.schema_components(whole, ref_template="#/components/schemas/{name}")
    schemas["ResponsesRequest"] = {
        "title": "ResponsesRequest",
        "type": "object",
        "properties": {"responses": {"type": "array", "maxItems": wire.MAX_RESPONSES, "items": _reference("Response")}},
        "required": ["responses"],
    }
    return schemas


def _json(name: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _reference(name)}}}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _text_header() -> dict[str, Any]:
    return {"schema": {"type": "string"}}
