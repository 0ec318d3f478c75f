"""Provides what every view needs: the database, the settings, the clock, and the address of the client."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request

from server.settings import ServerSettings
from server.store.engine import Engine


@dataclass(frozen=True)
class ServerContext:
    """Holds what all views of an application share. The application keeps it in `app.extensions["aula"]`."""

    engine: Engine
    settings: ServerSettings
    now: Callable[[], datetime]
    """Returns the current time in UTC, as an aware datetime."""


def rate_limit_address() -> str:
    """Return the address against which failed attempts are counted: an IPv4 address, or the /64 network of an IPv6 address.

    A client that has such a network has all its addresses, and could use another one for each guess.
    """
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)


def context() -> ServerContext:
    """Return the context of the application that handles this request."""
    found: ServerContext = current_app.extensions["aula"]
    return found
