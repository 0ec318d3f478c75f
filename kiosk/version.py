"""Provides the version of the software, as heartbeats and enrolment report it."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """Return the name and version, such as `aula 0.1.0`."""
    from importlib import metadata

    try:
        return f"aula {metadata.version('aula')}"
    except metadata.PackageNotFoundError:  # the program runs from a checkout that was never installed
        return "aula 0"
