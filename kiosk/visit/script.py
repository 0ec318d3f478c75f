"""From a configuration to what a visit goes by. Pure."""

from __future__ import annotations

from kiosk.pages.texts import text_set
from survey.configuration_validation import find_form_fault
from survey.visit import MIN_TIMEOUT_MS, FormScript, FormStep, Visit, VisitScript, next_timeout_at
from survey.wire import Configuration, FormConfiguration


def build_script(configuration: Configuration, timeout_seconds: float | None = None) -> VisitScript:
    """The script of the place's own form, and the other forms that may be chosen here.

    Args:
        configuration: one that `survey.configuration_validation.find_fault` accepts.
        timeout_seconds: this terminal's own setting, in place of the configuration's; it may be as short as a test wants it, while the
            configuration's is made long enough for the whole warning (servers took shorter ones once).
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
    """The form that a visit goes by; the place's own where the configuration has lost it meanwhile."""
    return next((each for each in configuration.forms if each.id == visit.script.form), configuration.forms[0])


def _asked(form: FormConfiguration) -> FormScript:
    order: tuple[FormStep, ...] = tuple(step for step in ("nps", "comment", "statements") if step in form.order)
    question = next((code for code in form.questions if code != "nps"), "reason")
    return FormScript(form=form.id, audience=form.audience, order=tuple(sorted(order, key=form.order.index)), question=question)


def text_set_id(configuration: Configuration, form: str, language: str) -> str | None:
    """Id of the text set that is on the screen; None where there is none."""
    shown = text_set(configuration, form, language)
    return shown.id if shown else None


def deadline(visit: Visit) -> int | None:
    """Steady milliseconds at which time alone moves this visit next; None where nobody is there."""
    return None if visit.is_idle else next_timeout_at(visit)
