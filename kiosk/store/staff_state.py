"""Stores what staff have set at the service screen, and its wrong PINs, in small files beside the outbox.

They are not in the outbox, because a damaged outbox is replaced by a new one, and often nothing of the old one can be read. A terminal that
staff took out of use, because of a cracked panel for example, must stay so, and a person who guesses PINs must not get new attempts by it.
These files do not depend on the state of the outbox.

`out-of-use`          exists while staff have taken the terminal out of use; only its existence counts, so its content cannot be damaged
`service-tries.json`  the wrong PINs, as `kiosk.service.pin_attempts` encodes them; it does not exist before the first attempt
"""

from __future__ import annotations

from pathlib import Path

from kiosk.store import atomic_files

OUT_OF_USE_FILE, PIN_ATTEMPTS_FILE = "out-of-use", "service-tries.json"


def is_out_of_use(folder: Path) -> bool:
    """Return whether staff have taken the terminal out of use."""
    return (folder / OUT_OF_USE_FILE).exists()


def set_out_of_use(folder: Path, out_of_use: bool) -> None:
    """Store whether staff have taken the terminal out of use.

    Raises:
        OSError: the disk cannot be written.
    """
    if out_of_use:
        atomic_files.write(folder / OUT_OF_USE_FILE, b"staff\n")
    else:
        atomic_files.remove(folder / OUT_OF_USE_FILE)


def read_pin_attempts(folder: Path) -> str | None:
    """Return what `write_pin_attempts` wrote.

    Returns:
        The encoded attempts, None if nothing was ever written, or an empty string, which cannot be decoded, if the file cannot be read.
    """
    try:
        return (folder / PIN_ATTEMPTS_FILE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def write_pin_attempts(folder: Path, encoded: str) -> None:
    """Store encoded PIN attempts, so that they survive a restart, a power cut and a new outbox.

    Raises:
        OSError: the disk cannot be written.
    """
    atomic_files.write(folder / PIN_ATTEMPTS_FILE, encoded.encode())


def forget(folder: Path) -> None:
    """Delete both files."""
    atomic_files.remove(folder / OUT_OF_USE_FILE)
    atomic_files.remove(folder / PIN_ATTEMPTS_FILE)
