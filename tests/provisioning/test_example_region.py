"""The example region is whole: every reference leads somewhere, every name is there in every language."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from i18n.texts import text_set
from survey.forms import CORE
from tests.project import EXAMPLE_REGION

FILE = EXAMPLE_REGION


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def named(example: dict[str, Any]) -> list[dict[str, Any]]:
    return [example["region"], *example["producer"], *example["service"], *example["service_point"]]


def test_there_are_some_twelve_service_points(example: dict[str, Any]) -> None:
    assert len(example["service_point"]) == 12


def test_every_name_is_there_in_every_language_of_the_region(example: dict[str, Any]) -> None:
    languages = set(example["region"]["languages"])
    assert [one["id"] for one in named(example) if {tag for tag, name in one["name"].items() if name.strip()} != languages] == []


@pytest.mark.parametrize("kind", ["producer", "service", "service_point"])
def test_ids_are_plain_and_differ(example: dict[str, Any], kind: str) -> None:
    ids = [one["id"] for one in example[kind]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in ids)


def test_every_reference_leads_somewhere(example: dict[str, Any]) -> None:
    services = {one["id"] for one in example["service"]}
    producers = {one["id"] for one in example["producer"]}
    assert {one["parent"] for one in example["service"] if "parent" in one} <= services
    assert {one["service"] for one in example["service_point"]} <= services
    assert {one["producer"] for one in example["service_point"]} == producers


def test_opening_hours_begin_before_they_end(example: dict[str, Any]) -> None:
    for point in example["service_point"]:
        for day, hours in point["opening_hours"].items():
            assert day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            opens, closes = hours.split("-")
            assert "00:00" <= opens < closes <= "24:00", f"{point['id']} on {day}"


def test_three_of_the_seven_core_statements_are_asked(example: dict[str, Any]) -> None:
    assert (example["plan"]["per_visit"], tuple(example["plan"]["statements"])) == (3, CORE)


def test_drafts_are_shown_just_where_only_drafts_are_there(example: dict[str, Any]) -> None:
    drafts = [tag for tag in example["region"]["languages"] if text_set("general-1", tag)["status"] == "draft"]
    assert example["region"]["drafts"] == drafts
