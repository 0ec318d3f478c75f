"""Checks the board's hardware watchdog: whether it exists, and whether it is fed.

Two watchdogs work together. systemd restarts the terminal when it draws no frames (`kiosk.device.watchdog`), and the board restarts when
systemd hangs. systemd itself feeds the second one (`RuntimeWatchdogSec`, set by `provisioning/units/aula-watchdog.conf`). So this module
does not open `/dev/watchdog`, because each of two feeders would hide the failure of the other. It only checks that the watchdog is fed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hardware.faults import DeviceFault


@dataclass(frozen=True)
class BoardWatchdog:
    """Describes the first watchdog of the kernel. A value that the kernel does not provide is None."""

    identity: str | None
    fed: bool | None
    timeout_s: int | None


def read_state(root: Path = Path("/")) -> BoardWatchdog | None:
    """Return the state of the board's watchdog, or None if there is none. Never raises."""
    folder = root / "sys/class/watchdog/watchdog0"
    if not folder.is_dir():
        return None
    state, timeout = _said(folder / "state"), _said(folder / "timeout")
    return BoardWatchdog(
        identity=_said(folder / "identity"),
        fed=None if state is None else state == "active",
        timeout_s=int(timeout) if timeout is not None and timeout.isdecimal() else None,
    )


def find_fault(root: Path = Path("/")) -> DeviceFault | None:
    """Return the fault if this board would not restart by itself when systemd hangs, or None."""
    found = read_state(root)
    if found is None:
        return DeviceFault("board", "no_watchdog")
    return DeviceFault("board", "unfed") if found.fed is False else None


def _said(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip() or None
    except OSError:
        return None
