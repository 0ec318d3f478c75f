"""A look at the terminal, for the service screen: network, queue, clock and board. Small files and one read of the store."""

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
"""Addresses that are for documentation only (RFC 5737, RFC 3849): asking for the way to them sends nothing."""
_DEFAULT = "00000000"


def inspect_terminal(
    store: Store, clock: DeviceClock, *, server: str | None, problem: str | None, faults: tuple[DeviceFault, ...], root: Path = Path("/"),
    own_address: Callable[[], str | None] | None = None,
) -> Overview:  # fmt: skip
    """The terminal at this moment.

    Args:
        store: read beside the writer.
        clock: the clocks.
        server: whose address is known.
        problem: code of the last exchange's problem, None where it had none.
        faults: of the hardware.
        root: where the machine's files are; another for tests.
        own_address: finds the terminal's own address; another for tests.

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
    """The interface that the default route goes out by, in IPv4 or else IPv6; None where there is no way out."""
    for line in _lines(root / "proc/net/route")[1:]:  # Iface Destination Gateway Flags RefCnt Use Metric Mask …
        if len(line) > 7 and line[1] == _DEFAULT and line[7] == _DEFAULT:
            return line[0]
    for line in _lines(root / "proc/net/ipv6_route"):  # destination, its prefix, …, the interface last
        if len(line) > 9 and line[0] == "0" * 32 and line[1] == "00" and line[9] != "lo":
            return line[9]
    return None


def outgoing_address() -> str | None:
    """The address that this machine would be seen by from outside its own network; None where there is no way out."""
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
    """A moment in the terminal's own zone, since people read it beside a clock on the wall."""
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
