"""Which labels a form's texts may have, by whom it asks: the six of every scale, and for some audiences a word and a picture a value.

The national form for 13 and over has no faces: they would lead. A child's may have a picture and a word for each of its five values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

Audience = Literal["general", "child", "relative"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""The first is meant where a file says nothing."""
LABELS = ("nps_low", "nps_high", "value_low", "value_high", "not_applicable", "instruction")
"""Needed where people of 13 and over are asked; a form for others may leave out what it does not show."""
VALUES = tuple(f"value_{n}" for n in range(1, 6))
"""Of other audiences: the word of each value."""
PICTURES = tuple(f"picture_{n}" for n in range(1, 6))
"""Of other audiences: the name of each value's picture, which the terminal has; always beside its word, never alone."""
_PICTURE = re.compile(r"[a-z][a-z0-9-]{0,63}")


def labels(audience: Audience) -> tuple[str, ...]:
    """Every label that the texts of a form for this audience may have."""
    return LABELS if audience == "general" else (*LABELS, *VALUES, *PICTURES)


def needed(audience: Audience) -> tuple[str, ...]:
    """The labels without which the texts of a form for this audience are not whole."""
    return LABELS if audience == "general" else ()


def label_faults(audience: Audience, found: Mapping[str, str]) -> list[str]:
    """What is wrong with the labels of a form's texts (text by code), in words; empty where nothing is."""
    faults = [f"{code} is missing" for code in needed(audience) if code not in found]
    unknown = [code for code in found if code not in labels(audience)]
    faults += [f"{code}: not known for the audience {audience}; there are {', '.join(labels(audience))}" for code in unknown]
    if audience == "general":
        return faults
    for codes in (VALUES, PICTURES):
        some = [code for code in codes if code in found]
        faults += [f"{code} is missing: all five or none" for code in codes if some and code not in found]
    if any(code in found for code in PICTURES) and not any(code in found for code in VALUES):
        faults.append("a picture without its word: pictures stand beside value_1 to value_5")
    faults += [
        f"{code}: the name of a picture is lower-case letters, digits and hyphens, not {found[code]!r}"
        for code in PICTURES
        if code in found and not _PICTURE.fullmatch(found[code])
    ]
    return faults
