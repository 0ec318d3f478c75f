"""Parts are there when the configuration names them, and none of them can take another down."""

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
from hardware.devices import Parts, find, why
from hardware.events import Event, KeyEvent, SwitchEvent
from hardware.faults import Fault
from hardware.key_press import STUCK_MS
from hardware.status_light import NoLight
from tests.hardware import bounces
from tests.hardware.mock_board import Wires

ALL: dict[str, object] = {"keys": True, "headset": "closes", "presence": True, "tamper": True, "light": True}


class Terminal:
    """Parts on a board of mock pins, and what they told."""

    def __init__(self, mapping: dict[str, object], root: Path = Path("/nowhere"), wires: Wires | None = None) -> None:
        self.wires = wires or Wires()
        self.told: list[Event] = []
        self.parts: Parts = find(mapping, self.told.append, now=self.wires.now_ms, root=root, pin_factory=self.wires)

    def rest(self, ms: float = 1000) -> None:
        self.wires.wait(ms)
        self.parts.look()

    def close(self) -> None:
        self.parts.close()
        self.wires.close()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    one = Terminal(ALL)
    yield one
    one.close()


def switched(terminal: Terminal) -> list[tuple[str, bool]]:
    return [(event.name, event.on) for event in terminal.told if isinstance(event, SwitchEvent)]


def pressed(terminal: Terminal) -> list[str]:
    return [event.name for event in terminal.told if isinstance(event, KeyEvent) and event.kind == "press"]


def test_a_terminal_without_parts_opens_no_pin_and_every_word_to_it_is_fine() -> None:
    terminal = Terminal({})
    parts = terminal.parts
    parts.look()
    parts.light.show("attention")
    parts.backlight.level(0.5)
    assert (parts.keys, parts.faults, parts.headset, parts.somebody, parts.case.opened()) == ((), (), None, None, (None, 0))
    assert not terminal.wires._reservations
    terminal.close()


def test_a_terminal_without_pins_does_not_load_gpiozero() -> None:
    code = "import sys; from hardware.devices import find; find({'headset': 'usb'}, print); sys.exit('gpiozero' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_all_parts_at_once_work(terminal: Terminal) -> None:
    assert terminal.parts.faults == ()
    for name in pins.KEYS:
        terminal.wires.press(name)
    assert pressed(terminal) == list(pins.KEYS)


@pytest.mark.parametrize("missing", [some for count in (1, 2) for some in itertools.combinations(ALL, count)])
def test_a_part_that_is_not_configured_changes_nothing_for_the_others(missing: tuple[str, ...]) -> None:
    terminal = Terminal({name: said for name, said in ALL.items() if name not in missing})
    exercise(terminal, but=missing)
    assert terminal.parts.faults == ()
    assert pressed(terminal) == ([] if "keys" in missing else list(pins.KEYS))
    assert dict(switched(terminal)) == {name: True for name in ("headset", "presence", "tamper") if name not in missing}
    terminal.close()


@pytest.mark.parametrize("taken", [pin.name for pin in pins.WIRING if pin.name != "backlight"])
def test_a_part_that_cannot_be_opened_is_told_in_words_and_the_others_work(taken: str) -> None:
    wires = Wires()
    pin = pins.of(taken)
    other: LED | DigitalInputDevice = LED(pin.bcm, pin_factory=wires)
    terminal = Terminal(ALL, wires=wires)
    assert terminal.parts.faults == (Fault(taken, "taken", pin),)
    assert f"pin {pin.bcm} (number {pin.header} on the header) is taken" in terminal.parts.faults[0].words
    exercise(terminal, but=(taken,))
    assert pressed(terminal) == [name for name in pins.KEYS if name != taken]
    assert dict(switched(terminal)) == {name: True for name in ("headset", "presence", "tamper") if name != taken}
    other.close()
    terminal.close()


def exercise(terminal: Terminal, but: tuple[str, ...] = ()) -> None:
    """Press every key, plug in, come near, open the case; of the parts that are there."""
    for name in pins.KEYS:
        if not {name, "keys"} & set(but):
            terminal.wires.press(name)
            terminal.rest()
    for name, levels in (("headset", [0]), ("presence", [1]), ("tamper", [0, 1])):
        for wire in levels if name not in but else []:
            terminal.wires.drive(name, wire)
            terminal.rest()


def test_a_machine_without_pins_says_so_for_each_part_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from gpiozero import Device

    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nothing-of-the-kind")
    monkeypatch.setattr(Device, "pin_factory", None)
    parts = find(ALL, print)
    assert [fault.part for fault in parts.faults] == [*pins.KEYS, "headset", "presence", "tamper", "light"]
    assert {fault.kind for fault in parts.faults} == {"no_pins"}
    assert all("GPIOZERO_PIN_FACTORY" in fault.words and "provisioning/README.md" in fault.words for fault in parts.faults)
    parts.close()


def test_missing_rights_are_told_as_missing_rights() -> None:
    fault = why("next", PermissionError(13, "Permission denied"))
    assert fault == Fault("next", "forbidden")
    assert "group gpio" in fault.words


def test_what_nobody_foresaw_is_told_with_the_pin_and_the_machines_own_words() -> None:
    fault = why("help", OSError(71, "Protocol error"))
    assert fault == Fault("help", "unusable", pins.of("help"), "OSError: [Errno 71] Protocol error")
    assert fault.words.startswith("pin 26 (number 37 on the header) cannot be used (OSError: [Errno 71] Protocol error): compare")


def test_a_key_that_something_leans_on_is_a_fault_until_it_is_free(terminal: Terminal) -> None:
    terminal.wires.drive("help", 0)
    terminal.rest(STUCK_MS)
    assert terminal.parts.faults == (Fault("help", "stuck"),)
    assert terminal.parts.faults[0].words.startswith("the key help has been down for a minute, or since the start: see whether")
    terminal.wires.drive("help", 1)
    terminal.rest()
    assert not terminal.parts.faults


def test_a_plug_that_scrapes_is_one_headset(terminal: Terminal) -> None:
    terminal.wires.play("headset", bounces.PLUG_IN)
    assert switched(terminal) == [("headset", True)]
    terminal.rest()
    terminal.wires.play("headset", [(at, 1 - level) for at, level in bounces.PLUG_IN])
    terminal.rest()
    assert switched(terminal) == [("headset", True), ("headset", False)]
    assert terminal.parts.headset is False


def test_a_socket_whose_switch_opens_with_the_plug_is_turned_round() -> None:
    terminal = Terminal({"headset": "opens"})
    terminal.wires.drive("headset", 0)
    terminal.rest()
    assert terminal.parts.headset is False
    terminal.wires.drive("headset", 1)
    terminal.rest()
    assert switched(terminal)[-1] == ("headset", True)
    terminal.close()


def test_presence_is_told_when_somebody_comes_and_goes(terminal: Terminal) -> None:
    assert terminal.parts.somebody is False
    terminal.wires.drive("presence", 1)
    assert terminal.parts.somebody is True
    terminal.rest()
    terminal.wires.drive("presence", 0)
    terminal.rest()
    assert [on for name, on in switched(terminal) if name == "presence"] == [True, False]


def test_an_opened_case_is_remembered_until_it_is_told(terminal: Terminal) -> None:
    terminal.wires.drive("tamper", 0)  # the lid comes down on the switch
    terminal.rest()
    terminal.parts.case.told(terminal.parts.case.opened()[1])
    assert terminal.parts.case.opened()[0] is False
    terminal.wires.drive("tamper", 1)
    terminal.rest()
    terminal.wires.drive("tamper", 0)
    terminal.rest()
    opened, mark = terminal.parts.case.opened()
    assert opened is True
    terminal.parts.case.told(mark)
    assert terminal.parts.case.opened()[0] is False


def test_a_cut_wire_looks_like_an_open_case_from_the_start(terminal: Terminal) -> None:
    assert terminal.parts.case.opened()[0] is True


def test_a_case_that_stays_open_is_told_again_and_again(terminal: Terminal) -> None:
    terminal.parts.case.told(terminal.parts.case.opened()[1])
    assert terminal.parts.case.opened()[0] is True


def test_the_light_is_steady_when_all_is_well_and_dark_when_closed(terminal: Terminal) -> None:
    terminal.parts.light.show("ready")
    led = terminal.wires.pin(pins.of("light").bcm)
    assert led.state == 1
    terminal.parts.light.show("off")
    assert led.state == 0


def test_nothing_is_told_after_the_parts_are_closed(terminal: Terminal) -> None:
    terminal.wires.drive("next", 0)
    told = list(terminal.told)
    terminal.parts.close()
    terminal.wires.pin(pins.of("next").bcm).drive_high()
    assert terminal.told == told


def test_closed_parts_let_their_pins_go() -> None:
    wires = Wires()
    for _ in range(2):
        Terminal(ALL, wires=wires).parts.close()
    assert all(not holders for holders in wires._reservations.values())
    wires.close()


def test_the_backlight_is_the_kernels_or_on_its_pin_or_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "sys/class/backlight/10-0045"
    folder.mkdir(parents=True)
    (folder / "max_brightness").write_text("100\n")
    (folder / "brightness").write_text("100\n")
    Terminal({"backlight": "kernel"}, tmp_path).parts.backlight.level(0.25)
    assert (folder / "brightness").read_text().strip() == "25"
    assert isinstance(Terminal({}, tmp_path).parts.backlight, NoBacklight)
    wires = Wires()
    wires.pin_class = MockPWMPin
    terminal = Terminal({"backlight": "pin"}, tmp_path, wires)
    terminal.parts.backlight.level(0.5)
    assert wires.pin(pins.BACKLIGHT).state == pytest.approx(0.5)
    terminal.close()


def test_a_kernels_light_that_was_named_and_is_not_there_is_a_fault(tmp_path: Path) -> None:
    terminal = Terminal({"backlight": "kernel", "light": True}, tmp_path)
    (fault,) = terminal.parts.faults
    assert (fault.part, fault.kind) == ("backlight", "disobeys")
    assert "HDMI panel keeps its own, so leave the part out" in fault.words
    assert isinstance(terminal.parts.backlight, NoBacklight)
    terminal.parts.light.show("ready")
    assert terminal.wires.pin(pins.of("light").bcm).state == 1
    terminal.close()


def test_a_light_that_failed_is_set_again_at_the_next_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    terminal = Terminal({"light": True})
    led = terminal.wires.pin(pins.of("light").bcm)
    with monkeypatch.context() as breaking:
        breaking.setattr(type(led), "_set_state", fail)
        with pytest.raises(OSError, match="Input/output"):
            terminal.parts.light.show("ready")
    terminal.parts.light.show("ready")
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
    _, (fault,) = configuration.read(mapping)
    assert (fault.part, fault.kind) == (part, "wrongly_set")
    assert words in fault.words


def test_what_is_configured_wrongly_leaves_the_rest_alone() -> None:
    terminal = Terminal({**ALL, "keys": ["help", "nxet"], "camera": True})
    assert {fault.part for fault in terminal.parts.faults} == {"keys", "camera"}
    terminal.wires.press("help")
    assert pressed(terminal) == ["help"]
    assert not isinstance(terminal.parts.light, NoLight)
    terminal.close()


@given(
    mapping=st.dictionaries(
        st.sampled_from(["keys", *configuration.CHOICES, "x"]), st.none() | st.booleans() | st.text() | st.integers() | st.lists(st.text())
    )
)
def test_no_mapping_whatever_makes_a_terminal_fail(mapping: dict[str, object]) -> None:
    mapping.pop("backlight", None)
    terminal = Terminal(mapping)
    assert {fault.part for fault in terminal.parts.faults} <= set(mapping)
    terminal.close()
