"""Serves the pages that add and change a message: edit it, preview it as terminals will show it, and save it.

If two people change a message at the same time, the second one sees the other's change before anything is saved.
"""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.messages.messages import MAX_DID_LENGTH, MAX_SAID_LENGTH, Message, StoredMessage, missing_languages
from server.operations.messages.messages import add_message, change_message
from server.store.messages.messages import MessageConflict, MessageIdTaken
from server.store.read_transaction import reading
from server.web.access_control import require_roles
from server.web.language import _
from server.web.messages import message_texts
from server.web.messages.blueprint import blueprint
from server.web.messages.message_form import MessageForm
from server.web.messages.region_messages import RegionMessages, region_messages, render_messages_page
from server.web.region_scope import EDITOR_ROLES
from server.web.server_context import context


@blueprint.get("/<region>/new")
@require_roles(*EDITOR_ROLES)
def new(region: str) -> ResponseReturnValue:
    """Show an empty form. The place that the overview showed is already chosen."""
    with reading(context().engine) as connection:
        found = region_messages(connection, region)
    unit = found.unit(request.args.get("place", "")) or found.scope.tree.root
    return _form(found, None, MessageForm(f"{unit.kind}:{unit.id}", {"dated": found.today.isoformat()}))


@blueprint.post("/<region>/new")
@require_roles(*EDITOR_ROLES)
def make(region: str) -> ResponseReturnValue:
    """Handle the form of a new message as its field `act` asks: `review`, go back to `edit`, or `save`."""
    return _handle_form(region, None)


@blueprint.get("/<region>/<name>")
@login_required
def message(region: str, name: str) -> ResponseReturnValue:
    """Show a message, and to a person who may change it also the form with its content."""
    with reading(context().engine) as connection:
        found = region_messages(connection, region)
    kept = found.message(name)
    return _form(found, kept, MessageForm.from_message(kept, found.languages, kept.revision))


@blueprint.post("/<region>/<name>")
@require_roles(*EDITOR_ROLES)
def change(region: str, name: str) -> ResponseReturnValue:
    """Handle the form of an existing message as its field `act` asks, as `make` does for a new one."""
    return _handle_form(region, name)


def _handle_form(region: str, name: str | None) -> ResponseReturnValue:
    """Handle the form of a message as its field `act` asks. `name` is the id of the message; None means a new one.

    Returns:
        The form with 422 if it has faults, or with 409 if somebody changed the message since it was shown.
    """
    found, kept = _find(region, name)
    typed, act = MessageForm.from_form(found.languages), request.form.get("act", "review")
    if act == "edit":
        return _form(found, kept, typed)
    typed_message = typed.message(found, name or "")
    if typed_message is None:
        return _form(found, kept, typed), 422
    if kept is not None and typed.seen != kept.revision:
        return _render_conflict(found, kept, typed)
    if act != "save":
        return _review(found, kept, typed, typed_message)
    try:
        _save(region, typed_message, typed, is_new=kept is None)
    except MessageIdTaken:  # another message took the id in the meantime: the preview is shown again, and saving again chooses another id
        return _review(found, kept, typed, typed_message), 409
    except MessageConflict:
        found, present = _find(region, name)
        assert present is not None
        return _render_conflict(found, present, typed)
    return redirect(url_for("messages.page", region=region, place=typed.place))


def _find(region: str, name: str | None) -> tuple[RegionMessages, StoredMessage | None]:
    with reading(context().engine) as connection:
        found = region_messages(connection, region)
    return found, found.message(name) if name is not None else None


def _save(region: str, message: Message, typed: MessageForm, *, is_new: bool) -> None:
    """Store a message and show the person what was done."""
    engine, author, now = context().engine, current_user.email, context().now()
    if is_new:
        add_message(engine, region, message, author=author, now=now)
        flash(_("Added. Terminals will show it after their next configuration update."))
    elif change_message(engine, region, message, seen=typed.seen, author=author, now=now):
        flash(_("Saved. Terminals will show the new text after their next configuration update."))
    else:
        flash(_("Nothing was changed."))


def _render_conflict(found: RegionMessages, kept: StoredMessage, typed: MessageForm) -> ResponseReturnValue:
    typed.seen = kept.revision
    return _form(found, kept, typed, overtaken=True), 409


def _form(found: RegionMessages, kept: StoredMessage | None, typed: MessageForm, *, overtaken: bool = False) -> str:
    tags = found.languages
    return render_messages_page(
        "messages/message.html",
        found,
        kept=kept,
        typed=typed,
        overtaken=overtaken,
        units=found.units(),
        longest={"said": MAX_SAID_LENGTH, "did": MAX_DID_LENGTH},
        shown=message_texts.preview_message(kept, tags) if kept else [],
        lacking=missing_languages(kept, tags) if kept else [],
        next=url_for("messages.page", region=found.scope.region.id),
    )


def _review(found: RegionMessages, kept: StoredMessage | None, typed: MessageForm, message: Message) -> str:
    tags = found.languages
    return render_messages_page(
        "messages/review.html",
        found,
        kept=kept,
        typed=typed,
        message=message,
        points=len(found.scope.tree.service_points_under(message.unit, found.scope.now)),
        shown=message_texts.preview_message(message, tags),
        lacking=missing_languages(message, tags),
        next=url_for("messages.page", region=found.scope.region.id),
    )
