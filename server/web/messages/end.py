"""Taking a message off terminals, after a question."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.store.messages import messages
from server.store.messages.messages import ChangedMeanwhile
from server.store.read_transaction import reading
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _
from server.web.messages import blueprint, message_texts
from server.web.messages.region_messages import EDITORS, draw, told


@blueprint.get("/<region>/<name>/end")
@roles(*EDITORS)
def ask(region: str, name: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        found = told(connection, region)
    kept = found.message(name)
    return draw("messages/end.html", found, kept=kept, shown=message_texts.shown(kept, found.here.region.languages), overtaken=False)


@blueprint.post("/<region>/<name>/end")
@roles(*EDITORS)
def end(region: str, name: str) -> ResponseReturnValue:
    with writing(context().engine) as connection:
        found = told(connection, region)
        kept = found.message(name)
        try:
            seen = request.form.get("seen", 0, type=int)
            messages.end(connection, region, name, seen=seen, author=current_user.email, now=context().now())
        except ChangedMeanwhile:
            shown = message_texts.shown(kept, found.here.region.languages)
            return draw("messages/end.html", found, kept=kept, shown=shown, overtaken=True), 409
    flash(_("Ended. Terminals leave it out when they next fetch their configuration."))
    return redirect(url_for("messages.page", region=region, place=f"{kept.unit.kind}:{kept.unit.id}"))
