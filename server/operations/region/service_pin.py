"""Sets the PIN that opens the service screen of a region's terminals."""

from __future__ import annotations

from datetime import datetime

from server.domain.region.service_pin import hash_pin
from server.store.engine import Engine
from server.store.people import audit
from server.store.region import regions
from server.store.write_transaction import writing


def set_service_pin(engine: Engine, region: str, pin: str | None, *, author: str, now: datetime) -> None:
    """Set the PIN of a region's terminals. None removes it, so that nobody can open the service screen.

    Raises:
        ValueError: the PIN is not acceptable; nothing was stored.
    """
    pin_hash = None if pin is None else hash_pin(pin)  # outside the transaction, because hashing is slow on purpose
    with writing(engine) as connection:
        regions.set_service_pin(connection, region, pin_hash)
        audit.write(connection, author, "service_pin_removed" if pin is None else "service_pin_set", now=now, region=region)
