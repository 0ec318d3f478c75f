"""Every message of a region by the place that it belongs to, and what the terminals of one place show today."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.messages.messages import SHOWN, in_force, lacking
from server.store.read_transaction import reading
from server.web.context import context
from server.web.messages import blueprint
from server.web.messages.region_messages import draw, told
from server.web.region_scope import visible_regions


@blueprint.get("")
@login_required
def page() -> ResponseReturnValue:
    """The messages of a region; of several, the one asked for or the first. With `place`, what its terminals show."""
    with reading(context().engine) as connection:
        regions = visible_regions(connection)
        wanted = request.args.get("region") or next(iter(regions), None)
        if wanted is None:
            return draw("messages/overview.html", None, regions=regions)
        found = told(connection, wanted)
    unit = found.unit(request.args.get("place", ""))
    units = found.units()
    every = [each.unit for each in found.every]
    gone = dict.fromkeys(unit for unit in every if unit not in {unit for unit, _ in units})
    return draw(
        "messages/overview.html",
        found,
        regions=regions,
        unit=unit,
        units=units,
        holding=in_force(found.every, found.here.path(unit), found.today) if unit else [],
        most=SHOWN,
        by_place=[(unit, [each for each in found.every if each.unit == unit]) for unit in (*(unit for unit, _ in units), *gone)],
        lacking={each.id: lacking(each, found.here.region.languages) for each in found.every},
    )
