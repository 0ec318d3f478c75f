"""Only administrators and IT can use the page of the PIN. The PIN is never shown, and terminals receive its hash."""

from __future__ import annotations

import logging

import pytest
from nacl.pwhash import verify

from server.store.tables import audit_entries, regions
from tests.server.web.page_client import Pages

PAGE, CHOOSE, REMOVE = "/service-pin", "/service-pin/pohjola", "/service-pin/pohjola/remove"
PIN = "402719"


def kept(pages: Pages) -> str | None:
    [row] = pages.installation.rows(regions)
    found: str | None = row.service_pin
    return found


@pytest.mark.parametrize("role", ["admin", "it"])
def test_it_is_set_and_reaches_terminals_as_a_hash(pages: Pages, role: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    terminal = pages.installation.enrol_terminal()
    before = terminal.get("/api/v1/configuration")
    assert "service_pin" not in before.get_json()["settings"]
    visitor = pages.signed_in(role)  # type: ignore[arg-type]
    assert "No PIN is set" in visitor.get(PAGE).text
    answer = visitor.press(CHOOSE, {"pin": PIN, "again": PIN}, on=PAGE, follow_redirects=True)
    assert "A PIN is set." in answer.text
    after = terminal.get("/api/v1/configuration", **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert verify(after.get_json()["settings"]["service_pin"].encode(), PIN.encode())
    [entry] = [row for row in pages.installation.rows(audit_entries) if row.what == "service_pin_set"]
    assert (entry.who, entry.region, entry.detail) == (f"{role}@example.fi", "pohjola", {})
    for told in (answer.text, caplog.text, visitor.get("/changes").text):
        assert PIN not in told
        assert "argon2id" not in told
    assert "Set the service screen PIN." in visitor.get("/changes").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pin": "123456", "again": "123456"}, "This PIN is too easy to guess"),
        ({"pin": "4027", "again": "4027"}, "A PIN must have 6 to 12 digits and nothing else."),
        ({"pin": PIN, "again": "402718"}, "The entries do not match."),
        ({}, "A PIN must have 6 to 12 digits"),
    ],
)
def test_what_will_not_do_is_told_beside_its_field_and_never_shown_again(pages: Pages, fields: dict[str, str], said: str) -> None:
    answer = pages.signed_in().press(CHOOSE, fields, on=PAGE)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not [pin for pin in fields.values() if f'value="{pin}"' in answer.text]
    assert kept(pages) is None


def test_it_is_removed_once_somebody_is_sure(pages: Pages) -> None:
    visitor = pages.signed_in()
    visitor.press(CHOOSE, {"pin": PIN, "again": PIN}, on=PAGE)
    assert visitor.press(REMOVE, on=PAGE).status_code == 422
    assert kept(pages) is not None
    assert "The PIN has been removed." in visitor.press(REMOVE, {"sure": "yes"}, on=PAGE, follow_redirects=True).text
    assert kept(pages) is None


def test_it_is_not_for_others_nor_of_another_region(pages: Pages) -> None:
    for role in ("coordinator", "viewer"):
        visitor = pages.signed_in(role)
        assert visitor.get(PAGE).status_code == 403
        assert visitor.press(CHOOSE, {"pin": PIN, "again": PIN}, on="/messages").status_code == 403
        assert PAGE not in visitor.get("/").text
    admin = pages.signed_in("admin")
    assert admin.get(f"{PAGE}?region=lappi").status_code == 404
    assert admin.press("/service-pin/lappi", {"pin": PIN, "again": PIN}, on=PAGE).status_code == 404
    assert kept(pages) is None
