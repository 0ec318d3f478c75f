"""Looks up the words of a page: questions and statements in the configuration's texts, labels of buttons in the message catalog."""

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
    """Holds the texts of one form in one language, as a terminal shows them."""

    language: str
    catalog: Catalog
    form_texts: TextSet | None
    """Holds the texts of the form. None means that the configuration has no texts of it in any language."""
    default_form_texts: TextSet | None
    """Holds the texts of the service point's own form, in which a notice is looked up that the texts of the form lack."""
    configuration: Configuration | None
    """Holds the configuration in use. None means that the terminal has none yet."""
    today: date | None = None
    """Holds the date in the region's time zone. None means that the terminal does not know it."""

    @classmethod
    def without_service_point(cls, language: str) -> PageTexts:
        """Return the texts of a screen that needs no configuration: only the message catalog."""
        return cls(language, catalog(language, "kiosk"), None, None, None)

    def text(self, msgid: str, **values: object) -> str:
        """Return a message of the catalog, with the values filled in."""
        return self.catalog.text(msgid, **values)

    def question(self, code: str) -> str:
        """Return the text of a question, or an empty string if there is none."""
        return _said(self.form_texts.questions if self.form_texts else {}, code)

    def statement(self, code: str) -> str:
        """Return the text of a statement, or its code if there is no text, so that the screen can still be shown and skipped."""
        return _said(self.form_texts.statements if self.form_texts else {}, code) or code

    def label(self, code: str) -> str:
        """Return the text of a label, or an empty string if there is none."""
        return _said(self.form_texts.labels if self.form_texts else {}, code)

    def notice(self, code: str) -> str:
        """Return the text of a notice, or an empty string if there is none.

        A notice that the form lacks is taken from the service point's own form, because answers are handled in the same way in all forms.
        """
        return next((said for texts in (self.form_texts, self.default_form_texts) if texts and (said := _said(texts.notices, code))), "")

    def scale_labels(self, prefix: str) -> tuple[str, ...]:
        """Return the labels of a prefix with the numbers 1 to 5, or an empty tuple if one of them is missing.

        Args:
            prefix: `value` for the words of the scale, `picture` for the names of its pictures.
        """
        found = tuple(self.label(f"{prefix}_{n}") for n in range(1, 6))
        return found if all(found) else ()

    def localised_text(self, texts: Mapping[str, str]) -> str | None:
        """Return the text in this language or the nearest of its fallbacks, or None if it exists in none of them.

        Args:
            texts: the text by the tag of its language.
        """
        return next((texts[tag] for tag in (self.language, *fallback_chain(self.language)) if texts.get(tag)), None)

    @property
    def messages(self) -> tuple[dict[str, Any], ...]:
        """Return the configuration's messages to visitors."""
        return self.configuration.messages if self.configuration is not None else ()

    @property
    def service_point_name(self) -> str:
        """Return the service point's name in this language, its fallbacks or the first language of the configuration.

        If it has no name in these, any other name or its id is returned. Without a configuration, the name is empty.
        """
        if self.configuration is None:
            return ""
        names = self.configuration.service_point.name
        for tag in (*fallback_chain(self.language), self.configuration.languages[0]):
            if tag in names:
                return names[tag]
        return next(iter(names.values()), self.configuration.service_point.id)


def page_texts(configuration: Configuration, form: str, language: str, today: date | None = None) -> PageTexts:
    """Return the texts of a form in a language. See `text_set` for the languages that replace one without texts.

    Args:
        configuration: the configuration in use.
        form: the id of the form.
        language: the tag of the language.
        today: the date in the region's time zone, or None if it is not known.
    """
    own = configuration.forms[0].id if configuration.forms else form
    texts, of_own = text_set(configuration, form, language), text_set(configuration, own, language)
    return PageTexts(language, catalog(language, "kiosk"), texts, of_own, configuration, today)


def text_set(configuration: Configuration, form: str, language: str) -> TextSet | None:
    """Return the texts in which a form is shown when a language is chosen.

    If the form has no texts in that language, the language's fallbacks are tried, then the languages of the configuration, then any other.

    Returns:
        The texts, or None if the form has no texts at all.
    """
    of_form = {texts.language: texts for texts in configuration.texts if texts.form == form}
    order = (language, *fallback_chain(language), *configuration.languages, *of_form)
    return next((of_form[tag] for tag in order if tag in of_form), None)


def _said(texts: dict[str, Text], code: str) -> str:
    found = texts.get(code)
    return found.text if found else ""
