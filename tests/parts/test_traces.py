"""The search for traces finds what is there, whatever file it hides in, and never passes for want of something to search."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parts.traces import find_bytes


def test_words_are_found_in_text_in_databases_and_in_logs_of_a_database(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "log").write_text("ja sitten äidin lääke loppui")
    (tmp_path / "clean").write_bytes(bytes(range(256)))
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (words)")
        connection.execute("INSERT INTO t VALUES ('äidin lääke')")
        connection.commit()
        assert [path.name for path in find_bytes(tmp_path, "äidin lääke")] == ["a.db-wal", "log"]


@given(before=st.binary(max_size=50), after=st.binary(max_size=50), word=st.text(min_size=1, max_size=20))
def test_a_word_is_found_wherever_it_stands(tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes, word: str) -> None:
    folder = tmp_path_factory.mktemp("traces")
    for encoding in ("utf-8", "utf-16-le"):
        (folder / encoding).write_bytes(before + word.encode(encoding, "surrogatepass") + after)
    assert len(find_bytes(folder, word)) == 2


def test_a_single_file_can_be_searched(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"token abc")
    assert find_bytes(tmp_path / "log", b"abc", "xyz") == [tmp_path / "log"]


@pytest.mark.parametrize("needles", [(), ("",), (b"",)])
def test_a_search_for_nothing_is_refused(needles: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="what to look for"):
        find_bytes(tmp_path, *needles)


def test_a_search_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        find_bytes(tmp_path / "never-made", "word")
