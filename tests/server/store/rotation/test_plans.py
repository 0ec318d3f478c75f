"""Plans in the database hold at their dates and units, have numbers without gaps, and refuse the second of two changes at once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from server.domain.rotation.plan_calendar import Unit
from server.domain.rotation.plan_rules import PlanDraft, PlanSnapshot, snapshot_plans
from server.operations.region import load_region_file
from server.operations.rotation.plan_changes import PlanOvertaken, PlanRefused, end_plan, make_plan, withdraw_plan
from server.store.engine import connect
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.tables import audit_entries
from server.store.tables import plans as plans_table
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS, GENERAL_1, NATIONAL_ORDER
from survey.wire import FormPlan
from tests.server.installation import REGION_TOML, Installation, sample_region_file

ANNA, BO = "anna@example.fi", "bo@example.fi"
ROOT, HEALTH, KESKUSTA = Unit("region", "pohjola"), Unit("service", "health"), Unit("service_point", "keskusta")


def draft(unit: Unit = KESKUSTA, *, begins: datetime | None = None, ends: datetime | None = None, **content: Any) -> PlanDraft:
    asked: dict[str, Any] = {"per_visit": 2, "statements": CORE_STATEMENTS, **content}
    return PlanDraft(unit, GENERAL_1.id, NATIONAL_ORDER, FormPlan(0, **asked), begins, ends, "why")


def look(installation: Installation, unit: Unit = KESKUSTA) -> PlanSnapshot:
    """Return the plans as a person sees them who opens the form now."""
    with reading(installation.engine) as connection:
        tree = plans.trees(connection, {"pohjola"})["pohjola"]
        every = plans.list_all(connection, "pohjola")
    return snapshot_plans(every, tree.path(unit, installation.clock()), GENERAL_1.id, installation.clock())


def make(installation: Installation, made: PlanDraft, before: PlanSnapshot | None = None, *, author: str = ANNA) -> int:
    before = before or look(installation, made.unit)
    return make_plan(installation.engine, "pohjola", made, before, author=author, now=installation.clock())


def end(
    installation: Installation, number: int, ends_at: datetime | None = None, *, before: PlanSnapshot | None = None, author: str = BO
) -> None:
    before = before or look(installation)
    end_plan(installation.engine, "pohjola", number, ends_at=ends_at, seen=before, author=author, now=installation.clock())


def plan_in_force(installation: Installation, point: str | None = "keskusta") -> int:
    with reading(installation.engine) as connection:
        [found] = plans.plans_in_force(connection, {"pohjola"}, installation.clock()).at("pohjola", point)
    return found.plan.number


def test_a_plan_of_a_point_holds_there_and_nowhere_else(installation: Installation) -> None:
    assert make(installation, draft()) == 2
    assert (plan_in_force(installation), plan_in_force(installation, "satama"), plan_in_force(installation, None)) == (2, 1, 1)


def test_a_plan_of_a_service_holds_at_all_below_it(installation: Installation) -> None:
    make(installation, draft(HEALTH))
    assert (plan_in_force(installation), plan_in_force(installation, "satama"), plan_in_force(installation, None)) == (2, 2, 1)


def test_a_plan_holds_from_its_beginning_to_its_end(installation: Installation) -> None:
    now = installation.clock()
    make(installation, draft(begins=now + timedelta(hours=2), ends=now + timedelta(hours=4)))
    found = []
    for _ in range(5):
        found.append(plan_in_force(installation))
        installation.clock.advance(hours=1)
    assert found == [1, 1, 2, 2, 1]


def test_a_withdrawn_plan_never_begins(installation: Installation) -> None:
    number = make(installation, draft(begins=installation.clock() + timedelta(hours=1)))
    withdraw_plan(installation.engine, "pohjola", number, author=BO, now=installation.clock())
    installation.clock.advance(hours=2)
    assert plan_in_force(installation) == 1
    [row] = [row for row in installation.rows(plans_table) if row.number == number]
    assert (row.withdrawn_by, row.withdrawn_at) == (BO, installation.clock() - timedelta(hours=2))


def test_what_has_begun_or_was_withdrawn_cannot_be_withdrawn(installation: Installation) -> None:
    with pytest.raises(PlanRefused, match="plan: begun"):
        withdraw_plan(installation.engine, "pohjola", 1, author=ANNA, now=installation.clock())
    number = make(installation, draft(begins=installation.clock() + timedelta(hours=1)))
    withdraw_plan(installation.engine, "pohjola", number, author=ANNA, now=installation.clock())
    with pytest.raises(PlanRefused, match="plan: withdrawn"):
        withdraw_plan(installation.engine, "pohjola", number, author=ANNA, now=installation.clock())
    with pytest.raises(LookupError):
        withdraw_plan(installation.engine, "pohjola", 99, author=ANNA, now=installation.clock())


def test_a_place_whose_plan_is_ended_inherits_again(installation: Installation) -> None:
    number = make(installation, draft())
    end(installation, number)
    assert plan_in_force(installation) == 1
    entry = installation.rows(audit_entries, audit_entries.c.number)[-1]
    assert (entry.who, entry.what, entry.subject, entry.detail["service_point"]) == (BO, "plan_ended", "2", "keskusta")


def test_what_is_ended_twice_or_always_holds_is_refused(installation: Installation) -> None:
    now = installation.clock()
    number = make(installation, draft())
    with pytest.raises(PlanRefused, match="ends_at: always"):
        end(installation, 1, before=look(installation, ROOT))
    end(installation, number, now + timedelta(days=1))
    with pytest.raises(PlanRefused, match="ends_at: past"):
        end(installation, number, now - timedelta(days=1))


def test_a_plan_that_breaks_a_rule_is_not_stored(installation: Installation) -> None:
    with pytest.raises(PlanRefused, match="per_visit: how_many"):
        make(installation, draft(per_visit=9))
    with pytest.raises(PlanRefused, match="own: unknown"):
        make(installation, draft(own=("parking",)))
    with pytest.raises(PlanRefused, match="begins_at: past"):
        make(installation, draft(begins=installation.clock() - timedelta(hours=1)))
    assert len(installation.rows(plans_table)) == 1


def test_a_special_statement_may_be_named_until_it_is_ended(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        new = AddedStatement("parking", "own", {"fi": "Pysäköinti oli helppoa"})
        added_statements.add(connection, "pohjola", new, author=ANNA, now=installation.clock())
    assert make(installation, draft(own=("parking",))) == 2
    with reading(installation.engine) as connection:
        assert "parking" in plans.forms(connection, "pohjola")[GENERAL_1.id].statements


def test_a_place_that_has_ended_can_have_no_plan(installation: Installation) -> None:
    shorter = REGION_TOML.replace(REGION_TOML[REGION_TOML.index('[[service_point]]\nid = "satama"') : REGION_TOML.index("[plan]")], "")
    satama = Unit("service_point", "satama")
    make(installation, draft(satama))
    installation.clock.advance(hours=1)
    with writing(installation.engine) as connection:
        load_region_file.apply_region_file(connection, sample_region_file(shorter), author="file", now=installation.clock())
    assert plan_in_force(installation, "satama") == 1  # the plan of an ended service point no longer applies
    with pytest.raises(PlanRefused, match="unit: ended"):
        make(installation, draft(satama))


# ── Changes at the same time ───────────────────────────────────────────────────────────────────────────────────


def test_whoever_saves_second_is_told_and_nothing_is_stored(installation: Installation) -> None:
    before = look(installation)
    assert make(installation, draft(), before) == 2
    with pytest.raises(PlanOvertaken) as told:
        make(installation, draft(per_visit=5), before, author=BO)
    assert [(each.kind, each.plan.author, each.plan.number) for each in told.value.meanwhile] == [("made", ANNA, 2)]
    assert len(installation.rows(plans_table)) == 2
    assert make(installation, draft(per_visit=5), author=BO) == 3  # made by a person who has seen the other plan


def test_a_change_above_is_told_too(installation: Installation) -> None:
    before = look(installation)
    make(installation, draft(ROOT))
    with pytest.raises(PlanOvertaken):
        make(installation, draft(), before, author=BO)


def test_an_end_that_was_overtaken_is_told(installation: Installation) -> None:
    number = make(installation, draft())
    before = look(installation)
    make(installation, draft(per_visit=4), author=BO)
    with pytest.raises(PlanOvertaken):
        end(installation, number, before=before, author=ANNA)


def test_of_many_who_save_at_the_same_moment_one_is_first_and_the_others_are_told(installation: Installation) -> None:
    before, barrier = look(installation), threading.Barrier(6)
    url = installation.engine.url.render_as_string(hide_password=False)
    outcomes: list[str] = []

    def save(number: int) -> None:
        engine = connect(url)
        barrier.wait(60)
        try:
            made = draft(per_visit=2 + number % 5)
            make_plan(engine, "pohjola", made, before, author=f"{number}@example.fi", now=installation.clock())
            outcomes.append("made")
        except PlanOvertaken as told:
            outcomes.append("told" if told.meanwhile[0].plan.number == 2 else "told wrong")
        finally:
            engine.dispose()

    everybody = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for each in everybody:
        each.start()
    for each in everybody:
        each.join(60)
    assert sorted(outcomes) == ["made", *["told"] * 5]
    assert [row.number for row in installation.rows(plans_table, plans_table.c.number)] == [1, 2]


def test_numbers_never_collide_whoever_makes_plans_for_different_places(installation: Installation) -> None:
    barrier, url = threading.Barrier(6), installation.engine.url.render_as_string(hide_password=False)
    units = [KESKUSTA, Unit("service_point", "satama")] * 3
    made: list[int] = []

    def save(unit: Unit) -> None:
        engine = connect(url)
        barrier.wait(60)
        content = {
            "per_visit": 2,
            "statements": list(CORE_STATEMENTS),
            "fixed": [],
            "special": [],
            "own": [],
            "order": list(NATIONAL_ORDER),
        }
        with writing(engine) as connection:
            found = plans.add(connection, "pohjola", {**content, "form": GENERAL_1.id}, author=ANNA, now=installation.clock(), unit=unit)
        made.append(found)
        engine.dispose()

    everybody = [threading.Thread(target=save, args=(unit,)) for unit in units]
    for each in everybody:
        each.start()
    for each in everybody:
        each.join(60)
    assert sorted(made) == [2, 3, 4, 5, 6, 7]


# ── The region file after changes on pages ────────────────────────────────────────────────────────


def load(installation: Installation, text: str, *, force: bool = False) -> list[str]:
    """Load a region file and return its collisions with changes made on pages."""
    with writing(installation.engine) as connection:
        found = load_region_file.apply_region_file(
            connection, sample_region_file(text), author="file:region.toml", now=installation.clock(), force=force
        )
    return [str(collision) for collision in found.collisions]


CHANGED = REGION_TOML.replace("per_visit = 3", "per_visit = 4")


def test_an_unchanged_file_leaves_what_pages_made_alone(installation: Installation) -> None:
    now = installation.clock()
    make(installation, draft(ROOT))
    make(installation, draft(KESKUSTA, per_visit=5))
    make(installation, draft(ROOT, begins=now + timedelta(days=1)))
    assert load(installation, REGION_TOML) == []
    assert len(installation.rows(plans_table)) == 4
    assert plan_in_force(installation, "satama") == 2


def test_a_changed_file_collides_with_a_plan_of_the_region_made_on_a_page(installation: Installation) -> None:
    make(installation, draft(ROOT))
    [collision] = load(installation, CHANGED)
    assert collision.startswith("plan pohjola: the file says")
    assert plan_in_force(installation) == 2
    load(installation, CHANGED, force=True)
    assert plan_in_force(installation) == 3


def test_a_changed_file_collides_with_what_is_scheduled_and_by_force_takes_its_place(installation: Installation) -> None:
    tomorrow = installation.clock() + timedelta(days=1)
    number = make(installation, draft(ROOT, begins=tomorrow))
    [collision] = load(installation, CHANGED)
    assert '"begins_at":"2026-11-03T08:00:00Z"' in collision
    load(installation, CHANGED, force=True)
    installation.clock.advance(days=2)
    assert plan_in_force(installation) == 3
    [row] = [row for row in installation.rows(plans_table) if row.number == number]
    assert row.withdrawn_by == "file:region.toml"


def test_a_plan_of_a_place_is_no_matter_of_the_files_plan(installation: Installation) -> None:
    make(installation, draft(KESKUSTA))
    assert load(installation, CHANGED) == []
    assert (plan_in_force(installation), plan_in_force(installation, "satama")) == (2, 3)


def test_a_withdrawn_schedule_is_in_no_files_way(installation: Installation) -> None:
    number = make(installation, draft(ROOT, begins=installation.clock() + timedelta(days=1)))
    withdraw_plan(installation.engine, "pohjola", number, author=BO, now=installation.clock())
    assert load(installation, CHANGED) == []


def test_what_a_file_says_of_a_plan_that_began_from_a_schedule_is_compared_by_its_content(installation: Installation) -> None:
    make(installation, draft(ROOT, begins=installation.clock() + timedelta(days=1), per_visit=4))
    installation.clock.advance(days=2)
    assert load(installation, CHANGED) == []  # the file has the same content as the plan of the page
    assert len(installation.rows(plans_table)) == 2
