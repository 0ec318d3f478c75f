"""Reads the health of the board: its temperature, undervoltage, model and serial number.

The usual way to ask a Raspberry Pi is `vcgencmd get_throttled`. It is unsuitable for three reasons: not every system has the program,
it needs access to /dev/vcio, and the kernel's own voltage driver clears its "has occurred since start" bit every two seconds, so that
it reports no problem after a night of voltage dips.

Instead, the module reads plain files of the kernel:

* `hwmon*/in0_lcrit_alarm` of the driver `rpi_volt` (in the mainline kernel) is 1 if undervoltage occurred in the last two seconds of
  the driver.
* Where that driver is missing, `get_throttled` of the firmware driver (in Raspberry Pi's own kernels, deprecated there) has two bits:
  bit 0 means "undervoltage now", bit 16 "undervoltage has occurred". Bit 16 stays set until the next boot, so it is evidence of one
  dip, and says nothing about the present (`hardware.undervoltage`).
* The thermal zone of the processor has its temperature in thousandths of a degree Celsius.

Limits: a dip between two readings more than two seconds apart is missed (the kernel's log has it), which is why
`hardware.undervoltage` reads that often. No file contains the depth of a dip. For a board without these files, such as a PC, the
values are None. The root path can be replaced, for tests and for a system mounted elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROCESSOR_ZONES = ("cpu-thermal", "cpu_thermal", "soc-thermal", "x86_pkg_temp")
"""The types of thermal zones that measure the processor. Other zones measure radios, batteries or nothing."""
GET_THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
UNDERVOLTAGE_NOW, UNDERVOLTAGE_OCCURRED = 1 << 0, 1 << 16


@dataclass(frozen=True)
class BoardHealth:
    """Holds one reading of the board. A value that the board cannot provide is None."""

    temperature_c: float | None
    """The temperature of the processor in degrees Celsius."""
    undervoltage: bool | None
    """Whether the supply voltage is too low at the moment, or was within the last two seconds, depending on the kernel's driver."""
    model: str | None
    serial: str | None


def read_health(root: Path = Path("/")) -> BoardHealth:
    """Read the board. This reads a few small files and does not wait, so it suits every heartbeat. Missing files raise no error."""
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
    """Return a function that reads whether undervoltage is present now, or None if the board cannot know.

    The file to read is looked up once, so that the function is cheap to call repeatedly.
    """
    if (alarm := _alarm(root)) is not None:
        return lambda: None if (said := _number(alarm, 10)) is None else said != 0
    file = root / GET_THROTTLED
    if _number(file, 16) is None:
        return lambda: None
    return lambda: None if (said := _number(file, 16)) is None else bool(said & UNDERVOLTAGE_NOW)


def past_undervoltage_reader(root: Path = Path("/")) -> Callable[[], bool]:
    """Return a function that reads whether undervoltage has occurred since the board started.

    The function always returns False where the kernel's driver `rpi_volt` is present, because that driver clears the information.
    """
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
    """Return the text of a kernel file without its line end or, in the device tree, its NUL; None if it is empty or cannot be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\0\n ") or None
    except OSError:  # the file is missing or not readable, or the sensor does not answer at the moment
        return None
