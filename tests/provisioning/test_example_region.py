"""Tests that the file of the example region is complete: every reference has a target, and every name exists in every language."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from i18n.texts import load_text_set
from survey.forms import CORE_STATEMENTS
from tests.project import EXAMPLE_REGION


@pytest.fixture(scope="module")
def example_region() -> dict[str, Any]:
    return tomllib.loads(EXAMPLE_REGION.read_text(encoding="utf-8"))


def named_items(example_region: dict[str, Any]) -> list[dict[str, Any]]:
    return [example_region["region"], *example_region["producer"], *example_region["service"], *example_region["service_point"]]


def test_there_are_some_twelve_service_points(example_region: dict[str, Any]) -> None:
    assert len(example_region["service_point"]) == 12


def test_every_name_is_there_in_every_language_of_the_region(example_region: dict[str, Any]) -> None:
    languages = set(example_region["region"]["languages"])
    assert [
        one["id"] for one in named_items(example_region) if {tag for tag, name in one["name"].items() if name.strip()} != languages
    ] == []


@pytest.mark.parametrize("kind", ["producer", "service", "service_point"])
def test_ids_are_plain_and_differ(example_region: dict[str, Any], kind: str) -> None:
    ids = [one["id"] for one in example_region[kind]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in ids)


def test_every_reference_leads_somewhere(example_region: dict[str, Any]) -> None:
    services = {one["id"] for one in example_region["service"]}
    producers = {one["id"] for one in example_region["producer"]}
    assert {one["parent"] for one in example_region["service"] if "parent" in one} <= services
    assert {one["service"] for one in example_region["service_point"]} <= services
    assert {one["producer"] for one in example_region["service_point"]} == producers


def test_opening_hours_begin_before_they_end(example_region: dict[str, Any]) -> None:
    for point in example_region["service_point"]:
        for day, hours in point["opening_hours"].items():
            assert day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            opens, closes = hours.split("-")
            assert "00:00" <= opens < closes <= "24:00", f"{point['id']} on {day}"


def test_three_of_the_seven_core_statements_are_asked(example_region: dict[str, Any]) -> None:
    assert (example_region["plan"]["per_visit"], tuple(example_region["plan"]["statements"])) == (3, CORE_STATEMENTS)


def test_drafts_are_shown_just_where_only_drafts_are_there(example_region: dict[str, Any]) -> None:
    drafts = [tag for tag in example_region["region"]["languages"] if load_text_set("general-1", tag)["status"] == "draft"]
    assert example_region["region"]["drafts"] == drafts
