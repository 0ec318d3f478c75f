"""Serves the pages about a text set: its texts and their sources, other sets of its form and language, and the use of an earlier one."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.texts.sheet_rules import FIELD_BY_SECTION
from server.operations.texts.text_sets import TextSetKey, TextSetNotFound, preview_text_set, use_text_set
from server.store.read_transaction import reading
from server.store.texts import text_sets
from server.web.access_control import require_roles
from server.web.language import _
from server.web.region_scope import EDITOR_ROLES, get_visible_region
from server.web.server_context import context
from server.web.texts.blueprint import blueprint
from server.web.texts.labels import language_name
from server.web.texts.region_texts import get_text_set, render_texts_page


@blueprint.get("/<region>/sets/<form>/<language>/<name>")
@login_required
def show(region: str, form: str, language: str, name: str) -> ResponseReturnValue:
    """Show a text set, and list the others of the same form and language."""
    with reading(context().engine) as connection:
        found_region = get_visible_region(connection, region)
        found = get_text_set(connection, region, TextSetKey(form, language, name))
        others = [each for each in text_sets.list_all(connection, region) if (each.texts.form, each.texts.language) == (form, language)]
        forms = text_sets.forms(connection, region)
    sections = {section: getattr(found.texts, field) for section, field in FIELD_BY_SECTION.items()}
    return render_texts_page(
        "texts/set.html", found_region, found=found, others=list(reversed(others)), form=forms[form], sections=sections
    )


@blueprint.get("/<region>/sets/<form>/<language>/<name>/use")
@require_roles(*EDITOR_ROLES)
def ask_to_use(region: str, form: str, language: str, name: str) -> ResponseReturnValue:
    """Show what would change if an earlier set were used again, and ask whether to do so."""
    with reading(context().engine) as connection:
        found_region = get_visible_region(connection, region)
        forms = text_sets.forms(connection, region)
    try:
        preview = preview_text_set(context().engine, region, TextSetKey(form, language, name), context().now())
    except TextSetNotFound:
        abort(404)
    return render_texts_page(
        "texts/use.html",
        found_region,
        found=preview.text_set,
        changes=preview.changes,
        shifts=preview.shifts,
        forms=forms,
        form=forms[form],
    )


@blueprint.post("/<region>/sets/<form>/<language>/<name>/use")
@require_roles(*EDITOR_ROLES)
def use(region: str, form: str, language: str, name: str) -> ResponseReturnValue:
    """Use an earlier text set again."""
    with reading(context().engine) as connection:
        get_visible_region(connection, region)
    key = TextSetKey(form, language, name)
    try:
        is_changed = use_text_set(context().engine, region, key, author=current_user.email, now=context().now())
    except TextSetNotFound:
        abort(404)
    if is_changed:
        flash(
            _(
                "{language}: the texts {id} are in use again. Terminals will show them after their next configuration update.",
                language=language_name(language),
                id=name,
            )
        )
    else:
        flash(_("These texts are already in use."))
    return redirect(url_for("texts.show", region=region, form=form, language=language, name=name))
