"""Special and own statements of a region: making one, giving it other words, ending it and bringing it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from server.domain.texts.added_statements import AddedKind, suggest_code
from server.store.engine import Connection, Engine
from server.store.texts import added_statements, text_sets
from server.store.texts.added_statements import AddedStatement, StatementHistory
from server.store.write_transaction import writing


def add_statement(
    engine: Engine, region: str, *, code: str | None, kind: AddedKind, texts: Mapping[str, str], author: str, now: datetime
) -> str:
    """Make a statement that plans may name.

    `texts` has what it says by language, the region's first language first. Without a `code` a free one is made from the first text.

    Returns:
        The code of the statement.

    Raises:
        CodeTaken: the region has a statement of this code, or a form of it has; nothing was stored.
    """
    with writing(engine) as connection:
        code = code or suggest_code(next(iter(texts.values())), _codes_taken(connection, region))
        added_statements.add(connection, region, AddedStatement(code, kind, dict(texts)), author=author, now=now)
    return code


def change_statement(
    engine: Engine, region: str, code: str, *, texts: Mapping[str, str], seen: Mapping[str, int], author: str, now: datetime
) -> list[str]:
    """Give a statement new texts; those that are as they were stay as they are.

    `texts` has what it says by language; `seen`, by language too, the revision that whoever changes it was shown (0 or absent: none).

    Returns:
        The languages in which something changed.

    Raises:
        ChangedMeanwhile: somebody else gave it another text since; nothing was stored.
    """
    with writing(engine) as connection:
        return added_statements.change(connection, region, code, texts, seen=seen, author=author, now=now)


def end_statement(engine: Engine, region: str, code: str, *, author: str, now: datetime) -> None:
    """Let no plan name a statement any more; one that has ended stays as it is.

    Raises:
        LookupError: the region has no statement of this code.
        StatementInUse: a plan in force or to come names it.
    """
    with writing(engine) as connection:
        if _get(connection, region, code).ended_at is None:
            added_statements.end(connection, region, code, author=author, now=now)


def resume_statement(engine: Engine, region: str, code: str, *, author: str, now: datetime) -> None:
    """Let plans name a statement again that had ended; one that has not ended stays as it is.

    Raises:
        LookupError: the region has no statement of this code.
    """
    with writing(engine) as connection:
        if _get(connection, region, code).ended_at is not None:
            added_statements.resume(connection, region, code, author=author, now=now)


def _get(connection: Connection, region: str, code: str) -> StatementHistory:
    found = added_statements.get(connection, region, code)
    if found is None:
        raise LookupError(f"no statement {code}")
    return found


def _codes_taken(connection: Connection, region: str) -> set[str]:
    """Return the codes that a new statement cannot have."""
    added = {each.code for each in added_statements.list_all(connection, region)}
    return added.union(*(form.statements for form in text_sets.forms(connection, region).values()))
