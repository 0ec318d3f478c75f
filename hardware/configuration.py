"""Parses the configuration of a terminal's hardware: a plain mapping, as a settings file contains it, of its parts.

A part that the mapping does not name does not exist. A wrong entry is reported as a fault with a suggestion, and the rest is used.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hardware.faults import DeviceFault
from hardware.pins import KEY_NAMES

ALLOWED_VALUES: Mapping[str, tuple[object, ...]] = {
    "headset": ("closes", "opens", "usb"),
    "presence": (True,),
    "tamper": (True,),
    "light": (True,),
    "backlight": ("kernel", "pin"),
}
"""Maps each part to its allowed values. The switch of the `headset` socket closes or opens when a plug is inserted, or the headset is
a USB card that appears and disappears."""


@dataclass(frozen=True)
class HardwareConfig:
    """Holds the keys to open by name, and the other parts with their values."""

    keys: tuple[str, ...] = ()
    parts: Mapping[str, object] = field(default_factory=dict)


def parse(mapping: Mapping[str, object]) -> tuple[HardwareConfig, tuple[DeviceFault, ...]]:
    """Return the parts to open and every fault in the mapping.

    `{"keys": true, "headset": "closes", "presence": true, "tamper": true, "light": true, "backlight": "pin"}` names all parts. `keys`
    may also be a list of names. `false` means the same as leaving a part out.
    """
    keys: tuple[str, ...] = ()
    parts: dict[str, object] = {}
    faults: list[DeviceFault] = []
    for name, said in mapping.items():
        if said is False or said is None:
            continue
        if name == "keys":
            keys, wrong = _keys(said)
            faults += wrong
        elif name not in ALLOWED_VALUES:
            faults.append(_wrong(name, f"there is no part of this name{_meant(name, ['keys', *ALLOWED_VALUES])}"))
        elif not any(said is choice or (isinstance(said, str) and said == choice) for choice in ALLOWED_VALUES[name]):
            faults.append(_wrong(name, f"{said!r} is not a valid value: give {_listed(ALLOWED_VALUES[name])}"))
        else:
            parts[name] = said
    return HardwareConfig(keys, parts), tuple(faults)


def _keys(said: object) -> tuple[tuple[str, ...], list[DeviceFault]]:
    if said is True:
        return KEY_NAMES, []
    if isinstance(said, str) or not isinstance(said, Iterable):
        return (), [_wrong("keys", f"{said!r} names no keys: give true, or a list of {_listed(KEY_NAMES)}")]
    names = [str(name) for name in said]
    wrong = [_wrong("keys", f"there is no key {name!r}{_meant(name, KEY_NAMES)}") for name in names if name not in KEY_NAMES]
    return tuple(name for name in KEY_NAMES if name in names), wrong


def _wrong(part: str, detail: str) -> DeviceFault:
    return DeviceFault(part, "wrongly_set", detail=detail)


def _meant(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f": did you mean {near[0]}?" if near else f"; there are {_listed(known)}"


def _listed(choices: Iterable[object]) -> str:
    return " or ".join("true" if choice is True else f'"{choice}"' for choice in choices)
