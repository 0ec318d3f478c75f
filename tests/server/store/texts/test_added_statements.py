"""Special and own statements are worded by the county and revised, end only when no plan asks them, and reach terminals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from server.domain.rotation.plan_calendar import Unit
from server.domain.texts.added_statements import split_text_set_id
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.tables import added_texts, audit_entries
from server.store.texts import added_statements, language_availability
from server.store.texts.added_statements import AddedStatement, CodeTaken, StatementChangedMeanwhile, StatementInUse
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS
from tests.server.installation import ApiTerminal, Installation

PARKING = AddedStatement("parking", "own", {"fi": "Pysäköinti oli helppoa", "sv": "Det var lätt att parkera"})
WHO = "ada@example.fi"


def add(installation: Installation, statement: AddedStatement = PARKING) -> None:
    with writing(installation.engine) as connection:
        added_statements.add(connection, "pohjola", statement, author=WHO, now=installation.clock())


def change(installation: Installation, said: Mapping[str, str], seen: Mapping[str, int]) -> list[str]:
    with writing(installation.engine) as connection:
        return added_statements.change(connection, "pohjola", "parking", said, seen=seen, author=WHO, now=installation.clock())


def end(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        added_statements.end(connection, "pohjola", "parking", author=WHO, now=installation.clock())


def plan(installation: Installation, *, own: tuple[str, ...] = ("parking",), unit: Unit | None = None, days: float = 0) -> int:
    content = {"per_visit": 3, "statements": list(CORE_STATEMENTS), "fixed": [], "special": [], "own": list(own), "form": "general-1"}
    now = installation.clock()
    with writing(installation.engine) as connection:
        return plans.add(
            connection,
            "pohjola",
            {**content, "order": ["nps", "comment", "statements"]},
            author=WHO,
            now=now,
            unit=unit,
            begins_at=now + timedelta(days=days),
        )


def shown(terminal: ApiTerminal) -> dict[str, tuple[str, str, str]]:
    """Return by language the id and the status of the text set in a terminal's configuration, and its text of the statement `parking`."""
    texts = terminal.get("/api/v1/configuration").get_json()["texts"]
    return {text["language"]: (text["id"], text["status"], text["statements"].get("parking", {}).get("text", "")) for text in texts}


def test_an_own_statement_reaches_the_terminals_that_are_asked_it(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation)
    assert shown(api_terminal) == {"fi": ("fi-2026-1", "county", ""), "sv": ("sv-2026-1", "draft", "")}, "no plan names it yet"
    plan(installation, unit=Unit("service_point", "keskusta"))
    assert shown(api_terminal) == {
        "fi": ("fi-2026-1+1", "county", "Pysäköinti oli helppoa"),
        "sv": ("sv-2026-1+1", "draft", "Det var lätt att parkera"),
    }
    assert shown(installation.enrol_terminal("satama"))["fi"] == ("fi-2026-1", "county", "")


def test_a_new_wording_changes_the_id_by_which_responses_tell_what_was_read(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation)
    plan(installation)
    etag = api_terminal.get("/api/v1/configuration").headers["ETag"]
    installation.clock.advance(days=1)
    assert change(installation, {"fi": "Parkkipaikka löytyi", "sv": PARKING.texts["sv"]}, {"fi": 1, "sv": 1}) == ["fi"]
    assert (shown(api_terminal)["fi"][::2], shown(api_terminal)["sv"][0]) == (("fi-2026-1+2", "Parkkipaikka löytyi"), "sv-2026-1+1")
    assert api_terminal.get("/api/v1/configuration").headers["ETag"] != etag
    with reading(installation.engine) as connection:
        for reported, words in (("fi-2026-1+1", "Pysäköinti oli helppoa"), ("fi-2026-1+2", "Parkkipaikka löytyi")):
            base, state = split_text_set_id(reported)
            assert base == "fi-2026-1"
            assert added_statements.texts_shown(connection, "pohjola", ("parking",), "fi", state) == {"parking": words}
        assert added_statements.texts_shown(connection, "pohjola", ("parking",), "fi", 0) == {}


def test_a_language_without_its_text_is_not_offered_where_it_is_asked(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation, AddedStatement("parking", "own", {"fi": "Pysäköinti oli helppoa"}))
    plan(installation, unit=Unit("service_point", "keskusta"))
    assert set(shown(api_terminal)) == {"fi"}
    assert set(shown(installation.enrol_terminal("satama"))) == {"fi", "sv"}
    with reading(installation.engine) as connection:
        found = {
            each.plans: each.offer
            for each in language_availability.availability_by_service_points(connection, "pohjola", installation.clock())
        }
    assert found[(1,)].languages == ("fi", "sv")
    assert [(each.language, each.reason, each.codes) for each in found[(2,)].withheld] == [("sv", "lacks", ("parking",))]
    change(installation, {"sv": "Det var lätt att parkera"}, {})
    assert set(shown(api_terminal)) == {"fi", "sv"}


def test_a_response_with_an_own_statement_is_taken_however_late(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation)
    number = plan(installation)
    statements = [{"code": "parking", "position": 4, "outcome": "answered", "value": 2}]
    assert api_terminal.send_responses(
        api_terminal.next_response(statements=statements, draw={"plan": number, "targets": 0, "index": 0})
    ) == [("stored", None)]
    plan(installation, own=())
    end(installation)
    assert api_terminal.send_responses(
        api_terminal.next_response(statements=statements, draw={"plan": number, "targets": 0, "index": 1})
    ) == [("stored", None)]


def test_one_that_is_asked_or_will_be_cannot_be_ended_and_says_where(installation: Installation) -> None:
    add(installation)
    here = plan(installation, unit=Unit("service_point", "keskusta"))
    later = plan(installation, unit=Unit("service", "health"), days=3)
    with pytest.raises(StatementInUse) as refused:
        end(installation)
    assert [(each.number, each.unit) for each in refused.value.where] == [
        (here, Unit("service_point", "keskusta")),
        (later, Unit("service", "health")),
    ]
    plan(installation, own=(), unit=Unit("service_point", "keskusta"))
    with writing(installation.engine) as connection:
        plans.withdraw(connection, "pohjola", later, who=WHO, now=installation.clock())
    end(installation)
    with reading(installation.engine) as connection:
        assert added_statements.usable(connection, "pohjola") == []


def test_one_that_ended_can_be_brought_back_with_all_its_words(installation: Installation) -> None:
    add(installation)
    end(installation)
    with writing(installation.engine) as connection:
        added_statements.resume(connection, "pohjola", "parking", author=WHO, now=installation.clock())
        assert added_statements.usable(connection, "pohjola") == [PARKING]
    assert [row.what for row in installation.rows(audit_entries, audit_entries.c.number)] == [
        "statement_added",
        "statement_ended",
        "statement_resumed",
    ]


def test_a_code_is_given_once_and_never_that_of_a_form(installation: Installation) -> None:
    add(installation)
    for code in ("parking", "access"):
        with pytest.raises(CodeTaken):
            add(installation, AddedStatement(code, "special", {"fi": "…"}))
    with reading(installation.engine) as connection:
        assert added_statements.usable(connection, "pohjola") == [PARKING]


def test_whoever_saves_second_is_told_and_changes_nothing(installation: Installation) -> None:
    add(installation)
    assert change(installation, {"fi": "Ensimmäinen"}, {"fi": 1}) == ["fi"]
    with pytest.raises(StatementChangedMeanwhile) as meanwhile:
        change(installation, {"fi": "Toinen", "sv": "Andra"}, {"fi": 1, "sv": 1})
    assert meanwhile.value.languages == ["fi"]
    with reading(installation.engine) as connection:
        found = added_statements.get(connection, "pohjola", "parking")
    assert found is not None
    assert {tag: (each.text, each.revision) for tag, each in found.texts.items()} == {
        "fi": ("Ensimmäinen", 2),
        "sv": ("Det var lätt att parkera", 1),
    }
    assert [each.text for each in found.earlier] == ["Pysäköinti oli helppoa"]


def test_saving_the_same_words_again_is_no_revision(installation: Installation) -> None:
    add(installation)
    assert change(installation, PARKING.texts, {"fi": 1, "sv": 1}) == []
    assert len(installation.rows(added_texts)) == 2


def test_places_that_offer_the_same_are_told_of_together_and_a_change_by_what_it_brings_and_takes(installation: Installation) -> None:
    def offered() -> list[language_availability.ServicePointLanguages]:
        with reading(installation.engine) as connection:
            return language_availability.availability_by_service_points(connection, "pohjola", installation.clock())

    before = offered()
    plan(installation, own=(), unit=Unit("service_point", "keskusta"))
    assert [(each.plans, list(each.points)) for each in offered()] == [((1, 2), ["keskusta", "satama"])]
    add(installation, AddedStatement("parking", "own", {"fi": "Pysäköinti oli helppoa"}))
    plan(installation, unit=Unit("service_point", "keskusta"))
    found = {tuple(each.after.points): (each.gained, each.lost) for each in language_availability.language_changes(before, offered())}
    assert found == {("satama",): ((), ()), ("keskusta",): ((), ("sv",))}
    back = {tuple(each.after.points): (each.gained, each.lost) for each in language_availability.language_changes(offered(), before)}
    assert back == {("keskusta", "satama"): (("sv",), ())}
