"""Why a language, or a form beside the place's own, is not offered on terminals, exactly: the other side of `configuration`."""

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
    """What stands in the way of one form in one language."""

    language: str
    form: str
    reason: WithheldReason
    codes: tuple[str, ...] = ()
    """Questions and statements without a text; or, of a draft, those whose text is one."""


@dataclass(frozen=True)
class LanguageAvailability:
    """Which languages and forms terminals offer under the same plans."""

    languages: tuple[str, ...]
    withheld: tuple[WithheldForm, ...]
    """Of the languages that are not: what the place's own form lacks there."""
    draft_languages: tuple[str, ...] = ()
    """Of those offered: the ones whose texts are drafts, which the region allows."""

    answerable_forms: tuple[str, ...] = ()
    """That people can answer there, the place's own first."""
    withheld_forms: tuple[WithheldForm, ...] = ()
    """Of planned forms that nobody can choose there: what each lacks in a language that is offered."""

    @property
    def withheld_by_language(self) -> dict[str, list[WithheldForm]]:
        """What stands in the way of each language that is not offered, in the region's order."""
        found: dict[str, list[WithheldForm]] = {}
        for each in self.withheld:
            found.setdefault(each.language, []).append(each)
        return found


def language_availability(
    languages: Sequence[str], drafts: Collection[str], forms: Sequence[Form], texts: Iterable[TextSet]
) -> LanguageAvailability:
    """Args: forms: the place's own first, with the statements that their plans add. texts: with those of added statements."""
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
