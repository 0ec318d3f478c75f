"""Whether this terminal may take visits, and what staff should mend meanwhile. Pure.

A server that does not know the terminal takes nothing away: visits go on, and the need is said (design, decision 12).
Only a revoked terminal, one without a configuration, one that cannot write, or one that staff have put aside is out of use.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Mode = Literal["visit", "enrol", "out_of_use"]
OutOfUseReason = Literal["terminal_revoked", "no_configuration", "disk", "set_aside"]


class Availability(Struct, frozen=True):
    """What is known of this terminal's place in the world."""

    enrolled: bool
    configured: bool
    server_verdict: str | None = None
    """The server's last word on us: None (all well), `unauthorised` or `terminal_revoked`."""
    writable: bool = True
    out_of_use_by_staff: bool = False
    """Staff have put it out of use, at its service screen."""

    @property
    def reason(self) -> OutOfUseReason | None:
        """Why it is out of use; None where it is not, or is not enrolled at all."""
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
        if not self.enrolled:
            return "enrol"
        return "out_of_use" if self.reason else "visit"

    @property
    def needs_code(self) -> bool:
        """Whether staff should enrol it (again)."""
        return not self.enrolled or self.server_verdict == "unauthorised"
