"""No person sees or does anything that their role or region does not allow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.operations.people.tokens import token_hash
from server.store.people import person_links
from server.store.people.people import Role
from server.store.tables import audit_entries, terminal_requests
from server.store.write_transaction import writing
from tests.server.web.page_client import Pages

OPEN = {
    "sign_in.ask",
    "sign_in.sign_in",
    "sign_in.choose_password",
    "sign_in.set_password",
    "language.choose",
    "health.alive",
    "health.ready",
    "metrics.metrics",
    "static",
}
"""The endpoints that need no sign-in. `metrics` is protected by addresses and a key of its own."""


def _paths(pages: Pages, method: str) -> list[str]:
    adapter = pages.app.url_map.bind("localhost")
    values: dict[str, object] = {"region": "pohjola", "number": 1}
    return [
        adapter.build(rule.endpoint, {name: values.get(name, "x") for name in rule.arguments}, method=method)
        for rule in pages.app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in OPEN and not rule.rule.startswith("/api/")
    ]


def test_every_page_asks_whoever_is_not_signed_in_to_sign_in(pages: Pages) -> None:
    for path in _paths(pages, "GET"):
        answer = pages.visitor().get(path)
        assert answer.status_code == 302, f"{path} is open to anybody: guard the view, or name it in OPEN"
        assert answer.location.startswith("/sign-in?next=")


def test_every_button_is_refused_to_whoever_is_not_signed_in(pages: Pages) -> None:
    for path in _paths(pages, "POST"):
        assert pages.visitor().press(path).status_code == 401, f"{path} acts for anybody: guard the view"


def test_no_form_is_taken_without_its_token(pages: Pages) -> None:
    visitor = pages.signed_in()
    for path in [*_paths(pages, "POST"), "/sign-in", "/language", "/choose-password/x"]:
        assert visitor.client.post(path).status_code == 400, f"{path} can be forged from another site"


@pytest.mark.parametrize("role", ["viewer", "coordinator"])
@pytest.mark.parametrize("act", ["retry", "resend"])
def test_only_admins_and_it_call_responses_back(pages: Pages, role: Role, act: str) -> None:
    terminal = pages.installation.enrol_terminal()
    visitor = pages.signed_in(role)
    assert visitor.get(f"/terminals/{terminal.id}").status_code == 200
    assert visitor.press(f"/terminals/{terminal.id}/{act}", on="/").status_code == 403
    assert pages.installation.rows(terminal_requests) == []


@pytest.mark.parametrize("role", ["admin", "it", "coordinator", "viewer"])
def test_every_role_sees_the_status(pages: Pages, role: Role) -> None:
    pages.installation.enrol_terminal()
    assert "Keskusta" in pages.signed_in(role).get("/").text


def test_whoever_belongs_to_another_region_sees_nothing_of_this_one(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    with writing(pages.engine) as connection:
        from server.store.tables import regions

        connection.execute(
            regions.insert().values(
                id="lappi",
                name={"fi": "Lappi"},
                time_zone="Europe/Helsinki",
                languages=["fi"],
                drafts=[],
                settings={},
                created_at=pages.clock(),
            )
        )
    visitor = pages.signed_in("admin", region="lappi")
    assert "Keskusta" not in visitor.get("/").text
    assert visitor.get(f"/terminals/{terminal.id}").status_code == 404
    assert visitor.press(f"/terminals/{terminal.id}/retry", on="/").status_code == 404


def test_a_session_ends_when_nobody_has_been_there_for_an_hour(pages: Pages) -> None:
    visitor = pages.signed_in()
    pages.clock.advance(minutes=59)
    assert visitor.get("/").status_code == 200
    pages.clock.advance(minutes=59)
    assert visitor.get("/").status_code == 200
    pages.clock.advance(minutes=61)
    assert visitor.get("/").status_code == 302


def test_a_page_that_refreshes_itself_keeps_no_session_alive(pages: Pages) -> None:
    visitor = pages.signed_in()
    for _ in range(4):
        pages.clock.advance(minutes=16)
        last = visitor.get("/status/table", headers={"HX-Request": "true"})
    assert last.status_code == 401
    assert last.headers["HX-Redirect"] == "/sign-in"


def test_a_session_ends_after_its_hours_whatever_happens(pages: Pages) -> None:
    visitor = pages.signed_in()
    for _ in range(24):
        pages.clock.advance(minutes=30)
        last = visitor.get("/")
    assert last.status_code == 302


def test_signing_out_ends_the_session_and_not_just_the_cookie(pages: Pages) -> None:
    visitor = pages.signed_in()
    kept = visitor.client.get_cookie("__Host-aula") or visitor.client.get_cookie("aula")
    assert kept is not None
    assert visitor.press("/sign-out", on="/").status_code == 302
    thief = pages.visitor()
    thief.client.set_cookie(kept.key, kept.value)
    assert thief.get("/").status_code == 302


def test_a_link_lets_somebody_choose_a_password_once(pages: Pages) -> None:
    person = pages.add("new@example.fi")
    _link(pages, person.number, "a-token")
    elsewhere = pages.visitor()
    elsewhere.sign_in("new@example.fi")
    visitor = pages.visitor()
    fields = {"password": "quite another password", "again": "quite another password"}
    assert visitor.press("/choose-password/a-token", fields, on="/choose-password/a-token").location == "/"
    assert visitor.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302, "a new password signs out everywhere else"
    assert pages.visitor().get("/choose-password/a-token").status_code == 410
    assert pages.visitor().sign_in("new@example.fi").status_code == 422, "the old password is worth nothing"
    assert pages.visitor().sign_in("new@example.fi", "quite another password").status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"password": "long enough but", "again": "The entries do not match."}, "The entries do not match."),
    ],
)
def test_a_faulty_password_leaves_the_link_as_it_was(pages: Pages, fields: dict[str, str], words: str) -> None:
    _link(pages, pages.add("new@example.fi").number, "a-token")
    answer = pages.visitor().press("/choose-password/a-token", fields, on="/choose-password/a-token")
    assert answer.status_code == 422
    assert words in answer.text
    assert pages.visitor().get("/choose-password/a-token").status_code == 200


def test_a_link_can_be_used_no_more_after_its_time(pages: Pages) -> None:
    _link(pages, pages.add("new@example.fi").number, "a-token")
    pages.clock.advance(hours=73)
    assert pages.visitor().get("/choose-password/a-token").status_code == 410


def test_what_people_do_is_written_down_with_who_did_it(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat(refused={"count": 1, "items": [{"id": "x", "code": "unknown_form"}]})
    pages.signed_in("it").press(f"/terminals/{terminal.id}/retry", on="/")
    entries = [(row.who, row.what) for row in pages.installation.rows(audit_entries, audit_entries.c.number)]
    assert ("it@example.fi", "signed_in") in entries
    assert ("it@example.fi", "retry_asked") in entries


def _link(pages: Pages, person: int, token: str) -> None:
    now = pages.clock()
    with writing(pages.engine) as connection:
        person_links.add(connection, token_hash(token), person, now=now, expires_at=now + timedelta(hours=72))
