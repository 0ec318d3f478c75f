"""`aula-server balance`: the page's figures for people and scripts."""

from __future__ import annotations

import pytest

from server.commands.balance import cause_document
from server.domain.rotation.balance_causes import (
    AlwaysAskedCause,
    BalanceCause,
    LeftOutCause,
    OldPlanCause,
    SeldomAnsweredCause,
    TargetsCause,
    UnreceivedAnswersCause,
)
from server.store.engine import connect
from server.store.rotation import plans
from server.store.write_transaction import writing
from survey.forms import CORE_STATEMENTS
from tests.fixtures.server import ServerProcess
from tests.server.sample_totals import equal_totals, insert_totals


def _fill(server: ServerProcess) -> None:
    engine = connect(f"sqlite:///{server.state / 'aula.db'}")
    with writing(engine) as connection:
        assert plans.list_all(connection, "pohjola")
        insert_totals(connection, "keskusta-laboratory", equal_totals(500, safety=450))
        insert_totals(connection, "satama-day-centre", equal_totals(50))
    engine.dispose()


def test_the_balance_is_one_json_document(loaded: ServerProcess) -> None:
    _fill(loaded)
    found = loaded.run_json("balance")
    assert (found["region"], found["service"], found["service_point"], found["form"]) == ("pohjola", None, None, "general-1")
    assert (found["evenness"], found["largest_difference"]) == ("uneven", 50)
    assert [each["code"] for each in found["statements"]] == list(CORE_STATEMENTS)
    safety = next(each for each in found["statements"] if each["code"] == "safety")
    assert safety == {"code": "safety", "kind": "core", "answered": 500, "shown": 500, "drawn": 500, "difference": -42.9}
    assert found["forecast"]["kind"] == "unknown"  # the region was loaded a moment ago
    assert found["since"] < found["server_time"]


def test_a_service_and_a_service_point_are_told_of_alone(loaded: ServerProcess) -> None:
    _fill(loaded)
    assert loaded.run_json("balance", "--service-point", "satama-day-centre")["even_share"] == 50
    assert loaded.run_json("balance", "--service", "social")["even_share"] == 50


def test_people_get_a_table_and_a_verdict(loaded: ServerProcess) -> None:
    assert "No answers have come yet" in loaded.run_command("balance").stdout
    _fill(loaded)
    said = loaded.run_command("balance").stdout.splitlines()
    assert said[0].split() == ["STATEMENT", "KIND", "ANSWERED", "DIFFERENCE", "SHOWN", "DRAWN"]
    assert said[-1] == "uneven: 50 answers between most and least, most to least 1.100; by chance alone 3"


def test_what_is_not_there_is_said_with_what_is(loaded: ServerProcess) -> None:
    for arguments, said in (
        (("--region", "nowhere"), "there is no region nowhere: there are pohjola"),
        (("--service-point", "nowhere"), "there is no service point nowhere: there are keskusta-dental-clinic, "),
        (("--service", "nowhere"), "there is no service nowhere: there are adult-social-work, "),
    ):
        done = loaded.run_command("balance", *arguments, check=False)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert loaded.run_command("balance", "--service", "social", "--service-point", "x", check=False).returncode == 2


@pytest.mark.parametrize(
    ("cause", "document"),
    [
        (
            LeftOutCause("safety", ("a", "b"), 0.25, True),
            {"cause": "left_out", "code": "safety", "places": ("a", "b"), "part": 0.25, "can_make_up": True},
        ),
        (AlwaysAskedCause("safety", ("a",), 0.5), {"cause": "always_asked", "code": "safety", "places": ("a",), "part": 0.5}),
        (
            SeldomAnsweredCause("safety", 0.4, 0.9, 0.6, 0.7, True),
            {"cause": "seldom_answered", "code": "safety", "rate": 0.4, "others_rate": 0.9, "drawn": 0.6, "most": 0.7, "is_at_cap": True},
        ),
        (TargetsCause("safety", 12.5), {"cause": "asked_for", "code": "safety", "answers": 12.5}),
        (UnreceivedAnswersCause(("t1",), 40), {"cause": "held", "terminals": ("t1",), "unsent": 40}),
        (OldPlanCause(("t1",)), {"cause": "old_plan", "terminals": ("t1",)}),
    ],
    ids=lambda value: value["cause"] if isinstance(value, dict) else "",
)
def test_scripts_read_every_cause_under_the_same_words(cause: BalanceCause, document: dict[str, object]) -> None:
    assert cause_document(cause) == document
