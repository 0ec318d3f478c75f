"""Serves the page that ends a message, so that terminals no longer show it. It asks for confirmation first."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.domain.messages.messages import StoredMessage
from server.operations.messages.messages import end_message
from server.store.messages.messages import MessageConflict
from server.store.read_transaction import reading
from server.web.access_control import require_roles
from server.web.language import _
from server.web.messages import message_texts
from server.web.messages.blueprint import blueprint
from server.web.messages.region_messages import RegionMessages, region_messages, render_messages_page
from server.web.region_scope import EDITOR_ROLES
from server.web.server_context import context


@blueprint.get("/<region>/<name>/end")
@require_roles(*EDITOR_ROLES)
def ask(region: str, name: str) -> ResponseReturnValue:
    """Ask whether to end the message."""
    return _question(*_find(region, name))


@blueprint.post("/<region>/<name>/end")
@require_roles(*EDITOR_ROLES)
def end(region: str, name: str) -> ResponseReturnValue:
    """End the message, or ask again with 409 if somebody changed it since it was shown."""
    _found, kept = _find(region, name)
    seen = request.form.get("seen", 0, type=int)
    try:
        end_message(context().engine, region, name, seen=seen, author=current_user.email, now=context().now())
    except MessageConflict:
        return _question(*_find(region, name), overtaken=True), 409
    flash(_("Ended. Terminals will stop showing it after their next configuration update."))
    return redirect(url_for("messages.page", region=region, place=f"{kept.unit.kind}:{kept.unit.id}"))


def _find(region: str, name: str) -> tuple[RegionMessages, StoredMessage]:
    with reading(context().engine) as connection:
        found = region_messages(connection, region)
    return found, found.message(name)


def _question(found: RegionMessages, kept: StoredMessage, *, overtaken: bool = False) -> str:
    shown = message_texts.preview_message(kept, found.languages)
    return render_messages_page("messages/end.html", found, kept=kept, shown=shown, overtaken=overtaken)
