"""Migrations lead from an empty database to the defined tables, on both databases, and can be repeated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from server.operations.migration import migrate
from server.store.engine import Engine, connect
from server.store.read_transaction import reading
from server.store.schema import schema_state
from server.store.tables import UtcTime, job_locks, metadata, placements
from server.store.write_transaction import writing


@pytest.fixture
def empty_engine(empty_database_url: str) -> Iterator[Engine]:
    engine = connect(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    yield engine
    engine.dispose()


def test_migrations_make_what_the_tables_say(empty_engine: Engine) -> None:
    assert schema_state(empty_engine) == "empty"
    migrate(empty_engine)
    assert schema_state(empty_engine) == "current"
    with reading(empty_engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == [], "write a migration for this difference"


def test_migrating_again_changes_nothing(empty_engine: Engine) -> None:
    migrate(empty_engine)
    migrate(empty_engine)
    assert schema_state(empty_engine) == "current"


def test_a_database_of_a_newer_version_is_told_apart(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema_state(engine) == "ahead"


def test_sqlite_keeps_what_it_acknowledged(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    with reading(engine) as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")]
    engine.dispose()
    assert found == ["wal", 2, 1]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense", "sqlite+aiosqlite:///x.db"])
def test_other_databases_are_refused_with_what_to_give(url: str) -> None:
    with pytest.raises(ValueError, match="give"):
        connect(url)


def test_foreign_keys_hold(engine: Engine) -> None:
    row = {"terminal": "nobody", "region": "nowhere", "service_point": "x", "begins_at": datetime.now(UTC)}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(placements).values(row))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_times_come_back_the_same(kind: str, request: pytest.FixtureRequest) -> None:
    engine = connect(request.getfixturevalue(f"{kind}_url"))
    offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

    @given(st.datetimes(datetime(2, 1, 2), datetime(9998, 12, 30), timezones=offsets))  # noqa: DTZ001 the time zones are drawn separately
    def check(moment: datetime) -> None:
        with writing(engine) as connection:
            connection.execute(job_locks.delete())
            connection.execute(insert(job_locks).values(job="x", holder="y", expires_at=moment))
            found = connection.execute(select(job_locks.c.expires_at)).scalar_one()
            assert found == moment
            assert found.tzinfo is UTC
            assert connection.execute(select(job_locks).where(job_locks.c.expires_at == moment)).first() is not None

    check()
    engine.dispose()


def test_a_time_without_a_zone_is_refused(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    with pytest.raises(ValueError, match="zone"):
        UtcTime().process_bind_param(datetime(2026, 1, 1), engine.dialect)  # noqa: DTZ001 the test needs a time without a zone
    engine.dispose()


def test_a_folder_that_is_not_there_fails_with_its_name(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'none' / 'aula.db'}")
    with pytest.raises(Exception, match="unable to open"), reading(engine):
        pass
    engine.dispose()


def test_what_was_to_be_stored_is_not_in_the_error(engine: Engine) -> None:
    """Errors go to logs, where no address, comment or token may appear."""
    with pytest.raises(IntegrityError) as caught, writing(engine) as connection:
        connection.execute(
            insert(job_locks).values(job="x", holder=None, expires_at=datetime(2026, 1, 1, tzinfo=UTC), last_result="anna@a.fi")
        )
    assert "anna@a.fi" not in str(caught.value).split("DETAIL")[0]


def test_no_thread_waits_for_the_connection_of_another(engine: Engine) -> None:
    with ExitStack() as held:
        many = [held.enter_context(reading(engine)) for _ in range(40)]
        assert [connection.execute(select(1)).scalar_one() for connection in many] == [1] * 40
