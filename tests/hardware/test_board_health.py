"""Tests the health of the board, read from files such as the kernel provides."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.board_health import BoardHealth, read_health
from hardware.undervoltage import UndervoltageLatch


class FakeKernelFiles:
    """Writes files such as the kernel of a board provides, below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, content: bytes | str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def add_thermal_zone(self, number: int, kind: str, thousandths: str) -> None:
        self.write(f"sys/class/thermal/thermal_zone{number}/type", f"{kind}\n")
        self.write(f"sys/class/thermal/thermal_zone{number}/temp", f"{thousandths}\n")

    def set_voltage_sensor(self, number: int, name: str, alarm: str) -> None:
        self.write(f"sys/class/hwmon/hwmon{number}/name", f"{name}\n")
        self.write(f"sys/class/hwmon/hwmon{number}/in0_lcrit_alarm", f"{alarm}\n")


GET_THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"


@pytest.fixture
def kernel(tmp_path: Path) -> FakeKernelFiles:
    return FakeKernelFiles(tmp_path)


def test_a_raspberry_pi_is_read_whole(kernel: FakeKernelFiles) -> None:
    kernel.add_thermal_zone(0, "cpu-thermal", "48312")
    kernel.set_voltage_sensor(0, "cpu_thermal", "0")
    kernel.set_voltage_sensor(1, "rpi_volt", "1")
    kernel.write("sys/firmware/devicetree/base/model", b"Raspberry Pi 4 Model B Rev 1.5\0")
    kernel.write("sys/firmware/devicetree/base/serial-number", b"10000000a1b2c3d4\0")
    assert read_health(kernel.root) == BoardHealth(48.312, True, "Raspberry Pi 4 Model B Rev 1.5", "10000000a1b2c3d4")


def test_a_board_that_knows_nothing_is_answered_with_none(kernel: FakeKernelFiles) -> None:
    assert read_health(kernel.root) == BoardHealth(None, None, None, None)


def test_the_machine_we_are_on_can_be_read() -> None:
    assert isinstance(read_health(), BoardHealth)


def test_a_pc_says_its_model(kernel: FakeKernelFiles) -> None:
    kernel.write("sys/class/dmi/id/product_name", "ThinkCentre M75n\n")
    assert read_health(kernel.root).model == "ThinkCentre M75n"


def test_the_processor_is_measured_and_not_the_radio(kernel: FakeKernelFiles) -> None:
    kernel.add_thermal_zone(0, "iwlwifi_1", "31000")
    kernel.add_thermal_zone(1, "x86_pkg_temp", "55000")
    assert read_health(kernel.root).temperature_c == 55.0


def test_no_other_zone_stands_in_for_the_processor(kernel: FakeKernelFiles) -> None:
    kernel.add_thermal_zone(0, "acpitz", "27800")
    assert read_health(kernel.root).temperature_c is None


def test_frost_is_below_zero(kernel: FakeKernelFiles) -> None:
    kernel.add_thermal_zone(0, "cpu-thermal", "-4500")
    assert read_health(kernel.root).temperature_c == -4.5


@pytest.mark.parametrize(("alarm", "undervoltage"), [("0", False), ("1", True)])
def test_the_voltage_driver_tells_of_undervoltage(kernel: FakeKernelFiles, alarm: str, undervoltage: bool) -> None:
    kernel.set_voltage_sensor(3, "rpi_volt", alarm)
    assert read_health(kernel.root).undervoltage is undervoltage


def test_another_sensors_alarm_is_not_the_supplys(kernel: FakeKernelFiles) -> None:
    kernel.set_voltage_sensor(0, "nct6775", "1")
    assert read_health(kernel.root).undervoltage is None


def test_a_dip_between_two_heartbeats_is_remembered_until_it_is_told(kernel: FakeKernelFiles) -> None:
    kernel.set_voltage_sensor(3, "rpi_volt", "0")
    supply = UndervoltageLatch(kernel.root)
    assert supply.check_undervoltage()[0] is False
    kernel.set_voltage_sensor(3, "rpi_volt", "1")
    supply.poll()
    kernel.set_voltage_sensor(3, "rpi_volt", "0")
    supply.poll()
    sagged, mark = supply.check_undervoltage()
    assert sagged is True
    assert supply.check_undervoltage()[0] is True, "a heartbeat that did not get through has told nothing"
    supply.acknowledge(mark)
    assert supply.check_undervoltage()[0] is False


def test_a_dip_while_another_is_told_is_told_next(kernel: FakeKernelFiles) -> None:
    kernel.set_voltage_sensor(3, "rpi_volt", "1")
    supply = UndervoltageLatch(kernel.root)
    _, mark = supply.check_undervoltage()
    supply.poll()
    supply.acknowledge(mark)
    kernel.set_voltage_sensor(3, "rpi_volt", "0")
    assert supply.check_undervoltage()[0] is True


def test_a_board_that_knows_nothing_of_its_supply_claims_nothing(kernel: FakeKernelFiles) -> None:
    assert UndervoltageLatch(kernel.root).check_undervoltage()[0] is None


@pytest.mark.parametrize(("bits", "undervoltage"), [("0", False), ("1", True), ("10000", False), ("50005", True), ("e0008", False)])
def test_the_firmwares_own_file_stands_in_for_a_missing_driver(kernel: FakeKernelFiles, bits: str, undervoltage: bool) -> None:
    """Without the voltage driver, the firmware's file reports undervoltage.

    Bit 16 alone (10000) means that undervoltage occurred since the start, not that it exists now. When it was read as present undervoltage,
    one dip at the start was reported for weeks.
    """
    kernel.write(GET_THROTTLED, f"{bits}\n")
    assert read_health(kernel.root).undervoltage is undervoltage


def test_what_the_firmware_remembers_is_told_once(kernel: FakeKernelFiles) -> None:
    kernel.write(GET_THROTTLED, "50000\n")
    supply = UndervoltageLatch(kernel.root)
    sagged, mark = supply.check_undervoltage()
    assert sagged is True, "a dip before the program began"
    supply.acknowledge(mark)
    for _ in range(3):
        supply.poll()
    assert supply.check_undervoltage()[0] is False


def test_a_dip_that_only_the_firmware_saw_is_told_once(kernel: FakeKernelFiles) -> None:
    kernel.write(GET_THROTTLED, "0\n")
    supply = UndervoltageLatch(kernel.root)
    assert supply.check_undervoltage()[0] is False
    kernel.write(GET_THROTTLED, "10000\n")
    supply.poll()
    sagged, mark = supply.check_undervoltage()
    assert sagged is True
    supply.acknowledge(mark)
    assert supply.check_undervoltage()[0] is False


def test_a_supply_that_sags_again_after_it_was_told_is_told_again(kernel: FakeKernelFiles) -> None:
    kernel.write(GET_THROTTLED, "50005\n")
    supply = UndervoltageLatch(kernel.root)
    supply.acknowledge(supply.check_undervoltage()[1])
    kernel.write(GET_THROTTLED, "50000\n")
    assert supply.check_undervoltage()[0] is False
    kernel.write(GET_THROTTLED, "50005\n")
    assert supply.check_undervoltage()[0] is True


def test_the_voltage_driver_comes_before_the_firmwares_file(kernel: FakeKernelFiles) -> None:
    kernel.set_voltage_sensor(0, "rpi_volt", "0")
    kernel.write(GET_THROTTLED, "50001\n")
    assert read_health(kernel.root).undervoltage is False
    assert UndervoltageLatch(kernel.root).check_undervoltage()[0] is False


@given(content=st.binary(max_size=40))
def test_no_content_of_a_file_makes_a_heartbeat_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    kernel = FakeKernelFiles(tmp_path_factory.mktemp("board"))
    kernel.write("sys/class/thermal/thermal_zone0/type", "cpu-thermal")
    for path in ("sys/class/thermal/thermal_zone0/temp", GET_THROTTLED, "sys/firmware/devicetree/base/model"):
        kernel.write(path, content)
    assert isinstance(read_health(kernel.root), BoardHealth)


def test_a_sensor_that_cannot_be_read_is_none(kernel: FakeKernelFiles) -> None:
    kernel.write("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    (kernel.root / "sys/class/thermal/thermal_zone0/temp").mkdir()
    assert read_health(kernel.root).temperature_c is None
