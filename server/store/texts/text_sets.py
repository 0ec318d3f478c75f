"""Stores the texts of forms, and the forms that were loaded together with texts.

A text set that was loaded is never deleted, because responses name it by its id. For each form and language at most one loaded set is in
use. If none is, the texts that come with the program are used.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from i18n.languages import languages
from i18n.texts import languages_with_texts, load_text_set
from server.domain.texts.sheet_rules import FIELD_BY_SECTION, SheetContext, StoredTextSet
from server.domain.texts.sheet_validation import LoadableSheet, SheetDeclaration, declaration_faults, validate_sheet, with_declaration
from server.domain.texts.text_sheet import OPTIONAL_SECTIONS, SheetFault, TextSheet
from server.store.dialect import acquire_advisory_lock
from server.store.people import audit
from server.store.tables import added_statements, text_sets
from server.store.tables import forms as forms_table
from survey.forms import FORMS, GENERAL_1, Form
from survey.wire import Text, TextSet


@dataclass(frozen=True)
class RegionTextSet:
    """Describes a text set of a region: one that was loaded, or one that comes with the program."""

    texts: TextSet
    in_use: bool
    dated: date | None = None
    """Holds the date of the sheet, as the person who loaded it stated it."""
    author: str | None = None
    """Holds the e-mail address of the person who loaded the set. None means that it comes with the program."""
    loaded_at: datetime | None = None


def forms(connection: Connection, region: str) -> dict[str, Form]:
    """Return every form that a region knows, by id: those that come with the program and those that were loaded with a sheet."""
    return forms_of(connection, {region})[region]


def forms_of(connection: Connection, regions: Collection[str]) -> dict[str, dict[str, Form]]:
    """Return the same as `forms` for several regions, in one query."""
    found: dict[str, dict[str, Form]] = {region: dict(FORMS) for region in regions}
    query = select(forms_table).where(forms_table.c.region.in_(regions)).order_by(forms_table.c.created_at, forms_table.c.id)
    for row in connection.execute(query):
        found[row.region][row.id] = _form(row)
    return found


def in_use(connection: Connection, regions: Collection[str]) -> TextsInUse:
    """Return the texts that terminals of some regions get, without those of added statements."""
    query = select(text_sets.c.region, text_sets.c.form, text_sets.c.content).where(text_sets.c.region.in_(regions), text_sets.c.in_use)
    found: dict[tuple[str, str], list[TextSet]] = {}
    for row in connection.execute(query):
        found.setdefault((row.region, row.form), []).append(msgspec.convert(row.content, TextSet))
    return TextsInUse(found)


@dataclass(frozen=True)
class TextsInUse:
    """Holds the loaded text sets that are in use, by region and form."""

    loaded: dict[tuple[str, str], list[TextSet]]

    def for_form(self, region: str, form: str) -> list[TextSet]:
        """Return the texts of a form: the loaded sets, and the program's own in languages for which none was loaded."""
        found = self.loaded.get((region, form), [])
        have = {text.language for text in found}
        return found + [text for text in built_in_texts(form) if text.language not in have]


def list_all(connection: Connection, region: str) -> list[RegionTextSet]:
    """Return every text set of a region, sorted by form, language and time of loading.

    Among the sets of one form and language, the program's own comes first.
    """
    rows = connection.execute(select(text_sets).where(text_sets.c.region == region).order_by(text_sets.c.loaded_at, text_sets.c.id)).all()
    replaced = {(row.form, row.language) for row in rows if row.in_use}
    here = list(forms(connection, region))
    found = [RegionTextSet(text, (text.form, text.language) not in replaced) for form in here for text in built_in_texts(form)]
    found += [RegionTextSet(msgspec.convert(row.content, TextSet), row.in_use, row.dated, row.author, row.loaded_at) for row in rows]
    tags = list(languages())

    def place(each: RegionTextSet) -> tuple[int, int]:
        language = each.texts.language
        return here.index(each.texts.form), tags.index(language) if language in tags else len(tags)

    return sorted(found, key=place)


def lock_region(connection: Connection, region: str) -> None:
    """Lock the region's texts until the transaction ends, so that nobody else changes them meanwhile."""
    acquire_advisory_lock(connection, f"texts:{region}")


def validate(
    connection: Connection, region: str, sheet: TextSheet, said: SheetDeclaration, *, year: int
) -> LoadableSheet | list[SheetFault]:
    """Return what loading a sheet would do in a region, or everything that is wrong with the sheet."""
    if faults := declaration_faults(sheet, said):
        return faults
    whole = with_declaration(sheet, said)
    return validate_sheet(whole, _known(connection, region, whole.form or "", whole.language or ""), official=said.official, year=year)


def load(connection: Connection, region: str, loaded: LoadableSheet, *, author: str, now: datetime) -> None:
    """Put the texts of a valid sheet in use, and add its form if it is new. Do nothing if the set is in use already."""
    texts = loaded.text_set
    if loaded.action == "nothing":
        return
    if loaded.is_new_form:
        form = loaded.form
        row = {"audience": form.audience, "questions": list(form.questions), "statements": list(form.statements)}
        connection.execute(insert(forms_table).values(region=region, id=form.id, author=author, created_at=now, **row))
        audit.write(connection, author, "form_added", now=now, subject=form.id, region=region, audience=form.audience)
    if loaded.action == "add":
        _put(connection, region, loaded, author, now)
    use(connection, region, texts.form, texts.language, texts.id)
    detail: dict[str, Any] = {"language": texts.language, "texts": texts.id, "status": texts.status, "source": texts.source}
    what = "texts_loaded" if loaded.action == "add" else "texts_brought_back"
    audit.write(connection, author, what, now=now, subject=texts.form, region=region, **detail)


def reactivate(connection: Connection, region: str, found: RegionTextSet, *, author: str, now: datetime) -> None:
    """Put an earlier set in use again."""
    texts = found.texts
    use(connection, region, texts.form, texts.language, texts.id)
    audit.write(
        connection, author, "texts_brought_back", now=now, subject=texts.form, region=region, language=texts.language, texts=texts.id
    )


def use(connection: Connection, region: str, form: str, language: str, name: str) -> None:
    """Put one text set in use, and the others of the same form and language out of use.

    If `name` is the id of the program's own set, which has no row, then no loaded set is in use, and terminals get the program's own.
    """
    connection.execute(update(text_sets).where(_of(region, form, language)).values(in_use=text_sets.c.id == name))


def built_in_texts(form: str) -> tuple[TextSet, ...]:
    """Return the texts of a form that come with the program, one set for each language in which there are any."""
    return _programs_own(form) if form in FORMS else ()


@cache
def _programs_own(form: str) -> tuple[TextSet, ...]:
    return tuple(msgspec.convert(load_text_set(form, language), TextSet) for language in languages_with_texts(form))


def _put(connection: Connection, region: str, loaded: LoadableSheet, author: str, now: datetime) -> None:
    texts = loaded.text_set
    row = {"status": texts.status, "source": texts.source, "dated": loaded.dated, "content": msgspec.to_builtins(texts)}
    key = {"region": region, "form": texts.form, "language": texts.language, "id": texts.id}
    connection.execute(insert(text_sets).values(**key, **row, author=author, loaded_at=now, in_use=False))


def _known(connection: Connection, region: str, form: str, language: str) -> SheetContext:
    stored = [each for each in list_all(connection, region) if (each.texts.form, each.texts.language) == (form, language)]
    lends = _optional_texts([each.texts for each in stored if each.in_use])
    if form != GENERAL_1.id:
        general = [text for text in in_use(connection, {region}).for_form(region, GENERAL_1.id) if text.language == language]
        # The national form's text about itself names its audience, so another form cannot use it.
        lends = {key: text for key, text in _optional_texts(general).items() if key != ("notice", "about")} | lends
    added = connection.execute(select(added_statements.c.code).where(added_statements.c.region == region)).scalars()
    return SheetContext(
        forms(connection, region),
        tuple(languages()),
        tuple(StoredTextSet(each.texts, each.dated, each.in_use) for each in stored),
        lends,
        frozenset(added),
    )


def _optional_texts(sets: list[TextSet]) -> dict[tuple[str, str], Text]:
    return {
        (section, code): text
        for one in sets
        for section in OPTIONAL_SECTIONS
        for code, text in getattr(one, FIELD_BY_SECTION[section]).items()
    }


def _of(region: str, form: str, language: str) -> ColumnElement[bool]:
    return and_(text_sets.c.region == region, text_sets.c.form == form, text_sets.c.language == language)


def _form(row: Any) -> Form:
    return Form(row.id, row.audience, tuple(row.questions), tuple(row.statements))
