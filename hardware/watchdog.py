"""The board's own watchdog: whether there is one, and whether anybody feeds it.

The chain has two links. systemd starts the terminal again when no frame is drawn (`kiosk.device.watchdog`); the board starts itself again
when systemd stands still. The second link is systemd's own work (`RuntimeWatchdogSec`, set by a file of `provisioning/units`),
so nothing here opens `/dev/watchdog`: two feeders would hide each other's death. What is left is to look that it is so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hardware.faults import DeviceFault


@dataclass(frozen=True)
class BoardWatchdog:
    """What the kernel says of its first watchdog; `fed` and `timeout_s` are None where this kernel does not say."""

    identity: str | None
    fed: bool | None
    timeout_s: int | None


def read_state(root: Path = Path("/")) -> BoardWatchdog | None:
    """The board's watchdog, or None where there is none. Never raises."""
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
    """What is wrong, if this board would not start again by itself when it stands still."""
    found = read_state(root)
    if found is None:
        return DeviceFault("board", "no_watchdog")
    return DeviceFault("board", "unfed") if found.fed is False else None


def _said(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip() or None
    except OSError:
        return None
