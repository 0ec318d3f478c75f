"""Where the server is and which code to use, from whoever says so first: the identity, a try under way, the card, the settings."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.enrolment import card as config
from kiosk.enrolment import identity

log = logging.getLogger("aula.card")
BOOT_FOLDERS = (Path("/boot/firmware"), Path("/boot"))


@dataclass(frozen=True)
class ServerLookupResult:
    """`server` None where nobody names one; `code` None where there is no card, or none on it."""

    server: str | None
    code: str | None = field(default=None, repr=False)


def find_server(folder: Path, configured_server: str | None, *, boot_folders: tuple[Path, ...] = BOOT_FOLDERS) -> ServerLookupResult:
    """The address for the terminal with its state in `folder`; `setting` is the last to be asked."""
    own, pending, card = identity.read(folder), identity.read_pending(folder), _card((folder, *boot_folders))
    code = card.code if card else None
    for server in (own and own.server, card and card.server, pending and pending.server, configured_server):
        if server:
            return ServerLookupResult(server, code)
    return ServerLookupResult(None, code)


def _card(folders: tuple[Path, ...]) -> config.EnrolmentCard | None:
    for folder in folders:
        try:
            return config.read(folder / config.FILE)
        except OSError:
            continue
        except config.FaultyCard as fault:
            log.error("the card is passed over: %s", fault)
    return None
