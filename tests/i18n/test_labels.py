"""The general audience has six labels, and other audiences may also have words and pictures for the values."""

from __future__ import annotations

import pytest

from i18n import texts
from i18n.labels import LABELS, PICTURE_LABELS, VALUE_LABELS, Audience, allowed_labels
from i18n.labels import label_faults as faults_of
from i18n.texts import InvalidTextFile, parse_text_set

SCALE_TEXTS = dict.fromkeys(LABELS, "sana")
VALUE_TEXTS = dict.fromkeys(VALUE_LABELS, "sana")
PICTURE_TEXTS = {code: f"face-{n}" for n, code in enumerate(PICTURE_LABELS, 1)}
OTHER_AUDIENCES: tuple[Audience, ...] = ("child", "relative")


def fault_texts(audience: Audience, texts_by_code: dict[str, str]) -> list[str]:
    """Return the faults of labels as English sentences."""
    return [str(fault) for fault in faults_of(audience, texts_by_code)]


def test_the_national_form_has_its_six_labels_and_no_faces() -> None:
    assert allowed_labels("general") == LABELS
    assert fault_texts("general", SCALE_TEXTS) == []
    assert [fault.partition(":")[0] for fault in fault_texts("general", SCALE_TEXTS | VALUE_TEXTS)] == list(VALUE_LABELS)


@pytest.mark.parametrize("code", LABELS)
def test_the_national_form_needs_each_of_the_six(code: str) -> None:
    assert fault_texts("general", {other: "sana" for other in LABELS if other != code}) == [f"{code} is missing"]


@pytest.mark.parametrize("audience", OTHER_AUDIENCES)
@pytest.mark.parametrize(
    "texts_by_code", [{}, SCALE_TEXTS, VALUE_TEXTS, VALUE_TEXTS | PICTURE_TEXTS, SCALE_TEXTS | VALUE_TEXTS | PICTURE_TEXTS]
)
def test_other_audiences_may_have_words_and_pictures_for_each_value(audience: Audience, texts_by_code: dict[str, str]) -> None:
    assert fault_texts(audience, texts_by_code) == []


def test_words_and_pictures_come_for_all_five_values_or_none() -> None:
    del (words := dict(VALUE_TEXTS))["value_3"]
    assert fault_texts("child", words) == ["value_3 is missing: all five or none"]
    del (faces := VALUE_TEXTS | PICTURE_TEXTS)["picture_1"]
    assert fault_texts("child", faces) == ["picture_1 is missing: all five or none"]


def test_a_picture_never_stands_without_its_word() -> None:
    assert [fault for fault in fault_texts("child", PICTURE_TEXTS) if "without its word" in fault]


@pytest.mark.parametrize("name", ["../face", "Face-1", "face-1.png", "face-6", "face-0", ""])
def test_a_picture_that_terminals_do_not_have_is_a_fault(name: str) -> None:
    assert [fault for fault in fault_texts("child", VALUE_TEXTS | PICTURE_TEXTS | {"picture_2": name}) if fault.startswith("picture_2")]


def test_a_label_that_nobody_shows_is_a_fault() -> None:
    assert [fault for fault in fault_texts("child", VALUE_TEXTS | {"value_6": "sana"}) if fault.startswith("value_6: not known")]


def test_a_file_for_children_is_read_with_the_words_and_pictures_of_its_values() -> None:
    general = texts.text_file("general-1", "fi").read_text()
    head, rest = general.split("[labels]")[0], general.split("[notices]")[1]
    labels = "".join(
        f'{code} = {{ status = "draft", source = "aula", text = "{text}" }}\n' for code, text in (VALUE_TEXTS | PICTURE_TEXTS).items()
    )
    child = head.replace('form = "general-1"', 'form = "child-1"\naudience = "child"') + "[labels]\n" + labels + "\n[notices]" + rest
    assert set(parse_text_set(child)["labels"]) == {*VALUE_LABELS, *PICTURE_LABELS}
    with pytest.raises(InvalidTextFile, match="nps_low is missing"):
        parse_text_set(child.replace('audience = "child"', ""))
    with pytest.raises(InvalidTextFile, match="audience: one of general, child, relative, not 'cats'"):
        parse_text_set(child.replace('audience = "child"', 'audience = "cats"'))
