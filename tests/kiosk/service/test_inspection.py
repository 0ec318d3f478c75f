"""Tests the overview of the terminal for the service screen, with files such as a kernel writes."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from hardware import pins
from hardware.faults import DeviceFault
from kiosk.service.inspection import default_route_interface, inspect_terminal, outgoing_address
from kiosk.service.overview import OverviewFault
from tests.kiosk.headless_terminal import HeadlessTerminal

ROUTE_HEADER = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
LOCAL_ROUTE = "wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
DEFAULT_ROUTE = "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
IPV6_ROUTE = f"{'0' * 32} 00 {'0' * 32} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 {{name:>8}}\n"


def write_file(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="ascii")


@pytest.mark.parametrize(
    ("four", "six", "found"),
    [
        (ROUTE_HEADER + LOCAL_ROUTE + DEFAULT_ROUTE, "", "wlan0"),
        (ROUTE_HEADER + LOCAL_ROUTE, "", None),
        (ROUTE_HEADER, IPV6_ROUTE.format(name="eth0"), "eth0"),
        (ROUTE_HEADER, IPV6_ROUTE.format(name="lo"), None),
        ("", "", None),
        ("garbage\nmore\n", "garbage\n", None),
    ],
)
def test_the_interface_is_the_one_that_leads_out(tmp_path: Path, four: str, six: str, found: str | None) -> None:
    write_file(tmp_path, "proc/net/route", four)
    write_file(tmp_path, "proc/net/ipv6_route", six)
    assert default_route_interface(tmp_path) == found


def test_a_kernel_without_a_network_is_no_error(tmp_path: Path) -> None:
    assert default_route_interface(tmp_path) is None


def test_the_own_address_is_one_of_this_machine_s() -> None:
    found = outgoing_address()
    if found is None:  # this machine has no network, so the kernel must list no default route either
        assert default_route_interface() is None
    else:
        family = socket.AF_INET6 if ":" in found else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as own:
            own.bind((found, 0))  # fails unless it is an address of this machine


def test_a_look_tells_what_the_parts_tell_and_times_of_the_wall(enrolled_terminal: HeadlessTerminal, tmp_path: Path) -> None:
    enrolled_terminal.make_visit()
    helsinki = timezone(timedelta(hours=2))
    enrolled_terminal.clock.set_wall_time(datetime(2026, 11, 22, 10, 30, tzinfo=helsinki))
    write_file(tmp_path, "proc/net/route", ROUTE_HEADER + DEFAULT_ROUTE)
    write_file(tmp_path, "sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B\0")
    write_file(tmp_path, "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    write_file(tmp_path, "sys/class/thermal/thermal_zone0/temp", "51234\n")
    broken = DeviceFault("light", "unusable", pins.by_name("light"), "OSError")
    seen = inspect_terminal(
        enrolled_terminal.store,
        enrolled_terminal.clock,
        server="https://a",
        problem="network",
        faults=(broken,),
        root=tmp_path,
        own_address=lambda: "10.0.0.7",
    )
    assert (seen.interface, seen.address, seen.server, seen.problem, seen.faults) == (
        "wlan0",
        "10.0.0.7",
        "https://a",
        "network",
        (OverviewFault("light", "unusable", (21, 40), "OSError"),),
    )
    assert (seen.model, seen.temperature_c, seen.unsent) == ("Raspberry Pi 5 Model B", 51.234, 1)
    assert seen.wall_time == "2026-11-22 10:30"
    assert seen.oldest_unsent is not None
    assert seen.oldest_unsent.endswith("+02:00")
