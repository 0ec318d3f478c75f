"""Configures the log of the terminal and describes exceptions for it.

The log contains codes, counts and ids. It never contains what a person answered or typed, a token or an enrolment code.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_FILE_BYTES, MAX_FILES = 1_000_000, 4


def configure_logging(file: Path | None, *, is_service: bool) -> None:
    """Log to a rotated file, or to standard error.

    Args:
        file: the log file. None means standard error, to which only the service logs: a command reports an error itself, in one line.
        is_service: whether the process is the terminal itself.
    """
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler() if is_service else logging.NullHandler()
    else:
        from logging.handlers import RotatingFileHandler

        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(file, maxBytes=MAX_FILE_BYTES, backupCount=MAX_FILES - 1, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    ours = logging.getLogger("aula")
    ours.setLevel(logging.INFO)
    ours.handlers[:] = [handler]
    ours.propagate = False
    # Log messages of libraries are of little use, and those about requests could contain too much.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def safe_traceback(exception: BaseException) -> str:
    """Return the type of an exception and the functions that it passed through, innermost first.

    The message of the exception is left out, because it may quote what a person typed.
    """
    frames = traceback.extract_tb(exception.__traceback__)
    return " < ".join(
        [type(exception).__name__, *(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames[::-1])]
    )
