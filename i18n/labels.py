"""Which labels a form's texts may have, by whom it asks: the six of every scale, and for some audiences a word and a picture a value.

The national form for 13 and over has no faces: they would lead. A child's may have a picture and a word for each of its five values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Audience = Literal["general", "child", "relative"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""The first is meant where a file says nothing."""
LABELS = ("nps_low", "nps_high", "value_low", "value_high", "not_applicable", "instruction")
"""Needed where people of 13 and over are asked; a form for others may leave out what it does not show."""
VALUE_LABELS = tuple(f"value_{n}" for n in range(1, 6))
"""Of other audiences: the word of each value."""
PICTURE_LABELS = tuple(f"picture_{n}" for n in range(1, 6))
"""Of other audiences: the name of each value's picture, which the terminal has; always beside its word, never alone."""
PICTURE_NAMES = tuple(f"face-{n}" for n in range(1, 6))
"""The pictures that terminals have: faces from very unhappy (`face-1`) to very happy (`face-5`)."""

LabelFaultKind = Literal["missing", "unknown", "one_of_five", "no_word", "no_picture"]


@dataclass(frozen=True)
class LabelFault:
    """What is wrong with one label; `str` says it in English."""

    kind: LabelFaultKind
    code: str
    audience: Audience
    text: str = ""

    def __str__(self) -> str:
        match self.kind:
            case "missing":
                return f"{self.code} is missing"
            case "unknown":
                return f"{self.code}: not known for the audience {self.audience}; there are {', '.join(allowed_labels(self.audience))}"
            case "one_of_five":
                return f"{self.code} is missing: all five or none"
            case "no_word":
                return f"{self.code}: a picture without its word: pictures stand beside value_1 to value_5"
            case "no_picture":
                return f"{self.code}: terminals have no picture {self.text!r}; they have {', '.join(PICTURE_NAMES)}"


def allowed_labels(audience: Audience) -> tuple[str, ...]:
    """Every label that the texts of a form for this audience may have."""
    return LABELS if audience == "general" else (*LABELS, *VALUE_LABELS, *PICTURE_LABELS)


def required_labels(audience: Audience) -> tuple[str, ...]:
    """The labels without which the texts of a form for this audience are not whole."""
    return LABELS if audience == "general" else ()


def label_faults(audience: Audience, texts_by_code: Mapping[str, str]) -> list[LabelFault]:
    """What is wrong with the labels of a form's texts (text by code); empty where nothing is."""
    faults = [LabelFault("missing", code, audience) for code in required_labels(audience) if code not in texts_by_code]
    faults += [LabelFault("unknown", code, audience) for code in texts_by_code if code not in allowed_labels(audience)]
    return faults if audience == "general" else [*faults, *_value_faults(audience, texts_by_code)]


def _value_faults(audience: Audience, found: Mapping[str, str]) -> Iterator[LabelFault]:
    for codes in (VALUE_LABELS, PICTURE_LABELS):
        if any(code in found for code in codes):
            yield from (LabelFault("one_of_five", code, audience) for code in codes if code not in found)
    pictures = [code for code in PICTURE_LABELS if code in found]
    if not any(code in found for code in VALUE_LABELS):
        yield from (LabelFault("no_word", code, audience) for code in pictures)
    yield from (LabelFault("no_picture", code, audience, found[code]) for code in pictures if found[code] not in PICTURE_NAMES)
