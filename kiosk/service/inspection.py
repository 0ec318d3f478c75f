"""Collects the terminal's present state for the service screen: network, queue, clock and board.

It reads a few small files and reads the store once.
"""

from __future__ import annotations

import platform
import shutil
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hardware.faults import DeviceFault
from kiosk.clock import DeviceClock
from kiosk.device import status
from kiosk.service.overview import Overview, OverviewFault
from kiosk.store.store import Store

OUTSIDE_ADDRESSES = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Lists addresses that are reserved for documentation (RFC 5737, RFC 3849). Looking up the route to them sends nothing."""
_DEFAULT = "00000000"


def inspect_terminal(
    store: Store, clock: DeviceClock, *, server: str | None, problem: str | None, faults: tuple[DeviceFault, ...], root: Path = Path("/"),
    own_address: Callable[[], str | None] | None = None,
) -> Overview:  # fmt: skip
    """Return the terminal's present state.

    Args:
        store: the terminal's store, which is only read.
        clock: the terminal's clocks.
        server: the server's address, or None if it is not known.
        problem: the code of the last exchange's problem, or None if it had none.
        faults: the present faults of the hardware.
        root: the root of the machine's file system; tests use another.
        own_address: returns the terminal's own address; tests use another than `outgoing_address`.

    Raises:
        sqlite3.Error, OSError: the store cannot be read.
    """
    from hardware import audio_outputs, board_health

    told, health = status.read(store, clock), board_health.read_health(root)
    return Overview(
        interface=default_route_interface(root),
        address=(own_address or outgoing_address)(),
        server=server,
        last_sync=_local(told.last_sync, clock),
        problem=problem,
        wall_time=clock.wall_time().strftime("%Y-%m-%d %H:%M"),
        clock_trusted=told.clock_trusted,
        unsent=told.unsent,
        oldest_unsent=_local(told.oldest_unsent, clock),
        refused=told.refused,
        acknowledged_kept=told.acknowledged_kept,
        terminal_id=told.terminal_id,
        service_point=told.service_point,
        software=told.software,
        configuration=told.configuration,
        operating_system=_system(),
        model=health.model,
        temperature_c=health.temperature_c,
        undervoltage=health.undervoltage,
        disk_free_mb=shutil.disk_usage(store.folder).free // 1_000_000,
        faults=tuple(map(_fault, faults)),
        audio_outputs=tuple(output.name for output in audio_outputs.list_outputs(root)),
    )


def default_route_interface(root: Path = Path("/")) -> str | None:
    """Return the network interface of the default route of IPv4, or else of IPv6, or None if there is no default route.

    Args:
        root: the root of the machine's file system; tests use another.
    """
    for line in _lines(root / "proc/net/route")[1:]:  # Iface Destination Gateway Flags RefCnt Use Metric Mask …
        if len(line) > 7 and line[1] == _DEFAULT and line[7] == _DEFAULT:
            return line[0]
    for line in _lines(root / "proc/net/ipv6_route"):  # destination, prefix length, …, interface
        if len(line) > 9 and line[0] == "0" * 32 and line[1] == "00" and line[9] != "lo":
            return line[9]
    return None


def outgoing_address() -> str | None:
    """Return the address from which this machine sends to other networks, or None if it has no route to them."""
    for family, outside in OUTSIDE_ADDRESSES:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as way:
                way.connect((outside, 9))
                return str(way.getsockname()[0])
        except OSError:
            continue
    return None


def _fault(found: DeviceFault) -> OverviewFault:
    pin = (found.pin.bcm, found.pin.header_number) if found.pin else None
    return OverviewFault(found.part, found.kind, pin, found.detail)


def _local(written: str | None, clock: DeviceClock) -> str | None:
    """Return a time in the terminal's own time zone, because people compare it with a clock on the wall. Text that is no time is kept."""
    try:
        return datetime.fromisoformat(written).astimezone(clock.wall_time().tzinfo).isoformat() if written else None
    except ValueError:
        return written


def _system() -> str | None:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME")
    except OSError:
        return None


def _lines(file: Path) -> list[list[str]]:
    try:
        return [line.split() for line in file.read_text(encoding="ascii", errors="replace").splitlines()]
    except OSError:
        return []
