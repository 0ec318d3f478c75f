"""The pages for messages show a preview before anything is saved, name the source of each message, and ask before they end one."""

from __future__ import annotations

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from server.operations.region import load_region_file
from server.store.tables import audit_entries, messages
from server.store.write_transaction import writing
from tests.server.installation import REGION_TOML, sample_region_file
from tests.server.web.page_client import Pages, Visitor, at_the_same_moment

HOME, NEW, FIRST = "/messages", "/messages/pohjola/new", "/messages/pohjola/m1"
TYPED = {
    "place": "service_point:keskusta",
    "dated": "2026-10-05",
    "said-fi": "Aulassa oli hämärää",
    "did-fi": "Valaistus on uusittu",
    "act": "save",
}


def words(answer: TestResponse) -> str:
    """Return the text of the page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def add(visitor: Visitor, **fields: str) -> TestResponse:
    return visitor.press(NEW, TYPED | fields, on=NEW)


def given(pages: Pages, point: str) -> list[str]:
    """Return what was done, from the messages in the configuration of a new terminal at a service point."""
    found = pages.installation.enrol_terminal(point).get("/api/v1/configuration").get_json()
    return [message["did"]["fi"] for message in found["messages"]]


def test_it_is_seen_as_terminals_will_show_it_and_saved_only_then(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    shown = words(visitor.press(NEW, TYPED | {"act": "review"}, on=NEW))
    assert "Nothing has been saved yet." in shown
    assert "5.10.2026 Te sanoitte: Aulassa oli hämärää Me teimme: Valaistus on uusittu" in shown, "in the language of the terminal"
    assert "Incomplete in: Svenska" in shown
    assert pages.installation.rows(messages) == []
    typed = visitor.press(NEW, TYPED | {"act": "edit"}, on=NEW)
    assert "Valaistus on uusittu" in typed.text
    answer = add(visitor)
    assert answer.headers["Location"] == "/messages?region=pohjola&place=service_point:keskusta" or "place=service_point" in answer.location
    assert (given(pages, "keskusta"), given(pages, "satama")) == (["Valaistus on uusittu"], [])
    [row] = pages.installation.rows(messages)
    assert (row.id, row.author, row.did) == ("m1", "coordinator@example.fi", {"fi": "Valaistus on uusittu"})
    assert "message_added" in [entry.what for entry in pages.installation.rows(audit_entries)]
    assert "Added the message m1 for Keskusta." in words(visitor.get("/changes"))


def test_a_place_says_what_its_terminals_show_and_where_it_comes_from(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    add(visitor, **{"place": "region:pohjola", "did-fi": "Koko alueella", "dated": "2026-10-30"})
    add(visitor)
    shown = words(visitor.get(f"{HOME}?place=service_point:keskusta"))
    assert "Valaistus on uusittu 05/10/2026 set here Shown now" in shown
    assert "Koko alueella 30/10/2026 Pohjola Shown now" in shown
    assert shown.index("Valaistus on uusittu 05") < shown.index("Koko alueella 30"), "its own first"
    assert "This place and the levels above it have no messages today." not in words(visitor.get(f"{HOME}?place=service_point:satama"))


def test_more_than_a_terminal_shows_are_told_to_be_left_out(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    for day in range(1, 7):
        add(visitor, dated=f"2026-10-0{day}")
    shown = words(visitor.get(f"{HOME}?place=service_point:keskusta"))
    assert shown.count("Not shown: only the first 5 are shown") == 1
    assert len(given(pages, "keskusta")) == 5


def test_where_nothing_is_told_the_page_says_how_to_begin(pages: Pages) -> None:
    assert "Start with one thing that people asked for and that was done." in words(pages.signed_in("coordinator").get(HOME))
    viewer = words(pages.signed_in("viewer").get(HOME))
    assert "A coordinator can enter here what people asked for and what was done." in viewer
    assert "Add a message" not in viewer


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"did-fi": ""}, "Enter what was done, in the region’s first language."),
        ({"said-sv": "Mörkt"}, "Enter what was done too, or leave this language empty."),
        ({"did-fi": "a" * 201}, "The text has 201 characters. The maximum is 200."),
        ({"said-fi": "a" * 161}, "The text has 161 characters. The maximum is 160."),
        ({"said-fi": "=1+1"}, "A text cannot begin with ="),
        ({"dated": ""}, "Enter the date when it was done."),
        ({"dated": "5.13.2026"}, "5.13.2026 is not a valid date. Use the format 2026-12-01."),
        ({"begins_on": "2026-11-03", "ends_on": "2026-11-02"}, "The last day must not be before the first day."),
        ({"place": "service_point:nowhere"}, "Choose a place."),
    ],
)
@pytest.mark.parametrize("act", ["review", "save"])
def test_a_fault_is_told_beside_its_field_and_nothing_is_saved(pages: Pages, fields: dict[str, str], said: str, act: str) -> None:
    visitor = pages.signed_in("coordinator")
    answer = add(visitor, **fields, act=act)
    assert answer.status_code == 422
    assert words(answer).count(unescape(said)) == 2, "at the top and beside the field"
    kept = next((text for name, text in (TYPED | fields).items() if name == "said-fi"), "")
    assert kept in unescape(answer.text), "what was typed is kept"
    assert pages.installation.rows(messages) == []


def test_the_second_of_two_who_save_is_told_and_sees_what_stands_there(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    add(visitor)
    assert visitor.press(FIRST, TYPED | {"did-fi": "Toisen sanat", "seen": "1"}, on=FIRST).status_code == 302
    answer = visitor.press(FIRST, TYPED | {"did-fi": "Minun sanani", "seen": "1"}, on=FIRST)
    assert answer.status_code == 409
    shown = words(answer)
    assert "This was changed in the meantime It was last changed by coordinator@example.fi" in shown
    assert "Toisen sanat" in shown
    assert "Minun sanani" in answer.text
    assert visitor.press(FIRST, TYPED | {"did-fi": "Minun sanani", "seen": "2"}, on=FIRST).status_code == 302
    assert given(pages, "keskusta") == ["Minun sanani"]


def test_of_several_who_save_at_the_same_moment_one_is_first_and_the_others_are_told(pages: Pages) -> None:
    everybody = [pages.signed_in("coordinator") for _ in range(4)]
    add(everybody[0])
    sent = TYPED | {"did-fi": "Minun sanani", "seen": "1"}
    answers = at_the_same_moment([visitor.ready_to_press(FIRST, sent, on=FIRST) for visitor in everybody])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
    assert all("This was changed in the meantime" in words(answer) for answer in answers if answer.status_code == 409)
    assert [row.revision for row in pages.installation.rows(messages)] == [2]


def test_it_is_ended_after_a_question_and_can_be_brought_back(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    add(visitor)
    assert "Terminals at Keskusta will stop showing it." in words(visitor.get(f"{FIRST}/end"))
    assert visitor.press(f"{FIRST}/end", {"seen": "7"}, on=f"{FIRST}/end").status_code == 409, "of a state that nobody was shown"
    assert visitor.press(f"{FIRST}/end", {"seen": "1"}, on=f"{FIRST}/end").status_code == 302
    assert given(pages, "keskusta") == []
    shown = words(visitor.get(HOME))
    assert "Ended coordinator@example.fi" in shown
    assert visitor.press(FIRST, TYPED | {"seen": "2"}, on=FIRST).status_code == 302
    assert given(pages, "keskusta") == ["Valaistus on uusittu"]


def test_a_message_of_a_place_that_has_ended_is_moved_only_on_purpose(pages: Pages) -> None:
    visitor = pages.signed_in("coordinator")
    add(visitor, place="service_point:satama")
    with writing(pages.engine) as connection:
        without = REGION_TOML[: REGION_TOML.index('[[service_point]]\nid = "satama"')] + REGION_TOML[REGION_TOML.index("[plan]") :]
        load_region_file.apply_region_file(connection, sample_region_file(without), author="command", now=pages.clock())
    shown = visitor.get(FIRST)
    assert '<option value="">Choose a place</option>' in shown.text
    assert visitor.press(FIRST, TYPED | {"place": "", "seen": "1"}, on=FIRST).status_code == 422
    assert "Satama Service point · Ended" in words(visitor.get(HOME))


def test_who_may_not_does_not(pages: Pages) -> None:
    add(pages.signed_in("coordinator"))
    for role in ("viewer", "it"):
        visitor = pages.signed_in(role)
        assert "Valaistus on uusittu" in visitor.get(FIRST).text
        assert "Edit" not in visitor.get(FIRST).text
        for path in (NEW, FIRST, f"{FIRST}/end"):
            assert visitor.press(path, TYPED, on=HOME).status_code == 403
    elsewhere = pages.signed_in("coordinator", region="pohjola")
    assert elsewhere.get(FIRST).status_code == 200
    for path in ("/messages/lappi/new", "/messages/pohjola/none", "/messages/pohjola/none/end", "/messages/po%00hjola/new"):
        assert elsewhere.get(path).status_code == 404
