"""What a text set changes, text by text: what a person sees before they load a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from server.domain.texts.sheet_rules import FIELD_BY_SECTION
from survey.wire import Text, TextSet


@dataclass(frozen=True)
class TextChange:
    """One text before and after; None: there was none, or there will be none."""

    section: str
    code: str
    before: Text | None
    after: Text | None

    @property
    def has_same_words(self) -> bool:
        """The wording is the same: status or source alone change."""
        return self.before is not None and self.after is not None and self.before.text == self.after.text

    @property
    def replaces_draft(self) -> bool:
        return self.before is not None and self.before.status == "draft" and self.after is not None and self.after.status != "draft"


def diff_text_sets(before: TextSet | None, after: TextSet) -> list[TextChange]:
    """The texts that differ in words, status or source, in the order of the form."""
    found = []
    for section, name in FIELD_BY_SECTION.items():
        old: dict[str, Text] = getattr(before, name) if before else {}
        new: dict[str, Text] = getattr(after, name)
        codes = [*new, *(code for code in old if code not in new)]
        found += [TextChange(section, code, old.get(code), new.get(code)) for code in codes if old.get(code) != new.get(code)]
    return found
