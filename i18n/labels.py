"""Defines which labels the texts of a form may have, depending on its audience.

Every audience may have the six labels of the scales. Other audiences than the general one may also have a word and a picture for each
value. The national form for people of 13 and over has no faces, because faces would influence the answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Audience = Literal["general", "child", "relative"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""Lists the audiences. The first is the default for a file that names none."""
LABELS = ("nps_low", "nps_high", "value_low", "value_high", "not_applicable", "instruction")
"""Lists the labels that a form for people of 13 and over must have. A form for others may leave out what it does not show."""
VALUE_LABELS = tuple(f"value_{n}" for n in range(1, 6))
"""Lists the labels with the word of each value, for other audiences than the general one."""
PICTURE_LABELS = tuple(f"picture_{n}" for n in range(1, 6))
"""Lists the labels with the name of each value's picture, for other audiences than the general one. A terminal shows a picture beside its
word, never alone."""
PICTURE_NAMES = tuple(f"face-{n}" for n in range(1, 6))
"""Lists the pictures that terminals have: faces from very unhappy (`face-1`) to very happy (`face-5`)."""

LabelFaultKind = Literal["missing", "unknown", "one_of_five", "no_word", "no_picture"]
"""Names what may be wrong with a label."""


@dataclass(frozen=True)
class LabelFault:
    """Describes what is wrong with one label. `str` gives an English sentence."""

    kind: LabelFaultKind
    code: str
    """Names the label."""
    audience: Audience
    text: str = ""
    """Holds the name of an unknown picture."""

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
    """Return every label that the texts of a form for this audience may have."""
    return LABELS if audience == "general" else (*LABELS, *VALUE_LABELS, *PICTURE_LABELS)


def required_labels(audience: Audience) -> tuple[str, ...]:
    """Return the labels that the texts of a form for this audience must have."""
    return LABELS if audience == "general" else ()


def label_faults(audience: Audience, texts_by_code: Mapping[str, str]) -> list[LabelFault]:
    """Return what is wrong with the labels of a form's texts. The list is empty if nothing is.

    Args:
        audience: the audience of the form.
        texts_by_code: the text of each label by its code.
    """
    faults = [LabelFault("missing", code, audience) for code in required_labels(audience) if code not in texts_by_code]
    faults += [LabelFault("unknown", code, audience) for code in texts_by_code if code not in allowed_labels(audience)]
    return faults if audience == "general" else [*faults, *_value_faults(audience, texts_by_code)]


def _value_faults(audience: Audience, texts_by_code: Mapping[str, str]) -> Iterator[LabelFault]:
    for codes in (VALUE_LABELS, PICTURE_LABELS):
        if any(code in texts_by_code for code in codes):
            yield from (LabelFault("one_of_five", code, audience) for code in codes if code not in texts_by_code)
    pictures = [code for code in PICTURE_LABELS if code in texts_by_code]
    if not any(code in texts_by_code for code in VALUE_LABELS):
        yield from (LabelFault("no_word", code, audience) for code in pictures)
    yield from (
        LabelFault("no_picture", code, audience, texts_by_code[code]) for code in pictures if texts_by_code[code] not in PICTURE_NAMES
    )
