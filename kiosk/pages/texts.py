"""Where a page's words come from: the configuration's texts for what is asked, the catalog for what is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from i18n.catalogs import Catalog, catalog
from i18n.languages import fallback_chain
from survey.wire import Configuration, Text, TextSet


@dataclass(frozen=True)
class PageTexts:
    """The words of one language on one terminal."""

    language: str
    catalog: Catalog
    form_texts: TextSet | None
    """None where the configuration has no texts of the form at all."""
    default_form_texts: TextSet | None
    """The texts of the place's own form, for a notice that the form's own texts lack."""
    configuration: Configuration | None
    """None on a terminal that knows no place yet."""
    today: date | None = None
    """The day at the place; None where nobody can say."""

    @classmethod
    def without_service_point(cls, language: str) -> PageTexts:
        """The words of a screen on which nothing is asked."""
        return cls(language, catalog(language, "kiosk"), None, None, None)

    def text(self, msgid: str, **values: object) -> str:
        return self.catalog.text(msgid, **values)

    def question(self, code: str) -> str:
        return _said(self.form_texts.questions if self.form_texts else {}, code)

    def statement(self, code: str) -> str:
        """The statement's text; its code where the texts lack it, so that a person still sees a screen to pass by."""
        return _said(self.form_texts.statements if self.form_texts else {}, code) or code

    def label(self, code: str) -> str:
        return _said(self.form_texts.labels if self.form_texts else {}, code)

    def notice(self, code: str) -> str:
        """What becomes of an answer is the same whoever gives it, so that a notice may come from the place's own form."""
        return next((said for texts in (self.form_texts, self.default_form_texts) if texts and (said := _said(texts.notices, code))), "")

    def scale_labels(self, prefix: str) -> tuple[str, ...]:
        """The labels `value_1` … `value_5` or `picture_1` … `picture_5`; none where one of them is missing."""
        found = tuple(self.label(f"{prefix}_{n}") for n in range(1, 6))
        return found if all(found) else ()

    def localised_text(self, texts: Mapping[str, str]) -> str | None:
        """A text kept by language, in this one or the nearest that stands in for it; None where it was told in none of them."""
        return next((texts[tag] for tag in (self.language, *fallback_chain(self.language)) if texts.get(tag)), None)

    @property
    def messages(self) -> tuple[dict[str, Any], ...]:
        """What there is to tell here."""
        return self.configuration.messages if self.configuration is not None else ()

    @property
    def service_point_name(self) -> str:
        """The service point's name in this language, or in the place's own; nothing where no place is known."""
        if self.configuration is None:
            return ""
        names = self.configuration.service_point.name
        for tag in (*fallback_chain(self.language), self.configuration.languages[0]):
            if tag in names:
                return names[tag]
        return next(iter(names.values()), self.configuration.service_point.id)


def page_texts(configuration: Configuration, form: str, language: str, today: date | None = None) -> PageTexts:
    """The words for a form in a language, on a day; texts that are missing come in the languages that stand in for it."""
    own = configuration.forms[0].id if configuration.forms else form
    texts, of_own = text_set(configuration, form, language), text_set(configuration, own, language)
    return PageTexts(language, catalog(language, "kiosk"), texts, of_own, configuration, today)


def text_set(configuration: Configuration, form: str, language: str) -> TextSet | None:
    """The texts that a form is shown in when a language is chosen; None where it has none at all."""
    of_form = {texts.language: texts for texts in configuration.texts if texts.form == form}
    order = (language, *fallback_chain(language), *configuration.languages, *of_form)
    return next((of_form[tag] for tag in order if tag in of_form), None)


def _said(texts: dict[str, Text], code: str) -> str:
    found = texts.get(code)
    return found.text if found else ""
