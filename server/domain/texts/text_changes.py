"""Compares two text sets text by text, so that a person sees what a sheet changes before loading it."""

from __future__ import annotations

from dataclasses import dataclass

from server.domain.texts.sheet_rules import FIELD_BY_SECTION
from survey.wire import Text, TextSet


@dataclass(frozen=True)
class TextChange:
    """Holds one text before and after a change. None means that there was no text, or that there will be none."""

    section: str
    code: str
    before: Text | None
    after: Text | None

    @property
    def is_wording_unchanged(self) -> bool:
        """Return whether the wording stays the same, so that only status or source change."""
        return self.before is not None and self.after is not None and self.before.text == self.after.text

    @property
    def replaces_draft(self) -> bool:
        """Return whether a draft is replaced by a text that is not a draft."""
        return self.before is not None and self.before.status == "draft" and self.after is not None and self.after.status != "draft"


def diff_text_sets(before: TextSet | None, after: TextSet) -> list[TextChange]:
    """Return the texts that differ in wording, status or source, in the order of the form."""
    found = []
    for section, name in FIELD_BY_SECTION.items():
        old: dict[str, Text] = getattr(before, name) if before else {}
        new: dict[str, Text] = getattr(after, name)
        codes = [*new, *(code for code in old if code not in new)]
        found += [TextChange(section, code, old.get(code), new.get(code)) for code in codes if old.get(code) != new.get(code)]
    return found
