"""How the board fares: its temperature, and whether its supply sags.

The obvious way to ask a Raspberry Pi is `vcgencmd get_throttled`. It fails us threefold: the program is not in every
system, it needs the right to /dev/vcio, and its "has occurred since start" bit is cleared every two seconds by the
kernel's own voltage driver, so that it says "all is well" after a night of dips.

Read instead, as plain files of the kernel:

* `hwmon*/in0_lcrit_alarm` of the driver `rpi_volt` (in the mainline kernel): 1 if the supply sagged at any time in the
  driver's last two seconds;
* where that driver is missing, `get_throttled` of the firmware driver (Raspberry Pi's own kernels, deprecated there):
  bit 0 "sags now", bit 16 "has sagged", which stays until the board starts anew, so it is no word on now
  but one dip (`hardware.undervoltage`);
* the thermal zone of the processor, in thousandths of a degree.

Limits: a dip between two readings that are more than two seconds apart is not seen (the kernel's log has it), which is
why `hardware.undervoltage` reads as often; and no file tells how deep it was. Boards that know nothing of the kind, a PC
among them, are answered with None. The root path can be swapped, for tests and for a system mounted elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROCESSOR_ZONES = ("cpu-thermal", "cpu_thermal", "soc-thermal", "x86_pkg_temp")
"""Types of thermal zones that measure the processor; others measure radios, batteries, or nothing."""
GET_THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
UNDERVOLTAGE_NOW, UNDERVOLTAGE_OCCURRED = 1 << 0, 1 << 16


@dataclass(frozen=True)
class BoardHealth:
    """One reading; None where the board cannot know.

    `temperature_c` degrees Celsius of the processor, `undervoltage` whether the supply sagged just now,
    `model` and `serial` what the board says of itself.
    """

    temperature_c: float | None
    undervoltage: bool | None
    model: str | None
    serial: str | None


def read_health(root: Path = Path("/")) -> BoardHealth:
    """Read the board. A few small files and no waiting: fit for every heartbeat. Never raises for what a board lacks."""
    return BoardHealth(
        temperature_c=_temperature(root),
        undervoltage=undervoltage_reader(root)(),
        model=_first(root, "sys/firmware/devicetree/base/model", "sys/class/dmi/id/product_name"),
        serial=_first(root, "sys/firmware/devicetree/base/serial-number", "sys/class/dmi/id/product_serial"),
    )


def _temperature(root: Path) -> float | None:
    zones = {_read(zone / "type"): zone / "temp" for zone in _folders(root / "sys/class/thermal", "thermal_zone*")}
    for kind in PROCESSOR_ZONES:
        if (file := zones.get(kind)) and (thousandths := _number(file, 10)) is not None:
            return thousandths / 1000
    return None


def undervoltage_reader(root: Path = Path("/")) -> Callable[[], bool | None]:
    """A reading of the supply as it is now, to be called again and again: which file knows is found out once."""
    if (alarm := _alarm(root)) is not None:
        return lambda: None if (said := _number(alarm, 10)) is None else said != 0
    file = root / GET_THROTTLED
    if _number(file, 16) is None:
        return lambda: None
    return lambda: None if (said := _number(file, 16)) is None else bool(said & UNDERVOLTAGE_NOW)


def past_undervoltage_reader(root: Path = Path("/")) -> Callable[[], bool]:
    """A reading of whether the supply has sagged since the board started. False for ever where the kernel's driver wipes that out."""
    file = root / GET_THROTTLED
    if _alarm(root) is not None:
        return lambda: False
    return lambda: bool((_number(file, 16) or 0) & UNDERVOLTAGE_OCCURRED)


def _alarm(root: Path) -> Path | None:
    for sensor in _folders(root / "sys/class/hwmon", "hwmon*"):
        alarm = sensor / "in0_lcrit_alarm"
        if _read(sensor / "name") == "rpi_volt" and _number(alarm, 10) is not None:
            return alarm
    return None


def _first(root: Path, *files: str) -> str | None:
    return next((said for file in files if (said := _read(root / file))), None)


def _folders(parent: Path, pattern: str) -> Iterator[Path]:
    return iter(sorted(parent.glob(pattern)))


def _number(file: Path, base: int) -> int | None:
    try:
        return int(_read(file) or "", base)
    except ValueError:
        return None


def _read(file: Path) -> str | None:
    """A file of the kernel without its end of line or, in the device tree, its NUL; None where there is none to read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\0\n ") or None
    except OSError:  # absent, not ours to read, or a sensor that does not answer at the moment
        return None
