"""Tests what speech says about each screen, word for word, and what it never says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from msgspec.structs import replace

from kiosk.pages.page import Page, TextLine
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.speech.utterances import SIGN_NAMES, Phrase, page_change_utterance, page_utterance, target_utterance
from kiosk.visit.script import build_script
from kiosk.visit.view import EnrolmentView, View
from survey.visit import DrawnStatements, Overlay, Visit, idle_visit
from survey.wire import Answered, DrawRef
from tests.kiosk.sample_forms import CHILD_FORM, NEWS_MESSAGES, RELATIVE_FORM, with_forms
from tests.kiosk.speech.speech_doubles import CONFIGURATION, page_for, phrase_texts, visit_after, visits

SECRET = "Tämä jää väliimme"


def spoken_page(visit: Visit, now: int = 0) -> list[str]:
    return phrase_texts(page_utterance(page_for(visit, now)))


def spoken_target(visit: Visit, name: str, text_input: TextInput | None = None) -> list[str]:
    at = page_for(visit, text_input=text_input)
    found = at.find_target(name)
    assert found is not None
    return phrase_texts(target_utterance(at, found))


def test_the_first_question_is_said_with_its_place_its_scale_and_how_much_there_is_to_choose() -> None:
    assert spoken_page(visit_after(language="fi")) == [
        "Keskustan terveysasema",
        "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi?",
        "Vastaat nimettömästi, ja vastaustasi käytetään palvelun parantamiseen.",
        "Asteikko: 0, Erittäin epätodennäköisesti – 10, Erittäin todennäköisesti.",
        f"{len(page_for(visit_after(language='fi')).targets)} valintaa.",
    ]
    assert spoken_page(visit_after(language="sv"))[0::3] == [
        "Centrums hälsostation",
        "Skala från 0, Mycket osannolikt till 10, Högst sannolikt.",
    ]
    assert spoken_page(visit_after(language="en"))[0::3] == [
        "City Centre Health Station",
        "Scale from 0, Highly unlikely to 10, Highly likely.",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", ["Avoin kysymys.", "Mikä vaikutti kokemukseesi eniten?", "{} valintaa."]),
        ("sv", ["Öppen fråga.", "Vad påverkade din upplevelse mest?", "{} val."]),
        ("en", ["Open question.", "What affected your experience the most?", "{} choices."]),
    ],
)
def test_the_open_question(language: str, said: list[str]) -> None:
    visit = visit_after("nps-9", language=language)
    heard, choices = spoken_page(visit), len(page_for(visit).targets)
    assert [*heard[:2], heard[-1]] == [text.format(choices) for text in said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", ["Avoin kysymys ja näppäimistö.", "Saat kirjaimen muut muodot pitämällä Valitse-näppäintä pohjassa."]),
        ("sv", ["Öppen fråga med tangentbord.", "Håll ned Välj på en bokstav för att få dess andra former."]),
        ("en", ["Open question, with keyboard.", "Hold Choose on a letter to hear its variants."]),
    ],
)
def test_the_field_says_that_there_is_a_keyboard_and_how_to_come_to_what_is_on_no_key(language: str, said: list[str]) -> None:
    assert spoken_page(visit_after("nps-9", "write", language=language))[:2] == said


@pytest.mark.parametrize(
    ("language", "said", "scale"),
    [
        ("fi", ["Väittämä 2, yhteensä 3.", "Sain apua, kun sitä tarvitsin"], "Asteikko: 1, Täysin eri mieltä – 5, Täysin samaa mieltä."),
        (
            "sv",
            ["Påstående 2 av 3.", "Jag fick hjälp när jag behövde den"],
            "Skala från 1, Helt av annan åsikt till 5, Helt av samma åsikt.",
        ),
        ("en", ["Statement 2 of 3.", "I got help when I needed it"], "Scale from 1, Completely disagree to 5, Completely agree."),
    ],
)
def test_a_statement_says_which_of_how_many_it_is(language: str, said: list[str], scale: str) -> None:
    heard = spoken_page(visit_after("nps-9", "skip", "value-3", language=language, codes=("safety", "access", "clarity")))
    assert heard[:2] == said
    assert heard[-2] == scale


def test_thanks_the_countdown_languages_and_about() -> None:
    thanked = visit_after("nps-9", "skip", "finish", language="sv")
    assert spoken_page(thanked)[0] == "Tack för ditt svar."
    warned = replace(visit_after("nps-9", language="en"), overlay="still_there")
    assert spoken_page(warned, now=2_000 + 25_000) == ["Are you still there?", "The screen clears in 20 seconds.", "3 choices."]
    assert spoken_page(visit_after("nps-9", "languages", language="fi")) == ["Valitse kieli", "5 valintaa."]
    assert spoken_page(visit_after("nps-9", "about", language="sv"))[0] == "Om enkäten"


@pytest.mark.parametrize(
    ("language", "heading", "choice"),
    [
        ("fi", "Miltä näyttö näyttää", ["Suurempi teksti", "vaihtoehto"]),
        ("sv", "Hur skärmen ser ut", ["Större text", "alternativ"]),
        ("en", "Display settings", ["Larger text", "option"]),
    ],
)
def test_how_the_screens_look_is_chosen_by_ear_too(language: str, heading: str, choice: list[str]) -> None:
    at = visit_after("display", language=language)
    assert spoken_page(at)[0] == heading
    assert spoken_target(at, "text-large") == choice
    assert spoken_target(at, "reach-whole")[-1] in {"valittu", "valt", "selected"}
    way = visit_after(language=language)
    assert spoken_target(way, "display")[0] == heading, "what is said of the letters Aa is what they are for"


CONFIGURATION_WITH_FORMS = replace(with_forms(CONFIGURATION, "general-1", CHILD_FORM, RELATIVE_FORM), messages=NEWS_MESSAGES)


def page_with_overlay(overlay: Overlay | None, language: str, *, form: str = "general-1", step: str = "nps") -> Page:
    """Return a page of a service point that has forms for other audiences, messages and a count of answers."""
    start = idle_visit(build_script(CONFIGURATION_WITH_FORMS))
    drawn = DrawnStatements(DrawRef(1, 0, 0), ("first", "second"))
    visit = replace(start, script=start.script.with_form(form), language=language, overlay=overlay, step=step, drawn=drawn)
    return build_page(
        View(mode="visit", configuration=CONFIGURATION_WITH_FORMS, visit=visit, month_count=Answered("2026-11", 214)), TextInput(), 0
    )


def spoken_choices(at: Page) -> list[list[str]]:
    return [phrase_texts(target_utterance(at, one)) for one in at.targets]


@pytest.mark.parametrize(
    ("language", "heading", "said"),
    [
        ("fi", "Kuka vastaa?", ["painike", "valittu"]),
        ("sv", "Vem svarar?", ["knapp", "valt"]),
        ("en", "Who is answering?", ["button", "selected"]),
    ],
)
def test_who_is_answering_is_chosen_by_ear_too(language: str, heading: str, said: list[str]) -> None:
    at = page_with_overlay("audience", language)
    assert phrase_texts(page_utterance(at))[0] == heading
    assert spoken_choices(at)[0][1:] == said, "the place's own form is the one in use"
    assert len(spoken_choices(at)) == 5


def test_a_childs_answers_are_said_by_their_words() -> None:
    at = page_with_overlay(None, "fi", form=CHILD_FORM, step="statement")
    assert phrase_texts(page_utterance(at))[:2] == ["Väittämä 1, yhteensä 2.", "Koelause yksi"]
    assert [said[0] for said in spoken_choices(at)[:5]] == ["Sana yksi", "Sana kaksi", "Sana kolme", "Sana neljä", "Sana viisi"]


@pytest.mark.parametrize(("language", "told"), [("fi", "Koeteko kolme"), ("sv", "Provåtgärd två"), ("en", "Test deed two")])
def test_what_has_changed_is_said(language: str, told: str) -> None:
    said = phrase_texts(page_utterance(page_with_overlay("news", language)))
    assert said[0] == {"fi": "Te sanoitte, me teimme", "sv": "Ni sade, vi gjorde", "en": "You said, we did"}[language]
    assert any(told in text for text in said)
    assert any("214" in text for text in said)


def test_out_of_use_and_the_enrolment_are_said_too() -> None:
    out = build_page(View(mode="out_of_use", configuration=CONFIGURATION), TextInput(), 0)
    assert "Tämä laite ei ole käytössä." in phrase_texts(page_utterance(out))
    enrol = build_page(View(mode="enrol", enrolment=EnrolmentView(server=None)), TextInput(), 0, language="en")
    assert phrase_texts(page_utterance(enrol))[0] == "Enrol this terminal"
    key = enrol.find_target("key-a")
    assert key is not None
    assert phrase_texts(target_utterance(enrol, key))[0] in {"A", "a"}, "a code has capitals only: no word for each"


def test_a_number_is_a_number_and_the_ends_say_what_they_mean() -> None:
    visit = visit_after(language="en")
    assert spoken_target(visit, "nps-0") == ["0, Highly unlikely", "option"]
    assert spoken_target(visit, "nps-7") == ["7", "option"]
    assert spoken_target(visit, "nps-10") == ["10, Highly likely", "option"]
    asked = visit_after("nps-9", "skip", language="fi")
    assert spoken_target(asked, "value-1") == ["1, Täysin eri mieltä", "vaihtoehto"]
    assert spoken_target(asked, "not-applicable") == ["Ei koske minua", "vaihtoehto"]


def test_a_targets_state_is_said() -> None:
    assert spoken_target(visit_after("nps-9", "back", language="sv"), "nps-9") == ["9", "alternativ", "valt"]
    full = TextInput(limit=1, capitalise_sentences=False)
    full.insert("x")
    assert spoken_target(visit_after("nps-9", "write", language="en"), "key-a", full) == ["a", "not available"]
    assert spoken_target(visit_after("nps-9", "write", language="fi"), "key-shift") == ["Vaihto", "päällä"]


def test_a_language_is_said_in_itself() -> None:
    at = page_for(visit_after(language="fi"))
    found = at.find_target("language-sv")
    assert found is not None
    assert target_utterance(at, found)[0] == Phrase("Svenska", "sv", "fi")


@pytest.mark.parametrize(("language", "said"), [("fi", "iso A"), ("sv", "stort A"), ("en", "capital A")])
def test_a_capital_is_told_from_a_small_letter(language: str, said: str) -> None:
    small = TextInput(capitalise_sentences=False)
    assert spoken_target(visit_after("nps-9", "write", language=language), "key-a") == [said]
    assert spoken_target(visit_after("nps-9", "write", language=language), "key-a", small) == ["a"]


def test_signs_have_names() -> None:
    typing = TextInput()
    typing.toggle_layer()
    at = page_for(visit_after("nps-9", "write", language="en"), text_input=typing)
    said = {key.text: phrase_texts(target_utterance(at, key))[0] for key in at.targets if key.text in SIGN_NAMES}
    assert said["?"] == "question mark"
    assert len(said) > 10
    assert all(len(name) > 1 for name in said.values())


def test_a_stroke_between_words_is_a_pause_and_no_word() -> None:
    at = page_for(visit_after("nps-9", "skip", language="fi", codes=("participation",)))
    assert "/" in at.heading
    assert "Hoitoani, Asiaani koskevat päätökset tehtiin yhteistyössä kanssani" in phrase_texts(page_utterance(at))


def test_of_a_countdown_only_the_last_seconds_are_said_again() -> None:
    visit = replace(visit_after("nps-9", language="en"), overlay="still_there")
    pages = [page_for(visit, 2_000 + 45_000 - 1_000 * seconds) for seconds in range(20, 0, -1)]
    said = [text for one, other in pairwise(pages) for text in phrase_texts(page_change_utterance(one, other))]
    assert said == ["10 seconds left.", "5 seconds left."]


def test_thanks_are_not_talked_into() -> None:
    visit = visit_after("nps-9", "finish", language="en")
    pages = [page_for(visit, 4_000 + 100 * tenth) for tenth in range(80)]
    assert [said for one, other in pairwise(pages) for said in page_change_utterance(one, other)] == []


def test_a_line_that_comes_is_said() -> None:
    before = Page(screen="comment", language="en", heading="?")
    now = Page(screen="comment", language="en", heading="?", lines=(TextLine("status", "The text cannot be longer."),))
    assert phrase_texts(page_change_utterance(before, now)) == ["The text cannot be longer."]
    assert page_change_utterance(now, now) == ()


@given(visits())
def test_every_screen_and_every_target_is_said_in_the_language_shown(at: tuple[Visit, int]) -> None:
    visit, now = at
    seen = page_for(visit, now)
    assert page_utterance(seen)
    assert any(piece.text.split()[0] in seen.heading for piece in page_utterance(seen))
    for one in seen.targets:
        said = target_utterance(seen, one)
        assert said[0].text
        assert all(piece.language == visit.language for piece in said[1:])
        assert visit.language in (said[0].language, said[0].fallback_language)


@given(visits())
def test_nothing_that_is_typed_is_ever_said(at: tuple[Visit, int]) -> None:
    typing = TextInput()
    for letter in SECRET:
        typing.insert(letter)
    seen = page_for(*at, typing)
    said = " ".join(
        text for piece in (page_utterance(seen), *(target_utterance(seen, one) for one in seen.targets)) for text in phrase_texts(piece)
    )
    assert SECRET not in said
    assert not any(word in said for word in SECRET.split()[1:])
