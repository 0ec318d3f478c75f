"""Labels: six where people of 13 and over are asked, words and pictures of the values only where others are."""

from __future__ import annotations

import pytest

from i18n import texts
from i18n.labels import LABELS, PICTURES, VALUES, Audience, labels
from i18n.labels import label_faults as faults_of
from i18n.texts import TextFaults, parse

SIX = dict.fromkeys(LABELS, "sana")
WORDS = dict.fromkeys(VALUES, "sana")
FACES = {code: f"face-{n}" for n, code in enumerate(PICTURES, 1)}
OTHERS: tuple[Audience, ...] = ("child", "relative")


def label_faults(audience: Audience, found: dict[str, str]) -> list[str]:
    return [str(fault) for fault in faults_of(audience, found)]


def test_the_national_form_has_its_six_labels_and_no_faces() -> None:
    assert labels("general") == LABELS
    assert label_faults("general", SIX) == []
    assert [fault.partition(":")[0] for fault in label_faults("general", SIX | WORDS)] == list(VALUES)


@pytest.mark.parametrize("code", LABELS)
def test_the_national_form_needs_each_of_the_six(code: str) -> None:
    assert label_faults("general", {other: "sana" for other in LABELS if other != code}) == [f"{code} is missing"]


@pytest.mark.parametrize("audience", OTHERS)
@pytest.mark.parametrize("found", [{}, SIX, WORDS, WORDS | FACES, SIX | WORDS | FACES])
def test_other_audiences_may_have_words_and_pictures_for_each_value(audience: Audience, found: dict[str, str]) -> None:
    assert label_faults(audience, found) == []


def test_words_and_pictures_come_for_all_five_values_or_none() -> None:
    del (words := dict(WORDS))["value_3"]
    assert label_faults("child", words) == ["value_3 is missing: all five or none"]
    del (faces := WORDS | FACES)["picture_1"]
    assert label_faults("child", faces) == ["picture_1 is missing: all five or none"]


def test_a_picture_never_stands_without_its_word() -> None:
    assert [fault for fault in label_faults("child", FACES) if "without its word" in fault]


@pytest.mark.parametrize("name", ["../face", "Face-1", "face-1.png", "face-6", "face-0", ""])
def test_a_picture_that_terminals_do_not_have_is_a_fault(name: str) -> None:
    assert [fault for fault in label_faults("child", WORDS | FACES | {"picture_2": name}) if fault.startswith("picture_2")]


def test_a_label_that_nobody_shows_is_a_fault() -> None:
    assert [fault for fault in label_faults("child", WORDS | {"value_6": "sana"}) if fault.startswith("value_6: not known")]


def test_a_file_for_children_is_read_with_the_words_and_pictures_of_its_values() -> None:
    general = texts.file("general-1", "fi").read_text()
    head, rest = general.split("[labels]")[0], general.split("[notices]")[1]
    own = "".join(f'{code} = {{ status = "draft", source = "aula", text = "{said}" }}\n' for code, said in (WORDS | FACES).items())
    child = head.replace('form = "general-1"', 'form = "child-1"\naudience = "child"') + "[labels]\n" + own + "\n[notices]" + rest
    assert set(parse(child)["labels"]) == {*VALUES, *PICTURES}
    with pytest.raises(TextFaults, match="nps_low is missing"):
        parse(child.replace('audience = "child"', ""))
    with pytest.raises(TextFaults, match="audience: one of general, child, relative, not 'cats'"):
        parse(child.replace('audience = "child"', 'audience = "cats"'))
