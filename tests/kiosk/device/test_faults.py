"""Tests how faults of the hardware become codes in the heartbeat."""

from __future__ import annotations

import pytest

from hardware import pins, watchdog
from hardware.events import SwitchEvent
from hardware.faults import DeviceFault
from hardware.tamper import TamperLatch
from kiosk.device.faults import DeviceFaults, code_for_fault
from kiosk.exchange.sync import Sync
from kiosk.store import device_notes
from kiosk.store.database import Connection, transaction
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal


class FakeSwitch:
    is_on = False


class FakeDevices:
    """Provides hardware with the faults that a test sets, and a tamper switch."""

    def __init__(self) -> None:
        self.faults: tuple[DeviceFault, ...] = ()
        self.switch = FakeSwitch()
        self.tamper = TamperLatch(self.switch)

    def open_and_close_case(self) -> None:
        for on in (True, False):
            self.switch.is_on = on
            self.tamper.on_switch_event(SwitchEvent("tamper", on, 1))


def make_device_faults(body: FakeDevices) -> DeviceFaults:
    symptoms = DeviceFaults(is_service=False)
    symptoms.attach(body)
    return symptoms


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (DeviceFault("next", "taken", pins.by_name("next")), "keys_unusable"),
        (DeviceFault("keys", "wrongly_set", detail="5 names no keys"), "keys_unusable"),
        (DeviceFault("choose", "stuck"), "key_stuck"),
        (DeviceFault("headset", "forbidden"), "headset_unusable"),
        (DeviceFault("light", "no_pins"), "light_unusable"),
        (DeviceFault("backlight", "disobeys", detail="Permission denied"), "backlight_unusable"),
        (DeviceFault("board", "unfed"), "board_unwatched"),
        (DeviceFault("board", "no_watchdog"), "board_unwatched"),
    ],
)
def test_each_fault_has_a_code(fault: DeviceFault, code: str) -> None:
    assert code_for_fault(fault) == code


def test_a_terminal_without_parts_has_nothing_to_tell() -> None:
    assert DeviceFaults(is_service=False).current_codes() == ((), 0)
    assert not DeviceFaults(is_service=False).has_unusable_part


def test_a_fault_is_told_for_as_long_as_it_lasts() -> None:
    body = FakeDevices()
    symptoms = make_device_faults(body)
    body.faults = (DeviceFault("next", "taken"), DeviceFault("help", "taken"), DeviceFault("choose", "stuck"))
    symptoms.set_other_faults([DeviceFault("backlight", "disobeys")])
    for _ in range(2):
        codes, mark = symptoms.current_codes()
        assert codes == ("backlight_unusable", "key_stuck", "keys_unusable")
        assert [fault.part for fault in symptoms.current_faults()] == ["next", "help", "choose", "backlight"]
        symptoms.acknowledge(mark)
    assert symptoms.has_unusable_part
    body.faults = ()
    symptoms.set_other_faults(())
    assert (symptoms.current_codes()[0], symptoms.current_faults()) == ((), ())
    assert not symptoms.has_unusable_part


def test_a_board_that_nobody_feeds_is_told_by_a_terminal_that_is_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    unfed = DeviceFault("board", "unfed")
    monkeypatch.setattr(watchdog, "find_fault", lambda: unfed)
    service, by_hand = DeviceFaults(is_service=True), DeviceFaults(is_service=False)
    assert (service.current_codes()[0], service.current_faults()) == (("board_unwatched",), (unfed,))
    assert (by_hand.current_codes()[0], by_hand.current_faults()) == ((), ())
    assert not service.has_unusable_part, "every part of it can be used"


def test_an_opened_case_is_told_until_the_server_has_heard_of_it(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    body = FakeDevices()
    sync = Sync(enrolled_terminal.store, enrolled_terminal.clock, device_faults=make_device_faults(body))
    body.open_and_close_case()
    server.faults.append("drop_request")
    sync.exchange()
    told = len(server.heartbeats)
    sync.exchange()
    assert server.heartbeats[told].notes == ("case_opened",)
    sync.exchange()
    assert server.heartbeats[-1].notes == ()


def test_an_opening_while_the_heartbeat_is_on_its_way_is_told_by_the_next(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    body = FakeDevices()
    symptoms = make_device_faults(body)
    body.open_and_close_case()
    _, mark = symptoms.current_codes()
    body.open_and_close_case()
    symptoms.acknowledge(mark)
    assert symptoms.current_codes()[0] == ("case_opened",)


def test_symptoms_stand_beside_what_was_noted_and_crowd_none_of_it_out_for_good(
    enrolled_terminal: HeadlessTerminal, server: FakeServer
) -> None:
    def note(db: Connection) -> None:
        with transaction(db):
            for letter in "abcdefghijklmnop":
                device_notes.add(db, f"note_{letter}")

    enrolled_terminal.store.write(note).result()
    body = FakeDevices()
    body.faults = (DeviceFault("choose", "stuck"),)
    sync = Sync(enrolled_terminal.store, enrolled_terminal.clock, device_faults=make_device_faults(body))
    heard: set[str] = set()
    for _ in range(2):
        sync.exchange()
        assert len(server.heartbeats[-1].notes) <= device_notes.MAX_REPORTED
        heard |= set(server.heartbeats[-1].notes)
    assert heard == {"key_stuck", *(f"note_{letter}" for letter in "abcdefghijklmnop")}
