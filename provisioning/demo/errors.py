"""What can go wrong with the demo, said in one line."""

from __future__ import annotations


class DemoError(Exception):
    """The demo cannot go on; the message says what and what to do."""
