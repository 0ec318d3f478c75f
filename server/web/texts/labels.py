"""Texts in words: their status, sections, audiences, and why a language is not offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from i18n.catalogs import gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.texts.language_availability import WithheldForm
from server.domain.texts.text_sheet import SheetFault
from server.store.texts.text_sets import RegionTextSet
from server.web.language import _, page_language
from survey.forms import Form

STATUSES = {"official": gettext_noop("Official"), "county": gettext_noop("Regional"), "draft": gettext_noop("Draft")}
MEANINGS = {
    "official": gettext_noop("Word for word from the national sheet, according to the person who imported it."),
    "county": gettext_noop("As published by a region; not checked against the national sheet."),
    "draft": gettext_noop("Aula’s own wording until the official sheet is imported."),
}
SECTIONS = {
    "question": gettext_noop("Questions"),
    "statement": gettext_noop("Statements"),
    "label": gettext_noop("Labels"),
    "notice": gettext_noop("Notices"),
}
ONE_OF = {
    "question": gettext_noop("Question"),
    "statement": gettext_noop("Statement"),
    "label": gettext_noop("Label"),
    "notice": gettext_noop("Notice"),
}
KINDS = {"special": gettext_noop("Special statement"), "own": gettext_noop("Own statement")}
AUDIENCES = {
    "general": gettext_noop("People aged 13 and over"),
    "child": gettext_noop("Children aged 7 to 12"),
    "relative": gettext_noop("Relatives"),
}


def status(name: str) -> str:
    return _(STATUSES[name])


def meaning(name: str) -> str:
    return _(MEANINGS[name])


def section(name: str) -> str:
    return _(SECTIONS[name])


def one_of(section: str) -> str:
    """What one text of a section is called."""
    return _(ONE_OF[section])


def kind(name: str) -> str:
    return _(KINDS[name])


def audience(form: Form) -> str:
    return _(AUDIENCES[form.audience])


def language_name(tag: str) -> str:
    return known_language(tag).name


def language_names(tags: Iterable[str]) -> str:
    return ", ".join(map(language_name, tags)) or "–"


def day(of: date | None) -> str:
    """A day in the form of the page's language."""
    return format_date(of, "short", locale=known_language(page_language()).babel_locale) if of else "–"


def loaded_by(kept: RegionTextSet) -> str:
    return kept.author or _("Included in the software")


def fault(found: SheetFault) -> str:
    """A fault of a sheet without its line."""
    return _(found.message, **found.values)


def message(found: tuple[str, Mapping[str, Any]]) -> str:
    return _(found[0], **found[1])


def form_names(found: Iterable[WithheldForm], forms: Mapping[str, Form]) -> str:
    """The forms of which something is withheld, each once."""
    return ", ".join(dict.fromkeys(audience(forms[each.form]) if each.form in forms else each.form for each in found))


def why(found: WithheldForm, forms: Mapping[str, Form], named: Mapping[str, str]) -> str:
    """What stands in a language's way, exactly. Args: named: what statements are called, by code."""
    form = audience(forms[found.form]) if found.form in forms else found.form
    codes = ", ".join(f"{named[code]} ({code})" if code in named else code for code in found.codes)
    if found.reason == "no_texts":
        return _("The form “{form}” has no texts in this language. Import its sheet.", form=form)
    if found.reason == "lacks":
        return _("Missing from the form “{form}”: {codes}.", form=form, codes=codes)
    return _(
        "These texts of the form “{form}” are drafts, and the region does not show drafts: {codes}. Import the "
        "official sheet, or allow drafts in the region file.",
        form=form,
        codes=codes,
    )
