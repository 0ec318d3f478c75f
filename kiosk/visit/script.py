"""Builds the script of a visit from a configuration. Pure."""

from __future__ import annotations

from kiosk.pages.texts import text_set
from survey.configuration_validation import find_form_fault
from survey.visit import MIN_TIMEOUT_MS, FormScript, FormStep, Visit, VisitScript, next_timeout_at
from survey.wire import Configuration, FormConfiguration


def build_script(configuration: Configuration, timeout_seconds: float | None = None) -> VisitScript:
    """Return the script of the service point's own form, with the other forms that a person may choose there.

    A form that has a fault is left out of the choice.

    Args:
        configuration: a configuration in which `survey.configuration_validation.find_fault` finds no fault.
        timeout_seconds: this terminal's own time-out in place of the configuration's, or None. It may be as short as a test needs. The
            configuration's time-out is lengthened to `MIN_TIMEOUT_MS`, so that the warning lasts as long as it must; earlier servers
            accepted shorter ones.
    """
    own, *others = configuration.forms
    places_ms = max(MIN_TIMEOUT_MS, configuration.settings.timeout_seconds * 1000)
    asked = [_asked(own), *(_asked(form) for form in others if find_form_fault(configuration, form) is None)]
    return VisitScript(
        form=asked[0].form,
        audience=asked[0].audience,
        languages=configuration.languages,
        order=asked[0].order,
        question=asked[0].question,
        choices=tuple(asked) if len(asked) > 1 else (),
        timeout_ms=round(timeout_seconds * 1000) if timeout_seconds else places_ms,
        thanks_ms=configuration.settings.thanks_seconds * 1000,
    )


def form_for_visit(configuration: Configuration, visit: Visit) -> FormConfiguration:
    """Return the form of a visit, or the service point's own form if the configuration no longer has the visit's form."""
    return next((each for each in configuration.forms if each.id == visit.script.form), configuration.forms[0])


def _asked(form: FormConfiguration) -> FormScript:
    order: tuple[FormStep, ...] = tuple(step for step in ("nps", "comment", "statements") if step in form.order)
    question = next((code for code in form.questions if code != "nps"), "reason")
    return FormScript(form=form.id, audience=form.audience, order=tuple(sorted(order, key=form.order.index)), question=question)


def text_set_id(configuration: Configuration, form: str, language: str) -> str | None:
    """Return the id of the text set from which a form is shown in a language, or None if there is none."""
    shown = text_set(configuration, form, language)
    return shown.id if shown else None


def deadline(visit: Visit) -> int | None:
    """Return when the visit next changes without a touch, in milliseconds of the steady clock. None means that the terminal is idle."""
    return None if visit.is_idle else next_timeout_at(visit)
