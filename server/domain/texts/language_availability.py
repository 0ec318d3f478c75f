"""Explains why a language, or a form other than a service point's first, is not available on terminals.

It follows the rules by which `server.domain.region.terminal_configuration` builds a configuration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from server.domain.region.terminal_configuration import showable_languages
from survey.forms import Form
from survey.wire import TextSet

WithheldReason = Literal["no_texts", "lacks", "draft"]


@dataclass(frozen=True)
class WithheldForm:
    """States why one form is not available in one language."""

    language: str
    form: str
    reason: WithheldReason
    """Names the reason. `no_texts`: there is no text set. `lacks`: texts are missing. `draft`: texts are drafts, which the region does not
    allow."""
    codes: tuple[str, ...] = ()
    """Lists the questions and statements without a text or, if the reason is `draft`, those whose text is a draft."""


@dataclass(frozen=True)
class LanguageAvailability:
    """Describes which languages and forms are available on terminals that have the same plans."""

    languages: tuple[str, ...]
    """Lists the available languages in the region's order."""
    withheld: tuple[WithheldForm, ...]
    """Lists for the unavailable languages what is wrong with the first form there."""
    draft_languages: tuple[str, ...] = ()
    """Lists the available languages whose texts are drafts, which the region allows."""

    answerable_forms: tuple[str, ...] = ()
    """Lists the forms that people can answer there, the first form first."""
    withheld_forms: tuple[WithheldForm, ...] = ()
    """Lists for the other planned forms that nobody can choose there what each lacks in an available language."""

    @property
    def withheld_by_language(self) -> dict[str, list[WithheldForm]]:
        """Return what is wrong in each unavailable language, in the region's order."""
        found: dict[str, list[WithheldForm]] = {}
        for each in self.withheld:
            found.setdefault(each.language, []).append(each)
        return found


def language_availability(
    languages: Sequence[str], drafts: Collection[str], forms: Sequence[Form], texts: Iterable[TextSet]
) -> LanguageAvailability:
    """Return which languages and forms are available.

    Args:
        languages: the region's languages in its order.
        drafts: the languages in which the region allows drafts.
        forms: the planned forms, the first form first, with the statements that their plans add.
        texts: the text sets, with the texts of added statements.
    """
    found = list(texts)
    names = showable_languages(languages, tuple(drafts), forms, found)
    left = [tag for tag in languages if tag not in names]
    withheld = tuple(each for tag in left for form in forms[:1] for each in _withheld(tag, drafts, form, found))
    beside = {form.id: [each for tag in names for each in _withheld(tag, drafts, form, found)] for form in forms[1:]}
    given = tuple(form.id for form in forms if names and not beside.get(form.id))
    weak = {text.language for text in found if text.status == "draft" and text.form in given}
    return LanguageAvailability(
        names,
        withheld,
        tuple(tag for tag in names if tag in weak),
        given,
        tuple(each for several in beside.values() for each in several),
    )


def _withheld(tag: str, drafts: Collection[str], form: Form, texts: Sequence[TextSet]) -> Iterator[WithheldForm]:
    there = next((text for text in texts if (text.form, text.language) == (form.id, tag)), None)
    if there is None:
        yield WithheldForm(tag, form.id, "no_texts")
        return
    lacking = [code for code in form.questions if code not in there.questions] + [c for c in form.statements if c not in there.statements]
    if lacking:
        yield WithheldForm(tag, form.id, "lacks", tuple(lacking))
    if there.status == "draft" and tag not in drafts:
        asked = {**there.questions, **there.statements}
        yield WithheldForm(tag, form.id, "draft", tuple(code for code, text in asked.items() if text.status == "draft"))
