"""Tests that the parts that the configuration names are opened, and that a faulty part does not affect the others."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import LED, DigitalInputDevice
from gpiozero.pins.mock import MockPWMPin
from hypothesis import given
from hypothesis import strategies as st

from hardware import configuration, pins
from hardware.backlight import NoBacklight
from hardware.devices import Devices, fault_from_error, open_devices
from hardware.events import HardwareEvent, KeyEvent, SwitchEvent
from hardware.faults import DeviceFault
from hardware.key_press import STUCK_MS
from hardware.status_light import NoStatusLight
from tests.hardware import bounce_patterns
from tests.hardware.mock_board import MockBoard

ALL_PARTS: dict[str, object] = {"keys": True, "headset": "closes", "presence": True, "tamper": True, "light": True}


class DevicesTestRig:
    """Opens parts on a board of mock pins and records their events."""

    def __init__(self, mapping: dict[str, object], root: Path = Path("/nowhere"), board: MockBoard | None = None) -> None:
        self.board = board or MockBoard()
        self.events: list[HardwareEvent] = []
        self.devices: Devices = open_devices(mapping, self.events.append, now=self.board.now_ms, root=root, pin_factory=self.board)

    def wait(self, ms: float = 1000) -> None:
        self.board.advance(ms)
        self.devices.poll()

    def close(self) -> None:
        self.devices.close()
        self.board.close()


@pytest.fixture
def rig() -> Iterator[DevicesTestRig]:
    one = DevicesTestRig(ALL_PARTS)
    yield one
    one.close()


def switch_states(terminal: DevicesTestRig) -> list[tuple[str, bool]]:
    return [(event.name, event.is_on) for event in terminal.events if isinstance(event, SwitchEvent)]


def pressed_keys(terminal: DevicesTestRig) -> list[str]:
    return [event.name for event in terminal.events if isinstance(event, KeyEvent) and event.kind == "press"]


def test_a_terminal_without_parts_opens_no_pin_and_every_word_to_it_is_fine() -> None:
    terminal = DevicesTestRig({})
    parts = terminal.devices
    parts.poll()
    parts.status_light.show("attention")
    parts.backlight.set_brightness(0.5)
    assert (parts.keys, parts.faults, parts.is_headset_connected, parts.is_somebody_present, parts.tamper.check_opened()) == (
        (),
        (),
        None,
        None,
        (None, 0),
    )
    assert not terminal.board._reservations
    terminal.close()


def test_a_terminal_without_pins_does_not_load_gpiozero() -> None:
    code = "import sys; from hardware.devices import open_devices as o; o({'headset': 'usb'}, print); sys.exit('gpiozero' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_all_parts_at_once_work(rig: DevicesTestRig) -> None:
    assert rig.devices.faults == ()
    for name in pins.KEY_NAMES:
        rig.board.press(name)
    assert pressed_keys(rig) == list(pins.KEY_NAMES)


@pytest.mark.parametrize("missing", [some for count in (1, 2) for some in itertools.combinations(ALL_PARTS, count)])
def test_a_part_that_is_not_configured_changes_nothing_for_the_others(missing: tuple[str, ...]) -> None:
    terminal = DevicesTestRig({name: said for name, said in ALL_PARTS.items() if name not in missing})
    use_all_parts(terminal, except_parts=missing)
    assert terminal.devices.faults == ()
    assert pressed_keys(terminal) == ([] if "keys" in missing else list(pins.KEY_NAMES))
    assert dict(switch_states(terminal)) == {name: True for name in ("headset", "presence", "tamper") if name not in missing}
    terminal.close()


@pytest.mark.parametrize("taken", [pin.name for pin in pins.WIRING if pin.name != "backlight"])
def test_a_part_that_cannot_be_opened_is_told_in_words_and_the_others_work(taken: str) -> None:
    wires = MockBoard()
    pin = pins.by_name(taken)
    other: LED | DigitalInputDevice = LED(pin.bcm, pin_factory=wires)
    terminal = DevicesTestRig(ALL_PARTS, board=wires)
    assert terminal.devices.faults == (DeviceFault(taken, "taken", pin),)
    assert f"pin {pin.bcm} (number {pin.header_number} on the header) is taken" in terminal.devices.faults[0].message
    use_all_parts(terminal, except_parts=(taken,))
    assert pressed_keys(terminal) == [name for name in pins.KEY_NAMES if name != taken]
    assert dict(switch_states(terminal)) == {name: True for name in ("headset", "presence", "tamper") if name != taken}
    other.close()
    terminal.close()


def use_all_parts(terminal: DevicesTestRig, except_parts: tuple[str, ...] = ()) -> None:
    """Press every key, plug in a headset, come near, and open the case. Skip the parts in `except_parts`."""
    for name in pins.KEY_NAMES:
        if not {name, "keys"} & set(except_parts):
            terminal.board.press(name)
            terminal.wait()
    for name, levels in (("headset", [0]), ("presence", [1]), ("tamper", [0, 1])):
        for wire in levels if name not in except_parts else []:
            terminal.board.drive(name, wire)
            terminal.wait()


def test_a_machine_without_pins_says_so_for_each_part_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from gpiozero import Device

    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nothing-of-the-kind")
    monkeypatch.setattr(Device, "pin_factory", None)
    parts = open_devices(ALL_PARTS, print)
    assert [fault.part for fault in parts.faults] == [*pins.KEY_NAMES, "headset", "presence", "tamper", "light"]
    assert {fault.kind for fault in parts.faults} == {"no_pins"}
    assert all("GPIOZERO_PIN_FACTORY" in fault.message and "provisioning/README.md" in fault.message for fault in parts.faults)
    parts.close()


def test_missing_rights_are_told_as_missing_rights() -> None:
    fault = fault_from_error("next", PermissionError(13, "Permission denied"))
    assert fault == DeviceFault("next", "forbidden")
    assert "group gpio" in fault.message


def test_what_nobody_foresaw_is_told_with_the_pin_and_the_machines_own_words() -> None:
    fault = fault_from_error("help", OSError(71, "Protocol error"))
    assert fault == DeviceFault("help", "unusable", pins.by_name("help"), "OSError: [Errno 71] Protocol error")
    assert fault.message.startswith("pin 26 (number 37 on the header) cannot be used (OSError: [Errno 71] Protocol error): compare")


def test_a_key_that_something_leans_on_is_a_fault_until_it_is_free(rig: DevicesTestRig) -> None:
    rig.board.drive("help", 0)
    rig.wait(STUCK_MS)
    assert rig.devices.faults == (DeviceFault("help", "stuck"),)
    assert rig.devices.faults[0].message.startswith("the key help has been down for a minute, or since the start: see whether")
    rig.board.drive("help", 1)
    rig.wait()
    assert not rig.devices.faults


def test_a_plug_that_scrapes_is_one_headset(rig: DevicesTestRig) -> None:
    rig.board.play("headset", bounce_patterns.PLUG_IN)
    assert switch_states(rig) == [("headset", True)]
    rig.wait()
    rig.board.play("headset", [(at, 1 - level) for at, level in bounce_patterns.PLUG_IN])
    rig.wait()
    assert switch_states(rig) == [("headset", True), ("headset", False)]
    assert rig.devices.is_headset_connected is False


def test_a_socket_whose_switch_opens_with_the_plug_is_turned_round() -> None:
    terminal = DevicesTestRig({"headset": "opens"})
    terminal.board.drive("headset", 0)
    terminal.wait()
    assert terminal.devices.is_headset_connected is False
    terminal.board.drive("headset", 1)
    terminal.wait()
    assert switch_states(terminal)[-1] == ("headset", True)
    terminal.close()


def test_presence_is_told_when_somebody_comes_and_goes(rig: DevicesTestRig) -> None:
    assert rig.devices.is_somebody_present is False
    rig.board.drive("presence", 1)
    assert rig.devices.is_somebody_present is True
    rig.wait()
    rig.board.drive("presence", 0)
    rig.wait()
    assert [on for name, on in switch_states(rig) if name == "presence"] == [True, False]


def test_an_opened_case_is_remembered_until_it_is_told(rig: DevicesTestRig) -> None:
    rig.board.drive("tamper", 0)  # the lid closes the switch
    rig.wait()
    rig.devices.tamper.acknowledge(rig.devices.tamper.check_opened()[1])
    assert rig.devices.tamper.check_opened()[0] is False
    rig.board.drive("tamper", 1)
    rig.wait()
    rig.board.drive("tamper", 0)
    rig.wait()
    opened, mark = rig.devices.tamper.check_opened()
    assert opened is True
    rig.devices.tamper.acknowledge(mark)
    assert rig.devices.tamper.check_opened()[0] is False


def test_a_cut_wire_looks_like_an_open_case_from_the_start(rig: DevicesTestRig) -> None:
    assert rig.devices.tamper.check_opened()[0] is True


def test_a_case_that_stays_open_is_told_again_and_again(rig: DevicesTestRig) -> None:
    rig.devices.tamper.acknowledge(rig.devices.tamper.check_opened()[1])
    assert rig.devices.tamper.check_opened()[0] is True


def test_the_light_is_steady_when_all_is_well_and_dark_when_closed(rig: DevicesTestRig) -> None:
    rig.devices.status_light.show("ready")
    led = rig.board.pin(pins.by_name("light").bcm)
    assert led.state == 1
    rig.devices.status_light.show("off")
    assert led.state == 0


def test_nothing_is_told_after_the_parts_are_closed(rig: DevicesTestRig) -> None:
    rig.board.drive("next", 0)
    told = list(rig.events)
    rig.devices.close()
    rig.board.pin(pins.by_name("next").bcm).drive_high()
    assert rig.events == told


def test_closed_parts_let_their_pins_go() -> None:
    wires = MockBoard()
    for _ in range(2):
        DevicesTestRig(ALL_PARTS, board=wires).devices.close()
    assert all(not holders for holders in wires._reservations.values())
    wires.close()


def test_the_backlight_is_the_kernels_or_on_its_pin_or_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "sys/class/backlight/10-0045"
    folder.mkdir(parents=True)
    (folder / "max_brightness").write_text("100\n")
    (folder / "brightness").write_text("100\n")
    DevicesTestRig({"backlight": "kernel"}, tmp_path).devices.backlight.set_brightness(0.25)
    assert (folder / "brightness").read_text().strip() == "25"
    assert isinstance(DevicesTestRig({}, tmp_path).devices.backlight, NoBacklight)
    wires = MockBoard()
    wires.pin_class = MockPWMPin
    terminal = DevicesTestRig({"backlight": "pin"}, tmp_path, wires)
    terminal.devices.backlight.set_brightness(0.5)
    assert wires.pin(pins.BACKLIGHT_BCM).state == pytest.approx(0.5)
    terminal.close()


def test_a_kernels_light_that_was_named_and_is_not_there_is_a_fault(tmp_path: Path) -> None:
    terminal = DevicesTestRig({"backlight": "kernel", "light": True}, tmp_path)
    (fault,) = terminal.devices.faults
    assert (fault.part, fault.kind) == ("backlight", "disobeys")
    assert "HDMI panel controls its own, so leave the part out" in fault.message
    assert isinstance(terminal.devices.backlight, NoBacklight)
    terminal.devices.status_light.show("ready")
    assert terminal.board.pin(pins.by_name("light").bcm).state == 1
    terminal.close()


def test_a_light_that_failed_is_set_again_at_the_next_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    terminal = DevicesTestRig({"light": True})
    led = terminal.board.pin(pins.by_name("light").bcm)
    with monkeypatch.context() as breaking:
        breaking.setattr(type(led), "_set_state", fail)
        with pytest.raises(OSError, match="Input/output"):
            terminal.devices.status_light.show("ready")
    terminal.devices.status_light.show("ready")
    assert led.state == 1
    terminal.close()


@pytest.mark.parametrize(
    ("mapping", "part", "words"),
    [
        ({"headphone": True}, "headphone", "did you mean headset"),
        ({"headset": "yes"}, "headset", '"closes" or "opens" or "usb"'),
        ({"headset": True}, "headset", "give"),
        ({"light": "green"}, "light", "give true"),
        ({"light": 1}, "light", "give true"),
        ({"keys": ["next", "chose"]}, "keys", "did you mean choose"),
        ({"keys": "next"}, "keys", "or a list of"),
        ({"keys": 5}, "keys", "or a list of"),
    ],
)
def test_what_is_configured_wrongly_is_told_with_what_was_meant(mapping: dict[str, object], part: str, words: str) -> None:
    _, (fault,) = configuration.parse(mapping)
    assert (fault.part, fault.kind) == (part, "wrongly_set")
    assert words in fault.message


def test_what_is_configured_wrongly_leaves_the_rest_alone() -> None:
    terminal = DevicesTestRig({**ALL_PARTS, "keys": ["help", "nxet"], "camera": True})
    assert {fault.part for fault in terminal.devices.faults} == {"keys", "camera"}
    terminal.board.press("help")
    assert pressed_keys(terminal) == ["help"]
    assert not isinstance(terminal.devices.status_light, NoStatusLight)
    terminal.close()


@given(
    mapping=st.dictionaries(
        st.sampled_from(["keys", *configuration.ALLOWED_VALUES, "x"]),
        st.none() | st.booleans() | st.text() | st.integers() | st.lists(st.text()),
    )
)
def test_no_mapping_whatever_makes_a_terminal_fail(mapping: dict[str, object]) -> None:
    mapping.pop("backlight", None)
    terminal = DevicesTestRig(mapping)
    assert {fault.part for fault in terminal.devices.faults} <= set(mapping)
    terminal.close()
