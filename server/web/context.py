"""What every view is given: the database, the settings, the clock, and who calls. `app.extensions["aula"]` holds one."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request

from server.settings import ServerSettings
from server.store.engine import Engine


@dataclass(frozen=True)
class Context:
    """One for each app."""

    engine: Engine
    settings: ServerSettings
    now: Callable[[], datetime]
    """The time, aware, in UTC."""


def caller() -> str:
    """Whom failed tries are counted against: the address that calls, of IPv6 its network of 64 bits.

    Who has one such network has all its addresses, and could guess from another one each time.
    """
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)


def context() -> Context:
    """The context of the app that answers this request."""
    found: Context = current_app.extensions["aula"]
    return found
