"""Turns data about texts into labels for the pages: statuses, sections, audiences, and why a language is not offered."""

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
STATUS_DESCRIPTIONS = {
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
ITEM_LABELS = {
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
    """Return the label of a text's status."""
    return _(STATUSES[name])


def status_description(name: str) -> str:
    """Return a sentence that explains a text's status."""
    return _(STATUS_DESCRIPTIONS[name])


def section(name: str) -> str:
    """Return the label of a section of a text set, in the plural."""
    return _(SECTIONS[name])


def item_label(section: str) -> str:
    """Return the label of a single text of a section."""
    return _(ITEM_LABELS[section])


def kind(name: str) -> str:
    """Return the label of the kind of an added statement."""
    return _(KINDS[name])


def audience(form: Form) -> str:
    """Return the label of a form's audience."""
    return _(AUDIENCES[form.audience])


def language_name(tag: str) -> str:
    """Return the language's own name."""
    return known_language(tag).name


def language_names(tags: Iterable[str]) -> str:
    """Return the languages' own names, separated by commas, or a dash if there are none."""
    return ", ".join(map(language_name, tags)) or "–"


def day(of: date | None) -> str:
    """Return a date in the page's language. None gives a dash."""
    return format_date(of, "short", locale=known_language(page_language()).babel_locale) if of else "–"


def loaded_by(kept: RegionTextSet) -> str:
    """Return who loaded a text set, or that it is part of the software."""
    return kept.author or _("Included in the software")


def sheet_fault_text(found: SheetFault) -> str:
    """Return the message of a sheet's fault, without its line number."""
    return _(found.message, **found.values)


def fault_text(found: tuple[str, Mapping[str, Any]]) -> str:
    """Return the message of a fault that is given as msgid and values."""
    return _(found[0], **found[1])


def form_names(found: Iterable[WithheldForm], forms: Mapping[str, Form]) -> str:
    """Return the audiences of the forms that are withheld, each once."""
    return ", ".join(dict.fromkeys(audience(forms[each.form]) if each.form in forms else each.form for each in found))


def withheld_reason_text(found: WithheldForm, forms: Mapping[str, Form], named: Mapping[str, str]) -> str:
    """Return a sentence that says exactly why a form is not offered in a language.

    Args:
        found: the form and the language.
        forms: the region's forms by id.
        named: names of statements by code.
    """
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
