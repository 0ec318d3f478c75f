"""The log of the terminal: where it is written, and how an exception is described in it.

The log holds codes, counts and ids. It never holds what a person answered or typed, a token or an enrolment code.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_FILE_BYTES, MAX_FILES = 1_000_000, 4


def configure_logging(file: Path | None, *, is_service: bool) -> None:
    """Log to a file that is kept small, or to standard error.

    Without a file only the service speaks there: a command says what went wrong itself, in one line.
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
    # Libraries say little, and what they say of requests could name too much.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def safe_traceback(exception: BaseException) -> str:
    """Describe an exception by its type and the functions it came through, innermost first.

    Its message is left out, since it may quote what a person typed.
    """
    frames = traceback.extract_tb(exception.__traceback__)
    return " < ".join(
        [type(exception).__name__, *(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames[::-1])]
    )
