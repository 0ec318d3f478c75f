"""Provides the texts for faults of the hardware, of sound and of speech.

The text is followed in brackets by what staff can read out to IT: the pin, and the untranslated message of the system.
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
"""Maps the name of a hardware key to its msgid."""
PART_NAMES: dict[str, str] = {
    **KEY_NAMES,
    "keys": gettext_noop("Keys"),
    "headset": gettext_noop("Headset socket"),
    "presence": gettext_noop("Motion sensor"),
    "tamper": gettext_noop("Case switch"),
    "light": gettext_noop("Status light"),
    "backlight": gettext_noop("Screen backlight"),
    "board": gettext_noop("Board"),
    "sound": gettext_noop("Sound"),
    "speech": gettext_noop("Speech"),
}
"""Maps the name of a part to its msgid. Any other part is shown by its name in the settings."""
FAULT_TEXTS: dict[str, str] = {
    "wrongly_set": gettext_noop("misconfigured"),
    "no_pins": gettext_noop("the board's pins are not accessible"),
    "taken": gettext_noop("another part or program is using its pin"),
    "forbidden": gettext_noop("no permission to use its pin"),
    "unusable": gettext_noop("cannot be used"),
    "stuck": gettext_noop("pressed for a minute or since startup. Check whether something is leaning on it."),
    "disobeys": gettext_noop("its brightness cannot be set"),
    "no_watchdog": gettext_noop("has no watchdog to restart it if it hangs"),
    "no_player": gettext_noop("the audio player program is missing"),
    "no_output": gettext_noop("no sound output is available"),
    "unheard": gettext_noop("the last playback failed. Try the speaker test."),
    "no_voice": gettext_noop("no voice for the language used here"),
    "unfed": gettext_noop("its watchdog is off: it does not restart if it hangs"),
}
"""Maps every kind of `hardware.faults.FAULT_KINDS` to its msgid."""


def fault_text(found: OverviewFault, catalog: Catalog) -> str:
    """Return one line that says what is wrong with a part."""
    part = catalog.text(PART_NAMES[found.part]) if found.part in PART_NAMES else found.part
    said = f"{part} – {catalog.text(FAULT_TEXTS[found.kind])}"
    pin = (catalog.text("pin {bcm}, header pin {header}", bcm=found.pin[0], header=found.pin[1]),) if found.pin else ()
    for_it = "; ".join((*pin, *((found.detail,) if found.detail else ())))
    return f"{said} ({for_it})" if for_it else said
