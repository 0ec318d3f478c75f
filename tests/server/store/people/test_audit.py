"""The audit log is read page by page, and by region, code, person, unit and time."""

from __future__ import annotations

from datetime import timedelta

from server.store.people import audit
from server.store.people.audit import AuditQuery
from server.store.read_transaction import reading
from server.store.write_transaction import writing
from tests.server.installation import START, Installation


def write_entries(installation: Installation) -> None:
    with writing(installation.engine) as connection:
        for hour, (who, what, detail) in enumerate(
            [
                ("anna@example.fi", "plan_made", {"service_point": "keskusta"}),
                ("bo@example.fi", "plan_made", {"service": "health"}),
                ("anna@example.fi", "signed_in", {}),
            ]
        ):
            region = None if what == "signed_in" else "pohjola"
            audit.write(connection, who, what, now=START + timedelta(hours=hour), subject=str(hour), region=region, **detail)


def subjects(installation: Installation, wanted: AuditQuery, *, most: int = 10, before: int | None = None) -> list[str | None]:
    with reading(installation.engine) as connection:
        return [entry.subject for entry in audit.entries(connection, wanted, limit=most, before=before)]


def test_the_newest_come_first_and_the_rest_by_pages(installation: Installation) -> None:
    write_entries(installation)
    assert subjects(installation, AuditQuery()) == ["2", "1", "0"]
    assert subjects(installation, AuditQuery(), most=2) == ["2", "1"]
    with reading(installation.engine) as connection:
        second = audit.entries(connection, AuditQuery(), limit=2)[-1]
    assert subjects(installation, AuditQuery(), before=second.number) == ["0"]


def test_they_are_found_by_region_act_person_place_and_time(installation: Installation) -> None:
    write_entries(installation)
    assert subjects(installation, AuditQuery(region="pohjola")) == ["1", "0"]
    assert subjects(installation, AuditQuery(region="elsewhere")) == []
    assert subjects(installation, AuditQuery(codes=("signed_in",))) == ["2"]
    assert subjects(installation, AuditQuery(excluded_codes=("signed_in",))) == ["1", "0"]
    assert subjects(installation, AuditQuery(who="bo@example.fi")) == ["1"]
    assert subjects(installation, AuditQuery(service_point="keskusta")) == ["0"]
    assert subjects(installation, AuditQuery(service="health")) == ["1"]
    assert subjects(installation, AuditQuery(since=START + timedelta(hours=1), until=START + timedelta(hours=2))) == ["1"]
    with reading(installation.engine) as connection:
        assert audit.actors(connection, AuditQuery(region="pohjola")) == ["anna@example.fi", "bo@example.fi"]
        newest = audit.newest(connection, "pohjola", "plan_made", "0")
    assert newest is not None
    assert newest.who == "anna@example.fi"
