"""Stores the special and own statements of a region and their texts in each language.

Each change of a text is a new revision, and earlier revisions are kept. A statement cannot be ended while a plan in force or scheduled
names it. A statement that has ended keeps its texts, because responses may still name it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar
from server.domain.texts.added_statements import AddedKind, AddedWording
from server.store.people import audit
from server.store.rotation import plans
from server.store.tables import added_statements, added_texts, regions
from server.store.texts import text_sets


class CodeTaken(ValueError):
    """Raised when a statement that was added to the region, or a statement in one of its forms, has this code already."""


class StatementChangedMeanwhile(ValueError):
    """Raised when somebody else has given the statement another text since the person who makes the change saw it.

    `languages` lists the languages in which this has happened.
    """

    def __init__(self, languages: list[str]) -> None:
        super().__init__(", ".join(languages))
        self.languages = languages


class StatementInUse(ValueError):
    """Raised when the statement `code` cannot be ended, because the plans in `where` name it and are in force or scheduled."""

    def __init__(self, code: str, where: list[DatedPlan]) -> None:
        super().__init__(code)
        self.code, self.where = code, where


@dataclass(frozen=True)
class AddedStatement:
    """Describes a statement that plans may name."""

    code: str
    kind: AddedKind
    texts: dict[str, str]
    """Maps languages to the text in use."""


@dataclass(frozen=True)
class Revision:
    """Describes one wording of a statement in one language. `revision` counts the wordings in this language from 1."""

    language: str
    revision: int
    text: str
    author: str
    created_at: datetime


@dataclass(frozen=True)
class StatementHistory:
    """Describes a statement with all its revisions."""

    code: str
    kind: AddedKind
    author: str
    created_at: datetime
    ended_at: datetime | None
    texts: Mapping[str, Revision] = field(default_factory=dict)
    """Maps languages to the revision in use."""
    earlier: tuple[Revision, ...] = ()
    """Lists the revisions that are no longer in use, the newest first."""


def usable(connection: Connection, region: str) -> list[AddedStatement]:
    """Return the statements that a plan may name, sorted by code."""
    found = [each for each in list_all(connection, region) if each.ended_at is None]
    return [AddedStatement(each.code, each.kind, {tag: text.text for tag, text in each.texts.items()}) for each in found]


def list_all(connection: Connection, region: str, code: str | None = None) -> list[StatementHistory]:
    """Return every statement, ended ones included, sorted by code. With `code`, only the statement of this code is returned."""
    mine, of = added_statements.c.region == region, added_texts.c.region == region
    if code is not None:
        mine, of = mine & (added_statements.c.code == code), of & (added_texts.c.code == code)
    said: dict[str, list[Revision]] = {}
    for row in connection.execute(select(added_texts).where(of).order_by(added_texts.c.revision)):
        said.setdefault(row.code, []).append(Revision(row.language, row.revision, row.text, row.author, row.created_at))
    rows = connection.execute(select(added_statements).where(mine).order_by(added_statements.c.code))
    return [_added(row, said.get(row.code, [])) for row in rows]


def get(connection: Connection, region: str, code: str) -> StatementHistory | None:
    """Return a statement, ended or not, or None if the region has none of this code."""
    return next(iter(list_all(connection, region, code)), None)


def wordings(connection: Connection, names: Collection[str]) -> dict[tuple[str, str], dict[str, AddedWording]]:
    """Return the texts in use of all added statements of some regions: by region and language, the wordings by code.

    Ended statements are included, because a plan that began earlier may still ask them. The source of a wording is the name of the region
    in the wording's language, or in the first language in which it has a name.
    """
    of = {row.id: row.name for row in connection.execute(select(regions.c.id, regions.c.name).where(regions.c.id.in_(names)))}
    found: dict[tuple[str, str], dict[str, AddedWording]] = {}
    for row in connection.execute(select(added_texts).where(added_texts.c.region.in_(names)).order_by(added_texts.c.revision)):
        source = of[row.region].get(row.language) or next(iter(of[row.region].values()), row.region)
        found.setdefault((row.region, row.language), {})[row.code] = AddedWording(row.text, row.revision, source)
    return found


def texts_shown(connection: Connection, region: str, codes: Collection[str], language: str, state: int) -> dict[str, str]:
    """Return the texts that a plan's added statements had in one language, by code.

    `codes` are the special and own statements of the plan. `state` is the second value that
    `server.domain.texts.added_statements.split_text_set_id` returns for the text set which a response names. Each revision of these
    statements adds one to the state, so the texts are those after the first `state` revisions.
    """
    query = select(added_texts).where(added_texts.c.region == region, added_texts.c.language == language, added_texts.c.code.in_(codes))
    rows = connection.execute(query.order_by(added_texts.c.created_at, added_texts.c.code, added_texts.c.revision)).all()
    return {row.code: row.text for row in rows[:state]}


def add(connection: Connection, region: str, new: AddedStatement, *, author: str, now: datetime) -> None:
    """Add a statement with its texts.

    Raises:
        CodeTaken: a statement or a form of the region has the code already.
    """
    if any(new.code in form.statements for form in text_sets.forms(connection, region).values()):
        raise CodeTaken(new.code)
    row = {"region": region, "code": new.code, "kind": new.kind, "author": author, "created_at": now}
    try:
        with connection.begin_nested():
            connection.execute(insert(added_statements).values(row))
    except IntegrityError:
        raise CodeTaken(new.code) from None
    for language, text in new.texts.items():
        _add_revision(connection, region, new.code, Revision(language, 1, text, author, now))
    audit.write(connection, author, "statement_added", now=now, subject=new.code, region=region, kind=new.kind, texts=new.texts)


def change(
    connection: Connection, region: str, code: str, said: Mapping[str, str], *, seen: Mapping[str, int], author: str, now: datetime
) -> list[str]:
    """Give a statement new texts by language, and return the languages in which a text changed.

    A text that equals the one in use adds no revision. `seen` holds for each language the revision that the person saw, and 0 or nothing
    for a language in which there was none.

    Raises:
        StatementChangedMeanwhile: another revision is in use than the person saw; no text is changed then.
    """
    found = get(connection, region, code)
    present = found.texts if found else {}
    differing = {tag: text for tag, text in said.items() if tag not in present or present[tag].text != text}
    if stale := [tag for tag in differing if (present[tag].revision if tag in present else 0) != seen.get(tag, 0)]:
        raise StatementChangedMeanwhile(stale)
    try:
        with connection.begin_nested():
            for tag, text in differing.items():
                _add_revision(connection, region, code, Revision(tag, seen.get(tag, 0) + 1, text, author, now))
    except IntegrityError:  # another writer has stored a revision with this number
        raise StatementChangedMeanwhile(list(differing)) from None
    if differing:
        before = {tag: present[tag].text for tag in differing if tag in present}
        audit.write(connection, author, "statement_changed", now=now, subject=code, region=region, before=before, after=differing)
    return list(differing)


def end(connection: Connection, region: str, code: str, *, author: str, now: datetime) -> None:
    """End a statement, so that no plan may name it any more.

    Raises:
        StatementInUse: a plan in force or scheduled names it.
    """
    plans.lock_region(connection, region)
    if where := plans_using(connection, region, code, now):
        raise StatementInUse(code, where)
    _set_end(connection, region, code, now)
    audit.write(connection, author, "statement_ended", now=now, subject=code, region=region)


def resume(connection: Connection, region: str, code: str, *, author: str, now: datetime) -> None:
    """Let plans name an ended statement again."""
    _set_end(connection, region, code, None)
    audit.write(connection, author, "statement_resumed", now=now, subject=code, region=region)


def plans_using(connection: Connection, region: str, code: str, now: datetime) -> list[DatedPlan]:
    """Return the plans in force or scheduled that name a statement, sorted by number."""
    every_plan = plans.list_all(connection, region)
    calendar = PlanCalendar(every_plan)
    named = [each for each in every_plan if code in (*each.plan.special, *each.plan.own)]
    return [each for each in named if calendar.state(each, now) in ("in_force", "scheduled")]


def _added(row: Row[tuple[object, ...]], said: list[Revision]) -> StatementHistory:
    newest = {each.language: each for each in said}
    earlier = tuple(reversed([each for each in said if newest[each.language] != each]))
    return StatementHistory(row.code, row.kind, row.author, row.created_at, row.ended_at, newest, earlier)


def _add_revision(connection: Connection, region: str, code: str, said: Revision) -> None:
    row = {"region": region, "code": code, "language": said.language, "revision": said.revision, "text": said.text}
    connection.execute(insert(added_texts).values(**row, author=said.author, created_at=said.created_at))


def _set_end(connection: Connection, region: str, code: str, at: datetime | None) -> None:
    mine = (added_statements.c.region == region, added_statements.c.code == code)
    connection.execute(update(added_statements).where(*mine).values(ended_at=at))
