"""The private PostgreSQL: it is really there, each test has a database of its own, and nothing of it stays."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from tests.parts.databases import SqliteTemplate, migrate
from tests.parts.missing import MissingPart, program
from tests.parts.postgresql import PostgresCluster
from tests.parts.processes import is_alive


@pytest.fixture
def engines() -> Iterator[list[Engine]]:
    opened: list[Engine] = []
    yield opened
    for engine in opened:
        engine.dispose()


def test_each_database_is_a_fresh_copy_of_the_template(engines: list[Engine]) -> None:
    migrations = []

    def make_table(url: str) -> None:
        migrations.append(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE lobby (name text)"))
        engine.dispose()

    with PostgresCluster() as cluster:
        first, second = (create_engine(cluster.migrated_database(make_table)) for _ in range(2))
        engines += [first, second]
        with first.begin() as connection:
            connection.execute(text("INSERT INTO lobby VALUES ('main')"))
        with second.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM lobby")) == 0
        assert len(migrations) == 1
        first.dispose()
        second.dispose()


def test_a_database_that_is_still_in_use_can_be_dropped(postgresql: PostgresCluster, engines: list[Engine]) -> None:
    url = postgresql.empty_database()
    engine = create_engine(url)
    engines.append(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW timezone")) == "UTC"
        postgresql.drop(url)
        connection.invalidate()


def test_the_end_of_a_cluster_leaves_nothing_behind() -> None:
    with PostgresCluster() as cluster:
        folder = cluster._folder
        process = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    assert not folder.exists()
    assert not is_alive(process)


def test_a_durable_cluster_keeps_its_promises_about_the_disk(engines: list[Engine]) -> None:
    with PostgresCluster(durable=True) as cluster:
        engine = create_engine(cluster.empty_database())
        engines.append(engine)
        with engine.connect() as connection:
            assert [connection.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit")] == ["on", "on"]
        engine.dispose()


def test_databases_of_both_kinds_come_with_the_newest_schema(database_url: str, engines: list[Engine]) -> None:
    engine = create_engine(database_url)
    engines.append(engine)
    assert "responses" in inspect(engine).get_table_names()


def test_empty_databases_of_both_kinds_are_empty(empty_database_url: str, engines: list[Engine]) -> None:
    engine = create_engine(empty_database_url)
    engines.append(engine)
    assert inspect(engine).get_table_names() == []


def test_copies_of_the_sqlite_template_are_independent(sqlite_template: SqliteTemplate, tmp_path: Path, engines: list[Engine]) -> None:
    first, second = (create_engine(sqlite_template.copy_to(tmp_path / f"{name}.db")) for name in "ab")
    engines += [first, second]
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (a int)"))
    assert "only_here" not in inspect(second).get_table_names()
    migrate(str(second.url))  # a migrated database takes the migrations again as nothing to do


def test_a_missing_program_fails_with_the_way_to_get_it() -> None:
    with pytest.raises(MissingPart, match="`make setup`, or `apt-get install no-such-package`"):
        program("no-such-program", "no-such-package")


def test_of_several_versions_the_newest_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        tool = tmp_path / version / "bin" / "made-up-tool"
        tool.parent.mkdir(parents=True)
        tool.touch()
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    assert program("made-up-tool", "any", also_in=f"{tmp_path}/*/bin").parent.parent.name == "17"
