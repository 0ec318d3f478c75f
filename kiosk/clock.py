"""The terminal's clocks. Time is evidence, not truth (design, decision 9): a Pi without a clock chip wakes in the past.

The steady clock (`CLOCK_BOOTTIME`) times everything on the screen and goes on through sleep; the wall clock is only
reported, together with whether there was reason to believe it.
"""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from kiosk.store.clock_evidence import ClockEvidence

MAX_TRUSTED_OFFSET_MS = 2_000
"""As far as the wall clock may be from the server's and still be believed."""
JUMP_MS = 1_000
"""A change of wall against steady clock that is a setting, not a slewing."""
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""systemd-timesyncd's sign; the kernel's word, which any time service gives, is refused to a service with `ProtectClock`."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STA_UNSYNC, _TIME_ERROR = 0x0040, 5


class DeviceClock(Protocol):
    """What the kiosk asks of time; tests bring their own."""

    @property
    def boot(self) -> str:
        """Which start of the machine, up to 64 characters."""
        ...

    def wall_time(self) -> datetime:
        """The wall clock, aware, in local time."""
        ...

    def steady_ms(self) -> int:
        """Milliseconds of a clock that never jumps, counted within this boot."""
        ...

    def is_ntp_synchronised(self) -> bool:
        """Whether the operating system says that it keeps the wall clock right."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def __init__(self, boot: str | None = None) -> None:
        """`boot` stands in for the machine's own boot id (several terminals on one host)."""
        self._boot = boot or _BOOT_ID.read_text().strip()

    @property
    def boot(self) -> str:
        return self._boot

    def wall_time(self) -> datetime:
        return datetime.now(UTC).astimezone()

    def steady_ms(self) -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def is_ntp_synchronised(self) -> bool:
        return _SYNCHRONISED.exists() or _kernel_says_synchronised()


def wall_ms(clock: DeviceClock) -> int:
    """The wall clock in milliseconds since 1970."""
    return (clock.wall_time() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def is_wall_clock_trusted(clock: DeviceClock, latest_evidence: ClockEvidence | None) -> bool:
    """Whether the wall clock can be believed now.

    An exchange with the server in this boot is the best witness, for as long as nobody has set the wall clock since;
    without one, or after a setting, the operating system's word counts.

    Args:
        clock: the clocks.
        latest_evidence: the newest exchange of this boot, None where there was none.
    """
    if latest_evidence is None or latest_evidence.boot != clock.boot:
        return clock.is_ntp_synchronised()
    if abs(wall_ms(clock) - clock.steady_ms() - latest_evidence.wall_minus_boot_ms) > JUMP_MS:
        return clock.is_ntp_synchronised()
    return abs(latest_evidence.offset_ms) <= MAX_TRUSTED_OFFSET_MS


class _Timex(ctypes.Structure):
    """The head of the kernel's `struct timex`; only `status` and the call's result are read."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def _kernel_says_synchronised() -> bool:
    timex = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
    except (OSError, AttributeError):
        return False
    return 0 <= state != _TIME_ERROR and not timex.status & _STA_UNSYNC
