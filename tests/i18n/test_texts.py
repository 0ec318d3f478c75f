"""The texts of the forms are complete, give their source, and have the shape of the wire."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from i18n import texts
from i18n.languages import complete_languages
from i18n.texts import InvalidTextFile, UnknownTextSet, languages_with_texts, load_text_set, parse_text_set
from survey.forms import CORE_STATEMENTS, GENERAL_1
from survey.wire import TextSet
from tests.i18n.sample_catalogs import copy_language_files

FORM = "general-1"
FINNISH_FILE = texts.text_file(FORM, "fi")


@pytest.mark.parametrize("language", complete_languages())
def test_each_offered_language_has_texts_that_fit_the_wire(language: str) -> None:
    text_set = msgspec.convert(load_text_set(FORM, language), TextSet)
    assert (text_set.form, text_set.language) == (FORM, language)


@pytest.mark.parametrize("language", complete_languages())
def test_each_language_has_a_text_for_all_the_form_asks(language: str) -> None:
    text_set = load_text_set(FORM, language)
    assert set(text_set["statements"]) == set(CORE_STATEMENTS) == set(GENERAL_1.statements)
    assert set(text_set["questions"]) == set(GENERAL_1.questions)


def test_languages_come_in_the_order_of_their_list() -> None:
    assert languages_with_texts(FORM) == ("fi", "sv", "en")


def test_the_finnish_wording_is_that_of_the_source() -> None:
    finnish = load_text_set(FORM, "fi")
    assert finnish["questions"]["nps"]["text"] == "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi?"
    assert finnish["statements"]["participation"]["text"] == "Hoitoani / Asiaani koskevat päätökset tehtiin yhteistyössä kanssani"


@pytest.mark.parametrize("language", complete_languages())
def test_nothing_is_called_official_that_was_not_checked_against_the_national_sheet(language: str) -> None:
    text_set = load_text_set(FORM, language)
    all_texts = [text for section in texts.TEXT_SECTIONS for text in text_set[section].values()]  # type: ignore[literal-required]
    assert {text["status"] for text in all_texts} <= {"county", "draft"}
    assert all(text["source"] for text in all_texts)


def test_a_text_of_our_own_is_a_draft() -> None:
    for language in complete_languages():
        text_set = load_text_set(FORM, language)
        own_texts = [text for section in texts.TEXT_SECTIONS for text in text_set[section].values() if text["source"] == "Aula's own draft"]  # type: ignore[literal-required]
        assert own_texts
        assert {text["status"] for text in own_texts} == {"draft"}


def test_a_set_is_as_good_as_its_weakest_question_or_statement() -> None:
    assert [load_text_set(FORM, language)["status"] for language in ("fi", "sv", "en")] == ["county", "draft", "draft"]


def test_a_weak_label_does_not_weaken_the_set() -> None:
    finnish = load_text_set(FORM, "fi")
    assert finnish["labels"]["value_low"]["status"] == "draft"
    assert finnish["status"] == "county"


@pytest.mark.parametrize("language", complete_languages())
@pytest.mark.parametrize("notice", ["trust", "thanks"])
def test_the_first_screens_trust_and_the_thanks_are_one_sentence(language: str, notice: str) -> None:
    text = load_text_set(FORM, language)["notices"][notice]["text"]
    assert text.endswith(".")
    assert text.count(".") == 1


def test_texts_may_be_changed_by_whoever_asked_for_them() -> None:
    load_text_set(FORM, "fi")["labels"].clear()
    assert load_text_set(FORM, "fi")["labels"]


@pytest.mark.parametrize(("form", "language"), [(FORM, "sms"), ("child-1", "fi"), (FORM, "../general-1/fi")])
def test_texts_that_are_not_there_are_an_error_that_says_so(form: str, language: str) -> None:
    with pytest.raises(UnknownTextSet, match="no texts of"):
        load_text_set(form, language)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    broken = (
        FINNISH_FILE.read_text()
        .replace('id = "fi-2026-1"\n', "")
        .replace('value_low = { status = "draft"', 'value_low = { status = "final"')
        .replace('safety = { status = "county", source = "eksote"', 'safety = { status = "county", source = "rumour"')
        .replace("instruction = {", "instructions = {")
        .replace(
            'benefit = { status = "county", source = "eksote", text = "Koin saamani hoidon / palvelun hyödylliseksi" }', 'benefit = "hyvä"'
        )
        .replace("[sources]", "colour = 1\n[sources]")
    )
    with pytest.raises(InvalidTextFile) as caught:
        parse_text_set(broken)
    faults = "\n".join(caught.value.faults)
    for part in (
        "id is missing",
        "'final'",
        "'rumour'",
        "labels: instruction is missing",
        "statements.benefit: no table",
        "colour: not known",
    ):
        assert part in faults


def test_a_file_that_is_no_toml_is_a_fault() -> None:
    with pytest.raises(InvalidTextFile, match="no TOML"):
        parse_text_set("[questions")


@pytest.mark.parametrize("section", texts.TEXT_SECTIONS)
def test_a_section_that_is_no_table_is_a_fault(section: str) -> None:
    with pytest.raises(InvalidTextFile, match=f"{section}: no table"):
        parse_text_set(f"{section} = 3\n")


def test_languages_of_one_form_must_have_the_same_codes() -> None:
    finnish, swedish = load_text_set(FORM, "fi"), load_text_set(FORM, "sv")
    del swedish["statements"]["clarity"]
    swedish["questions"]["idea"] = swedish["questions"]["reason"]
    assert texts.find_disagreements([finnish, swedish]) == ["sv: questions: idea is not in fi", "sv: statements: clarity is missing"]


def test_texts_of_a_folder_elsewhere_are_listed(tmp_path: Path) -> None:
    copy_language_files(tmp_path, "sms", "fi")
    for tag in ("zz", "sms", "fi"):
        (tmp_path / tag / "texts").mkdir(parents=True)
        texts.text_file("general-2", tag, tmp_path).touch()
    assert languages_with_texts("general-2", tmp_path) == ("fi", "sms", "zz")
    assert texts.forms_with_texts(tmp_path) == ("general-2",)
