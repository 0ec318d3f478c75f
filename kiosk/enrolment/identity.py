"""Stores the terminal's identity: its id, its server, its token, and the signing keys it trusts.

The identity is in files beside the outbox, so that it survives a damaged outbox and a new outbox is no new terminal. The token is never
part of a repr or a log.

`identity.json`   the identity of the enrolled terminal
`enrolment.json`  an unconfirmed enrolment: code and token, so that the same request can be repeated (design, decision 12)
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
    """Describes an enrolled terminal."""

    terminal_id: str
    server: str
    """Holds the server's address without a slash at its end."""
    token: str
    """Holds the terminal's secret, with which it signs in to the server."""
    trusted_keys: tuple[SigningKey, ...]
    """Lists the signing keys that may sign a new sealing key."""

    def __repr__(self) -> str:
        return f"Identity({self.terminal_id} at {self.server})"


class PendingEnrolment(Struct, frozen=True):
    """Describes an enrolment that the server has not confirmed yet."""

    server: str
    code: str
    token: str

    def __repr__(self) -> str:
        return f"Pending(at {self.server})"


def read(folder: Path) -> Identity | None:
    """Return the identity, or None if there is none or it cannot be decoded. In the latter case a new enrolment replaces it.

    Raises:
        OSError: the file exists but cannot be read.
    """
    return _read(folder / FILE, Identity)


def write(folder: Path, identity: Identity) -> None:
    """Store the identity in a file that only its owner can read.

    Raises:
        OSError: the disk cannot be written.
    """
    atomic_files.write(folder / FILE, msgspec.json.encode(identity))


def read_pending(folder: Path) -> PendingEnrolment | None:
    """Return the unconfirmed enrolment, or None if there is none or it cannot be decoded.

    Raises:
        OSError: the file exists but cannot be read.
    """
    return _read(folder / PENDING_FILE, PendingEnrolment)


def write_pending(folder: Path, pending: PendingEnrolment) -> None:
    """Store an unconfirmed enrolment. Call it before code and token are first sent.

    Raises:
        OSError: the disk cannot be written.
    """
    atomic_files.write(folder / PENDING_FILE, msgspec.json.encode(pending))


def clear_pending(folder: Path) -> None:
    """Delete the unconfirmed enrolment, because it has been confirmed or its code is of no use."""
    atomic_files.remove(folder / PENDING_FILE)


def forget(folder: Path) -> None:
    """Delete both files."""
    atomic_files.remove(folder / FILE)
    atomic_files.remove(folder / PENDING_FILE)


def modification_time_ns(folder: Path) -> int:
    """Return when the identity was last written, in nanoseconds, or 0 if there is none.

    It shows a change by another process, such as the command `aula-kiosk enrol`.
    """
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
        log.error("%s cannot be decoded and is ignored", path.name)
        return None
