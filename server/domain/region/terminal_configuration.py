"""Builds the configuration of a terminal: everything that it shows and needs, from what holds where it stands."""

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
    """Raised when no language has all its texts, or when those that have are drafts which the region does not allow."""


@dataclass(frozen=True)
class PlannedForm:
    """Describes a form that is asked at a service point, without the statements that its plan adds."""

    form: Form
    order: tuple[str, ...]
    plan: FormPlan
    targets: Targets = field(default_factory=Targets)


@dataclass(frozen=True)
class ServicePointProfile:
    """Describes a service point together with what its region defines for it."""

    region: Region
    service_point: Named
    languages: tuple[str, ...]
    """Lists the languages in the region's order. Terminals start in the first one."""
    drafts: tuple[str, ...]
    """Lists the languages in which drafts may be shown."""
    opening_hours: Mapping[str, str]
    settings: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]] = ()
    """Lists the messages for visitors in the form in which they are sent (`server.domain.messages.messages.wire_messages`)."""


def build_configuration(
    profile: ServicePointProfile, planned: Sequence[PlannedForm], texts: Sequence[TextSet], keys: Keys
) -> Configuration:
    """Return the configuration with its etag, which changes with the content and with nothing else.

    The languages are those of the first form. Another form is included only if it is complete in all of them. It therefore never takes a
    language away from the first form, and a person who chooses it finds every text.

    Raises:
        NoLanguageToShow: no language is left. A terminal then keeps the configuration that it has.
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
    """Return a hash of the content with 32 hexadecimal characters, followed by a dot and a hash of the targets if there are any.

    Targets change every hour, and nobody needs to act on outdated ones. With a separate part for them, one can see whether the rest is
    current (`etag_without_targets`).
    """
    bare = with_fields(made, etag=_NO_ETAG, forms=tuple(with_fields(form, targets=Targets()) for form in made.forms))
    targets = [form.targets for form in made.forms]
    return _hash(bare)[:32] + (f".{_hash(targets)[:8]}" if any(each.revision for each in targets) else "")


def etag_without_targets(etag: str) -> str:
    """Return an etag without its part for targets."""
    return etag.partition(".")[0]


def _hash(content: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def showable_languages(
    languages: Sequence[str], drafts: Sequence[str], forms: Sequence[FormConfiguration | Form], texts: Sequence[TextSet]
) -> tuple[str, ...]:
    """Return the languages in which the first form may be shown, in the order given.

    The form has every text there, and is a draft only in languages in which drafts are allowed. The other forms do not matter here. A form
    that lacks a language is left out of the configuration (`build_configuration`).
    """
    return tuple(tag for tag in languages if forms and _may_be_shown(tag, drafts, forms[0], texts))


def _may_be_shown(tag: str, drafts: Sequence[str], form: FormConfiguration | Form, texts: Sequence[TextSet]) -> bool:
    found = next((text for text in texts if (text.form, text.language) == (form.id, tag)), None)
    return found is not None and _is_complete(found, form) and (tag in drafts or found.status != "draft")


def form_with_plan_statements(form: Form, plan: FormPlan, order: tuple[str, ...]) -> Form:
    """Return a form with the statements that a plan adds to it, in the given order of steps."""
    added = [code for code in (*plan.special, *plan.own) if code not in form.statements]
    return replace(form, statements=(*form.statements, *added), order=order)


def _form(planned: PlannedForm) -> FormConfiguration:
    form = form_with_plan_statements(planned.form, planned.plan, planned.order)
    return FormConfiguration(
        id=form.id,
        audience=form.audience,
        order=form.order,
        questions=form.questions,
        statements=form.statements,
        plan=planned.plan,
        targets=planned.targets,
    )


def _is_complete(texts: TextSet, form: FormConfiguration | Form) -> bool:
    """Return whether every question and statement that may be asked has its text."""
    return set(form.questions) <= set(texts.questions) and set(form.statements) <= set(texts.statements)
