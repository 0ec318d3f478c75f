"""The forms for other audiences on their pages: words and pictures by the sheet, and never a face in the national form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Typing
from kiosk.speech.utterances import of_page, of_target
from kiosk.visit.script import script, texts_id
from kiosk.visit.view import View
from survey.visit import Chose, Drawn, Drew, NeedsDraw, Reply, Visit, idle, step
from survey.wire import Configuration, DrawRef, Text
from tests.kiosk.pages.test_visit_pages import visits
from tests.kiosk.sample_forms import CHILD, RELATIVE, STATEMENTS, form, texts, with_forms
from tests.kiosk.ui.sample_stage import configuration

ALL = with_forms(configuration(), CHILD, RELATIVE)
FACES = [f"face-{n}" for n in range(1, 6)]


def shown(visit: Visit, config: Configuration = ALL) -> Page:
    return page(View(mode="visit", configuration=config, visit=visit), Typing(), visit.touched_at)


def begun(name: str, config: Configuration = ALL) -> Visit:
    """Somebody who has said that this form is theirs."""
    visit = idle(script(config))
    for target in ("audience", f"form-{name}"):
        visit, _ = step(visit, Chose(target), 5)
    assert visit.script.form == name
    return visit


def asked(name: str, config: Configuration = ALL, language: str = "fi") -> Visit:
    """Somebody before the first statement of a form."""
    visit = replace(begun(name, config), language=language)
    for target in ("nps-3", "skip"):
        visit, effects = step(visit, Chose(target), 10)
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            visit, _ = step(visit, Drew(Drawn(DrawRef(1, 0, 0), STATEMENTS[:2])), 10)
    return visit


def with_labels(config: Configuration, name: str, change: Callable[[dict[str, Text]], dict[str, Text]]) -> Configuration:
    return replace(config, texts=tuple(replace(one, labels=change(dict(one.labels))) if one.form == name else one for one in config.texts))


def values(seen: Page) -> list[tuple[str, str | None]]:
    return [(target.text, target.picture) for target in seen.targets if target.name.startswith("value-")]


@pytest.mark.parametrize(("language", "word"), [("fi", "Sana"), ("sv", "Ord"), ("en", "Word")])
def test_a_childs_values_have_the_words_and_the_pictures_of_its_sheet(language: str, word: str) -> None:
    seen = shown(asked(CHILD, language=language))
    said = values(seen)
    assert [picture for _, picture in said] == FACES
    assert all(text.startswith(word) for text, _ in said)
    assert len({text for text, _ in said}) == 5
    assert [target.spoken for target in seen.targets if target.name.startswith("value-")] == [text for text, _ in said]
    assert seen.said("low") is None and seen.said("high") is None, "a word each needs no ends"


def test_a_form_without_pictures_shows_words_alone() -> None:
    assert [picture for _, picture in values(shown(asked(RELATIVE)))] == [None] * 5
    assert [text for text, _ in values(shown(asked(RELATIVE)))] == ["Sana yksi", "Sana kaksi", "Sana kolme", "Sana neljä", "Sana viisi"]


@pytest.mark.parametrize("name", [CHILD, RELATIVE])
def test_a_form_without_words_shows_numbers_and_the_ends_of_its_scale(name: str) -> None:
    seen = shown(asked(name, wordless := with_forms(configuration(), name, words=False)), wordless)
    assert values(seen) == [(str(n), None) for n in range(1, 6)]
    assert (seen.said("low"), seen.said("high")) == ("Sana 1", "Sana 5")


@pytest.mark.parametrize("code", ["value_3", "picture_3"])
def test_a_scale_that_lacks_one_of_its_five_is_not_shown_in_part(code: str) -> None:
    lacking = with_labels(ALL, CHILD, lambda labels: {name: text for name, text in labels.items() if name != code})
    worded = [(text, None) for text, _ in values(shown(asked(CHILD)))]
    assert values(shown(asked(CHILD, lacking), lacking)) == ([(str(n), None) for n in range(1, 6)] if code == "value_3" else worded)


@given(visits(), st.booleans())
def test_the_national_form_never_shows_a_face_or_a_word_on_its_scale(at: tuple[Visit, int], loaded: bool) -> None:
    """Not even where somebody loaded a sheet with them: a scale must not lead."""
    visit, now = at
    faces = texts(CHILD, "fi").labels
    config = with_labels(ALL, "general-1", lambda labels: {**labels, **faces}) if loaded else ALL
    seen = page(View(mode="visit", configuration=config, visit=visit, now=now), Typing(), now)
    for each in (seen, *((seen.beneath,) if seen.beneath else ())):
        assert all(target.name.startswith("value-") for target in each.targets if target.picture), "a picture stands on a value alone"
        if visit.script.audience == "general":
            scale = [target for target in each.targets if target.name.startswith(("value-", "nps-"))]
            assert [(target.text, target.picture) for target in scale] == [(target.name.partition("-")[2], None) for target in scale]


def test_what_was_chosen_of_a_worded_scale_is_seen_to_be_chosen() -> None:
    visit = replace(asked(CHILD), replies={STATEMENTS[0]: Reply("answered", 4)})
    assert [target.name for target in shown(visit).targets if target.selected and target.role == "option"] == ["value-4"]


def test_a_worded_scale_is_heard_by_its_words() -> None:
    seen = shown(asked(CHILD, language="en"))
    assert not [piece.text for piece in of_page(seen) if piece.text.startswith("Scale")], "there are no numbers to go from and to"
    target = seen.target("value-2")
    assert target is not None
    assert [piece.text for piece in of_target(seen, target)] == ["Word two", "option"]


def test_every_word_of_a_visit_is_of_its_own_form() -> None:
    for name in (CHILD, RELATIVE):
        visit = begun(name)
        assert shown(visit).heading == f"Koekysymys ({name})?"
        assert shown(visit).said("trust") == f"Koelause ({name})"
        after, _ = step(visit, Chose("nps-3"), 5)
        assert shown(after).heading == "Koekysymys kaksi?", "the form's own open question"


def test_a_notice_that_a_form_lacks_is_the_one_of_the_places_own_form_in_the_same_language() -> None:
    for language in ("fi", "sv", "en"):
        general = next(one for one in ALL.texts if one.form == "general-1" and one.language == language)
        visit = replace(begun(CHILD), language=language, overlay="about")
        about = " ".join(shown(visit).all_said("body"))
        assert general.notices["about"].text.split("\n\n")[0].strip() in about
        assert general.notices["not_a_complaint"].text in about


def test_the_form_is_changed_beside_the_languages_where_there_is_another_and_nothing_is_answered() -> None:
    first = shown(idle(script(ALL)))
    assert first.target("audience") is not None
    assert shown(idle(script(configuration())), configuration()).target("audience") is None
    answered, _ = step(idle(script(ALL)), Chose("nps-3"), 5)
    back, _ = step(answered, Chose("back"), 6)
    assert shown(back).target("audience") is None


def test_who_is_answering_is_asked_by_whom_the_forms_ask_with_the_present_one_chosen() -> None:
    visit, _ = step(idle(script(ALL)), Chose("audience"), 5)
    seen = shown(replace(visit, language="en"))
    assert [(target.name, target.text, target.selected) for target in seen.targets if target.name.startswith("form-")] == [
        ("form-general-1", "I am 13 or older", True),
        (f"form-{CHILD}", "A child, 7 to 12", False),
        (f"form-{RELATIVE}", "A family member", False),
    ]


def test_a_childrens_clinic_starts_in_the_childs_form() -> None:
    clinic = with_forms(configuration(), CHILD, "general-1")
    assert shown(idle(script(clinic)), clinic).heading == f"Koekysymys ({CHILD})?"


@pytest.mark.parametrize("lost", ["sv", "fi"])
def test_a_form_whose_texts_lack_a_language_of_the_place_is_not_offered(lost: str) -> None:
    lacking = replace(ALL, texts=tuple(one for one in ALL.texts if (one.form, one.language) != (CHILD, lost)))
    assert [each.form for each in script(lacking).choices] == ["general-1", RELATIVE]


def test_the_texts_of_a_response_are_those_on_its_screen() -> None:
    assert texts_id(ALL, CHILD, "sv") == f"sv-{CHILD}"
    assert texts_id(ALL, CHILD, "se") == f"fi-{CHILD}", "Finnish stands in for Northern Sámi, and is what was read"
    assert texts_id(ALL, "nobody's", "fi") is None


def test_the_placeholder_forms_could_be_a_servers() -> None:
    from i18n.labels import label_faults
    from kiosk.store.configuration import form_fault

    for name in (CHILD, RELATIVE):
        assert form_fault(ALL, form(name)) is None
        assert label_faults(form(name).audience, {code: text.text for code, text in texts(name, "fi").labels.items()}) == []
