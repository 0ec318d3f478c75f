"""Tests the pages of forms for other audiences: words and pictures come from the text sheet, and the national form never shows pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.speech.utterances import page_utterance, target_utterance
from kiosk.visit.script import build_script, text_set_id
from kiosk.visit.view import View
from survey.visit import DrawCompleted, DrawnStatements, NeedsDraw, Reply, TargetChosen, Visit, idle_visit, step
from survey.wire import Configuration, DrawRef, Text
from tests.kiosk.pages.test_visit_pages import visits
from tests.kiosk.sample_forms import CHILD_FORM, PLACEHOLDER_STATEMENTS, RELATIVE_FORM, placeholder_form, placeholder_texts, with_forms
from tests.kiosk.ui.sample_runtime import make_configuration

WITH_ALL_FORMS = with_forms(make_configuration(), CHILD_FORM, RELATIVE_FORM)
FACES = [f"face-{n}" for n in range(1, 6)]


def page_for(visit: Visit, config: Configuration = WITH_ALL_FORMS) -> Page:
    return build_page(View(mode="visit", configuration=config, visit=visit), TextInput(), visit.touched_at)


def visit_of_form(name: str, config: Configuration = WITH_ALL_FORMS) -> Visit:
    """Return the visit of a person who has chosen this form."""
    visit = idle_visit(build_script(config))
    for target in ("audience", f"form-{name}"):
        visit, _ = step(visit, TargetChosen(target), 5)
    assert visit.script.form == name
    return visit


def visit_at_first_statement(name: str, config: Configuration = WITH_ALL_FORMS, language: str = "fi") -> Visit:
    """Return the visit of a person who is at the first statement of a form."""
    visit = replace(visit_of_form(name, config), language=language)
    for target in ("nps-3", "skip"):
        visit, effects = step(visit, TargetChosen(target), 10)
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            visit, _ = step(visit, DrawCompleted(DrawnStatements(DrawRef(1, 0, 0), PLACEHOLDER_STATEMENTS[:2])), 10)
    return visit


def with_labels(config: Configuration, name: str, change: Callable[[dict[str, Text]], dict[str, Text]]) -> Configuration:
    return replace(config, texts=tuple(replace(one, labels=change(dict(one.labels))) if one.form == name else one for one in config.texts))


def scale_values(seen: Page) -> list[tuple[str, str | None]]:
    return [(target.text, target.picture) for target in seen.targets if target.name.startswith("value-")]


@pytest.mark.parametrize(("language", "word"), [("fi", "Sana"), ("sv", "Ord"), ("en", "Word")])
def test_a_childs_values_have_the_words_and_the_pictures_of_its_sheet(language: str, word: str) -> None:
    seen = page_for(visit_at_first_statement(CHILD_FORM, language=language))
    said = scale_values(seen)
    assert [picture for _, picture in said] == FACES
    assert all(text.startswith(word) for text, _ in said)
    assert len({text for text, _ in said}) == 5
    assert [target.spoken for target in seen.targets if target.name.startswith("value-")] == [text for text, _ in said]
    assert seen.text_of("low") is None and seen.text_of("high") is None, "a word each needs no ends"


def test_a_form_without_pictures_shows_words_alone() -> None:
    assert [picture for _, picture in scale_values(page_for(visit_at_first_statement(RELATIVE_FORM)))] == [None] * 5
    assert [text for text, _ in scale_values(page_for(visit_at_first_statement(RELATIVE_FORM)))] == [
        "Sana yksi",
        "Sana kaksi",
        "Sana kolme",
        "Sana neljä",
        "Sana viisi",
    ]


@pytest.mark.parametrize("name", [CHILD_FORM, RELATIVE_FORM])
def test_a_form_without_words_shows_numbers_and_the_ends_of_its_scale(name: str) -> None:
    seen = page_for(visit_at_first_statement(name, wordless := with_forms(make_configuration(), name, with_labels=False)), wordless)
    assert scale_values(seen) == [(str(n), None) for n in range(1, 6)]
    assert (seen.text_of("low"), seen.text_of("high")) == ("Sana 1", "Sana 5")


@pytest.mark.parametrize("code", ["value_3", "picture_3"])
def test_a_scale_that_lacks_one_of_its_five_is_not_shown_in_part(code: str) -> None:
    lacking = with_labels(WITH_ALL_FORMS, CHILD_FORM, lambda labels: {name: text for name, text in labels.items() if name != code})
    worded = [(text, None) for text, _ in scale_values(page_for(visit_at_first_statement(CHILD_FORM)))]
    assert scale_values(page_for(visit_at_first_statement(CHILD_FORM, lacking), lacking)) == (
        [(str(n), None) for n in range(1, 6)] if code == "value_3" else worded
    )


@given(visits(), st.booleans())
def test_the_national_form_never_shows_a_face_or_a_word_on_its_scale(at: tuple[Visit, int], loaded: bool) -> None:
    """The scale of the national form has no pictures or words, even if a loaded text sheet has them.

    A scale must not influence the answer.
    """
    visit, now = at
    faces = placeholder_texts(CHILD_FORM, "fi").labels
    config = with_labels(WITH_ALL_FORMS, "general-1", lambda labels: {**labels, **faces}) if loaded else WITH_ALL_FORMS
    seen = build_page(View(mode="visit", configuration=config, visit=visit, decided_at=now), TextInput(), now)
    for each in (seen, *((seen.covered_page,) if seen.covered_page else ())):
        assert all(target.name.startswith("value-") for target in each.targets if target.picture), "a picture stands on a value alone"
        if visit.script.audience == "general":
            scale = [target for target in each.targets if target.name.startswith(("value-", "nps-"))]
            assert [(target.text, target.picture) for target in scale] == [(target.name.partition("-")[2], None) for target in scale]


def test_what_was_chosen_of_a_worded_scale_is_seen_to_be_chosen() -> None:
    visit = replace(visit_at_first_statement(CHILD_FORM), replies={PLACEHOLDER_STATEMENTS[0]: Reply("answered", 4)})
    assert [target.name for target in page_for(visit).targets if target.selected and target.role == "option"] == ["value-4"]


def test_a_worded_scale_is_heard_by_its_words() -> None:
    seen = page_for(visit_at_first_statement(CHILD_FORM, language="en"))
    assert not [piece.text for piece in page_utterance(seen) if piece.text.startswith("Scale")], "there are no numbers to go from and to"
    target = seen.find_target("value-2")
    assert target is not None
    assert [piece.text for piece in target_utterance(seen, target)] == ["Word two", "option"]


def test_every_word_of_a_visit_is_of_its_own_form() -> None:
    for name in (CHILD_FORM, RELATIVE_FORM):
        visit = visit_of_form(name)
        assert page_for(visit).heading == f"Koekysymys ({name})?"
        assert page_for(visit).text_of("trust") == f"Koelause ({name})"
        after, _ = step(visit, TargetChosen("nps-3"), 5)
        assert page_for(after).heading == "Koekysymys kaksi?", "the form's own open question"


def test_a_notice_that_a_form_lacks_is_the_one_of_the_places_own_form_in_the_same_language() -> None:
    for language in ("fi", "sv", "en"):
        general = next(one for one in WITH_ALL_FORMS.texts if one.form == "general-1" and one.language == language)
        visit = replace(visit_of_form(CHILD_FORM), language=language, overlay="about")
        about = " ".join(page_for(visit).texts_of("body"))
        assert general.notices["about"].text.split("\n\n")[0].strip() in about
        assert general.notices["not_a_complaint"].text in about


def test_the_form_is_changed_beside_the_languages_where_there_is_another_and_nothing_is_answered() -> None:
    first = page_for(idle_visit(build_script(WITH_ALL_FORMS)))
    assert first.find_target("audience") is not None
    assert page_for(idle_visit(build_script(make_configuration())), make_configuration()).find_target("audience") is None
    answered, _ = step(idle_visit(build_script(WITH_ALL_FORMS)), TargetChosen("nps-3"), 5)
    back, _ = step(answered, TargetChosen("back"), 6)
    assert page_for(back).find_target("audience") is None


def test_who_is_answering_is_asked_by_whom_the_forms_ask_with_the_present_one_chosen() -> None:
    visit, _ = step(idle_visit(build_script(WITH_ALL_FORMS)), TargetChosen("audience"), 5)
    seen = page_for(replace(visit, language="en"))
    assert [(target.name, target.text, target.selected) for target in seen.targets if target.name.startswith("form-")] == [
        ("form-general-1", "I am 13 or older", True),
        (f"form-{CHILD_FORM}", "Child aged 7 to 12", False),
        (f"form-{RELATIVE_FORM}", "Family member", False),
    ]


def test_a_childrens_clinic_starts_in_the_childs_form() -> None:
    clinic = with_forms(make_configuration(), CHILD_FORM, "general-1")
    assert page_for(idle_visit(build_script(clinic)), clinic).heading == f"Koekysymys ({CHILD_FORM})?"


@pytest.mark.parametrize("lost", ["sv", "fi"])
def test_a_form_whose_texts_lack_a_language_of_the_place_is_not_offered(lost: str) -> None:
    lacking = replace(WITH_ALL_FORMS, texts=tuple(one for one in WITH_ALL_FORMS.texts if (one.form, one.language) != (CHILD_FORM, lost)))
    assert [each.form for each in build_script(lacking).choices] == ["general-1", RELATIVE_FORM]


def test_the_texts_of_a_response_are_those_on_its_screen() -> None:
    assert text_set_id(WITH_ALL_FORMS, CHILD_FORM, "sv") == f"sv-{CHILD_FORM}"
    assert text_set_id(WITH_ALL_FORMS, CHILD_FORM, "se") == f"fi-{CHILD_FORM}", "Finnish stands in for Northern Sámi, and is what was read"
    assert text_set_id(WITH_ALL_FORMS, "nobody's", "fi") is None


def test_the_placeholder_forms_could_be_a_servers() -> None:
    from i18n.labels import label_faults
    from survey.configuration_validation import find_form_fault

    for name in (CHILD_FORM, RELATIVE_FORM):
        assert find_form_fault(WITH_ALL_FORMS, placeholder_form(name)) is None
        assert (
            label_faults(placeholder_form(name).audience, {code: text.text for code, text in placeholder_texts(name, "fi").labels.items()})
            == []
        )
