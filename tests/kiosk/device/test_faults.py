"""What is wrong with the device, by code, from the parts to the server."""

from __future__ import annotations

import pytest

from hardware import pins, watchdog
from hardware.events import SwitchEvent
from hardware.faults import Fault
from hardware.tamper import Tamper
from kiosk.device.faults import Symptoms, of_fault
from kiosk.exchange.sync import Sync
from kiosk.store import device_notes
from kiosk.store.database import Connection, transaction
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.terminal_without_window import Lobby


class Switch:
    on = False


class Body:
    """Parts with whatever is wrong with them."""

    def __init__(self) -> None:
        self.faults: tuple[Fault, ...] = ()
        self.switch = Switch()
        self.case = Tamper(self.switch)

    def open_and_close(self) -> None:
        for on in (True, False):
            self.switch.on = on
            self.case.heard(SwitchEvent("tamper", on, 1))


def joined(body: Body) -> Symptoms:
    symptoms = Symptoms(service=False)
    symptoms.join(body)
    return symptoms


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("next", "taken", pins.of("next")), "keys_unusable"),
        (Fault("keys", "wrongly_set", detail="5 names no keys"), "keys_unusable"),
        (Fault("choose", "stuck"), "key_stuck"),
        (Fault("headset", "forbidden"), "headset_unusable"),
        (Fault("light", "no_pins"), "light_unusable"),
        (Fault("backlight", "disobeys", detail="Permission denied"), "backlight_unusable"),
        (Fault("board", "unfed"), "board_unwatched"),
        (Fault("board", "no_watchdog"), "board_unwatched"),
    ],
)
def test_each_fault_has_a_code(fault: Fault, code: str) -> None:
    assert of_fault(fault) == code


def test_a_terminal_without_parts_has_nothing_to_tell() -> None:
    assert Symptoms(service=False).now() == ((), 0)
    assert not Symptoms(service=False).faulty


def test_a_fault_is_told_for_as_long_as_it_lasts() -> None:
    body = Body()
    symptoms = joined(body)
    body.faults = (Fault("next", "taken"), Fault("help", "taken"), Fault("choose", "stuck"))
    symptoms.besides([Fault("backlight", "disobeys")])
    for _ in range(2):
        codes, mark = symptoms.now()
        assert codes == ("backlight_unusable", "key_stuck", "keys_unusable")
        assert [fault.part for fault in symptoms.faults()] == ["next", "help", "choose", "backlight"]
        symptoms.told(mark)
    assert symptoms.faulty
    body.faults = ()
    symptoms.besides(())
    assert (symptoms.now()[0], symptoms.faults()) == ((), ())
    assert not symptoms.faulty


def test_a_board_that_nobody_feeds_is_told_by_a_terminal_that_is_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    unfed = Fault("board", "unfed")
    monkeypatch.setattr(watchdog, "fault", lambda: unfed)
    service, by_hand = Symptoms(service=True), Symptoms(service=False)
    assert (service.now()[0], service.faults()) == (("board_unwatched",), (unfed,))
    assert (by_hand.now()[0], by_hand.faults()) == ((), ())
    assert not service.faulty, "every part of it can be used"


def test_an_opened_case_is_told_until_the_server_has_heard_of_it(lobby: Lobby, server: SmallServer) -> None:
    body = Body()
    sync = Sync(lobby.store, lobby.clock, symptoms=joined(body))
    body.open_and_close()
    server.faults.append("drop_request")
    sync.step()
    told = len(server.heartbeats)
    sync.step()
    assert server.heartbeats[told].notes == ("case_opened",)
    sync.step()
    assert server.heartbeats[-1].notes == ()


def test_an_opening_while_the_heartbeat_is_on_its_way_is_told_by_the_next(lobby: Lobby, server: SmallServer) -> None:
    body = Body()
    symptoms = joined(body)
    body.open_and_close()
    _, mark = symptoms.now()
    body.open_and_close()
    symptoms.told(mark)
    assert symptoms.now()[0] == ("case_opened",)


def test_symptoms_stand_beside_what_was_noted_and_crowd_none_of_it_out_for_good(lobby: Lobby, server: SmallServer) -> None:
    def note(db: Connection) -> None:
        with transaction(db):
            for letter in "abcdefghijklmnop":
                device_notes.add(db, f"note_{letter}")

    lobby.store.write(note).result()
    body = Body()
    body.faults = (Fault("choose", "stuck"),)
    sync = Sync(lobby.store, lobby.clock, symptoms=joined(body))
    heard: set[str] = set()
    for _ in range(2):
        sync.step()
        assert len(server.heartbeats[-1].notes) <= device_notes.REPORTED
        heard |= set(server.heartbeats[-1].notes)
    assert heard == {"key_stuck", *(f"note_{letter}" for letter in "abcdefghijklmnop")}
