"""Which software this is, as the server and the log are told."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """Name and version, such as `aula 0.1.0`."""
    from importlib import metadata

    try:
        return f"aula {metadata.version('aula')}"
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "aula 0"
