"""Loading a region file applies all or nothing, changes only what the file changed, and adds a changed plan as a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.domain.region.region_diff import RegionChanges
from server.domain.rotation.plan_calendar import Unit
from server.operations.region import load_region_file
from server.store.region import unit_history
from server.store.rotation import plans as plan_store
from server.store.tables import load_records, plans, service_points, services
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement, StatementInUse
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS
from tests.server.installation import REGION_TOML, START, Installation, sample_region_file


def load(installation: Installation, text: str, *, force: bool = False) -> RegionChanges:
    with writing(installation.engine) as connection:
        return load_region_file.apply_region_file(
            connection, sample_region_file(text), author="ada@example.fi", now=installation.clock(), force=force
        )


def names(installation: Installation) -> dict[str, object]:
    return {row.id: row.name for row in installation.rows(service_points) if row.ends_at is None}


def rename_on_a_page(installation: Installation, name: str) -> None:
    with writing(installation.engine) as connection:
        connection.execute(update(service_points).where(service_points.c.id == "satama").values(name={"fi": name}))


def test_a_child_may_stand_before_its_parent(installation: Installation) -> None:
    assert {row.id: row.parent for row in installation.rows(services)} == {"primary-care": "health", "health": None}


def test_the_same_file_again_changes_nothing(installation: Installation) -> None:
    assert not load(installation, REGION_TOML)
    assert [row.number for row in installation.rows(plans)] == [1]


def test_a_changed_plan_is_a_new_one_by_the_file(installation: Installation) -> None:
    installation.clock.advance(days=1)
    load(installation, REGION_TOML.replace("per_visit = 3", "per_visit = 4"))
    found = [(row.number, row.per_visit, row.author, row.begins_at) for row in installation.rows(plans, plans.c.number)]
    assert found == [(1, 3, "command", START), (2, 4, "ada@example.fi", START + timedelta(days=1))]


def test_a_page_and_an_unchanged_file_live_together(installation: Installation) -> None:
    rename_on_a_page(installation, "Satamakatu")
    load(installation, REGION_TOML.replace('fi = "Keskusta"', 'fi = "Ydinkeskusta"'))
    assert names(installation) == {"keskusta": {"fi": "Ydinkeskusta"}, "satama": {"fi": "Satamakatu"}}


def test_a_collision_changes_nothing_without_force(installation: Installation) -> None:
    rename_on_a_page(installation, "Satamakatu")
    text = REGION_TOML.replace('fi = "Satama"', 'fi = "Satamatori"').replace('fi = "Keskusta"', 'fi = "Ydinkeskusta"')
    found = load(installation, text)
    assert [(collision.id, collision.field) for collision in found.collisions] == [("satama", "name")]
    assert names(installation) == {"keskusta": {"fi": "Keskusta"}, "satama": {"fi": "Satamakatu"}}
    assert len(installation.rows(load_records)) == 1
    load(installation, text, force=True)
    assert names(installation) == {"keskusta": {"fi": "Ydinkeskusta"}, "satama": {"fi": "Satamatori"}}


def test_what_left_the_file_ends_and_may_come_back(installation: Installation) -> None:
    shorter = REGION_TOML.replace(REGION_TOML[REGION_TOML.index('[[service_point]]\nid = "satama"') : REGION_TOML.index("[plan]")], "")
    load(installation, shorter)
    assert set(names(installation)) == {"keskusta"}
    load(installation, REGION_TOML)
    assert set(names(installation)) == {"keskusta", "satama"}


def test_a_fault_half_way_leaves_nothing_behind(installation: Installation) -> None:
    def load_and_fail() -> None:
        with writing(installation.engine) as connection:
            load_region_file.apply_region_file(connection, sample_region_file(REGION_TOML.replace("Satama", "Tori")), author="x", now=START)
            assert connection.execute(select(service_points.c.name).where(service_points.c.id == "satama")).scalar() == {"fi": "Tori"}
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        load_and_fail()
    assert names(installation)["satama"] == {"fi": "Satama"}


def position_after(installation: Installation, kind: unit_history.Kind, unit: str, days: float) -> unit_history.UnitPosition | None:
    with writing(installation.engine) as connection:
        return unit_history.position_at(connection, "pohjola", kind, unit, START + timedelta(days=days))


def test_a_service_point_that_moves_to_another_service_keeps_its_past(installation: Installation) -> None:
    installation.clock.advance(days=2)
    load(installation, REGION_TOML.replace('service = "primary-care"\nproducer', 'service = "health"\nproducer'))
    assert position_after(installation, "service_point", "keskusta", 1) == ("primary-care", "own")
    assert position_after(installation, "service_point", "keskusta", 2) == ("health", "own")
    assert position_after(installation, "service_point", "keskusta", -1) is None
    assert position_after(installation, "service", "primary-care", 1) == ("health", None)


def test_a_unit_that_ends_and_comes_back_was_not_there_meanwhile(installation: Installation) -> None:
    without = REGION_TOML[: REGION_TOML.index('[[service_point]]\nid = "satama"')] + REGION_TOML[REGION_TOML.index("[plan]") :]
    installation.clock.advance(days=2)
    load(installation, without)
    installation.clock.advance(days=2)
    load(installation, REGION_TOML)
    there = [position_after(installation, "service_point", "satama", day) is not None for day in (1, 3, 5)]
    assert there == [True, False, True]


STATEMENT = '[[statement]]\nid = "parking"\nkind = "own"\ntext = { fi = "Pysäköinti oli helppoa", sv = "Det gick att parkera" }\n'
REGION_WITH_STATEMENT = REGION_TOML.replace("[plan]", f'{STATEMENT}[plan]\nown = ["parking"]')


def usable(installation: Installation) -> list[AddedStatement]:
    with writing(installation.engine) as connection:
        return added_statements.usable(connection, "pohjola")


def change_texts_on_page(installation: Installation, **said: str) -> None:
    with writing(installation.engine) as connection:
        seen = dict.fromkeys(said, 1)
        added_statements.change(connection, "pohjola", "parking", said, seen=seen, author="anna@example.fi", now=installation.clock())


def test_a_statement_of_the_file_and_a_page_s_words_live_together(installation: Installation) -> None:
    load(installation, REGION_WITH_STATEMENT)
    assert usable(installation) == [AddedStatement("parking", "own", {"fi": "Pysäköinti oli helppoa", "sv": "Det gick att parkera"})]
    change_texts_on_page(installation, sv="Det var lätt att parkera")
    load(installation, REGION_WITH_STATEMENT.replace("Pysäköinti oli helppoa", "Löysin paikan"))
    assert usable(installation) == [AddedStatement("parking", "own", {"fi": "Löysin paikan", "sv": "Det var lätt att parkera"})]
    assert not load(installation, REGION_WITH_STATEMENT.replace("Pysäköinti oli helppoa", "Löysin paikan"))


def test_words_that_both_changed_collide(installation: Installation) -> None:
    load(installation, REGION_WITH_STATEMENT)
    change_texts_on_page(installation, fi="Paikka löytyi")
    text = REGION_WITH_STATEMENT.replace("Pysäköinti oli helppoa", "Löysin paikan")
    found = load(installation, text)
    assert [(each.kind, each.id, each.field, each.page_value) for each in found.collisions] == [
        ("statement", "parking", "text.fi", "Paikka löytyi")
    ]
    assert usable(installation)[0].texts["fi"] == "Paikka löytyi"
    load(installation, text, force=True)
    assert usable(installation)[0].texts["fi"] == "Löysin paikan"


def test_a_statement_that_left_the_file_ends_with_the_plan_that_named_it_and_may_come_back(installation: Installation) -> None:
    load(installation, REGION_WITH_STATEMENT)
    installation.clock.advance(days=1)
    load(installation, REGION_TOML)
    assert usable(installation) == []
    installation.clock.advance(days=1)
    load(installation, REGION_WITH_STATEMENT.replace("Pysäköinti oli helppoa", "Löysin paikan"))
    assert usable(installation)[0].texts == {"fi": "Löysin paikan", "sv": "Det gick att parkera"}


def test_a_statement_that_a_plan_of_a_page_still_asks_does_not_end(installation: Installation) -> None:
    load(installation, REGION_WITH_STATEMENT)
    installation.clock.advance(days=1)
    content = {"per_visit": 3, "statements": list(CORE_STATEMENTS), "fixed": [], "special": [], "own": ["parking"], "form": "general-1"}
    with writing(installation.engine) as connection:
        fields = {**content, "order": ["nps", "comment", "statements"]}
        number = plan_store.add(connection, "pohjola", fields, author="x", now=installation.clock(), unit=Unit("service_point", "satama"))
    with pytest.raises(StatementInUse) as still:
        load(installation, REGION_TOML)
    assert (still.value.code, [each.number for each in still.value.where]) == ("parking", [number])
    assert [each.code for each in usable(installation)] == ["parking"]
