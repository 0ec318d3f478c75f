"""The file of the last-known-good configuration, which is separate so that a damaged outbox does not affect it.

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
    """From now on this one is the last-known-good; the one before stays beside it."""
    path = folder / FILE
    if path.exists():
        atomic_files.write(folder / PREVIOUS_FILE, path.read_bytes())
    atomic_files.write(path, raw)


def read(folder: Path) -> Configuration | None:
    """The last-known-good; the one before where the file is damaged; None where there is none."""
    for name in (FILE, PREVIOUS_FILE):
        try:
            configuration = decode((folder / name).read_bytes())
        except (OSError, ConfigurationRejected):
            continue
        if find_fault(configuration) is None:
            return configuration
    return None


def modification_time_ns(folder: Path) -> int:
    """Changes when the file does (another process may write it); 0 where there is none."""
    try:
        return (folder / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def forget(folder: Path) -> None:
    """Delete both."""
    atomic_files.remove(folder / FILE)
    atomic_files.remove(folder / PREVIOUS_FILE)
