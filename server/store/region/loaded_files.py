"""Stores the region files that were loaded. A load applies only what differs from the last one (design, decision 15)."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select

from server.domain.region.region_file import RegionFile
from server.store.tables import load_records


def newest(connection: Connection, region: str) -> RegionFile | None:
    """Return the file that was last loaded for a region, or None if there was none."""
    query = select(load_records.c.content).where(load_records.c.region == region).order_by(load_records.c.number.desc()).limit(1)
    content = connection.execute(query).scalar()
    return None if content is None else msgspec.convert(content, RegionFile)


def add(connection: Connection, file: RegionFile, *, author: str, now: datetime) -> None:
    """Record that a file was loaded."""
    row = {"region": file.region.id, "content": msgspec.to_builtins(file), "author": author, "loaded_at": now}
    connection.execute(insert(load_records).values(row))
