"""The audit log shows actions as sentences, filters them by kind, person, place and day, and hides what a role may not see."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.store.people import audit
from server.store.write_transaction import writing
from server.web.people.audit_sentences import ACTION_GROUPS, SENTENCES
from tests.server.web.page_client import Pages, Visitor


def write(pages: Pages, who: str, what: str, *, minutes: float = 0, region: str | None = "pohjola", **detail: Any) -> None:
    subject = detail.pop("subject", "2")
    with writing(pages.engine) as connection:
        audit.write(connection, who, what, now=pages.clock.advance(minutes=minutes), subject=subject, region=region, **detail)


def rows(visitor: Visitor, query: str = "") -> list[str]:
    text = visitor.get(f"/changes{query}").text
    body = text[text.find("<tbody") :] if "<tbody" in text else ""
    return [html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


@pytest.fixture
def anna(pages: Pages) -> Visitor:
    return pages.signed_in("coordinator")


def codes_written(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that are literals in calls of `audit.write` and of the functions that wrap it, as their third argument."""
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        if ast.unparse(call.func) in ("audit.write", "_write") and len(call.args) > 2:
            yield from (each.value for each in ast.walk(call.args[2]) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_everything_that_the_server_writes_down_has_its_words() -> None:
    written = {code for file in Path("server").rglob("*.py") for code in codes_written(ast.parse(file.read_text(encoding="utf-8")))}
    assert {"plan_made", "signed_in", "terminal_added", "person_changed", "region_loaded"} <= written
    assert written - set(SENTENCES) == set()
    assert {what for kind in ACTION_GROUPS.values() for what in kind.action_codes} == set(SENTENCES)


def test_acts_are_told_in_sentences_the_newest_first(pages: Pages, anna: Visitor) -> None:
    write(pages, "anna@example.fi", "plan_made", service_point="keskusta", begins_at="2026-12-01T08:00:00.000+02:00")
    write(pages, "command:root", "region_loaded", minutes=5, file="region.toml", forced=True)
    assert rows(anna) == [
        "02/11/2026, 10.05 Loaded the region file region.toml, replacing changes made on pages. a command (root)",
        "02/11/2026, 10.00 Created plan 2 for Keskusta, from 01/12/2026, 8.00. anna@example.fi",
    ]


def test_they_are_found_by_kind_person_place_and_day(pages: Pages, anna: Visitor) -> None:
    write(pages, "anna@example.fi", "plan_made", service_point="keskusta")
    write(pages, "bo@example.fi", "plan_withdrawn", minutes=1, service="health")
    write(pages, "bo@example.fi", "texts_loaded", minutes=1, language="sv", texts="sv-2027-1", subject="general-1")
    assert len(rows(anna)) == 3
    assert len(rows(anna, "?kind=plans")) == 2
    assert len(rows(anna, "?who=bo@example.fi")) == 2
    assert len(rows(anna, "?place=service_point:keskusta")) == 1
    assert len(rows(anna, "?place=service:health&kind=texts")) == 0
    assert len(rows(anna, "?since=2026-11-02&until=2026-11-02")) == 3
    assert len(rows(anna, "?since=2026-11-03")) == 0
    assert "No changes match your search." in anna.get("/changes?until=2026-11-01").text


def test_a_day_that_cannot_be_read_is_said(anna: Visitor) -> None:
    answer = anna.get("/changes?since=soon")
    assert answer.status_code == 422
    assert "soon is not a valid date" in answer.text


def test_they_come_by_pages(pages: Pages, anna: Visitor) -> None:
    for number in range(55):
        write(pages, "anna@example.fi", "plan_made", subject=str(number), service="health")
    first = anna.get("/changes?kind=plans")
    [older] = re.findall(r'href="(/changes\?[^"]*before=[^"]*)"', first.text)
    second = rows(anna, html.unescape(older).removeprefix("/changes"))
    assert len(rows(anna, "?kind=plans")) == 50
    assert len(second) == 5
    assert "plan 0 for" in second[-1]


def test_who_comes_and_goes_is_for_those_who_keep_the_installation(pages: Pages, anna: Visitor) -> None:
    write(pages, "someone@example.fi", "signed_in", region=None)
    write(pages, "command:root", "unlocked", region=None)
    assert "someone@example.fi" not in anna.get("/changes").text
    assert rows(anna, "?kind=people") == []
    assert "Unlocked the comments" not in anna.get("/changes?kind=keys").text
    told = pages.signed_in("admin").get("/changes").text
    assert "someone@example.fi" in told
    assert "Unlocked the comments" in told


def test_whoever_belongs_to_a_region_sees_what_was_done_there(pages: Pages) -> None:
    write(pages, "anna@example.fi", "plan_made", region="pohjola")
    write(pages, "elsewhere@example.fi", "plan_made", region="etela")
    write(pages, "nowhere@example.fi", "backed_up", region=None)
    visitor = pages.signed_in("admin", region="pohjola")
    told = visitor.get("/changes?region=etela").text
    assert "anna@example.fi" in told
    assert "elsewhere@example.fi" not in told
    assert "nowhere@example.fi" not in told


def test_what_no_sentence_has_words_for_shows_its_code_and_nothing_of_its_detail(pages: Pages, anna: Visitor) -> None:
    write(pages, "anna@example.fi", "something_new", subject="s", secret="hush", begins_at={"x": 1})
    text = anna.get("/changes").text
    assert "something_new" in text
    assert "hush" not in text


def test_nothing_done_yet_says_so(anna: Visitor) -> None:
    assert "Nothing has been changed yet." in anna.get("/changes").text


def test_the_ways_through_the_pages_mark_where_one_is(anna: Visitor) -> None:
    def current(path: str) -> list[tuple[str, str]]:
        found = re.findall(r'<a href="([^"]+)" aria-current="(page|true)">', anna.get(path).text)
        return [(address, how) for address, how in found if address in ("/", "/rotation", "/changes")]

    assert current("/changes") == [("/changes", "page")]
    assert current("/rotation") == [("/rotation", "page")]
    assert current("/rotation/pohjola") == [("/rotation", "true")]
    assert current("/") == [("/", "page")]


def test_a_number_that_no_entry_can_have_is_as_none(pages: Pages, anna: Visitor) -> None:
    write(pages, "anna@example.fi", "plan_made")
    for before in ("0", "-1", "x", str(10**30)):
        assert len(rows(anna, f"?before={before}")) == 1
