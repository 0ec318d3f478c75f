"""Texts of a region are loaded, replaced and put in use again, forms come with a sheet, and all of them reach terminals over HTTP."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from kiosk.visit.script import build_script
from server.domain.rotation.plan_calendar import Unit
from server.domain.texts.sheet_parser import parse_sheet
from server.domain.texts.sheet_validation import LoadableSheet, SheetDeclaration
from server.domain.texts.text_sheet import TextSheet
from server.operations.region import load_region_file
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.rotation.plans import StoredPlan
from server.store.tables import audit_entries, forms, text_sets
from server.store.texts import language_availability
from server.store.texts import text_sets as texts
from server.store.texts.text_sets import RegionTextSet
from server.store.write_transaction import writing
from survey.configuration_validation import find_fault
from survey.forms import CORE_STATEMENTS, FORMS
from survey.wire import Configuration, FormPlan
from tests.server.domain.texts.sample_sheets import CHILD_SHEET, national_sheet
from tests.server.installation import REGION_TOML, ApiTerminal, Installation, sample_region_file

OFFICIAL = SheetDeclaration(official=True)


def validate(installation: Installation, sheet: TextSheet, said: SheetDeclaration = OFFICIAL) -> LoadableSheet | list[str]:
    with reading(installation.engine) as connection:
        found = texts.validate(connection, "pohjola", sheet, said, year=2027)
    return found if isinstance(found, LoadableSheet) else [str(fault) for fault in found]


def load(installation: Installation, sheet: TextSheet, said: SheetDeclaration = OFFICIAL) -> LoadableSheet:
    with writing(installation.engine) as connection:
        found = texts.validate(connection, "pohjola", sheet, said, year=2027)
        assert isinstance(found, LoadableSheet), [str(fault) for fault in found]
        texts.load(connection, "pohjola", found, author="ada@example.fi", now=installation.clock())
        return found


def in_use(installation: Installation, language: str, form: str = "general-1") -> RegionTextSet:
    with reading(installation.engine) as connection:
        [found] = [
            each
            for each in texts.list_all(connection, "pohjola")
            if each.in_use and (each.texts.form, each.texts.language) == (form, language)
        ]
    return found


def child_sheet(**headings: Any) -> TextSheet:
    sheet, faults = parse_sheet(CHILD_SHEET.encode())
    assert sheet is not None
    assert faults == []
    return replace(sheet, **headings)


def test_an_official_sheet_replaces_drafts_and_reaches_the_terminal(api_terminal: ApiTerminal, installation: Installation) -> None:
    load(installation, national_sheet("sv", id="sv-2027-1"))
    given = api_terminal.get("/api/v1/configuration").get_json()["texts"]
    assert [(text["language"], text["id"], text["status"]) for text in given] == [
        ("fi", "fi-2026-1", "county"),
        ("sv", "sv-2027-1", "official"),
    ]
    found = in_use(installation, "sv")
    assert (found.author, found.loaded_at, found.texts.source) == ("ada@example.fi", installation.clock(), "THL, a test")


def test_the_same_sheet_twice_changes_nothing(installation: Installation) -> None:
    first = load(installation, national_sheet("sv"))
    again = load(installation, national_sheet("sv"))
    assert (first.action, again.action) == ("add", "nothing")
    assert len(installation.rows(text_sets)) == 1
    assert [row.what for row in installation.rows(audit_entries)] == ["texts_loaded"]


def test_what_was_in_use_stays_and_can_be_brought_back(installation: Installation) -> None:
    load(installation, national_sheet("sv", id="sv-a"))
    load(installation, national_sheet("sv", id="sv-b", source="THL, the next year"))
    assert in_use(installation, "sv").texts.id == "sv-b"
    with writing(installation.engine) as connection:
        [before] = [each for each in texts.list_all(connection, "pohjola") if each.texts.id == "sv-a"]
        texts.reactivate(connection, "pohjola", before, author="ada@example.fi", now=installation.clock())
    assert in_use(installation, "sv").texts.id == "sv-a"
    with writing(installation.engine) as connection:
        [program] = [each for each in texts.list_all(connection, "pohjola") if each.texts.language == "sv" and each.author is None]
        texts.reactivate(connection, "pohjola", program, author="ada@example.fi", now=installation.clock())
    assert (in_use(installation, "sv").texts.id, in_use(installation, "sv").author) == ("sv-2026-1", None)
    assert load(installation, national_sheet("sv", id="sv-b", source="THL, the next year")).action == "back"


def test_an_id_that_responses_know_is_never_given_to_other_words(installation: Installation) -> None:
    load(installation, national_sheet("sv", id="sv-a"))
    assert validate(installation, national_sheet("fi", id="fi-2026-1")) == [
        "The ID fi-2026-1 is already used for other texts, and responses refer to it. Give this sheet its own ID."
    ]
    assert isinstance(validate(installation, national_sheet("sv", id="sv-a", source="another")), list)


def test_one_region_s_texts_and_forms_are_not_another_s(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(
            connection, sample_region_file(REGION_TOML.replace('"pohjola"', '"lappi"')), author="command", now=installation.clock()
        )
    load(installation, national_sheet("sv", id="sv-a"))
    load(installation, child_sheet())
    with reading(installation.engine) as connection:
        assert set(texts.forms(connection, "lappi")) == set(FORMS)
        assert {each.texts.id for each in texts.list_all(connection, "lappi")} == {"fi-2026-1", "sv-2026-1", "en-2026-1"}


def test_a_language_is_offered_once_its_texts_are_there_and_until_then_says_what_is_missing(installation: Installation) -> None:
    text = REGION_TOML.replace('languages = ["fi", "sv"]', 'languages = ["fi", "sv", "se"]').replace('drafts = ["fi", "sv"]', "drafts = []")
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(text), author="command", now=installation.clock())

    def offered() -> tuple[tuple[str, ...], list[tuple[str, str, tuple[str, ...]]]]:
        with reading(installation.engine) as connection:
            [found] = language_availability.availability_by_service_points(connection, "pohjola", installation.clock())
        assert len(found.points) == 2
        return found.offer.languages, [(each.language, each.reason, each.codes) for each in found.offer.withheld]

    assert offered() == (("fi",), [("sv", "draft", ("nps", "reason")), ("se", "no_texts", ())])
    load(installation, national_sheet("sv"))
    load(installation, replace(national_sheet("fi"), language="se"), SheetDeclaration())
    assert offered() == (("fi", "sv", "se"), [])


def plan_child(installation: Installation) -> None:
    content = {"per_visit": 2, "statements": ["heard", "kind", "brave"], "fixed": [], "special": [], "own": []}
    order = ["nps", "comment", "statements"]
    with writing(installation.engine) as connection:
        plans.add(
            connection,
            "pohjola",
            {**content, "order": order, "form": "child-1"},
            author="ada@example.fi",
            now=installation.clock(),
            unit=Unit("service_point", "keskusta"),
        )


def test_a_form_that_came_with_a_sheet_works_all_the_way(api_terminal: ApiTerminal, installation: Installation) -> None:
    answer = child_answer(api_terminal)
    assert api_terminal.send_responses(answer) == [("refused", "unknown_form")]
    load(installation, child_sheet(), SheetDeclaration())
    assert [(row.id, row.audience, row.statements) for row in installation.rows(forms)] == [
        ("child-1", "child", ["heard", "kind", "brave"])
    ]
    plan_child(installation)
    raw = api_terminal.get("/api/v1/configuration").data
    configuration = msgspec.json.decode(raw, type=Configuration)
    assert [(form.id, form.audience, form.plan.number) for form in configuration.forms] == [
        ("child-1", "child", 2),
        ("general-1", "general", 1),
    ]
    assert configuration.languages == ("fi",), "the children's form has no Swedish text yet"
    assert find_fault(configuration) is None, "the terminal's own judgement"
    assert build_script(configuration).form == "child-1"
    assert api_terminal.send_responses(answer) == [("stored", None)], "called back, it is taken"
    elsewhere = installation.enrol_terminal("satama").get("/api/v1/configuration").get_json()
    assert ([form["id"] for form in elsewhere["forms"]], elsewhere["languages"]) == (["general-1"], ["fi", "sv"])


def child_answer(terminal: ApiTerminal) -> dict[str, object]:
    statements = [{"code": "heard", "position": 1, "outcome": "answered", "value": 5}]
    return terminal.next_response(form="child-1", texts="fi-2027-1", draw={"plan": 2, "targets": 0, "index": 0}, statements=statements)


def test_the_next_language_of_a_form_must_have_its_codes(installation: Installation) -> None:
    load(installation, child_sheet(), SheetDeclaration())
    sheet = child_sheet(language="sv")
    swedish = replace(sheet, rows=tuple(replace(row, code="snälla") if row.code == "kind" else row for row in sheet.rows))
    found = validate(installation, swedish, SheetDeclaration())
    assert isinstance(found, list)
    assert any("statement kind is missing" in fault for fault in found)
    load(installation, sheet, SheetDeclaration())
    assert in_use(installation, "sv", "child-1").texts.labels["nps_low"].text == "Mycket osannolikt", "of the language's general form"


def test_the_about_text_of_another_audience_is_not_lent(installation: Installation) -> None:
    sheet = child_sheet()
    silent = replace(sheet, rows=tuple(row for row in sheet.rows if row.code != "about"))
    assert validate(installation, silent, SheetDeclaration()) == [
        "notice about is missing, and this language has no text that the form child-1 could use instead."
    ]


def test_a_plan_by_which_a_language_would_vanish_says_so(installation: Installation) -> None:
    load(installation, child_sheet(), SheetDeclaration())
    order = ("nps", "comment", "statements")
    general = StoredPlan("general-1", order, FormPlan(1, 3, CORE_STATEMENTS))
    parking = StoredPlan("general-1", order, FormPlan(0, 3, CORE_STATEMENTS, own=("parking",)))
    child = StoredPlan("child-1", order, FormPlan(0, 2, ("heard", "kind", "brave")))
    with reading(installation.engine) as connection:
        first = language_availability.difference(connection, "pohjola", [general], [child, general])
        beside = language_availability.difference(connection, "pohjola", [general], [general, child])
        silent = language_availability.difference(connection, "pohjola", [general], [parking])
        same = language_availability.difference(connection, "pohjola", [general], [general])
    assert [(each.language, each.form, each.reason) for each in first.lost] == [("sv", "child-1", "no_texts")]
    assert (first.hidden, first.is_silent) == ((), False)
    assert [(each.language, each.form, each.reason) for each in beside.hidden] == [("sv", "child-1", "no_texts")]
    assert (beside.lost, beside.is_silent) == ((), False)
    assert [(each.language, each.reason, each.codes) for each in silent.lost] == [
        ("fi", "lacks", ("parking",)),
        ("sv", "lacks", ("parking",)),
    ]
    assert silent.is_silent
    assert (same.lost, same.hidden, same.is_silent) == ((), (), False)


@pytest.mark.parametrize("half", ["judge", "load"])
def test_a_fault_half_way_leaves_nothing_behind(installation: Installation, half: str) -> None:
    def break_off() -> None:
        with writing(installation.engine) as connection:
            found = texts.validate(connection, "pohjola", child_sheet(), SheetDeclaration(), year=2027)
            assert isinstance(found, LoadableSheet)
            if half == "load":
                texts.load(connection, "pohjola", found, author="x", now=installation.clock())
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        break_off()
    assert installation.rows(text_sets) + installation.rows(forms) + installation.rows(audit_entries) == []


def test_content_is_kept_as_a_terminal_would_get_it(installation: Installation) -> None:
    made = load(installation, national_sheet("sv")).text_set
    [row] = installation.rows(text_sets)
    assert json.loads(json.dumps(row.content)) == msgspec.to_builtins(made)
