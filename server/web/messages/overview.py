"""Serves the overview of messages: all messages of a region by place, and what the terminals at one place show today."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.messages.messages import MAX_SHOWN_MESSAGES, missing_languages, shown_messages
from server.store.read_transaction import reading
from server.web.messages.blueprint import blueprint
from server.web.messages.region_messages import region_messages, render_messages_page
from server.web.region_scope import visible_regions
from server.web.server_context import context


@blueprint.get("")
@login_required
def page() -> ResponseReturnValue:
    """Show the messages of a region. With several regions, `region` names it; the default is the first.

    With `place`, also show the messages of that unit's terminals.
    """
    with reading(context().engine) as connection:
        regions = visible_regions(connection)
        region = request.args.get("region") or next(iter(regions), None)
        if region is None:
            return render_messages_page("messages/overview.html", None, regions=regions)
        found = region_messages(connection, region)
    unit = found.unit(request.args.get("place", ""))
    units = found.units()
    ended = dict.fromkeys(each.unit for each in found.messages if each.unit not in {unit for unit, _ in units})
    return render_messages_page(
        "messages/overview.html",
        found,
        regions=regions,
        messages=found.messages,
        unit=unit,
        units=units,
        holding=shown_messages(found.messages, found.scope.path(unit), found.today) if unit else [],
        most=MAX_SHOWN_MESSAGES,
        by_place=[(unit, [each for each in found.messages if each.unit == unit]) for unit in (*(unit for unit, _ in units), *ended)],
        lacking={each.id: missing_languages(each, found.languages) for each in found.messages},
    )
