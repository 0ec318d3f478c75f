"""Adding a message and changing one: type, look at it as terminals will show it, save. Of two who save at once the second is told."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.messages.messages import DID, SAID, Kept, Message, free_id, lacking
from server.store.engine import Connection
from server.store.messages import messages
from server.store.messages.messages import ChangedMeanwhile, IdTaken
from server.store.read_transaction import reading
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _
from server.web.messages import blueprint, message_texts
from server.web.messages.form import Typed
from server.web.messages.region_messages import EDITORS, Told, draw, told


@blueprint.get("/<region>/new")
@roles(*EDITORS)
def new(region: str) -> ResponseReturnValue:
    """An empty form, for the place that was looked at."""
    with reading(context().engine) as connection:
        found = told(connection, region)
    unit = found.unit(request.args.get("place", "")) or found.here.tree.root
    return _form(found, None, Typed(f"{unit.kind}:{unit.id}", {"dated": found.today.isoformat()}))


@blueprint.post("/<region>/new")
@roles(*EDITORS)
def make(region: str) -> ResponseReturnValue:
    """`act`: `review`, go back to `edit`, or `save`."""
    with writing(context().engine) as connection:
        found = told(connection, region)
        typed = Typed.from_form(found.here.region.languages)
        return _decide(connection, found, None, typed, free_id(each.id for each in found.every))


@blueprint.get("/<region>/<name>")
@login_required
def message(region: str, name: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        found = told(connection, region)
    kept = found.message(name)
    return _form(found, kept, Typed.of(kept, found.here.region.languages, kept.revision))


@blueprint.post("/<region>/<name>")
@roles(*EDITORS)
def change(region: str, name: str) -> ResponseReturnValue:
    """`act`: as for a new one."""
    with writing(context().engine) as connection:
        found = told(connection, region)
        return _decide(connection, found, found.message(name), Typed.from_form(found.here.region.languages), name)


def _decide(connection: Connection, found: Told, kept: Kept | None, typed: Typed, name: str) -> ResponseReturnValue:
    act = request.form.get("act", "review")
    if act == "edit":
        return _form(found, kept, typed)
    typed_message = typed.message(found, name)
    if typed_message is None:
        return _form(found, kept, typed), 422
    if kept is not None and typed.seen != kept.revision:
        return _overtaken(found, kept, typed)
    if act != "save":
        return _review(found, kept, typed, typed_message)
    author, now = current_user.email, context().now()
    try:
        if kept is None:
            messages.add(connection, found.here.region.id, typed_message, author=author, now=now)
            flash(_("Added. Terminals show it when they next fetch their configuration."))
        elif messages.change(connection, found.here.region.id, typed_message, seen=typed.seen, author=author, now=now):
            flash(_("Saved. Terminals show the new words when they next fetch their configuration."))
        else:
            flash(_("Nothing was changed."))
    except (IdTaken, ChangedMeanwhile):  # between looking and storing: what is typed is shown once more, to be saved again
        return _review(found, kept, typed, typed_message), 409
    return redirect(url_for("messages.page", region=found.here.region.id, place=typed.place))


def _overtaken(found: Told, kept: Kept, typed: Typed) -> ResponseReturnValue:
    typed.seen = kept.revision
    return _form(found, kept, typed, overtaken=True), 409


def _form(found: Told, kept: Kept | None, typed: Typed, *, overtaken: bool = False) -> str:
    tags = found.here.region.languages
    return draw(
        "messages/message.html",
        found,
        kept=kept,
        typed=typed,
        overtaken=overtaken,
        units=found.units(),
        longest={"said": SAID, "did": DID},
        shown=message_texts.shown(kept, tags) if kept else [],
        lacking=lacking(kept, tags) if kept else [],
        next=url_for("messages.page", region=found.here.region.id),
    )


def _review(found: Told, kept: Kept | None, typed: Typed, message: Message) -> str:
    tree, now = found.here.tree, found.here.now
    points = tree.points_under(message.unit, now)
    tags = found.here.region.languages
    return draw(
        "messages/review.html",
        found,
        kept=kept,
        typed=typed,
        message=message,
        points=len(points),
        shown=message_texts.shown(message, tags),
        lacking=lacking(message, tags),
        next=url_for("messages.page", region=found.here.region.id),
    )
