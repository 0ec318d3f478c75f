"""The status page lists what needs a person first, and says what is wrong and what to do about it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from server.store.people import person_links
from server.store.tables import regions, terminal_requests
from server.store.write_transaction import writing
from tests.server.installation import ApiTerminal, Installation
from tests.server.web.page_client import Pages

LOOKS = ("/", "/status/table", "/metrics")


def _refused(count: int) -> dict[str, object]:
    return {"count": count, "items": [{"id": str(uuid.uuid4()), "code": "unknown_statement"} for _ in range(count)]}


def test_without_terminals_it_says_what_to_do_first(pages: Pages) -> None:
    page = pages.signed_in().get("/").text
    assert "There are no terminals yet" in page
    assert "aula-server add-terminal" in page


def test_a_terminal_that_is_well_needs_nobody(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_responses(terminal.next_response())
    terminal.send_heartbeat(software="9.9.9", disk_free_mb=9000)
    page = pages.signed_in().get("/").text
    assert "Nothing. All terminals in use are in contact" in page
    assert "9.9.9" in page
    assert "In use" in page


@pytest.mark.parametrize(
    ("told", "words", "to_do"),
    [
        ({"refused": _refused(2)}, "2 responses were refused", "request them again"),
        ({"undervoltage": True}, "power supply is too weak", "cable"),
        ({"disk_free_mb": 12}, "Only 12 MB free", "Responses are saved until the card is full."),
        ({"notes": ["outbox_set_aside"]}, "damaged file was set aside", "Its memory card may be wearing out."),
        ({"notes": ["disk_refused"]}, "It could not save an answer to disk", "It was out of use until the disk worked again."),
        (
            {"notes": ["out_of_use"]},
            "It was taken out of use on its own screen",
            "It does not collect responses until it is put back in use on its screen.",
        ),
        ({"notes": ["case_opened"]}, "Its case was opened", "If it was not opened by your staff"),
        ({"notes": ["key_stuck"]}, "1 component is not working", "See its page for details."),
        ({"notes": ["no_watchdog"]}, "It will not restart if it hangs", "watchdog"),
    ],
)
def test_what_a_heartbeat_tells_is_said_in_words_with_what_to_do(pages: Pages, told: dict[str, object], words: str, to_do: str) -> None:
    pages.installation.enrol_terminal().send_heartbeat(**told)
    page = pages.signed_in().get("/").text
    assert words in page
    assert to_do in page
    assert "state--pressing" in page


def _statements(pages: Pages, show: Callable[[], object]) -> int:
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(pages.engine, "before_cursor_execute", note)
    show()
    event.remove(pages.engine, "before_cursor_execute", note)
    return len(asked)


def test_hundreds_of_terminals_ask_no_more_of_the_database_than_one(pages: Pages) -> None:
    installation, visitor = pages.installation, pages.signed_in()
    etag = installation.enrol_terminal().get("/api/v1/configuration").get_json()["etag"]
    installation.enrol_terminal("keskusta").send_heartbeat(configuration=etag)
    installation.add_terminal()
    few = [_statements(pages, partial(visitor.get, page)) for page in LOOKS]
    for point in ("keskusta", "satama") * 3:
        installation.enrol_terminal(point).send_heartbeat(configuration=etag)
        installation.add_terminal(point)
    many = [_statements(pages, partial(visitor.get, page)) for page in LOOKS]
    assert many == few
    shown = visitor.get("/").text
    assert (shown.count("Configuration up to date"), shown.count("Configuration out of date")) == (4, 3)


def test_a_terminal_not_heard_of_comes_up_with_what_it_had_not_sent(pages: Pages) -> None:
    pages.installation.enrol_terminal().send_heartbeat(unsent=214)
    pages.clock.advance(days=2)
    assert "No contact for 2 days; 214 unsent at last contact" in pages.signed_in().get("/").text


def test_missing_responses_are_counted_and_asked_for_again(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    sent = [terminal.next_response() for _ in range(5)]
    terminal.send_responses(sent[0], sent[4])
    terminal.send_heartbeat(unsent=0, acknowledged_kept=0)
    visitor = pages.signed_in()
    assert "3 responses are missing" in visitor.get("/").text
    page = visitor.get(f"/terminals/{terminal.id}").text
    assert "Missing responses" in page
    pages.clock.advance(minutes=1)
    terminal.send_heartbeat(unsent=0, acknowledged_kept=0)  # the terminal answers the server's own request without the responses
    visitor.press(f"/terminals/{terminal.id}/resend", on=f"/terminals/{terminal.id}")
    asked = [(row.first, row.last) for row in pages.installation.rows(terminal_requests) if row.done_at is None]
    assert asked == [(2, 4)]


def test_a_refused_response_is_shown_with_its_code_and_called_back_once(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    refused = _refused(1)
    terminal.send_heartbeat(refused=refused)
    visitor = pages.signed_in("it")
    page = visitor.get(f"/terminals/{terminal.id}").text
    assert refused["items"][0]["id"] in page  # type: ignore[index]
    assert "unknown_statement" in page
    for _ in range(2):
        visitor.press(f"/terminals/{terminal.id}/retry", on=f"/terminals/{terminal.id}")
    asked = pages.installation.rows(terminal_requests)
    assert [(row.kind, row.ids, row.author) for row in asked] == [("retry", None, "it@example.fi")]
    assert [request["kind"] for request in terminal.send_heartbeat(refused=refused)] == ["retry"]


def test_whoever_may_not_call_back_is_shown_no_button(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat(refused=_refused(1))
    assert "Request again" not in pages.signed_in("viewer").get(f"/terminals/{terminal.id}").text


def test_the_table_is_found_filtered_and_sorted_by_the_address(pages: Pages) -> None:
    first, second = pages.installation.enrol_terminal("keskusta"), pages.installation.enrol_terminal("satama")
    first.send_heartbeat(unsent=3)
    second.send_heartbeat(unsent=40)
    visitor = pages.signed_in()

    def shown(query: str) -> list[str]:
        return re.findall(r'id="terminal-(\w+)"', visitor.get(f"/?{query}").text)

    assert shown("sort=unsent") == [second.id, first.id]
    assert shown("sort=unsent&down=0") == [first.id, second.id]
    assert shown("find=satama") == [second.id]
    assert shown("find=satama+nothing") == []
    assert shown("show=waiting") == []
    assert shown("sort=nonsense&show=nonsense&down=nonsense") == [first.id, second.id]


def test_a_terminal_with_an_older_configuration_says_so(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    visitor = pages.signed_in()
    terminal.send_heartbeat(configuration=terminal.get("/api/v1/configuration").get_json()["etag"])
    assert "Configuration up to date" in visitor.get("/").text
    terminal.send_heartbeat(configuration="an older one")
    assert "Configuration out of date" in visitor.get("/").text


def test_languages_with_draft_texts_are_named(pages: Pages) -> None:
    pages.installation.enrol_terminal()
    page = pages.signed_in().get("/").text
    assert "Draft texts are in use" in page
    assert "until the official texts are imported: Svenska." in page, "the region allows Finnish drafts too, but its texts are none"


def test_an_enrolment_code_that_ran_out_needs_a_person(pages: Pages) -> None:
    pages.installation.add_terminal(hours=1)
    visitor = pages.signed_in()
    assert "Awaiting enrolment" not in visitor.get("/").text.split("All terminals")[0]
    pages.clock.advance(minutes=61)
    visitor = pages.signed_in()
    assert "Its enrolment code is no longer valid" in visitor.get("/").text


@pytest.mark.parametrize(("language", "words"), [("fi", "Päätteet"), ("sv", "Terminaler"), ("en", "Terminals"), ("de", "Päätteet")])
def test_the_page_speaks_the_browsers_language_or_the_servers(pages: Pages, language: str, words: str) -> None:
    pages.add("anna@example.fi")
    visitor = pages.visitor(language)
    visitor.sign_in("anna@example.fi")
    assert f"<h1>{words}</h1>" in visitor.get("/").text


def test_a_chosen_language_is_remembered_on_another_browser(pages: Pages) -> None:
    visitor = pages.signed_in()
    visitor.press("/language", {"language": "sv", "next": "/"}, on="/")
    assert "<h1>Terminaler</h1>" in visitor.get("/").text
    elsewhere = pages.visitor("fi")
    elsewhere.sign_in("admin@example.fi")
    assert "<h1>Terminaler</h1>" in elsewhere.get("/").text


def test_the_refreshing_part_holds_what_the_page_holds(pages: Pages) -> None:
    pages.installation.enrol_terminal().send_heartbeat(refused=_refused(2))
    part = pages.signed_in().get("/status/table", headers={"HX-Request": "true"}).text
    assert "2 responses were refused" in part
    assert "<html" not in part


def test_what_a_terminal_tells_of_itself_cannot_write_on_the_page(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat(software="<script>alert(1)</script>", refused={"count": 1, "items": [{"id": "<b>x</b>", "code": "<i>y</i>"}]})
    visitor = pages.signed_in()
    for page in ("/", f"/terminals/{terminal.id}"):
        text = visitor.get(page).text
        assert "<script>alert" not in text
        assert "<b>x" not in text


def test_a_revoked_terminal_stays_in_the_table_and_needs_nobody(pages: Pages) -> None:
    from server.store.region import terminals

    terminal: ApiTerminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat(refused=_refused(1))
    with writing(pages.engine) as connection:
        terminals.revoke(connection, terminal.id, pages.clock())
    page = pages.signed_in().get("/").text
    assert "Revoked" in page
    assert "state--pressing" not in page


def test_an_installation_without_a_region_says_what_to_load(pages: Pages) -> None:
    installation: Installation = pages.installation
    from server.store.tables import load_records, plans, producers, service_points, services, unit_standings

    with writing(installation.engine) as connection:
        connection.execute(services.update().values(parent=None))
        for table in (load_records, plans, unit_standings, service_points, services, producers, regions):
            connection.execute(table.delete())
    assert "aula-server load region.toml" in pages.signed_in().get("/").text


LONG_AGO, LONG_HENCE = "0003-01-01T00:00:00Z", "9998-01-01T00:00:00Z"


@pytest.mark.parametrize(("reported", "sent"), [(LONG_AGO, LONG_HENCE), (LONG_HENCE, LONG_AGO)])
def test_a_terminal_with_a_clock_beyond_reason_takes_no_page_away(pages: Pages, reported: str, sent: str) -> None:
    pages.installation.enrol_terminal().send_heartbeat(unsent=1, oldest_unsent_at=reported, sent_at=sent)
    visitor = pages.signed_in()
    assert [visitor.get(page).status_code for page in LOOKS] == [200, 200, 200]


def test_an_id_that_no_database_takes_for_text_is_not_there(pages: Pages) -> None:
    assert pages.signed_in().get("/terminals/t%001").status_code == 404


def test_times_are_told_in_the_zone_of_the_region(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat()
    visitor = pages.signed_in()
    helsinki = [visitor.get(page).text for page in ("/", f"/terminals/{terminal.id}")]
    with writing(pages.engine) as connection:
        connection.execute(regions.update().values(time_zone="Atlantic/Azores"))
    azores = [visitor.get(page).text for page in ("/", f"/terminals/{terminal.id}")]
    assert all(re.search(r"\b10[.:]00\b", page) for page in helsinki)
    assert all(re.search(r"\b0?7[.:]00\b", page) and not re.search(r"\b10[.:]00\b", page) for page in azores)


def test_an_event_that_was_told_once_is_not_over_with_the_next_heartbeat(pages: Pages) -> None:
    terminal = pages.installation.enrol_terminal()
    terminal.send_heartbeat(notes=["case_opened", "key_stuck"])
    pages.clock.advance(minutes=5)
    terminal.send_heartbeat(notes=["out_of_use"])
    visitor = pages.signed_in()
    page = visitor.get("/").text
    assert "Its case was opened; reported 5 minutes ago" in page
    assert "It was taken out of use on its own screen" in page
    assert "1 component is not working" not in page, "it is so no more"
    shown = visitor.get(f"/terminals/{terminal.id}").text
    assert "A key has been held down so long that it may be stuck" in shown
    pages.clock.advance(days=3)
    terminal.send_heartbeat()
    visitor.sign_in("admin@example.fi")
    assert "Its case was opened" not in visitor.get("/").text
    assert "Its case was opened" in visitor.get(f"/terminals/{terminal.id}").text


def test_the_secret_of_a_link_is_not_in_the_log(pages: Pages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(person_links, "person_for_token", broken)
    assert pages.visitor().get("/choose-password/a-secret-of-a-link").status_code == 500
    assert "sign_in.choose_password" in caplog.text
    assert "a-secret-of-a-link" not in caplog.text
