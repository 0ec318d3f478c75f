"""Defines the exception of the demo."""

from __future__ import annotations


class DemoError(Exception):
    """Raised when the demo cannot continue. The message is one line that states the reason and, where possible, what to do."""
