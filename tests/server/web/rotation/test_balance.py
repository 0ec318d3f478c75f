"""The balance page shows how even the answers are in words and numbers, and what to do. It shows nothing of another region."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher

from server.domain.rotation.plan_calendar import Unit
from server.operations.people import passwords
from server.operations.region import load_region_file
from server.store.people.people import Role
from server.store.rotation import plans
from server.store.write_transaction import writing
from server.web.assets.__main__ import BUILT
from survey.forms import CORE_STATEMENTS, GENERAL_1
from tests.server.installation import REGION_TOML, START, ManualClock, sample_region_file
from tests.server.sample_totals import equal_totals, insert_totals
from tests.server.web.page_client import Pages

CONTINUITY_OUT: dict[str, Any] = {
    "per_visit": 3,
    "statements": [code for code in CORE_STATEMENTS if code != "continuity"],
    "fixed": [],
    "special": [],
    "own": [],
    "order": ["nps", "comment", "statements"],
    "form": GENERAL_1.id,
}


def words(html: str) -> str:
    """Return the text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").replace(" ,", ",")


@pytest.fixture
def uneven(pages: Pages) -> Pages:
    """Provides a region in which Satama does not ask continuity and participation has few answers, 20 days after the plan began."""
    with writing(pages.engine) as connection:
        own = plans.add(connection, "pohjola", CONTINUITY_OUT, author="anna@example.fi", now=START, unit=Unit("service_point", "satama"))
        insert_totals(connection, "keskusta", equal_totals(500) | {"participation": (900, 880, 250)})
        insert_totals(connection, "satama", dict.fromkeys(CONTINUITY_OUT["statements"], (200, 195, 190)), plan=own)
    pages.clock.advance(days=20)
    return pages


@pytest.mark.parametrize("role", ["admin", "it", "coordinator", "viewer"])
def test_every_role_may_look(pages: Pages, role: Role) -> None:
    assert pages.signed_in(role).get("/balance").status_code == 200


def test_who_is_not_signed_in_is_asked_to(pages: Pages) -> None:
    assert pages.visitor().get("/balance").headers["Location"] == "/sign-in?next=/balance"


def test_an_even_region_is_said_to_be(pages: Pages) -> None:
    with writing(pages.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(1000, participation=993))
    said = words(pages.signed_in().get("/balance").text)
    assert (
        "Participation is 6 answers (0.6 %) below its even share, and no other statement differs more. This is even enough."
        in said.replace("0,6", "0.6")
    )
    assert "The answers are even enough now" in said


def test_an_uneven_region_is_told_with_its_causes(uneven: Pages) -> None:
    said = words(uneven.signed_in("coordinator").get("/balance").text)
    assert "Uneven Participation is 187 answers (29,8 %) below its even share, more than any other statement." in said
    assert "40,9 % of the people who see it answer it, compared with 99,4 % for the other statements." in said
    assert "Continuity is 127 answers (20,3 %) below its even share 1 service point does not ask this statement: Satama." in said
    assert "It provides 26,0 % of the answers here. The other service points can make up for it." in said
    assert "Not without changes. With the current places and plans, Participation cannot catch up with the others" in said


def test_a_forecast_never_comes_without_its_pace(pages: Pages) -> None:
    with writing(pages.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(500, safety=450))
    pages.clock.advance(days=20)
    said = words(pages.signed_in().get("/balance").text)
    assert "In about 3 days at the earliest, at the rate since 2 November 2026 (57,5 visits per day)." in said
    assert ", the share of people who answered" in said


def test_a_service_point_is_told_of_alone(uneven: Pages) -> None:
    said = words(uneven.signed_in().get("/balance?place=service_point.satama").text)
    assert "The balance is even enough when the most answered statement has at most" in said
    assert "Not asked at any place here: Continuity." in said


def test_a_service_is_told_of_with_what_is_below_it(uneven: Pages) -> None:
    page = uneven.signed_in().get("/balance?place=service.health")
    assert "Satama" in words(page.text)
    assert 'value="service.primary-care"' in page.text


def test_chosen_months_are_told_without_a_forecast(uneven: Pages) -> None:
    with writing(uneven.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(40), month="2026-10")
    said = words(uneven.signed_in().get("/balance?from=2026-10&until=2026-10").text)
    assert "October 2026" in said
    assert "There is no forecast for selected months." in said
    assert "The balance is even enough when the most answered statement has at most" in said


def test_months_may_be_chosen_either_way_round_and_those_that_are_not_there_are_passed_over(uneven: Pages) -> None:
    with writing(uneven.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(40), month="2026-10")
    visitor = uneven.signed_in()
    assert "October 2026–November 2026" in words(visitor.get("/balance?from=2026-11&until=2026-10").text)
    assert "October 2026–November 2026" in words(visitor.get("/balance?from=2026-10").text)
    assert "since the plan in force began" in words(visitor.get("/balance?from=1999-01").text)


@pytest.mark.parametrize("place", ["service_point.nowhere", "service.nowhere", "service_point.%00"])
def test_a_place_that_is_not_there_is_not_found(pages: Pages, place: str) -> None:
    assert pages.signed_in().get(f"/balance?place={place}").status_code == 404


@pytest.mark.parametrize(
    "query", ["sort=drawn", "sort=nothing", "sort=name&down=1", "sort=terminal-gap", "form=child-9", "place=x", "until=2026-11", "down=7"]
)
def test_whatever_the_address_says_there_is_a_page(uneven: Pages, query: str) -> None:
    uneven.installation.enrol_terminal()
    assert uneven.signed_in().get(f"/balance?{query}").status_code == 200


def test_statements_are_sorted_by_a_column_both_ways(uneven: Pages) -> None:
    visitor = uneven.signed_in()

    def first(query: str) -> str:
        found = re.search(r'statement__name">(\w+)<', visitor.get(f"/balance?{query}").text)
        assert found
        return found[1]

    assert first("") == "Access"
    assert first("sort=difference") == "Participation"
    assert first("sort=difference&down=1") != "Participation"
    assert 'aria-sort="descending"' in visitor.get("/balance?sort=answered").text


def test_terminals_that_hold_it_back_are_told_with_what_to_do(uneven: Pages) -> None:
    silent, well = uneven.installation.enrol_terminal(), uneven.installation.enrol_terminal("satama")
    silent.send_heartbeat(unsent=70)
    uneven.clock.advance(days=3)
    well.send_heartbeat(unsent=0)
    visitor = uneven.signed_in()
    said = words(visitor.get("/balance").text)
    assert "1 terminal is holding answers back" in said
    assert "70 responses were unsent at last contact" in said
    assert "No contact for 3 days. Check its power and network connection." in said
    page = visitor.get("/balance").text
    assert f"/terminals/{silent.id}" in page
    assert f"/terminals/{well.id}" not in page
    assert f"/terminals/{well.id}" in visitor.get("/balance?terminals=all").text


def test_a_terminal_on_an_earlier_plan_is_told(uneven: Pages) -> None:
    lobby = uneven.installation.enrol_terminal()
    lobby.send_heartbeat(configuration=lobby.get("/api/v1/configuration").get_json()["etag"])
    with writing(uneven.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(10), terminal=lobby.id, month="2026-09")
        plans.add(connection, "pohjola", CONTINUITY_OUT, author="anna@example.fi", now=uneven.clock())
    uneven.clock.advance(minutes=1)
    said = words(uneven.signed_in().get("/balance").text)
    assert "Uses plan 1, although plan 3 is in force." in said
    assert "1 terminal still uses an earlier plan" in said


def test_before_the_first_answer_the_page_says_what_to_do(pages: Pages) -> None:
    visitor = pages.signed_in()
    assert "There are no terminals yet" in words(visitor.get("/balance").text)
    pages.installation.enrol_terminal()
    assert "No answers have been received yet" in words(visitor.get("/balance").text)
    assert "echarts" not in visitor.get("/balance").text


def test_the_pilot_s_fixed_statements_leave_nothing_to_balance(pages: Pages) -> None:
    fixed = ["access", "continuity", "clarity"]
    with writing(pages.engine) as connection:
        number = plans.add(
            connection, "pohjola", CONTINUITY_OUT | {"statements": list(CORE_STATEMENTS), "fixed": fixed}, author="a", now=pages.clock()
        )
        insert_totals(connection, "keskusta", dict.fromkeys(fixed, (90, 90, 80)), plan=number)
    pages.clock.advance(minutes=1)
    said = words(pages.signed_in().get("/balance").text)
    assert "there is nothing to balance" in said
    assert "Not asked at any place here: Encounter, Participation, Safety, Benefit." in said
    assert "Asked of everyone" in said


def test_who_belongs_to_one_region_sees_no_other(pages: Pages) -> None:
    other = REGION_TOML.replace('id = "pohjola"', 'id = "etela"', 1).replace("Pohjola", "Etelä")
    with writing(pages.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(other), author="command", now=START)
        insert_totals(connection, "keskusta", equal_totals(1234))
    bound = pages.signed_in("coordinator", region="etela")
    assert "1 234" not in words(bound.get("/balance").text)
    assert 'id="region"' not in bound.get("/balance").text
    assert bound.get("/balance?region=pohjola").status_code == 404
    free = pages.signed_in("admin")
    assert "1 234" in words(free.get("/balance?region=pohjola").text)
    assert 'id="region"' in free.get("/balance").text


def test_the_page_carries_the_strict_policy_and_no_script_within(uneven: Pages) -> None:
    answer = uneven.signed_in().get("/balance")
    assert "script-src 'self'; style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", answer.text)


def test_the_charts_library_compiles_no_text() -> None:
    assert not re.search(r"\beval\(|new Function\b", (BUILT / "echarts.js").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "said"), [("fi", "Riittävän tasainen"), ("sv", "Tillräckligt jämnt")])
def test_it_speaks_the_page_s_language(pages: Pages, language: str, said: str) -> None:
    with writing(pages.engine) as connection:
        insert_totals(connection, "keskusta", equal_totals(1000, participation=993))
    pages.add("anna@example.fi", "coordinator")
    visitor = pages.visitor(language)
    visitor.sign_in("anna@example.fi")
    assert said in words(visitor.get("/balance").text)


def test_before_the_first_region_the_page_says_what_to_do(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    bare = Pages(SimpleNamespace(clock=ManualClock()), database_url, tmp_path)  # type: ignore[arg-type]
    said = words(bare.signed_in("coordinator").get("/balance").text)
    bare.close()
    assert "Nothing is set up yet Load a region file first" in said
