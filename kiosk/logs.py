"""Where the log goes. It holds codes, counts and ids; never what a person answered or typed, a token or an enrolment code."""

from __future__ import annotations

import logging
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
