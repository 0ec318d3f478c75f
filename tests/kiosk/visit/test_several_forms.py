"""Tests a terminal with several forms: the choice of a form, its plan and responses, and what the next person sees."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.store import draw_counts
from survey.wire import Configuration, Response
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import configuration, without_text
from tests.kiosk.sample_forms import CHILD_FORM, PLACEHOLDER_STATEMENTS, RELATIVE_FORM, STATEMENTS_PER_VISIT, placeholder_form, with_forms

ALL_FORMS = replace(with_forms(configuration(), CHILD_FORM, RELATIVE_FORM), etag="all")
CHILD_FORM_FIRST = replace(with_forms(configuration(), CHILD_FORM, "general-1"), etag="clinic")


def with_configuration(lobby: HeadlessTerminal, server: FakeServer, given: Configuration) -> HeadlessTerminal:
    server.configuration = given
    assert lobby.sync().configuration == "updated"
    return lobby


@pytest.fixture
def terminal_with_forms(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> HeadlessTerminal:
    """Return a terminal with the general form, a form for children and one for relatives."""
    return with_configuration(enrolled_terminal, server, ALL_FORMS)


def choose_form(lobby: HeadlessTerminal, name: str) -> None:
    lobby.choose("audience", f"form-{name}")


def answer_whole_visit(lobby: HeadlessTerminal, nps: int = 7) -> None:
    """Make a complete visit with two statements, which ends at the idle screen."""
    lobby.choose(f"nps-{nps}", "skip", "value-5", "value-2", "close")


@pytest.mark.parametrize("name", [CHILD_FORM, RELATIVE_FORM])
def test_a_form_that_was_chosen_is_asked_by_its_plan_and_its_response_reaches_the_server(
    terminal_with_forms: HeadlessTerminal, server: FakeServer, name: str
) -> None:
    choose_form(terminal_with_forms, name)
    terminal_with_forms.choose("language-sv")
    answer_whole_visit(terminal_with_forms)
    (response,) = terminal_with_forms.unsent_responses()
    assert (response.form, response.texts, response.language, response.nps) == (name, f"sv-{name}", "sv", 7)
    assert response.draw is not None
    assert (response.draw.plan, response.draw.index) == (placeholder_form(name).plan.number, 0)
    assert len(response.statements) == STATEMENTS_PER_VISIT
    assert {one.code for one in response.statements} <= set(PLACEHOLDER_STATEMENTS)
    assert sorted(one.value or 0 for one in response.statements) == [2, 5]
    assert terminal_with_forms.sync().stored == 1
    (stored,) = server.stored.values()
    assert msgspec.json.decode(stored, type=Response) == response


def test_the_next_person_is_in_the_places_own_form_again_however_the_visit_ended(terminal_with_forms: HeadlessTerminal) -> None:
    def next_one() -> tuple[str, str, bool]:
        return terminal_with_forms.visit.script.form, terminal_with_forms.visit.script.audience, terminal_with_forms.visit.is_idle

    choose_form(terminal_with_forms, CHILD_FORM)
    answer_whole_visit(terminal_with_forms)
    assert next_one() == ("general-1", "general", True)
    choose_form(terminal_with_forms, CHILD_FORM)  # the person leaves without an answer
    terminal_with_forms.wait(ms=45_000)
    assert next_one() == ("general-1", "general", True)
    choose_form(terminal_with_forms, RELATIVE_FORM)
    terminal_with_forms.choose("nps-2")
    terminal_with_forms.wait(ms=25_000)
    terminal_with_forms.wait(ms=20_000)
    assert next_one() == ("general-1", "general", True)
    choose_form(terminal_with_forms, CHILD_FORM)
    terminal_with_forms.choose("nps-2")
    terminal_with_forms.cut_power("boot-2")
    assert next_one() == ("general-1", "general", True)
    assert [response.form for response in terminal_with_forms.unsent_responses()] == [CHILD_FORM, RELATIVE_FORM, CHILD_FORM]


def test_a_childrens_clinic_starts_in_the_childs_form_and_comes_back_to_it(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    clinic = with_configuration(enrolled_terminal, server, CHILD_FORM_FIRST)
    answer_whole_visit(clinic)
    assert clinic.visit.script.form == CHILD_FORM
    choose_form(clinic, "general-1")
    clinic.make_visit()
    assert clinic.visit.script.form == CHILD_FORM
    assert [(response.form, response.draw.plan) for response in clinic.unsent_responses() if response.draw] == [
        (CHILD_FORM, 71),
        ("general-1", 1),
    ]


def test_the_counts_of_each_form_are_its_own_across_restarts(terminal_with_forms: HeadlessTerminal) -> None:
    for _ in range(4):
        choose_form(terminal_with_forms, CHILD_FORM)
        answer_whole_visit(terminal_with_forms)
        terminal_with_forms.cut_power()
        terminal_with_forms.make_visit()
        choose_form(terminal_with_forms, RELATIVE_FORM)
        answer_whole_visit(terminal_with_forms)
    indexes = {
        name: [each.draw.index for each in terminal_with_forms.unsent_responses() if each.draw and each.form == name]
        for name in (CHILD_FORM, RELATIVE_FORM)
    }
    assert indexes == {CHILD_FORM: [0, 1, 2, 3], RELATIVE_FORM: [0, 1, 2, 3]}
    with terminal_with_forms.store.reading() as db:
        for name in (CHILD_FORM, RELATIVE_FORM):
            plan, counted = draw_counts.read(db, name, placeholder_form(name).plan.number)
            assert plan == placeholder_form(name).plan
            assert [counted.drawn[code] for code in PLACEHOLDER_STATEMENTS] == [2, 2, 2, 2], "two of four in each of four visits, evenly"
            assert [counted.answered[code] for code in PLACEHOLDER_STATEMENTS] == [2, 2, 2, 2]
        _, general = draw_counts.read(db, "general-1", 1)
    assert not set(PLACEHOLDER_STATEMENTS) & set(general.drawn)


def test_an_open_answer_is_to_the_question_of_its_form(terminal_with_forms: HeadlessTerminal) -> None:
    for name in (CHILD_FORM, "general-1"):
        choose_form(terminal_with_forms, name)
        terminal_with_forms.choose("nps-9", "write")
        terminal_with_forms.send_text("words of a test")
        terminal_with_forms.choose("finish", "close")
    assert [[comment.question for comment in response.comments] for response in terminal_with_forms.unsent_responses()] == [
        ["idea"],
        ["reason"],
    ]


def test_what_was_answered_stays_with_the_form_it_was_asked_in(terminal_with_forms: HeadlessTerminal) -> None:
    choose_form(terminal_with_forms, CHILD_FORM)
    terminal_with_forms.choose("nps-9", "back")
    assert "audience" not in terminal_with_forms.available_targets
    terminal_with_forms.choose("form-general-1", "finish")
    (response,) = terminal_with_forms.unsent_responses()
    assert response.form == CHILD_FORM


def test_a_power_cut_keeps_the_form_even_where_the_place_has_lost_it_since(
    terminal_with_forms: HeadlessTerminal, server: FakeServer
) -> None:
    choose_form(terminal_with_forms, CHILD_FORM)
    terminal_with_forms.choose("nps-4", "skip", "value-3")
    server.configuration = replace(configuration(), etag="without")
    assert terminal_with_forms.sync().configuration == "updated"
    terminal_with_forms.cut_power("boot-2")
    (response,) = terminal_with_forms.unsent_responses()
    assert (response.form, response.ended, response.texts) == (CHILD_FORM, "interrupted", f"fi-{CHILD_FORM}")
    assert [one.value for one in response.statements] == [3, None]
    with terminal_with_forms.store.reading() as db:
        _, counted = draw_counts.read(db, CHILD_FORM, placeholder_form(CHILD_FORM).plan.number)
    assert sum(counted.answered.values()) == 1


def test_a_form_that_the_place_loses_is_asked_to_the_end_and_not_of_the_next_person(
    terminal_with_forms: HeadlessTerminal, server: FakeServer
) -> None:
    choose_form(terminal_with_forms, CHILD_FORM)
    terminal_with_forms.choose("nps-4")
    server.configuration = replace(configuration(), etag="without")
    terminal_with_forms.sync()
    terminal_with_forms.choose("skip", "value-1", "value-1")
    assert "audience" not in terminal_with_forms.available_targets
    terminal_with_forms.choose("close")
    assert (terminal_with_forms.visit.script.choices, terminal_with_forms.visit.script.form) == ((), "general-1")
    (response,) = terminal_with_forms.unsent_responses()
    assert response.form == CHILD_FORM
    assert {one.code for one in response.statements} <= set(PLACEHOLDER_STATEMENTS)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_another_form_that_lacks_a_text_takes_nobodys_screen_away(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, language: str
) -> None:
    lacking = without_text(ALL_FORMS, language, PLACEHOLDER_STATEMENTS[0])
    with_configuration(enrolled_terminal, server, replace(lacking, etag="lacking"))
    assert enrolled_terminal.mode == "visit"
    assert [each.form for each in enrolled_terminal.visit.script.choices] == []


OLD_VISIT_JSON = (
    b'{"script":{"form":"general-1","languages":["fi","sv","en"],"order":["nps","comment","statements"],"question":"reason",'
    b'"timeout_ms":45000,"thanks_ms":8000},"language":"sv","step":"statement","overlay":null,"writing":false,"statement":1,'
    b'"began_at":1000,"touched_at":9000,"answered_at":2000,"nps":7,"comment":null,"drawn":{"ref":{"plan":1,"targets":0,"index":0},'
    b'"codes":["access","clarity","benefit"]},"replies":{"access":{"outcome":"answered","value":4}},"ended":null}'
)
"""Holds a visit as the journal stored it before forms for other audiences existed. It lacks the fields that they need."""
OLD_EVIDENCE_JSON = b'{"visited_at":"2026-11-22T08:00:01.000Z","clock":{"boot":"boot-0","monotonic_ms":2000,"trusted":false}}'


def test_a_visit_in_the_journal_of_older_software_is_closed_with_every_answer(terminal_with_forms: HeadlessTerminal) -> None:
    row = (OLD_VISIT_JSON, OLD_EVIDENCE_JSON, "fi-old", "touch")
    terminal_with_forms.store.write(
        lambda db: db.execute("INSERT OR REPLACE INTO journal (one, visit, evidence, texts, input) VALUES (1, ?, ?, ?, ?)", row)
    ).result()
    terminal_with_forms.cut_power("boot-2")
    (response,) = terminal_with_forms.unsent_responses()
    assert (response.form, response.ended, response.nps, response.language) == ("general-1", "interrupted", 7, "sv")
    assert [(one.code, one.value) for one in response.statements] == [("access", 4), ("clarity", None), ("benefit", None)]
