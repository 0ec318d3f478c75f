"""Reads what all pages for messages need: the region's tree, its messages, and the present date there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, render_template

from server.domain.intake.visit_time import service_date
from server.domain.messages.message_rules import parse_unit
from server.domain.messages.messages import StoredMessage
from server.domain.rotation.plan_calendar import Unit
from server.store.engine import Connection
from server.store.messages import messages
from server.web.messages import message_texts
from server.web.region_scope import RegionScope, may_change, region_scope
from server.web.server_context import context


@dataclass(frozen=True)
class RegionMessages:
    """Describes a region at a moment with all its messages."""

    scope: RegionScope
    messages: Sequence[StoredMessage]
    """All messages, including ended ones, the newest first."""
    today: date
    """The present date in the region's time zone."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the tags of the region's languages. The first one is required in every message."""
        return self.scope.region.languages

    def units(self) -> list[tuple[Unit, int]]:
        """Return the region, its services and its service points in the order of the tree, each with its depth."""
        return list(self.scope.walk_units(with_ended=False))

    def unit(self, text: str) -> Unit | None:
        """Return the unit that `kind:id` names, or None if it does not exist or has ended."""
        found = parse_unit(text)
        if found is None or found not in self.scope.region.units or self.scope.is_ended(found):
            return None
        return found

    def message(self, message_id: str) -> StoredMessage:
        """Return the message with this id, or abort with 404."""
        found = next((each for each in self.messages if each.id == message_id), None)
        if found is None:
            abort(404)
        return found


def region_messages(connection: Connection, region: str) -> RegionMessages:
    """Return the region with its messages, or abort with 404 if it does not exist or the signed-in person may not see it."""
    scope = region_scope(connection, region, context().now())
    return RegionMessages(scope, messages.list_all(connection, region), service_date(scope.now, scope.time_zone))


def render_messages_page(template: str, found: RegionMessages | None, **values: object) -> str:
    """Render a page about a region's messages. `found` is None if no region exists yet."""
    scope = found.scope if found else None
    today = found.today if found else None
    return render_template(template, scope=scope, today=today, words=message_texts, may_change=may_change(), **values)
