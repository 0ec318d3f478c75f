"""The words for the parts of the hardware and for sound and speech, and for what is wrong with one.

What staff can read out to IT stands in brackets behind the words: the pin, and what the machine itself said, which no catalog has.
"""

from __future__ import annotations

from i18n.catalogs import Catalog, gettext_noop
from kiosk.service.overview import OverviewFault

KEY_NAMES: dict[str, str] = {
    "previous": gettext_noop("Key: previous"),
    "next": gettext_noop("Key: next"),
    "choose": gettext_noop("Key: choose"),
    "repeat": gettext_noop("Key: repeat"),
    "help": gettext_noop("Key: help"),
}
PART_NAMES: dict[str, str] = {
    **KEY_NAMES,
    "keys": gettext_noop("Keys"),
    "headset": gettext_noop("Headset socket"),
    "presence": gettext_noop("Motion sensor"),
    "tamper": gettext_noop("Switch of the case"),
    "light": gettext_noop("Status light"),
    "backlight": gettext_noop("Light of the screen"),
    "board": gettext_noop("Board"),
    "sound": gettext_noop("Sound"),
    "speech": gettext_noop("Speech"),
}
"""A part that is not among them is called as the settings call it."""
FAULT_TEXTS: dict[str, str] = {
    "wrongly_set": gettext_noop("set wrongly"),
    "no_pins": gettext_noop("the pins of the board cannot be reached"),
    "taken": gettext_noop("another part or program uses its pin"),
    "forbidden": gettext_noop("the terminal has no right to use its pin"),
    "unusable": gettext_noop("cannot be used"),
    "stuck": gettext_noop("down for a minute, or since the start. See whether something leans on it."),
    "disobeys": gettext_noop("its brightness cannot be set"),
    "no_watchdog": gettext_noop("has no watchdog to start it again when it stands still"),
    "no_player": gettext_noop("the program that plays it is missing"),
    "no_output": gettext_noop("there is nothing to hear it through"),
    "unheard": gettext_noop("what was last to be heard was not. Try the speaker test."),
    "no_voice": gettext_noop("nothing speaks the language of this place"),
    "unfed": gettext_noop("its watchdog is off: it does not start again when it stands still"),
}
"""By kind, every one of `hardware.faults.KINDS`."""


def fault_text(found: OverviewFault, catalog: Catalog) -> str:
    """What is wrong with a part, as one line."""
    part = catalog.text(PART_NAMES[found.part]) if found.part in PART_NAMES else found.part
    said = f"{part} – {catalog.text(FAULT_TEXTS[found.kind])}"
    pin = (catalog.text("pin {bcm}, number {header} on the header", bcm=found.pin[0], header=found.pin[1]),) if found.pin else ()
    for_it = "; ".join((*pin, *((found.detail,) if found.detail else ())))
    return f"{said} ({for_it})" if for_it else said
