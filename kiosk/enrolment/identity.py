"""Who this terminal is: its id, its server, its secret, and the keys it trusts, in files of their own beside the outbox.

They outlive a damaged outbox, and a new outbox does not make a new terminal. The secret never shows in a repr or a log.

`identity.json`   the terminal as it is enrolled
`enrolment.json`  a try whose reply has not come: code and token, so that the same may be asked again (design, decision 12)
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from kiosk.store import atomic_files
from survey.wire import SigningKey

FILE = "identity.json"
PENDING_FILE = "enrolment.json"
log = logging.getLogger("aula.identity")
_T = TypeVar("_T", bound=Struct)


class Identity(Struct, frozen=True, rename={"trusted_keys": "trusted"}):
    """An enrolled terminal."""

    terminal_id: str
    server: str
    """Address, without a slash at the end."""
    token: str
    trusted_keys: tuple[SigningKey, ...]

    def __repr__(self) -> str:
        return f"Identity({self.terminal_id} at {self.server})"


class PendingEnrolment(Struct, frozen=True):
    """An enrolment under way."""

    server: str
    code: str
    token: str

    def __repr__(self) -> str:
        return f"Pending(at {self.server})"


def read(folder: Path) -> Identity | None:
    """The identity; None where there is none, or where it cannot be read (a new code mends that)."""
    return _read(folder / FILE, Identity)


def write(folder: Path, identity: Identity) -> None:
    """Keep it, for its user's eyes alone."""
    atomic_files.write(folder / FILE, msgspec.json.encode(identity))


def read_pending(folder: Path) -> PendingEnrolment | None:
    """The enrolment under way; None where there is none."""
    return _read(folder / PENDING_FILE, PendingEnrolment)


def write_pending(folder: Path, pending: PendingEnrolment) -> None:
    """Keep code and token before they are first sent."""
    atomic_files.write(folder / PENDING_FILE, msgspec.json.encode(pending))


def clear_pending(folder: Path) -> None:
    """The enrolment is through, or the code is of no use."""
    atomic_files.remove(folder / PENDING_FILE)


def forget(folder: Path) -> None:
    """Delete both files."""
    atomic_files.remove(folder / FILE)
    atomic_files.remove(folder / PENDING_FILE)


def modified_ns(folder: Path) -> int:
    """Changes when the identity does (the command `enrol` runs beside the terminal); 0 where there is none."""
    try:
        return (folder / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _read(path: Path, kind: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        log.error("%s cannot be read and is passed over", path.name)
        return None
