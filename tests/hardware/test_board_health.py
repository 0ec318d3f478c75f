"""The board's health, read from a tree of files like the kernel's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.board_health import BoardHealth, health
from hardware.undervoltage import Supply


class Kernel:
    """A tree of files such as a board's kernel shows."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def say(self, path: str, content: bytes | str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def zone(self, number: int, kind: str, thousandths: str) -> None:
        self.say(f"sys/class/thermal/thermal_zone{number}/type", f"{kind}\n")
        self.say(f"sys/class/thermal/thermal_zone{number}/temp", f"{thousandths}\n")

    def sensor(self, number: int, name: str, alarm: str) -> None:
        self.say(f"sys/class/hwmon/hwmon{number}/name", f"{name}\n")
        self.say(f"sys/class/hwmon/hwmon{number}/in0_lcrit_alarm", f"{alarm}\n")


THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return Kernel(tmp_path)


def test_a_raspberry_pi_is_read_whole(kernel: Kernel) -> None:
    kernel.zone(0, "cpu-thermal", "48312")
    kernel.sensor(0, "cpu_thermal", "0")
    kernel.sensor(1, "rpi_volt", "1")
    kernel.say("sys/firmware/devicetree/base/model", b"Raspberry Pi 4 Model B Rev 1.5\0")
    kernel.say("sys/firmware/devicetree/base/serial-number", b"10000000a1b2c3d4\0")
    assert health(kernel.root) == BoardHealth(48.312, True, "Raspberry Pi 4 Model B Rev 1.5", "10000000a1b2c3d4")


def test_a_board_that_knows_nothing_is_answered_with_none(kernel: Kernel) -> None:
    assert health(kernel.root) == BoardHealth(None, None, None, None)


def test_the_machine_we_are_on_can_be_read() -> None:
    assert isinstance(health(), BoardHealth)


def test_a_pc_says_its_model(kernel: Kernel) -> None:
    kernel.say("sys/class/dmi/id/product_name", "ThinkCentre M75n\n")
    assert health(kernel.root).model == "ThinkCentre M75n"


def test_the_processor_is_measured_and_not_the_radio(kernel: Kernel) -> None:
    kernel.zone(0, "iwlwifi_1", "31000")
    kernel.zone(1, "x86_pkg_temp", "55000")
    assert health(kernel.root).temperature_c == 55.0


def test_no_other_zone_stands_in_for_the_processor(kernel: Kernel) -> None:
    kernel.zone(0, "acpitz", "27800")
    assert health(kernel.root).temperature_c is None


def test_frost_is_below_zero(kernel: Kernel) -> None:
    kernel.zone(0, "cpu-thermal", "-4500")
    assert health(kernel.root).temperature_c == -4.5


@pytest.mark.parametrize(("alarm", "undervoltage"), [("0", False), ("1", True)])
def test_the_voltage_driver_tells_of_undervoltage(kernel: Kernel, alarm: str, undervoltage: bool) -> None:
    kernel.sensor(3, "rpi_volt", alarm)
    assert health(kernel.root).undervoltage is undervoltage


def test_another_sensors_alarm_is_not_the_supplys(kernel: Kernel) -> None:
    kernel.sensor(0, "nct6775", "1")
    assert health(kernel.root).undervoltage is None


def test_a_dip_between_two_heartbeats_is_remembered_until_it_is_told(kernel: Kernel) -> None:
    kernel.sensor(3, "rpi_volt", "0")
    supply = Supply(kernel.root)
    assert supply.sagged()[0] is False
    kernel.sensor(3, "rpi_volt", "1")
    supply.look()
    kernel.sensor(3, "rpi_volt", "0")
    supply.look()
    sagged, mark = supply.sagged()
    assert sagged is True
    assert supply.sagged()[0] is True, "a heartbeat that did not get through has told nothing"
    supply.told(mark)
    assert supply.sagged()[0] is False


def test_a_dip_while_another_is_told_is_told_next(kernel: Kernel) -> None:
    kernel.sensor(3, "rpi_volt", "1")
    supply = Supply(kernel.root)
    _, mark = supply.sagged()
    supply.look()
    supply.told(mark)
    kernel.sensor(3, "rpi_volt", "0")
    assert supply.sagged()[0] is True


def test_a_board_that_knows_nothing_of_its_supply_claims_nothing(kernel: Kernel) -> None:
    assert Supply(kernel.root).sagged()[0] is None


@pytest.mark.parametrize(("bits", "undervoltage"), [("0", False), ("1", True), ("10000", False), ("50005", True), ("e0008", False)])
def test_the_firmwares_own_file_stands_in_for_a_missing_driver(kernel: Kernel, bits: str, undervoltage: bool) -> None:
    """Bit 16 alone (10000) is a dip since the start and not one now: taken for one, a dip at start was told for weeks."""
    kernel.say(THROTTLED, f"{bits}\n")
    assert health(kernel.root).undervoltage is undervoltage


def test_what_the_firmware_remembers_is_told_once(kernel: Kernel) -> None:
    kernel.say(THROTTLED, "50000\n")
    supply = Supply(kernel.root)
    sagged, mark = supply.sagged()
    assert sagged is True, "a dip before the program began"
    supply.told(mark)
    for _ in range(3):
        supply.look()
    assert supply.sagged()[0] is False


def test_a_dip_that_only_the_firmware_saw_is_told_once(kernel: Kernel) -> None:
    kernel.say(THROTTLED, "0\n")
    supply = Supply(kernel.root)
    assert supply.sagged()[0] is False
    kernel.say(THROTTLED, "10000\n")
    supply.look()
    sagged, mark = supply.sagged()
    assert sagged is True
    supply.told(mark)
    assert supply.sagged()[0] is False


def test_a_supply_that_sags_again_after_it_was_told_is_told_again(kernel: Kernel) -> None:
    kernel.say(THROTTLED, "50005\n")
    supply = Supply(kernel.root)
    supply.told(supply.sagged()[1])
    kernel.say(THROTTLED, "50000\n")
    assert supply.sagged()[0] is False
    kernel.say(THROTTLED, "50005\n")
    assert supply.sagged()[0] is True


def test_the_voltage_driver_comes_before_the_firmwares_file(kernel: Kernel) -> None:
    kernel.sensor(0, "rpi_volt", "0")
    kernel.say(THROTTLED, "50001\n")
    assert health(kernel.root).undervoltage is False
    assert Supply(kernel.root).sagged()[0] is False


@given(content=st.binary(max_size=40))
def test_no_content_of_a_file_makes_a_heartbeat_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    kernel = Kernel(tmp_path_factory.mktemp("board"))
    kernel.say("sys/class/thermal/thermal_zone0/type", "cpu-thermal")
    for path in ("sys/class/thermal/thermal_zone0/temp", THROTTLED, "sys/firmware/devicetree/base/model"):
        kernel.say(path, content)
    assert isinstance(health(kernel.root), BoardHealth)


def test_a_sensor_that_cannot_be_read_is_none(kernel: Kernel) -> None:
    kernel.say("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    (kernel.root / "sys/class/thermal/thermal_zone0/temp").mkdir()
    assert health(kernel.root).temperature_c is None
