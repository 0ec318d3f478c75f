"""Tests that the pins are assigned without conflict, and that table, drawing and documents agree with them."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from hardware import pins, wiring
from hardware.wiring import DOCUMENTS, FOLDER


def test_no_two_wires_share_a_pin() -> None:
    assert max(Counter(pin.bcm for pin in pins.WIRING).values()) == 1


def test_every_wire_leaves_alone_what_is_kept_free() -> None:
    assert not {pin.bcm for pin in pins.WIRING} & pins.RESERVED_BCM


def test_every_other_wire_goes_to_a_ground_or_a_supply_and_no_two_parts_share_one() -> None:
    assert {pin.ground for pin in pins.WIRING} <= set(pins.GROUND_HEADER_NUMBERS)
    assert {pin.supply for pin in pins.WIRING} <= {None, *pins.FIVE_VOLT_HEADER_NUMBERS}
    by_part = {(pin.part, pin.ground) for pin in pins.WIRING}
    assert max(Counter(ground for _, ground in by_part).values()) == 1


def test_the_header_is_whole() -> None:
    numbers = [*pins.HEADER_NUMBERS.values(), *pins.GROUND_HEADER_NUMBERS, *pins.FIVE_VOLT_HEADER_NUMBERS, *pins.THREE_VOLT_HEADER_NUMBERS]
    assert sorted(numbers) == list(range(1, 41))


def test_the_header_agrees_with_gpiozeros_own_table() -> None:
    from gpiozero.pins.mock import MockFactory

    factory = MockFactory()
    for bcm, number in pins.HEADER_NUMBERS.items():
        (header_pin,) = [pin for head, pin in factory.board_info.find_pin(f"GPIO{bcm}") if head.name == "J8"]
        assert header_pin.number == number
    factory.close()


def test_the_keys_lie_in_a_row_with_their_ground_at_its_end() -> None:
    numbers = [pins.by_name(name).header_number for name in pins.KEY_NAMES]
    assert [*numbers, pins.by_name("next").ground] == list(range(29, 40, 2))


def test_a_light_on_pulses_has_a_pin_with_pulses_in_hardware() -> None:
    assert pins.BACKLIGHT_BCM in (12, 13, 18, 19)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_say_what_the_pins_say(name: str) -> None:
    document = (FOLDER / name).read_text(encoding="utf-8")
    assert wiring.fill_document(document) == document, "run `python -m hardware.wiring --write`"
    for made in DOCUMENTS[name]:
        assert f"<!-- wiring: {made} -->" in document


def test_a_document_that_is_out_of_date_is_seen() -> None:
    assert (
        wiring.fill_document("a\n<!-- wiring: table -->\nold\n<!-- end -->\nb")
        == f"a\n<!-- wiring: table -->\n{wiring.render_table()}\n<!-- end -->\nb"
    )


def test_the_command_prints_table_drawing_and_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert wiring.main([]) == 0
    assert capsys.readouterr().out.strip() == wiring.render_table()
    wiring.main(["--header"])
    assert "(37) (38)" in capsys.readouterr().out
    wiring.main(["--json"])
    said = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in said] == [pin.name for pin in pins.WIRING]
    assert said[0]["bcm"] == pins.BACKLIGHT_BCM
