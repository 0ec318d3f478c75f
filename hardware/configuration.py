"""Which parts a terminal has: a plain mapping, as it comes from a file, judged into words that `hardware.devices` can open.

What is not named is not there. What is named wrongly is told with what was meant, and the rest counts.
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
"""Part → what can be said of it. `headset`: its switch closes or opens when a plug comes in, or it is a USB card that comes and goes."""


@dataclass(frozen=True)
class HardwareConfig:
    """What is to be opened: the keys by name, the other parts with what was said of them."""

    keys: tuple[str, ...] = ()
    parts: Mapping[str, object] = field(default_factory=dict)


def parse(mapping: Mapping[str, object]) -> tuple[HardwareConfig, tuple[DeviceFault, ...]]:
    """What is wanted, and every fault in how it was said.

    `{"keys": true, "headset": "closes", "presence": true, "tamper": true, "light": true, "backlight": "pin"}` names all there is;
    `keys` may also be a list of names; `false` is as good as leaving a part out.
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
            faults.append(_wrong(name, f"{said!r} is nothing that can be said of it: give {_listed(ALLOWED_VALUES[name])}"))
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
