"""The messages of a region are added, changed, ended, loaded with the region file and given to the terminals of their units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from server.domain.messages.messages import Message
from server.domain.region.region_diff import RegionChanges
from server.domain.region.region_file import parse_region_file
from server.domain.rotation.plan_calendar import Unit
from server.operations.region import load_region_file
from server.store.messages import messages
from server.store.messages.messages import MessageConflict, MessageIdTaken
from server.store.read_transaction import reading
from server.store.tables import audit_entries
from server.store.write_transaction import writing
from survey.messages import parse_change_messages
from survey.wire import Configuration
from tests.server.installation import REGION_TOML, ApiTerminal, Installation, sample_region_file

KESKUSTA, ROOT = Unit("service_point", "keskusta"), Unit("region", "pohjola")
FILE = """
[[message]]
id = "quiet-corner"
place = "keskusta"
date = 2026-10-05
said = { fi = "Levotonta" }
did = { fi = "Hiljainen paikka" }
"""


def message(name: str, unit: Unit = KESKUSTA, **more: Any) -> Message:
    fields: dict[str, Any] = {"dated": date(2026, 10, 5), "did": {"fi": "Korjattu"}}
    return Message(id=name, unit=unit, **fields | more)


def add(installation: Installation, *some: Message) -> None:
    with writing(installation.engine) as connection:
        for each in some:
            messages.add(connection, "pohjola", each, author="ada@example.fi", now=installation.clock())


def load(installation: Installation, text: str, *, force: bool = False) -> RegionChanges:
    with writing(installation.engine) as connection:
        return load_region_file.apply_region_file(
            connection, sample_region_file(text), author="file:region.toml", now=installation.clock(), force=force
        )


def shown(terminal: ApiTerminal) -> list[str]:
    """Return the ids of the messages in a terminal's configuration, in their order."""
    found = msgspec.json.decode(terminal.get("/api/v1/configuration").data, type=Configuration)
    assert len(parse_change_messages(found.messages)) == len(found.messages), "it can read each of them"
    return [each["id"] for each in found.messages]


def audit_codes(installation: Installation) -> list[str]:
    return [row.what for row in installation.rows(audit_entries, audit_entries.c.number) if row.what.startswith("message_")]


def test_a_terminal_gets_its_own_first_then_what_is_above_it(api_terminal: ApiTerminal, installation: Installation) -> None:
    health, primary = Unit("service", "health"), Unit("service", "primary-care")
    add(
        installation,
        message("of-region", ROOT, dated=date(2026, 10, 30)),
        message("of-health", health),
        message("of-primary", primary),
        message("own-old", dated=date(2026, 1, 1)),
        message("own-new"),
        message("elsewhere", Unit("service_point", "satama")),
    )
    assert shown(api_terminal) == ["own-new", "own-old", "of-primary", "of-health", "of-region"]
    assert shown(installation.enrol_terminal("satama")) == ["elsewhere", "of-primary", "of-health", "of-region"]
    add(installation, message("own-newest", dated=date(2026, 11, 1)))
    assert shown(api_terminal) == ["own-newest", "own-new", "own-old", "of-primary", "of-health"], "five at most"


def test_what_a_terminal_is_told_is_what_was_written(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation, message("m1", said={"fi": "Hämärää"}, did={"fi": "Valaistus uusittu", "sv": "Ny belysning"}))
    [given] = api_terminal.get("/api/v1/configuration").get_json()["messages"]
    assert given == {
        "id": "m1",
        "kind": "change",
        "date": "2026-10-05",
        "said": {"fi": "Hämärää"},
        "did": {"fi": "Valaistus uusittu", "sv": "Ny belysning"},
    }


def test_the_etag_changes_with_the_messages_and_with_nothing_else(api_terminal: ApiTerminal, installation: Installation) -> None:
    def etag() -> str:
        return str(api_terminal.get("/api/v1/configuration").headers["ETag"])

    before = etag()
    add(installation, message("elsewhere", Unit("service_point", "satama")))
    assert etag() == before
    add(installation, message("here"))
    with_it = etag()
    assert with_it != before
    with writing(installation.engine) as connection:
        messages.end(connection, "pohjola", "here", author="ada@example.fi", now=installation.clock())
    assert etag() == before


def test_days_begin_and_end_at_midnight_in_the_region(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation, message("m1", begins_on=date(2026, 11, 3), ends_on=date(2026, 11, 3)))
    days = []
    for moment in (datetime(2026, 11, 2, 21, 59, tzinfo=UTC), datetime(2026, 11, 2, 22, 0, tzinfo=UTC)):
        for more in (timedelta(), timedelta(days=1)):
            installation.clock.time = moment + more
            days.append((f"{moment + more:%d %H:%M}", shown(api_terminal)))
    assert days == [("02 21:59", []), ("03 21:59", ["m1"]), ("02 22:00", ["m1"]), ("03 22:00", [])]


def test_the_second_of_two_who_save_is_told_and_changes_nothing(installation: Installation) -> None:
    add(installation, message("m1"))
    with writing(installation.engine) as connection:
        now = installation.clock()
        assert messages.change(connection, "pohjola", message("m1", did={"fi": "Uusi"}), seen_revision=1, author="ada@example.fi", now=now)
        assert not messages.change(
            connection, "pohjola", message("m1", did={"fi": "Uusi"}), seen_revision=2, author="bo@example.fi", now=now
        )
        with pytest.raises(MessageConflict):
            messages.change(connection, "pohjola", message("m1", did={"fi": "Toinen"}), seen_revision=1, author="bo@example.fi", now=now)
        with pytest.raises(MessageConflict):
            messages.end(connection, "pohjola", "m1", seen=1, author="bo@example.fi", now=now)
    with reading(installation.engine) as connection:
        [found] = messages.list_all(connection, "pohjola")
    assert (found.did, found.revision, found.author, found.changed_by) == ({"fi": "Uusi"}, 2, "ada@example.fi", "ada@example.fi")
    assert audit_codes(installation) == ["message_added", "message_changed"]


def test_an_id_is_given_once(installation: Installation) -> None:
    add(installation, message("m1"))
    with pytest.raises(MessageIdTaken):
        add(installation, message("m1"))


def test_one_region_s_messages_are_not_another_s(api_terminal: ApiTerminal, installation: Installation) -> None:
    load(installation, REGION_TOML.replace('"pohjola"', '"lappi"') + FILE)
    assert shown(api_terminal) == []


def test_a_file_s_messages_are_loaded_changed_and_ended_with_it(api_terminal: ApiTerminal, installation: Installation) -> None:
    load(installation, REGION_TOML + FILE)
    assert shown(api_terminal) == ["quiet-corner"]
    assert not load(installation, REGION_TOML + FILE), "the same again changes nothing"
    load(installation, REGION_TOML + FILE.replace("Hiljainen", "Uusi hiljainen"))
    assert [each["did"]["fi"] for each in api_terminal.get("/api/v1/configuration").get_json()["messages"]] == ["Uusi hiljainen paikka"]
    load(installation, REGION_TOML)
    assert shown(api_terminal) == []
    load(installation, REGION_TOML + FILE)
    assert shown(api_terminal) == ["quiet-corner"], "back again"
    assert audit_codes(installation) == ["message_added", "message_changed", "message_ended", "message_changed"]


def run_as_page(installation: Installation, act: Callable[[Any], object]) -> None:
    with writing(installation.engine) as connection:
        act(connection)


def test_what_a_page_changed_or_ended_stays_until_the_file_says_something_new(
    api_terminal: ApiTerminal, installation: Installation
) -> None:
    load(installation, REGION_TOML + FILE)
    page: dict[str, Any] = {"author": "ada@example.fi", "now": installation.clock()}
    run_as_page(
        installation, lambda c: messages.change(c, "pohjola", message("quiet-corner", did={"fi": "Sivulta"}), seen_revision=1, **page)
    )
    assert not load(installation, REGION_TOML + FILE)
    found = load(installation, REGION_TOML + FILE.replace("Hiljainen", "Tiedostosta"))
    assert [(each.kind, each.field) for each in found.collisions] == [("message", "did")]
    load(installation, REGION_TOML + FILE.replace("Hiljainen", "Tiedostosta"), force=True)
    assert api_terminal.get("/api/v1/configuration").get_json()["messages"][0]["did"] == {"fi": "Tiedostosta paikka"}
    run_as_page(installation, lambda c: messages.end(c, "pohjola", "quiet-corner", **page))
    assert not load(installation, REGION_TOML + FILE.replace("Hiljainen", "Tiedostosta"))
    assert shown(api_terminal) == []
    assert load(installation, REGION_TOML + FILE).collisions, "not in use since on a page, and the file says something new"


def test_messages_made_on_pages_are_left_alone_by_a_file(api_terminal: ApiTerminal, installation: Installation) -> None:
    add(installation, message("m1"))
    load(installation, REGION_TOML + FILE)
    load(installation, REGION_TOML)
    assert shown(api_terminal) == ["m1"]


@pytest.mark.parametrize(
    ("was", "instead", "said"),
    [
        ('place = "keskusta"', 'place = "keskust"', 'place: there is no "keskust"; did you mean "keskusta"?'),
        ("date = 2026-10-05", 'date = "5.10."', "date: must be a day: 2026-10-05"),
        ("date = 2026-10-05\n", "", "message: date is missing"),
        ('{ fi = "Hil', '{ sv = "Hil', "did: must be given in the region's first language, fi"),
        ('{ fi = "Hil', '{ se = "x", fi = "Hil', 'did: "se" is not among the languages'),
        ('{ fi = "Lev', '{ sv = "x", fi = "Lev', "did: there is what people said in sv, but not what was done"),
        ("Hiljainen", "a" * 201, "did: the text in fi: The text has 208 characters. The maximum is 200."),
        ("Levotonta", "a" * 161, "said: the text in fi: The text has 161 characters. The maximum is 160."),
        ("date =", "from = 2026-11-02\nuntil = 2026-11-01\ndate =", "until: the last day is before the first"),
        ('id = "quiet-corner"', 'id = "new"', 'id: must be lower case, digits and hyphen, 64 at most, and not "new"'),
        ("said =", "sayd =", 'there is no "sayd" in message; did you mean "said"?'),
    ],
)
def test_what_is_wrong_with_a_message_is_told_with_its_line(was: str, instead: str, said: str) -> None:
    text = REGION_TOML + FILE.replace(was, instead)
    found = parse_region_file(text)
    assert isinstance(found, list)
    assert said in [fault.message for fault in found]
    lines = text.splitlines()
    assert all(lines[fault.line - 1].startswith((fault.message.partition(":")[0].split()[0], "[[message]]", "sayd")) for fault in found)


def test_a_place_that_is_both_a_service_and_a_point_is_named_by_its_kind() -> None:
    twin = REGION_TOML.replace('id = "primary-care"', 'id = "keskusta"').replace('service = "primary-care"', 'service = "keskusta"')
    found = parse_region_file(twin + FILE)
    assert isinstance(found, list)
    assert [each.message for each in found] == ['place: there are several "keskusta": write service:keskusta or service_point:keskusta']
    assert not isinstance(parse_region_file(twin + FILE.replace('"keskusta"', '"service:keskusta"')), list)
