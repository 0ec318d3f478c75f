"""The words for the parts of the hardware and for sound and speech, and for what is wrong with one.

What staff can read out to IT stands in brackets behind the words: the pin, and what the machine itself said, which no catalog has.
"""

from __future__ import annotations

from i18n.catalogs import Catalog, mark
from kiosk.service.overview import PartFault

KEYS: dict[str, str] = {
    "previous": mark("Key: previous"),
    "next": mark("Key: next"),
    "choose": mark("Key: choose"),
    "repeat": mark("Key: repeat"),
    "help": mark("Key: help"),
}
PARTS: dict[str, str] = {
    **KEYS,
    "keys": mark("Keys"),
    "headset": mark("Headset socket"),
    "presence": mark("Motion sensor"),
    "tamper": mark("Switch of the case"),
    "light": mark("Status light"),
    "backlight": mark("Light of the screen"),
    "board": mark("Board"),
    "sound": mark("Sound"),
    "speech": mark("Speech"),
}
"""A part that is not among them is called as the settings call it."""
FAULTS: dict[str, str] = {
    "wrongly_set": mark("set wrongly"),
    "no_pins": mark("the pins of the board cannot be reached"),
    "taken": mark("another part or program uses its pin"),
    "forbidden": mark("the terminal has no right to use its pin"),
    "unusable": mark("cannot be used"),
    "stuck": mark("down for a minute, or since the start. See whether something leans on it."),
    "disobeys": mark("its brightness cannot be set"),
    "no_watchdog": mark("has no watchdog to start it again when it stands still"),
    "no_player": mark("the program that plays it is missing"),
    "no_output": mark("there is nothing to hear it through"),
    "unheard": mark("what was last to be heard was not. Try the speaker test."),
    "no_voice": mark("nothing speaks the language of this place"),
    "unfed": mark("its watchdog is off: it does not start again when it stands still"),
}
"""By kind, every one of `hardware.faults.KINDS`."""


def fault(found: PartFault, catalog: Catalog) -> str:
    """What is wrong with a part, as one line."""
    part = catalog.text(PARTS[found.part]) if found.part in PARTS else found.part
    said = f"{part} – {catalog.text(FAULTS[found.kind])}"
    pin = (catalog.text("pin {bcm}, number {header} on the header", bcm=found.pin[0], header=found.pin[1]),) if found.pin else ()
    for_it = "; ".join((*pin, *((found.detail,) if found.detail else ())))
    return f"{said} ({for_it})" if for_it else said
