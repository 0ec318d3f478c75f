"""From a configuration to what a visit goes by. Pure."""

from __future__ import annotations

from survey.visit import Script, Step, Visit
from survey.wire import Configuration


def script(configuration: Configuration, timeout_seconds: float | None = None) -> Script:
    """The script of the place's own form.

    Args:
        configuration: one that `kiosk.store.configuration.fault_of` finds nothing against.
        timeout_seconds: this terminal's own setting, in place of the configuration's.
    """
    form = configuration.forms[0]
    order: tuple[Step, ...] = tuple(step for step in ("nps", "comment", "statements") if step in form.order)
    return Script(
        form=form.id,
        languages=configuration.languages,
        order=tuple(sorted(order, key=form.order.index)),
        question=next((code for code in form.questions if code != "nps"), "reason"),
        timeout_ms=round((timeout_seconds or configuration.settings.timeout_seconds) * 1000),
        thanks_ms=configuration.settings.thanks_seconds * 1000,
    )


def texts_id(configuration: Configuration, form: str, language: str) -> str | None:
    """Id of the text set that is on the screen; None where there is none."""
    return next((texts.id for texts in configuration.texts if texts.form == form and texts.language == language), None)


def deadline(visit: Visit) -> int | None:
    """Steady milliseconds at which time alone moves this visit next; None where nobody is there."""
    if visit.idle:
        return None
    if visit.ended:
        return visit.touched_at + visit.script.thanks_ms
    if visit.overlay == "still_there":
        return visit.touched_at + visit.script.timeout_ms
    return visit.touched_at + visit.script.timeout_ms - visit.script.countdown_ms
