"""The configuration of one terminal: all that it shows and needs, put together from what holds where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from msgspec.structs import replace as with_fields

from survey.forms import Form
from survey.wire import Configuration, FormConfiguration, FormPlan, Keys, Named, Region, Settings, Targets, TextSet

_NO_ETAG = ""


class NoLanguageToShow(LookupError):
    """No language has all its texts, or those that have are drafts which the region does not allow."""


@dataclass(frozen=True)
class PlannedForm:
    """A form that is asked here, without what its plan adds."""

    form: Form
    order: tuple[str, ...]
    plan: FormPlan
    targets: Targets = field(default_factory=Targets)


@dataclass(frozen=True)
class ServicePointProfile:
    """Where the terminal stands, with what its region lays down. `languages` in the region's order, its own first."""

    region: Region
    service_point: Named
    languages: tuple[str, ...]
    drafts: tuple[str, ...]
    opening_hours: Mapping[str, str]
    settings: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]] = ()
    """What it tells its visitors, as on the wire (`messages.on_the_wire`)."""


def build_configuration(
    profile: ServicePointProfile, planned: Sequence[PlannedForm], texts: Sequence[TextSet], keys: Keys
) -> Configuration:
    """The configuration with its etag, which changes with the content and with nothing else.

    The languages are those of the place's own form, the first. Another form is in it only where it is whole in all of them, so that it
    takes no language away from the first, and nobody who chooses it is left without a word.

    Raises:
        NothingToShow: that leaves no language. A terminal goes on with the configuration it has.
    """
    forms = tuple(_form(each) for each in planned)
    languages = showable_languages(profile.languages, profile.drafts, forms, texts)
    if not languages:
        raise NoLanguageToShow(f"in the region {profile.region.id} no language may be shown")
    forms = (forms[0], *(form for form in forms[1:] if showable_languages(languages, profile.drafts, [form], texts) == languages))
    made = Configuration(
        etag=_NO_ETAG,
        region=profile.region,
        service_point=profile.service_point,
        languages=languages,
        forms=forms,
        texts=tuple(text for tag in languages for form in forms for text in texts if (text.form, text.language) == (form.id, tag)),
        keys=keys,
        opening_hours=dict(profile.opening_hours),
        messages=tuple(dict(message) for message in profile.messages),
        settings=msgspec.convert(dict(profile.settings), Settings),
    )
    return with_fields(made, etag=configuration_etag(made))


def configuration_etag(made: Configuration) -> str:
    """A hash over the content, 32 hexadecimal characters; where there are targets a dot and a hash over them follow.

    Targets change by the hour and nobody acts on an old one: apart, they leave it to be seen whether the rest is current (`base`).
    """
    bare = with_fields(made, etag=_NO_ETAG, forms=tuple(with_fields(form, targets=Targets()) for form in made.forms))
    targets = [form.targets for form in made.forms]
    return _hash(bare)[:32] + (f".{_hash(targets)[:8]}" if any(each.revision for each in targets) else "")


def etag_without_targets(etag: str) -> str:
    """An etag without its part for targets."""
    return etag.partition(".")[0]


def _hash(content: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def showable_languages(
    languages: Sequence[str], drafts: Sequence[str], forms: Sequence[FormConfiguration | Form], texts: Sequence[TextSet]
) -> tuple[str, ...]:
    """The languages in which the first form may be shown, in the place's order: it has every text there, and a draft only where allowed.

    The other forms have no say: where one lacks a language it is not asked there (`configuration`).
    """
    return tuple(tag for tag in languages if forms and _may_be_shown(tag, drafts, forms[0], texts))


def _may_be_shown(tag: str, drafts: Sequence[str], form: FormConfiguration | Form, texts: Sequence[TextSet]) -> bool:
    found = next((text for text in texts if (text.form, text.language) == (form.id, tag)), None)
    return found is not None and _is_whole(found, form) and (tag in drafts or found.status != "draft")


def form_under_plan(form: Form, plan: FormPlan, order: tuple[str, ...]) -> Form:
    """A form with the statements that a plan adds to it."""
    added = [code for code in (*plan.special, *plan.own) if code not in form.statements]
    return replace(form, statements=(*form.statements, *added), order=order)


def _form(planned: PlannedForm) -> FormConfiguration:
    form = form_under_plan(planned.form, planned.plan, planned.order)
    return FormConfiguration(
        id=form.id,
        audience=form.audience,
        order=form.order,
        questions=form.questions,
        statements=form.statements,
        plan=planned.plan,
        targets=planned.targets,
    )


def _is_whole(texts: TextSet, form: FormConfiguration | Form) -> bool:
    """Whether every question and statement that may be asked has its text."""
    return set(form.questions) <= set(texts.questions) and set(form.statements) <= set(texts.statements)
