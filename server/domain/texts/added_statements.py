"""Special and own statements: what a county asks besides the national ones, in its own words.

They are no part of a form's sheet: a plan names them by code, and their texts join a form's text set on the way to a terminal. So that a
response tells which words were read, the set's id tells it then: `fi-2027-1+3` is the set with the third state of what its plan adds,
each new text and each changed one of that plan's statements in this language being one more.
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
"""Of a code that is made from a text; one that is typed may have 64."""
STATEMENT_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
WORDS_PER_CODE = 3


@dataclass(frozen=True)
class AddedWording:
    """What an added statement says in one language, and the how-manieth wording that is."""

    text: str
    revision: int
    source: str


def with_added_texts(texts: TextSet, codes: Iterable[str], wordings: Mapping[str, AddedWording]) -> TextSet:
    """A form's texts with those of the statements that a plan adds.

    Args:
        texts: of a form and a language.
        codes: special and own statements of a plan.
        wordings: by code, in that language; what is not there is left out, and the set is not whole then.
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
    """The id of a form's own set in what a response reports, and which state of the plan's added statements: 0 where none."""
    base, _, state = texts.rpartition("+")
    return (base, int(state)) if base and state.isascii() and state.isdigit() else (texts, 0)


def added_text_fault(text: str) -> tuple[str, dict[str, object]] | None:
    """What is wrong with the text of an added statement, as a msgid with its values. Args: text: as `clean` leaves it."""
    if len(text) > MAX_TEXT_LENGTHS["statement"]:
        return gettext_noop("The text has {n} characters. The maximum is {most}."), {"n": len(text), "most": MAX_TEXT_LENGTHS["statement"]}
    fault = character_fault(text) or mojibake_fault(text)
    return (fault, {}) if fault else None


def suggest_code(text: str, taken: Collection[str]) -> str:
    """A code from a statement's first words, in letters that every program takes: `pysakointi-oli-helppoa`."""
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
