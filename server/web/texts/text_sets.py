"""One text set, whole: what it says, where each text is from, which sets were before it, and the way back to one of them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.texts.sheet_rules import BY_SECTION
from server.domain.texts.text_changes import text_changes
from server.store.read_transaction import reading
from server.store.texts import language_availability, text_sets
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _
from server.web.texts import blueprint
from server.web.texts.labels import language_name
from server.web.texts.region_texts import EDITORS, draw, find, set_of


@blueprint.get("/<region>/sets/<form>/<language>/<name>")
@login_required
def show(region: str, form: str, language: str, name: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        here = find(connection, region)
        found = set_of(connection, region, form, language, name)
        others = [each for each in text_sets.kept(connection, region) if (each.texts.form, each.texts.language) == (form, language)]
        forms = text_sets.forms(connection, region)
    sections = {section: getattr(found.texts, field) for section, field in BY_SECTION.items()}
    return draw("texts/set.html", here, found=found, others=list(reversed(others)), form=forms[form], sections=sections)


@blueprint.get("/<region>/sets/<form>/<language>/<name>/use")
@roles(*EDITORS)
def ask_to_use(region: str, form: str, language: str, name: str) -> ResponseReturnValue:
    """What bringing an earlier set back would change."""
    at = context()
    now = at.now()
    with writing(at.engine) as connection:  # done and taken back, so that what would be offered is exactly that
        here = find(connection, region)
        found = set_of(connection, region, form, language, name)
        before = next((text for text in text_sets.in_use(connection, {region}).of(region, form) if text.language == language), None)
        offered = language_availability.offers(connection, region, now)
        with connection.begin_nested() as step:
            text_sets.use(connection, region, form, language, name)
            after = language_availability.offers(connection, region, now)
            step.rollback()
        forms = text_sets.forms(connection, region)
    changes = text_changes(before, found.texts)
    return draw(
        "texts/use.html",
        here,
        found=found,
        changes=changes,
        shifts=language_availability.shifts(offered, after),
        forms=forms,
        form=forms[form],
    )


@blueprint.post("/<region>/sets/<form>/<language>/<name>/use")
@roles(*EDITORS)
def use(region: str, form: str, language: str, name: str) -> ResponseReturnValue:
    at = context()
    with writing(at.engine) as connection:
        find(connection, region)
        text_sets.hold(connection, region)
        found = set_of(connection, region, form, language, name)
        if found.in_use:
            flash(_("These texts are in use already."))
        else:
            text_sets.bring_back(connection, region, found, author=current_user.email, now=at.now())
            flash(
                _(
                    "{language}: the texts {id} are in use again. Terminals show them when they next fetch their configuration.",
                    language=language_name(language),
                    id=name,
                )
            )
    return redirect(url_for("texts.show", region=region, form=form, language=language, name=name))
