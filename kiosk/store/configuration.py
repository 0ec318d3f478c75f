"""Stores the last-known-good configuration in a file of its own, so that a damaged outbox does not affect it.

`survey.configuration_validation` has the rules that a configuration must fulfil before it replaces another.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.store import atomic_files
from survey.configuration_validation import ConfigurationRejected, decode, find_fault
from survey.wire import Configuration

FILE = "configuration.json"
PREVIOUS_FILE = "configuration.before.json"


def save(folder: Path, raw: bytes) -> None:
    """Store a configuration as the last-known-good one. The one before it stays in `PREVIOUS_FILE`.

    Args:
        folder: the terminal's state.
        raw: the configuration's JSON, which has been checked by `survey.configuration_validation.verify`.

    Raises:
        OSError: the disk cannot be read or written.
    """
    path = folder / FILE
    if path.exists():
        atomic_files.write(folder / PREVIOUS_FILE, path.read_bytes())
    atomic_files.write(path, raw)


def read(folder: Path) -> Configuration | None:
    """Return the last-known-good configuration, or the one before it if that one cannot be used. None means that neither can."""
    for name in (FILE, PREVIOUS_FILE):
        try:
            configuration = decode((folder / name).read_bytes())
        except (OSError, ConfigurationRejected):
            continue
        if find_fault(configuration) is None:
            return configuration
    return None


def modification_time_ns(folder: Path) -> int:
    """Return when the file was last written, in nanoseconds, so that a change by another process is noticed. It is 0 without a file."""
    try:
        return (folder / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def forget(folder: Path) -> None:
    """Delete both files."""
    atomic_files.remove(folder / FILE)
    atomic_files.remove(folder / PREVIOUS_FILE)
