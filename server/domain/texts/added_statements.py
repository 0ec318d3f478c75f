"""Defines the rules for special and own statements, which a county asks besides the national ones and words itself.

Added statements are not part of a form's sheet. A plan names them by code, and their texts are added to the form's text set when it is sent
to a terminal. The id of the set then states which wordings a response refers to. `fi-2027-1+3` is the set `fi-2027-1` with added statements
in their third state: the number is the sum of the revisions of the added texts in this language, so each new and each changed text of the
plan's statements adds one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from i18n.catalogs import gettext_noop
from server.domain.texts.sheet_rules import MAX_TEXT_LENGTHS
from server.domain.texts.sheet_validation import weakest_status
from server.domain.texts.text_validation import character_fault, clean_text, mojibake_fault
from survey.wire import Text, TextSet

AddedKind = Literal["special", "own"]
ADDED_KINDS: tuple[AddedKind, ...] = ("special", "own")
MAX_SUGGESTED_CODE_LENGTH = 32
"""Limits the length of a code that is made from a text. A code that a person types may have 64 characters."""
STATEMENT_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
WORDS_PER_CODE = 3


@dataclass(frozen=True)
class AddedWording:
    """Holds the text of an added statement in one language. `revision` counts its wordings from 1."""

    text: str
    revision: int
    source: str


def with_added_texts(texts: TextSet, codes: Iterable[str], wordings: Mapping[str, AddedWording]) -> TextSet:
    """Return a form's texts together with those of the statements that a plan adds.

    Args:
        texts: the text set of a form in one language.
        codes: the special and own statements of a plan.
        wordings: the wordings in that language, by code. Codes without a wording are left out, and the set is then incomplete.
    """
    found = {code: wordings[code] for code in codes if code in wordings and code not in texts.statements}
    if not found:
        return texts
    added = {code: Text(wording.text, "county", wording.source) for code, wording in found.items()}
    return replace(
        texts,
        id=f"{texts.id}+{sum(wording.revision for wording in found.values())}",
        status=weakest_status([texts.status, "county"]),
        statements={**texts.statements, **added},
    )


def split_text_set_id(texts: str) -> tuple[str, int]:
    """Return the id of the form's own set and the state of the plan's added statements, which is 0 if the id names none."""
    base, _, state = texts.rpartition("+")
    return (base, int(state)) if base and state.isascii() and state.isdigit() else (texts, 0)


def added_text_fault(text: str) -> tuple[str, dict[str, object]] | None:
    """Return what is wrong with the text of an added statement, as a msgid and its values, or None.

    Args:
        text: the text as `clean_text` returns it.
    """
    if len(text) > MAX_TEXT_LENGTHS["statement"]:
        return gettext_noop("The text has {n} characters. The maximum is {most}."), {"n": len(text), "most": MAX_TEXT_LENGTHS["statement"]}
    fault = character_fault(text) or mojibake_fault(text)
    return (fault, {}) if fault else None


def suggest_code(text: str, taken: Collection[str]) -> str:
    """Return an unused code made from the first words of a statement, such as `pysakointi-oli-helppoa`.

    The code contains only ASCII letters, digits and hyphens.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", clean_text(text).casefold()) if char.isascii())
    words = re.findall(r"[a-z0-9]+", plain)
    stem = ""
    for word in words[:WORDS_PER_CODE]:
        longer = f"{stem}-{word}".strip("-")
        stem = longer if len(longer) <= MAX_SUGGESTED_CODE_LENGTH else stem or word[:MAX_SUGGESTED_CODE_LENGTH]
    stem = stem if STATEMENT_CODE.fullmatch(stem) else f"own-{stem}".rstrip("-")
    made, number = stem, 2
    while made in taken:
        made, number = f"{stem}-{number}", number + 1
    return made
