"""In what words a screen speaks: the ends of a scale beside it, progress beside a statement, and one language only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from i18n.catalogs import catalog
from i18n.languages import LOCALES, SOURCE, chain, languages
from i18n.po_lint import read
from i18n.texts import available, forms, text_set

Seen = dict[str, Any]
FORM = "general-1"
SHORT = 3
"""Words of so few letters (OK, 10) are the same in many languages."""


def odd_words(seen: Seen) -> Iterator[str]:
    """What is missing or foreign among the words of a screen."""
    said = [plain(text["text"]) for text in seen["texts"]]
    whole = " ".join(said)
    for label in ends(seen):
        if plain(label) not in whole:
            yield f"the scale has no end label “{label}”"
    if seen["screen"] == "statement" and seen["position"] is not None:
        progress = catalog(seen["language"], "kiosk").text("{position} / {of}", position=seen["position"], of=seen["of"])
        if plain(progress) not in whole:
            yield f"the statement does not say its progress, {progress}"
    ours, others = known(seen["language"])
    for words in (*said, *(plain(target["spoken"]) for target in seen["targets"])):
        if len(words) > SHORT and words in others and words not in ours:
            yield f"“{words}” is in another language than {seen['language']}"


def ends(seen: Seen) -> tuple[str, ...]:
    """The words that stand at the ends of the scale on screen; none where there is no scale."""
    names = {target["name"] for target in seen["targets"]}
    scale = "nps" if "nps-0" in names else "value" if "value-1" in names else None
    worded = any(target["name"] == "value-1" and target["text"] != "1" for target in seen["targets"])
    if scale is None or worded:
        return ()  # no scale, or one whose every answer has words of its own
    if seen["language"] not in available(FORM):
        return ()
    texts = text_set(FORM, seen["language"])
    if plain(seen["heading"]) not in {plain(text["text"]) for part in ("questions", "statements") for text in texts[part].values()}:
        return ()  # a form of which only its own sheet knows the words
    return tuple(texts["labels"][f"{scale}_{end}"]["text"] for end in ("low", "high"))


@cache
def known(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Whole sentences of a language and those that stand in for it, and those of all others. Names of languages are everybody's."""
    names = {each.name for each in languages().values()}
    own = {language, *chain(language)} if language not in available(FORM) else {language}
    ours = frozenset().union(names, *(sentences(tag) for tag in own))
    others = frozenset().union(*(sentences(tag) for tag in languages() if tag not in own)) - names
    return ours, others


def sentences(language: str) -> set[str]:
    """The catalog's messages and the texts of the forms."""
    found: set[str] = set()
    file = LOCALES / language / "LC_MESSAGES" / "kiosk.po"
    for entry in read(file):
        found |= {plain(word) for word in (*entry.said, entry.key if language == SOURCE else "") if word and not entry.values}
    for form in forms():
        if language in available(form):
            texts = text_set(form, language)
            for section in (texts["questions"], texts["statements"], texts["labels"], texts["notices"]):
                found |= {plain(part) for text in section.values() for part in text["text"].split("\n\n")}
    return found


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
