"""Why a language is not offered on terminals, exactly: the other side of `configuration.offered`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from server.domain.configuration import offered
from survey.forms import Form
from survey.wire import TextSet

Why = Literal["no_texts", "lacks", "draft"]


@dataclass(frozen=True)
class Withheld:
    """A language that terminals do not offer, and what stands in its way in one form."""

    language: str
    form: str
    why: Why
    codes: tuple[str, ...] = ()
    """Questions and statements without a text; or, of a draft, those whose text is one."""


@dataclass(frozen=True)
class Offer:
    """Which languages terminals offer under the same forms and plans."""

    offered: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    drafts: tuple[str, ...] = ()
    """Of those offered: the ones whose texts are drafts, which the region allows."""

    @property
    def reasons(self) -> dict[str, list[Withheld]]:
        """What stands in the way of each language that is not offered, in the region's order."""
        found: dict[str, list[Withheld]] = {}
        for each in self.withheld:
            found.setdefault(each.language, []).append(each)
        return found


def offer(languages: Sequence[str], drafts: Collection[str], forms: Sequence[Form], texts: Iterable[TextSet]) -> Offer:
    """Args: forms: with the statements that their plans add. texts: with those of added statements."""
    found = list(texts)
    names = offered(languages, tuple(drafts), forms, found)
    left = [tag for tag in languages if tag not in names]
    withheld = tuple(each for tag in left for form in forms for each in _withheld(tag, drafts, form, found))
    weak = {text.language for text in found if text.status == "draft"}
    return Offer(names, withheld, tuple(tag for tag in names if tag in weak))


def _withheld(tag: str, drafts: Collection[str], form: Form, texts: Sequence[TextSet]) -> Iterator[Withheld]:
    there = next((text for text in texts if (text.form, text.language) == (form.id, tag)), None)
    if there is None:
        yield Withheld(tag, form.id, "no_texts")
        return
    lacking = [code for code in form.questions if code not in there.questions] + [c for c in form.statements if c not in there.statements]
    if lacking:
        yield Withheld(tag, form.id, "lacks", tuple(lacking))
    if there.status == "draft" and tag not in drafts:
        asked = {**there.questions, **there.statements}
        yield Withheld(tag, form.id, "draft", tuple(code for code, text in asked.items() if text.status == "draft"))
