"""Adds, changes, ends and resumes special and own statements of a region."""

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
    """Add a statement that plans may contain.

    `texts` holds the statement's text by language, the region's first language first. If `code` is None, a code is made from the first
    text.

    Returns:
        The code of the statement.

    Raises:
        CodeTaken: a statement of the region or of one of its forms has this code; nothing was stored.
    """
    with writing(engine) as connection:
        code = code or suggest_code(next(iter(texts.values())), _codes_taken(connection, region))
        added_statements.add(connection, region, AddedStatement(code, kind, dict(texts)), author=author, now=now)
    return code


def change_statement(
    engine: Engine, region: str, code: str, *, texts: Mapping[str, str], seen: Mapping[str, int], author: str, now: datetime
) -> list[str]:
    """Change the texts of a statement. Texts that are the same as before are left unchanged.

    `texts` holds the statement's text by language; `seen` holds by language the revision that the author was shown (0 or absent for none).

    Returns:
        The languages in which something changed.

    Raises:
        StatementChangedMeanwhile: somebody else has changed a text since that revision; nothing was stored.
    """
    with writing(engine) as connection:
        return added_statements.change(connection, region, code, texts, seen=seen, author=author, now=now)


def end_statement(engine: Engine, region: str, code: str, *, author: str, now: datetime) -> None:
    """End a statement, so that plans can no longer contain it. Do nothing if it has ended already.

    Raises:
        LookupError: the region has no statement of this code.
        StatementInUse: a plan that is in force or scheduled contains it.
    """
    with writing(engine) as connection:
        if _get(connection, region, code).ended_at is None:
            added_statements.end(connection, region, code, author=author, now=now)


def resume_statement(engine: Engine, region: str, code: str, *, author: str, now: datetime) -> None:
    """Resume an ended statement, so that plans can contain it again. Do nothing if it has not ended.

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
    """Return the codes of the region's added statements, ended ones included, and of the statements of its forms."""
    added = {each.code for each in added_statements.list_all(connection, region)}
    return added.union(*(form.statements for form in text_sets.forms(connection, region).values()))
