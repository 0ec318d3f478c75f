"""Decides whether this terminal may take visits and whether staff must enrol it. Pure.

If the server does not know the terminal, visits go on and the screen shows that a new code is needed (design, decision 12). A terminal is
out of use only if it has been revoked, has no configuration, cannot write to its disk, or has been taken out of use by staff.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Mode = Literal["visit", "enrol", "out_of_use"]
OutOfUseReason = Literal["terminal_revoked", "no_configuration", "disk", "set_aside"]


class Availability(Struct, frozen=True):
    """Describes what decides whether the terminal may take visits."""

    enrolled: bool
    configured: bool
    server_verdict: str | None = None
    """Holds the code with which the server last refused this terminal, `unauthorised` or `terminal_revoked`. None means that the server has
    not refused it since the last heartbeat that it accepted."""
    writable: bool = True
    out_of_use_by_staff: bool = False
    """States whether staff have taken the terminal out of use at its service screen."""

    @property
    def reason(self) -> OutOfUseReason | None:
        """Return why the terminal is out of use, or None if it is in use or not enrolled."""
        if not self.enrolled:
            return None
        if not self.writable:
            return "disk"
        if self.server_verdict == "terminal_revoked":
            return "terminal_revoked"
        if not self.configured:
            return "no_configuration"
        return "set_aside" if self.out_of_use_by_staff else None

    @property
    def mode(self) -> Mode:
        """Return what the terminal is for at present: enrolment, visits, or nothing because it is out of use."""
        if not self.enrolled:
            return "enrol"
        return "out_of_use" if self.reason else "visit"

    @property
    def needs_code(self) -> bool:
        """Return whether staff should enrol the terminal for the first time or again."""
        return not self.enrolled or self.server_verdict == "unauthorised"
