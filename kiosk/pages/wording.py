"""Where a page's words come from: the configuration's texts for what is asked, the catalog for what is pressed."""

from __future__ import annotations

from dataclasses import dataclass

from i18n.catalogs import Catalog, catalog
from i18n.languages import chain
from survey.wire import Configuration, Text, TextSet


@dataclass(frozen=True)
class Wording:
    """The words of one language on one terminal."""

    language: str
    catalog: Catalog
    texts: TextSet | None
    """None where the configuration has no texts of the form at all."""
    configuration: Configuration

    def ui(self, msgid: str, **values: object) -> str:
        return self.catalog.text(msgid, **values)

    def question(self, code: str) -> str:
        return _said(self.texts.questions if self.texts else {}, code)

    def statement(self, code: str) -> str:
        """The statement's text; its code where the texts lack it, so that a person still sees a screen to pass by."""
        return _said(self.texts.statements if self.texts else {}, code) or code

    def label(self, code: str) -> str:
        return _said(self.texts.labels if self.texts else {}, code)

    def notice(self, code: str) -> str:
        return _said(self.texts.notices if self.texts else {}, code)

    @property
    def place(self) -> str:
        """The service point's name in this language, or in the place's own."""
        names = self.configuration.service_point.name
        for tag in (*chain(self.language), self.configuration.languages[0]):
            if tag in names:
                return names[tag]
        return next(iter(names.values()), self.configuration.service_point.id)


def wording(configuration: Configuration, form: str, language: str) -> Wording:
    """The words for a form in a language; texts that are missing come in the languages that stand in for it."""
    of_form = {texts.language: texts for texts in configuration.texts if texts.form == form}
    order = (language, *chain(language), *configuration.languages, *of_form)
    texts = next((of_form[tag] for tag in order if tag in of_form), None)
    return Wording(language, catalog(language, "kiosk"), texts, configuration)


def _said(texts: dict[str, Text], code: str) -> str:
    found = texts.get(code)
    return found.text if found else ""
