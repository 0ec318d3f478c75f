"""Reads the terminal's clocks and decides whether the wall clock can be trusted.

Time is evidence, not truth (design, decision 9): a Pi without a clock chip boots with a time in the past. The steady clock
(`CLOCK_BOOTTIME`) times everything on the screen and continues during sleep. The wall clock is only reported, together with whether it
was trusted.
"""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from kiosk.store.clock_evidence import ClockEvidence

MAX_TRUSTED_OFFSET_MS = 2_000
"""The greatest difference between the wall clock and the server's clock at which the wall clock is trusted."""
JUMP_MS = 1_000
"""The change of the wall clock relative to the steady clock above which somebody has set the wall clock, rather than slewed it."""
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""The file by which systemd-timesyncd reports synchronisation. The kernel reports it for any time service, but a systemd unit with
`ProtectClock` may not ask the kernel."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STA_UNSYNC, _TIME_ERROR = 0x0040, 5


class DeviceClock(Protocol):
    """Defines the clocks that the kiosk uses. Tests implement their own."""

    @property
    def boot(self) -> str:
        """Return the id of this boot of the machine, up to 64 characters."""
        ...

    def wall_time(self) -> datetime:
        """Return the wall clock's time as an aware datetime in local time."""
        ...

    def steady_ms(self) -> int:
        """Return milliseconds of a clock that never jumps, counted within this boot."""
        ...

    def is_ntp_synchronised(self) -> bool:
        """Return whether the operating system reports that it synchronises the wall clock."""
        ...


class SystemClock:
    """Reads the clocks of the machine."""

    def __init__(self, boot: str | None = None) -> None:
        """Read the boot id, or use `boot` instead of it (for several terminals on one host)."""
        self._boot = boot or _BOOT_ID.read_text().strip()

    @property
    def boot(self) -> str:
        """Return the kernel's boot id, or the one that was passed."""
        return self._boot

    def wall_time(self) -> datetime:
        """Return the system's time as an aware datetime in local time."""
        return datetime.now(UTC).astimezone()

    def steady_ms(self) -> int:
        """Return milliseconds of `CLOCK_BOOTTIME`."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def is_ntp_synchronised(self) -> bool:
        """Return whether systemd-timesyncd or the kernel reports that the wall clock is synchronised."""
        return _SYNCHRONISED.exists() or _kernel_says_synchronised()


def wall_ms(clock: DeviceClock) -> int:
    """Return the wall clock in milliseconds since 1970-01-01 UTC."""
    return (clock.wall_time() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def is_wall_clock_trusted(clock: DeviceClock, latest_evidence: ClockEvidence | None) -> bool:
    """Return whether the wall clock can be trusted now.

    An exchange with the server in this boot is the best evidence as long as nobody has set the wall clock since. Without an exchange, or
    after such a change, the operating system's report decides.

    Args:
        clock: the clocks.
        latest_evidence: the newest exchange of this boot, or None if there was none.
    """
    if latest_evidence is None or latest_evidence.boot != clock.boot:
        return clock.is_ntp_synchronised()
    if abs(wall_ms(clock) - clock.steady_ms() - latest_evidence.wall_minus_boot_ms) > JUMP_MS:
        return clock.is_ntp_synchronised()
    return abs(latest_evidence.offset_ms) <= MAX_TRUSTED_OFFSET_MS


class _Timex(ctypes.Structure):
    """Is the beginning of the kernel's `struct timex`. Only `status` and the result of the call are used."""

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
