"""What staff have said at the service screen, and what was tried there: small files of their own beside the outbox.

Why not in the outbox: a damaged outbox is set aside and a new one begins, often with nothing readable left of the old. A panel
that staff took out of use is as cracked as before, and whoever guesses a PIN must not win a fresh start by it. Taking both over
from the damaged file would hold only where it can be read; these files are whole whatever becomes of that one.

`out-of-use`          there while staff have put the terminal out of use; being there is all it says, so its content cannot be damaged
`service-tries.json`  wrong PINs, as `kiosk.service.pin_attempts` writes them; not there where none was ever tried
"""

from __future__ import annotations

from pathlib import Path

from kiosk.store import atomic_files

OUT_OF_USE_FILE, PIN_ATTEMPTS_FILE = "out-of-use", "service-tries.json"


def is_out_of_use(folder: Path) -> bool:
    """Whether staff have put the terminal out of use."""
    return (folder / OUT_OF_USE_FILE).exists()


def set_out_of_use(folder: Path, out_of_use: bool) -> None:
    """From now on it is out of use, or in use again.

    Raises:
        OSError: the disk does not let us.
    """
    if out_of_use:
        atomic_files.write(folder / OUT_OF_USE_FILE, b"staff\n")
    else:
        atomic_files.remove(folder / OUT_OF_USE_FILE)


def read_pin_attempts(folder: Path) -> str | None:
    """What `keep_tries` kept; None where nothing ever was, and what nobody can decode where it cannot be read."""
    try:
        return (folder / PIN_ATTEMPTS_FILE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def write_pin_attempts(folder: Path, encoded: str) -> None:
    """Keep it over starts, power cuts and new outboxes.

    Raises:
        OSError: the disk does not let us.
    """
    atomic_files.write(folder / PIN_ATTEMPTS_FILE, encoded.encode())


def forget(folder: Path) -> None:
    """Delete both."""
    atomic_files.remove(folder / OUT_OF_USE_FILE)
    atomic_files.remove(folder / PIN_ATTEMPTS_FILE)
