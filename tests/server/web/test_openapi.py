"""The OpenAPI document agrees with the wire structs, and requests generated from it reveal no fault of the server."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import unsupported_method

from server.web.problem_documents import PROBLEMS
from survey import wire
from tests.server.installation import ApiTerminal, Installation


def document(installation: Installation) -> dict[str, Any]:
    answer = installation.client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = answer.get_json()
    return found


def test_it_describes_every_call(installation: Installation) -> None:
    described = {(path, method.upper()) for path, calls in document(installation)["paths"].items() for method in calls}
    served = {
        (str(rule), method)
        for rule in installation.app.url_map.iter_rules()
        if str(rule).startswith(wire.API)
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    assert described == served


def test_every_request_problem_of_the_table_is_described(installation: Installation) -> None:
    text = installation.client.get("/api/v1/openapi.json").text
    at_large = {"not_found", "method_not_allowed"}  # returned for unknown addresses and methods, which the document does not describe
    assert [code for code in PROBLEMS if f"`{code}`" not in text and code not in at_large] == []


def test_every_field_of_the_wire_is_described(installation: Installation) -> None:
    schemas = document(installation)["components"]["schemas"]
    for struct in (wire.Response, wire.Heartbeat, wire.Configuration, wire.EnrolmentRequest, wire.HeartbeatRequest, wire.ItemResult):
        assert set(schemas[struct.__name__]["properties"]) == set(struct.__struct_encode_fields__)


@pytest.mark.parametrize("path", ["/enrolments", "/responses", "/configuration", "/heartbeats", "/openapi.json"])
def test_made_up_requests_find_no_fault(installation: Installation, path: str) -> None:
    lobby: ApiTerminal = installation.enrol_terminal()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", installation.app)

    [found] = schema.include(path=f"{wire.API}{path}").get_all_operations()
    assert isinstance(found, Ok)
    operation = found.ok()

    @settings(max_examples=25, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
    @given(operation.as_strategy())
    def check(case: Any) -> None:
        case.body = _whole(case.body)
        case.call_and_validate(headers={**lobby.headers, "Accept-Encoding": "identity"}, excluded_checks=[unsupported_method])

    check()


def _whole(value: Any) -> Any:
    """Return the value with whole floats as integers. JSON Schema accepts 5.0 as an integer, but terminals send 5."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value
