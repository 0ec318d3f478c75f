"""A terminal with several forms: who answers which, from its plan to its response, and what the next person finds."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.store import draw_counts
from survey.wire import Configuration, Response
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.sample_configuration import configuration, without_text
from tests.kiosk.sample_forms import CHILD, PER_VISIT, RELATIVE, STATEMENTS, form, with_forms
from tests.kiosk.terminal_without_window import Lobby

ALL = replace(with_forms(configuration(), CHILD, RELATIVE), etag="all")
CLINIC = replace(with_forms(configuration(), CHILD, "general-1"), etag="clinic")


def placed(lobby: Lobby, server: SmallServer, given: Configuration) -> Lobby:
    server.configuration = given
    assert lobby.sync().configuration == "updated"
    return lobby


@pytest.fixture
def several(lobby: Lobby, server: SmallServer) -> Lobby:
    """A terminal where a child or a relative may answer too."""
    return placed(lobby, server, ALL)


def become(lobby: Lobby, name: str) -> None:
    lobby.choose("audience", f"form-{name}")


def answer(lobby: Lobby, nps: int = 7) -> None:
    """A whole visit of two statements, to the idle screen."""
    lobby.choose(f"nps-{nps}", "skip", "value-5", "value-2", "close")


@pytest.mark.parametrize("name", [CHILD, RELATIVE])
def test_a_form_that_was_chosen_is_asked_by_its_plan_and_its_response_reaches_the_server(
    several: Lobby, server: SmallServer, name: str
) -> None:
    become(several, name)
    several.choose("language-sv")
    answer(several)
    (response,) = several.waiting()
    assert (response.form, response.texts, response.language, response.nps) == (name, f"sv-{name}", "sv", 7)
    assert response.draw is not None
    assert (response.draw.plan, response.draw.index) == (form(name).plan.number, 0)
    assert len(response.statements) == PER_VISIT
    assert {one.code for one in response.statements} <= set(STATEMENTS)
    assert sorted(one.value or 0 for one in response.statements) == [2, 5]
    assert several.sync().stored == 1
    (stored,) = server.stored.values()
    assert msgspec.json.decode(stored, type=Response) == response


def test_the_next_person_is_in_the_places_own_form_again_however_the_visit_ended(several: Lobby) -> None:
    def next_one() -> tuple[str, str, bool]:
        return several.visit.script.form, several.visit.script.audience, several.visit.idle

    become(several, CHILD)
    answer(several)
    assert next_one() == ("general-1", "general", True)
    become(several, CHILD)  # and goes away
    several.wait(ms=45_000)
    assert next_one() == ("general-1", "general", True)
    become(several, RELATIVE)
    several.choose("nps-2")
    several.wait(ms=25_000)
    several.wait(ms=20_000)
    assert next_one() == ("general-1", "general", True)
    become(several, CHILD)
    several.choose("nps-2")
    several.cut_power("boot-2")
    assert next_one() == ("general-1", "general", True)
    assert [response.form for response in several.waiting()] == [CHILD, RELATIVE, CHILD]


def test_a_childrens_clinic_starts_in_the_childs_form_and_comes_back_to_it(lobby: Lobby, server: SmallServer) -> None:
    clinic = placed(lobby, server, CLINIC)
    answer(clinic)
    assert clinic.visit.script.form == CHILD
    become(clinic, "general-1")
    clinic.visit_once()
    assert clinic.visit.script.form == CHILD
    assert [(response.form, response.draw.plan) for response in clinic.waiting() if response.draw] == [(CHILD, 71), ("general-1", 1)]


def test_the_counts_of_each_form_are_its_own_across_restarts(several: Lobby) -> None:
    for _ in range(4):
        become(several, CHILD)
        answer(several)
        several.cut_power()
        several.visit_once()
        become(several, RELATIVE)
        answer(several)
    indexes = {name: [each.draw.index for each in several.waiting() if each.draw and each.form == name] for name in (CHILD, RELATIVE)}
    assert indexes == {CHILD: [0, 1, 2, 3], RELATIVE: [0, 1, 2, 3]}
    with several.store.reading() as db:
        for name in (CHILD, RELATIVE):
            plan, counted = draw_counts.read(db, name, form(name).plan.number)
            assert plan == form(name).plan
            assert [counted.drawn[code] for code in STATEMENTS] == [2, 2, 2, 2], "two of four in each of four visits, evenly"
            assert [counted.answered[code] for code in STATEMENTS] == [2, 2, 2, 2]
        _, general = draw_counts.read(db, "general-1", 1)
    assert not set(STATEMENTS) & set(general.drawn)


def test_an_open_answer_is_to_the_question_of_its_form(several: Lobby) -> None:
    for name in (CHILD, "general-1"):
        become(several, name)
        several.choose("nps-9", "write")
        several.write("words of a test")
        several.choose("finish", "close")
    assert [[comment.question for comment in response.comments] for response in several.waiting()] == [["idea"], ["reason"]]


def test_what_was_answered_stays_with_the_form_it_was_asked_in(several: Lobby) -> None:
    become(several, CHILD)
    several.choose("nps-9", "back")
    assert "audience" not in several.choices
    several.choose("form-general-1", "finish")
    (response,) = several.waiting()
    assert response.form == CHILD


def test_a_power_cut_keeps_the_form_even_where_the_place_has_lost_it_since(several: Lobby, server: SmallServer) -> None:
    become(several, CHILD)
    several.choose("nps-4", "skip", "value-3")
    server.configuration = replace(configuration(), etag="without")
    assert several.sync().configuration == "updated"
    several.cut_power("boot-2")
    (response,) = several.waiting()
    assert (response.form, response.ended, response.texts) == (CHILD, "interrupted", f"fi-{CHILD}")
    assert [one.value for one in response.statements] == [3, None]
    with several.store.reading() as db:
        _, counted = draw_counts.read(db, CHILD, form(CHILD).plan.number)
    assert sum(counted.answered.values()) == 1


def test_a_form_that_the_place_loses_is_asked_to_the_end_and_not_of_the_next_person(several: Lobby, server: SmallServer) -> None:
    become(several, CHILD)
    several.choose("nps-4")
    server.configuration = replace(configuration(), etag="without")
    several.sync()
    several.choose("skip", "value-1", "value-1")
    assert "audience" not in several.choices
    several.choose("close")
    assert (several.visit.script.choices, several.visit.script.form) == ((), "general-1")
    (response,) = several.waiting()
    assert response.form == CHILD
    assert {one.code for one in response.statements} <= set(STATEMENTS)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_another_form_that_lacks_a_text_takes_nobodys_screen_away(lobby: Lobby, server: SmallServer, language: str) -> None:
    lacking = without_text(ALL, language, STATEMENTS[0])
    placed(lobby, server, replace(lacking, etag="lacking"))
    assert lobby.mode == "visit"
    assert [each.form for each in lobby.visit.script.choices] == []


OLD = (
    b'{"script":{"form":"general-1","languages":["fi","sv","en"],"order":["nps","comment","statements"],"question":"reason",'
    b'"timeout_ms":45000,"thanks_ms":8000},"language":"sv","step":"statement","overlay":null,"writing":false,"statement":1,'
    b'"began_at":1000,"touched_at":9000,"answered_at":2000,"nps":7,"comment":null,"drawn":{"ref":{"plan":1,"targets":0,"index":0},'
    b'"codes":["access","clarity","benefit"]},"replies":{"access":{"outcome":"answered","value":4}},"ended":null}'
)
"""A visit as the journal of a terminal held it before there were other audiences, with nothing of theirs in it."""
EVIDENCE = b'{"visited_at":"2026-11-22T08:00:01.000Z","clock":{"boot":"boot-0","monotonic_ms":2000,"trusted":false}}'


def test_a_visit_in_the_journal_of_older_software_is_closed_with_every_answer(several: Lobby) -> None:
    row = (OLD, EVIDENCE, "fi-old", "touch")
    several.store.write(
        lambda db: db.execute("INSERT OR REPLACE INTO journal (one, visit, evidence, texts, input) VALUES (1, ?, ?, ?, ?)", row)
    ).result()
    several.cut_power("boot-2")
    (response,) = several.waiting()
    assert (response.form, response.ended, response.nps, response.language) == ("general-1", "interrupted", 7, "sv")
    assert [(one.code, one.value) for one in response.statements] == [("access", 4), ("clarity", None), ("benefit", None)]
