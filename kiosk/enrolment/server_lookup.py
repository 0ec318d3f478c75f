"""Finds the server's address and the enrolment code.

The address is taken from the first of these that names one: the identity, the enrolment card, the unconfirmed enrolment, the settings. The
code is taken from the card.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.enrolment import card as enrolment_card
from kiosk.enrolment import identity

log = logging.getLogger("aula.card")
BOOT_FOLDERS = (Path("/boot/firmware"), Path("/boot"))
"""Lists the folders in which the boot partition may be mounted, and in which the card is looked for after the state folder."""


@dataclass(frozen=True)
class ServerLookupResult:
    """Holds the server's address and the card's code, each of which is None if none was found."""

    server: str | None
    code: str | None = field(default=None, repr=False)


def find_server(folder: Path, configured_server: str | None, *, boot_folders: tuple[Path, ...] = BOOT_FOLDERS) -> ServerLookupResult:
    """Return the server's address and the code for a terminal.

    Args:
        folder: the terminal's state.
        configured_server: the address in the settings, or None. It is used if no other source names one.
        boot_folders: the folders in which the card is looked for if it is not in `folder`.
    """
    own, pending, card = identity.read(folder), identity.read_pending(folder), _card((folder, *boot_folders))
    code = card.code if card else None
    for server in (own and own.server, card and card.server, pending and pending.server, configured_server):
        if server:
            return ServerLookupResult(server, code)
    return ServerLookupResult(None, code)


def _card(folders: tuple[Path, ...]) -> enrolment_card.EnrolmentCard | None:
    for folder in folders:
        try:
            return enrolment_card.read(folder / enrolment_card.FILE)
        except OSError:
            continue
        except enrolment_card.FaultyCard as fault:
            log.error("the enrolment card is ignored: %s", fault)
    return None
