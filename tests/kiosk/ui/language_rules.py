"""Checks the texts of a screen: labels at the ends of a scale, the progress of a statement, and only one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from i18n.catalogs import catalog
from i18n.languages import LOCALES, SOURCE_LANGUAGE, fallback_chain, languages
from i18n.po_lint import read_entries
from i18n.texts import forms_with_texts, languages_with_texts, load_text_set

DescriptionDict = dict[str, Any]
FORM_ID = "general-1"
MAX_SHARED_LETTERS = 3
"""The number of letters up to which words (OK, 10) may be the same in several languages."""


def find_language_faults(description: DescriptionDict) -> Iterator[str]:
    """Return what is missing or foreign among the texts of a screen."""
    said = [normalise_spaces(text["text"]) for text in description["texts"]]
    whole = " ".join(said)
    for label in scale_end_labels(description):
        if normalise_spaces(label) not in whole:
            yield f"the scale has no end label “{label}”"
    if description["screen"] == "statement" and description["position"] is not None:
        progress = catalog(description["language"], "kiosk").text(
            "{position} / {of}", position=description["position"], of=description["of"]
        )
        if normalise_spaces(progress) not in whole:
            yield f"the statement does not say its progress, {progress}"
    ours, others = known_sentences(description["language"])
    for words in (*said, *(normalise_spaces(target["spoken"]) for target in description["targets"])):
        if len(words) > MAX_SHARED_LETTERS and words in others and words not in ours:
            yield f"“{words}” is in another language than {description['language']}"


def scale_end_labels(description: DescriptionDict) -> tuple[str, ...]:
    """Return the labels at the ends of the scale on the screen, or nothing without a scale."""
    names = {target["name"] for target in description["targets"]}
    scale = "nps" if "nps-0" in names else "value" if "value-1" in names else None
    worded = any(target["name"] == "value-1" and target["text"] != "1" for target in description["targets"])
    if scale is None or worded:
        return ()  # no scale, or one with a word for each answer
    if description["language"] not in languages_with_texts(FORM_ID):
        return ()
    texts = load_text_set(FORM_ID, description["language"])
    if normalise_spaces(description["heading"]) not in {
        normalise_spaces(text["text"]) for part in ("questions", "statements") for text in texts[part].values()
    }:
        return ()  # a form whose texts are only in its own sheet
    return tuple(texts["labels"][f"{scale}_{end}"]["text"] for end in ("low", "high"))


@cache
def known_sentences(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sentences of a language and its fallbacks, and those of all other languages. Names of languages belong to all."""
    names = {each.name for each in languages().values()}
    own = {language, *fallback_chain(language)} if language not in languages_with_texts(FORM_ID) else {language}
    ours = frozenset().union(names, *(load_sentences(tag) for tag in own))
    others = frozenset().union(*(load_sentences(tag) for tag in languages() if tag not in own)) - names
    return ours, others


def load_sentences(language: str) -> set[str]:
    """Return the messages of a catalog and the texts of the forms."""
    found: set[str] = set()
    file = LOCALES / language / "LC_MESSAGES" / "kiosk.po"
    for entry in read_entries(file):
        found |= {
            normalise_spaces(word)
            for word in (*entry.translations, entry.key if language == SOURCE_LANGUAGE else "")
            if word and not entry.placeholder_names
        }
    for form in forms_with_texts():
        if language in languages_with_texts(form):
            texts = load_text_set(form, language)
            for section in (texts["questions"], texts["statements"], texts["labels"], texts["notices"]):
                found |= {normalise_spaces(part) for text in section.values() for part in text["text"].split("\n\n")}
    return found


def normalise_spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
