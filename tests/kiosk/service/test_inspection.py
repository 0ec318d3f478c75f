"""A look at the terminal, on files as a kernel writes them."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from hardware import pins
from hardware.faults import Fault
from kiosk.service.inspection import address, interface, look
from kiosk.service.overview import PartFault
from tests.kiosk.terminal_without_window import Lobby

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
LOCAL = "wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
OUT = "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
SIX = f"{'0' * 32} 00 {'0' * 32} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 {{name:>8}}\n"


def write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="ascii")


@pytest.mark.parametrize(
    ("four", "six", "found"),
    [
        (HEAD + LOCAL + OUT, "", "wlan0"),
        (HEAD + LOCAL, "", None),
        (HEAD, SIX.format(name="eth0"), "eth0"),
        (HEAD, SIX.format(name="lo"), None),
        ("", "", None),
        ("garbage\nmore\n", "garbage\n", None),
    ],
)
def test_the_interface_is_the_one_that_leads_out(tmp_path: Path, four: str, six: str, found: str | None) -> None:
    write(tmp_path, "proc/net/route", four)
    write(tmp_path, "proc/net/ipv6_route", six)
    assert interface(tmp_path) == found


def test_a_kernel_without_a_network_is_no_error(tmp_path: Path) -> None:
    assert interface(tmp_path) is None


def test_the_own_address_is_one_of_this_machine_s() -> None:
    found = address()
    if found is None:  # no way out of this machine: then none may be found by asking the same of the kernel
        assert interface() is None
    else:
        family = socket.AF_INET6 if ":" in found else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as own:
            own.bind((found, 0))  # only an address of this machine can be bound


def test_a_look_tells_what_the_parts_tell_and_times_of_the_wall(lobby: Lobby, tmp_path: Path) -> None:
    lobby.visit_once()
    helsinki = timezone(timedelta(hours=2))
    lobby.clock.set_wall(datetime(2026, 11, 22, 10, 30, tzinfo=helsinki))
    write(tmp_path, "proc/net/route", HEAD + OUT)
    write(tmp_path, "sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B\0")
    write(tmp_path, "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    write(tmp_path, "sys/class/thermal/thermal_zone0/temp", "51234\n")
    broken = Fault("light", "unusable", pins.of("light"), "OSError")
    seen = look(
        lobby.store, lobby.clock, server="https://a", problem="network", faults=(broken,), root=tmp_path, own_address=lambda: "10.0.0.7"
    )
    assert (seen.interface, seen.address, seen.server, seen.problem, seen.faults) == (
        "wlan0",
        "10.0.0.7",
        "https://a",
        "network",
        (PartFault("light", "unusable", (21, 40), "OSError"),),
    )
    assert (seen.model, seen.temperature_c, seen.unsent) == ("Raspberry Pi 5 Model B", 51.234, 1)
    assert seen.time == "2026-11-22 10:30"
    assert seen.oldest_unsent is not None
    assert seen.oldest_unsent.endswith("+02:00")
