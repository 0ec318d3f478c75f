"""Tests that audio outputs are recognised from the files in which the kernel lists them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.audio_outputs import AudioOutput, has_audio_support, list_outputs
from hardware.devices import open_devices
from hardware.events import HardwareEvent, SwitchEvent

SOCKET = " 0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones\n                      bcm2835 Headphones\n"
HDMI = " 1 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0\n                      vc4-hdmi-0\n"
HDMI_TWO = " 2 [vc4hdmi1       ]: vc4-hdmi - vc4-hdmi-1\n                      vc4-hdmi-1\n"
USB = (
    " 3 [Device         ]: USB-Audio - USB Audio Device\n"
    "                      C-Media Electronics Inc. USB Audio Device at usb-0000:01:00.0-1.3, full speed\n"
)
CAMERA = (
    " 4 [C920           ]: USB-Audio - HD Pro Webcam C920\n                      HD Pro Webcam C920 at usb-0000:01:00.0-1.4, high speed\n"
)
LOOPBACK = " 5 [Loopback       ]: Loopback - Loopback\n                      Loopback 1\n"


class FakeSoundFiles:
    """Writes files such as the kernel provides for sound cards and panels, below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def set_cards(self, *said: str, play: tuple[int, ...] = (0, 1, 2, 3, 5)) -> None:
        folder = self.root / "proc/asound"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cards").write_text("".join(said) or "--- no soundcards ---\n")
        for number in range(6):
            (folder / f"card{number}" / ("pcm0p" if number in play else "pcm0c")).mkdir(parents=True, exist_ok=True)

    def connect_panel(self, connector: int, *, sound: bool, status: str = "connected") -> None:
        folder = self.root / f"sys/class/drm/card1-HDMI-A-{connector}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "status").write_text(f"{status}\n")
        (folder / "edid").write_bytes(make_edid(sound=sound))


def make_edid(*, sound: bool) -> bytes:
    first = bytearray(128)
    first[:8] = bytes.fromhex("00ffffffffffff00")
    first[126] = 1
    second = bytearray(128)
    second[:4] = bytes([0x02, 0x03, 0x04, 0x40 if sound else 0x00])
    return bytes(first + second)


@pytest.fixture
def machine(tmp_path: Path) -> FakeSoundFiles:
    return FakeSoundFiles(tmp_path)


def test_a_pi_4_with_panel_and_adapter_has_three_outputs(machine: FakeSoundFiles) -> None:
    machine.set_cards(SOCKET, HDMI, HDMI_TWO, USB)
    machine.connect_panel(1, sound=True)
    assert list_outputs(machine.root) == (
        AudioOutput("socket", 0, "Headphones", "bcm2835 Headphones"),
        AudioOutput("hdmi", 1, "vc4hdmi0", "vc4-hdmi-0"),
        AudioOutput("usb", 3, "Device", "USB Audio Device"),
    )


def test_a_pi_5_with_a_silent_panel_has_none(machine: FakeSoundFiles) -> None:
    machine.set_cards(HDMI, HDMI_TWO)
    machine.connect_panel(1, sound=False)
    assert list_outputs(machine.root) == ()


def test_the_second_connector_is_the_second_card(machine: FakeSoundFiles) -> None:
    machine.set_cards(HDMI, HDMI_TWO)
    machine.connect_panel(2, sound=True)
    assert [output.card_id for output in list_outputs(machine.root)] == ["vc4hdmi1"]


def test_a_panel_that_was_unplugged_makes_no_sound(machine: FakeSoundFiles) -> None:
    machine.set_cards(HDMI)
    machine.connect_panel(1, sound=True, status="disconnected")
    assert list_outputs(machine.root) == ()


def test_a_board_with_one_connector_is_known_by_its_card(machine: FakeSoundFiles) -> None:
    machine.set_cards(HDMI.replace("vc4hdmi0 ", "vc4hdmi  ").replace("vc4-hdmi-0", "vc4-hdmi"))
    machine.connect_panel(1, sound=True)
    assert [output.kind for output in list_outputs(machine.root)] == ["hdmi"]


def test_a_card_that_only_records_is_no_headset(machine: FakeSoundFiles) -> None:
    machine.set_cards(CAMERA)
    assert list_outputs(machine.root) == ()


def test_a_loopback_is_no_output(machine: FakeSoundFiles) -> None:
    machine.set_cards(LOOPBACK)
    assert list_outputs(machine.root) == ()


def test_a_machine_without_sound_has_no_outputs(machine: FakeSoundFiles) -> None:
    assert list_outputs(machine.root) == ()
    machine.set_cards()
    assert list_outputs(machine.root) == ()


def test_a_usb_headset_comes_and_goes(machine: FakeSoundFiles) -> None:
    machine.set_cards(HDMI)
    told: list[HardwareEvent] = []
    moment = 5000
    parts = open_devices({"headset": "usb"}, told.append, now=lambda: moment, root=machine.root)
    assert parts.is_headset_connected is False
    machine.set_cards(HDMI, USB)
    moment = 6000
    parts.poll()
    parts.poll()
    assert parts.is_headset_connected is True
    machine.set_cards(HDMI)
    moment = 8000
    parts.poll()
    assert told == [SwitchEvent("headset", True, 6000), SwitchEvent("headset", False, 8000)]
    parts.close()


def test_a_panels_word_on_sound_is_read_from_its_edid() -> None:
    assert has_audio_support(make_edid(sound=True))
    assert not has_audio_support(make_edid(sound=False))
    assert not has_audio_support(make_edid(sound=True)[:200]), "cut short"


@given(content=st.binary(max_size=400))
def test_no_edid_makes_it_fail(content: bytes) -> None:
    assert has_audio_support(content) in (True, False)


@given(content=st.binary(max_size=200))
def test_no_list_of_cards_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    root = tmp_path_factory.mktemp("sound")
    (root / "proc/asound").mkdir(parents=True)
    (root / "proc/asound/cards").write_bytes(content)
    assert list_outputs(root) == ()
