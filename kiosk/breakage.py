"""How a breakage is told: its kind and its places in the code, never its message, which may quote what a person typed. Pure."""

from __future__ import annotations

import traceback


def safe_traceback(exception: BaseException) -> str:
    """The kind of an exception and where it came through, innermost first, without its message."""
    frames = traceback.extract_tb(exception.__traceback__)
    return " < ".join(
        [type(exception).__name__, *(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames[::-1])]
    )
