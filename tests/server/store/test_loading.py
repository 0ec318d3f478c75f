"""Loading: all or nothing, what the file changed and nothing else, a changed plan as a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.domain.changes import Changes
from server.store import loading, units
from server.store.engine import writing
from server.store.tables import load_records, plans, service_points, services
from tests.server.installation import REGION, START, Installation, region_file


def load(installation: Installation, text: str, *, force: bool = False) -> Changes:
    with writing(installation.engine) as connection:
        return loading.load(connection, region_file(text), author="ada@example.fi", now=installation.clock(), force=force)


def names(installation: Installation) -> dict[str, object]:
    return {row.id: row.name for row in installation.rows(service_points) if row.ends_at is None}


def rename_on_a_page(installation: Installation, name: str) -> None:
    with writing(installation.engine) as connection:
        connection.execute(update(service_points).where(service_points.c.id == "satama").values(name={"fi": name}))


def test_a_child_may_stand_before_its_parent(installation: Installation) -> None:
    assert {row.id: row.parent for row in installation.rows(services)} == {"primary-care": "health", "health": None}


def test_the_same_file_again_changes_nothing(installation: Installation) -> None:
    assert not load(installation, REGION)
    assert [row.number for row in installation.rows(plans)] == [1]


def test_a_changed_plan_is_a_new_one_by_the_file(installation: Installation) -> None:
    installation.clock.pass_time(days=1)
    load(installation, REGION.replace("per_visit = 3", "per_visit = 4"))
    found = [(row.number, row.per_visit, row.author, row.begins_at) for row in installation.rows(plans, plans.c.number)]
    assert found == [(1, 3, "command", START), (2, 4, "ada@example.fi", START + timedelta(days=1))]


def test_a_page_and_an_unchanged_file_live_together(installation: Installation) -> None:
    rename_on_a_page(installation, "Satamakatu")
    load(installation, REGION.replace('fi = "Keskusta"', 'fi = "Ydinkeskusta"'))
    assert names(installation) == {"keskusta": {"fi": "Ydinkeskusta"}, "satama": {"fi": "Satamakatu"}}


def test_a_collision_changes_nothing_without_force(installation: Installation) -> None:
    rename_on_a_page(installation, "Satamakatu")
    text = REGION.replace('fi = "Satama"', 'fi = "Satamatori"').replace('fi = "Keskusta"', 'fi = "Ydinkeskusta"')
    found = load(installation, text)
    assert [(collision.id, collision.field) for collision in found.collisions] == [("satama", "name")]
    assert names(installation) == {"keskusta": {"fi": "Keskusta"}, "satama": {"fi": "Satamakatu"}}
    assert len(installation.rows(load_records)) == 1
    load(installation, text, force=True)
    assert names(installation) == {"keskusta": {"fi": "Ydinkeskusta"}, "satama": {"fi": "Satamatori"}}


def test_what_left_the_file_ends_and_may_come_back(installation: Installation) -> None:
    shorter = REGION.replace(REGION[REGION.index('[[service_point]]\nid = "satama"') : REGION.index("[plan]")], "")
    load(installation, shorter)
    assert set(names(installation)) == {"keskusta"}
    load(installation, REGION)
    assert set(names(installation)) == {"keskusta", "satama"}


def test_a_fault_half_way_leaves_nothing_behind(installation: Installation) -> None:
    def load_and_fail() -> None:
        with writing(installation.engine) as connection:
            loading.load(connection, region_file(REGION.replace("Satama", "Tori")), author="x", now=START)
            assert connection.execute(select(service_points.c.name).where(service_points.c.id == "satama")).scalar() == {"fi": "Tori"}
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        load_and_fail()
    assert names(installation)["satama"] == {"fi": "Satama"}


def stood(installation: Installation, kind: units.Kind, unit: str, days: float) -> units.Standing | None:
    with writing(installation.engine) as connection:
        return units.at(connection, "pohjola", kind, unit, START + timedelta(days=days))


def test_a_service_point_that_moves_to_another_service_keeps_its_past(installation: Installation) -> None:
    installation.clock.pass_time(days=2)
    load(installation, REGION.replace('service = "primary-care"\nproducer', 'service = "health"\nproducer'))
    assert stood(installation, "service_point", "keskusta", 1) == ("primary-care", "own")
    assert stood(installation, "service_point", "keskusta", 2) == ("health", "own")
    assert stood(installation, "service_point", "keskusta", -1) is None
    assert stood(installation, "service", "primary-care", 1) == ("health", None)


def test_a_unit_that_ends_and_comes_back_was_not_there_meanwhile(installation: Installation) -> None:
    without = REGION[: REGION.index('[[service_point]]\nid = "satama"')] + REGION[REGION.index("[plan]") :]
    installation.clock.pass_time(days=2)
    load(installation, without)
    installation.clock.pass_time(days=2)
    load(installation, REGION)
    there = [stood(installation, "service_point", "satama", day) is not None for day in (1, 3, 5)]
    assert there == [True, False, True]
