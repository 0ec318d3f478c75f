"""Serves the page on which administrators and IT set or remove the PIN of the terminals' service screen. The PIN itself is never shown."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from i18n.catalogs import gettext_noop
from server.domain.region.service_pin import MAX_DIGITS, MIN_DIGITS, PinFaultCode, pin_fault_code
from server.operations.region.service_pin import set_service_pin
from server.store.people.people import Role
from server.store.read_transaction import reading
from server.store.region import regions
from server.web.access_control import require_roles
from server.web.language import _
from server.web.region_scope import visible_regions
from server.web.server_context import context

PIN_ROLES: tuple[Role, ...] = ("admin", "it")
PIN_FAULT_TEXTS: dict[PinFaultCode, str] = {
    "digits": gettext_noop("A PIN must have {fewest} to {most} digits and nothing else."),
    "obvious": gettext_noop("This PIN is too easy to guess: the digits are consecutive, repeated or in pairs. Choose another."),
}
blueprint = Blueprint("service_pin", __name__, url_prefix="/service-pin")


@blueprint.get("")
@require_roles(*PIN_ROLES)
def page() -> ResponseReturnValue:
    """Show whether a region has a PIN. With several regions, `region` names it; the default is the first."""
    return _page(request.args.get("region"), {})


@blueprint.post("/<region>")
@require_roles(*PIN_ROLES)
def choose(region: str) -> ResponseReturnValue:
    """Set the PIN, or show the form again with its faults."""
    pin = request.form.get("pin", "")
    faults: dict[str, str] = {}
    if found := pin_fault_code(pin):
        faults["pin"] = _(PIN_FAULT_TEXTS[found], fewest=MIN_DIGITS, most=MAX_DIGITS)
    elif pin != request.form.get("again", ""):
        faults["again"] = _("The entries do not match.")
    if faults:
        return _page(region, faults), 422
    _set(region, pin)
    flash(_("The PIN has been set. Terminals will use it after their next configuration update."))
    return redirect(url_for("service_pin.page", region=region))


@blueprint.post("/<region>/remove")
@require_roles(*PIN_ROLES)
def remove(region: str) -> ResponseReturnValue:
    """Remove the PIN after the person has confirmed it."""
    if request.form.get("sure") != "yes":
        return _page(region, {"sure": _("Tick the box to remove the PIN.")}), 422
    _set(region, None)
    flash(_("The PIN has been removed. No one can open the service screen."))
    return redirect(url_for("service_pin.page", region=region))


def _set(region: str, pin: str | None) -> None:
    with reading(context().engine) as connection:
        if region not in visible_regions(connection):
            abort(404)
    set_service_pin(context().engine, region, pin, author=current_user.email, now=context().now())


def _page(region: str | None, faults: dict[str, str]) -> str:
    with reading(context().engine) as connection:
        names = visible_regions(connection)
        region = region or next(iter(names), None)
        if region is not None and region not in names:
            abort(404)
        is_set = region is not None and regions.has_service_pin(connection, region)
    return render_template(
        "region/service_pin.html",
        regions=names,
        region=region,
        is_set=is_set,
        faults=faults,
        fewest=MIN_DIGITS,
        most=MAX_DIGITS,
        next=url_for("service_pin.page", region=region),
    )
