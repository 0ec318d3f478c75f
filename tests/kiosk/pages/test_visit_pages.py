"""Tests that every state of a visit has a page in every language, and that the page offers exactly what the visit allows."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.commands.enrol import PROBLEM_MESSAGES
from kiosk.pages.enrolment import CONNECTION_PROBLEMS, PROBLEM_TEXTS
from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.visit.script import build_script
from kiosk.visit.view import EnrolmentObstacle, EnrolmentView, View
from survey.visit import (
    ActivitySeen,
    CommentSubmitted,
    DrawCompleted,
    DrawnStatements,
    Event,
    NeedsDraw,
    TargetChosen,
    Ticked,
    Visit,
    VisitScript,
    allowed_targets,
    idle_visit,
    step,
)
from survey.wire import DrawRef, SealedComment, Text
from tests.kiosk.sample_forms import CHILD_FORM, NEWS_MESSAGES, PLACEHOLDER_STATEMENTS, RELATIVE_FORM, with_forms
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, make_configuration

CONFIGURATION = make_configuration()
WITH_FORMS = with_forms(CONFIGURATION, CHILD_FORM, RELATIVE_FORM)
SCRIPT = VisitScript(form="general-1", languages=("fi", "sv", "en"))
SECRET = "Tämä jää väliimme"
COMMENT = SealedComment("reason", "k1", "c2VhbGVk")


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, int]:
    """Generate a visit in any form that a person can reach by touching targets, and a time in milliseconds at which its page is built."""
    asked = draw(st.sampled_from((SCRIPT, build_script(WITH_FORMS), build_script(with_forms(CONFIGURATION, CHILD_FORM, "general-1")))))
    visit, now = idle_visit(replace(asked, order=draw(st.permutations(("comment", "statements")).map(lambda rest: ("nps", *rest))))), 1_000
    core = tuple(draw(st.permutations(CORE_STATEMENTS))[: draw(st.integers(1, 7))])
    for _ in range(draw(st.integers(0, 14))):
        now += draw(st.sampled_from((10, 400, 26_000)))
        names = allowed_targets(visit)
        events: list[Event] = [
            *(TargetChosen(name) for name in names),
            CommentSubmitted(COMMENT),
            CommentSubmitted(None),
            ActivitySeen(),
            Ticked(),
        ]
        visit, effects = step(visit, draw(st.sampled_from(events)), now)
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            codes = core if visit.script.form == "general-1" else PLACEHOLDER_STATEMENTS
            visit, _ = step(visit, DrawCompleted(DrawnStatements(DrawRef(1, 0, 0), codes)), now)
    return visit, now + draw(st.integers(0, 20_000))


def page_for(visit: Visit, now: int, text_input: TextInput | None = None, config: object = None) -> Page:
    view = View(mode="visit", configuration=WITH_FORMS if config is None else config, visit=visit, decided_at=now)  # type: ignore[arg-type]
    return build_page(view, text_input or TextInput(), now)


@given(visits(), st.sampled_from(("fi", "sv", "en")), st.booleans())
def test_every_state_has_a_page_that_offers_what_the_visit_allows(at: tuple[Visit, int], language: str, told: bool) -> None:
    visit, now = at
    seen = page_for(replace(visit, language=language), now, config=replace(WITH_FORMS, messages=NEWS_MESSAGES if told else ()))
    offered = [target.name for target in seen.targets if target.name != "field" and target.role != "key"]
    allowed = [name for name in allowed_targets(visit) if name != "news" or told]
    assert sorted(offered) == sorted(allowed)
    assert seen.screen == visit.screen
    assert seen.language == language
    assert seen.heading
    assert seen.statement == visit.statement_code
    assert all(target.text and target.spoken for target in seen.targets)
    assert all(line.text for line in seen.lines)


@given(visits())
def test_names_are_given_once(at: tuple[Visit, int]) -> None:
    names = [target.name for target in page_for(*at).targets]
    assert len(names) == len(set(names))


@given(visits())
def test_a_page_holds_nothing_of_what_is_typed(at: tuple[Visit, int]) -> None:
    typing = TextInput()
    for letter in SECRET:
        typing.insert(letter)
    assert SECRET not in repr(page_for(*at, typing))
    assert SECRET[1:] not in repr(page_for(*at, typing)).lower()


@given(visits())
def test_only_what_counts_down_has_seconds_and_a_countdown_lies_over_a_page_out_of_reach(at: tuple[Visit, int]) -> None:
    visit, now = at
    seen = page_for(visit, now)
    assert (seen.seconds_left is None) == (visit.screen not in ("thanks", "still_there"))
    assert (seen.fraction_left is None) == (seen.seconds_left is None)
    assert (seen.covered_page is not None) == (visit.overlay == "still_there")
    if seen.covered_page is not None:
        assert seen.covered_page.screen == visit.without_overlay.screen
        assert not any(target.enabled for target in seen.covered_page.targets)


def test_the_words_of_a_page_change_with_the_language_and_nothing_else() -> None:
    finnish, swedish = page_for(idle_visit(SCRIPT), 0), page_for(replace(idle_visit(SCRIPT), language="sv"), 0)
    assert finnish.heading == "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi?"
    assert finnish.heading != swedish.heading
    assert [target.name for target in finnish.targets] == [target.name for target in swedish.targets]
    assert finnish.text_of("place") == "Keskustan terveysasema"
    assert swedish.text_of("place") == "Centrums hälsostation"


def test_the_texts_of_the_configuration_are_shown_rather_than_ours() -> None:
    finnish = CONFIGURATION.texts[0]
    official = replace(finnish, questions={**finnish.questions, "nps": Text("Virallinen kysymys?", "official")})
    seen = page_for(idle_visit(SCRIPT), 0, config=replace(CONFIGURATION, texts=(official, *CONFIGURATION.texts[1:])))
    assert seen.heading == "Virallinen kysymys?"


def test_a_language_without_texts_is_shown_in_the_one_that_stands_in_for_it() -> None:
    seen = page_for(replace(idle_visit(replace(SCRIPT, languages=("fi", "se"))), language="se"), 0)
    assert seen.heading.startswith("Kuinka")


def test_the_first_screen_offers_every_language_and_their_list_and_neither_where_there_is_one() -> None:
    seen = page_for(idle_visit(replace(SCRIPT, languages=("fi", "sv", "en", "se", "smn"))), 0)
    assert seen.find_target("languages") is not None
    assert seen.find_target("language-smn") is not None
    alone = page_for(idle_visit(replace(SCRIPT, languages=("fi",))), 0)
    assert not [target.name for target in alone.targets if target.name.startswith("language")]


def test_the_first_question_offers_a_way_on_to_those_alone_who_came_back_to_it() -> None:
    assert page_for(idle_visit(SCRIPT), 0).find_target("skip") is None
    back = page_for(Visit(script=SCRIPT, language="en", began_at=0, answered_at=0, nps=7), 0)
    assert [target.text for name in ("skip", "finish") if (target := back.find_target(name))] == ["Continue", "Finish"]
    assert [target.name for target in back.targets if target.selected and target.role == "option"] == ["nps-7"]


def test_a_statement_says_how_far_one_is_and_the_ends_of_its_scale_for_the_ear() -> None:
    visit = Visit(
        script=SCRIPT,
        language="fi",
        step="statement",
        began_at=0,
        statement_index=1,
        drawn=DrawnStatements(DrawRef(1, 0, 0), CORE_STATEMENTS[:3]),
    )
    seen = page_for(visit, 0)
    assert (seen.position, seen.statement_count, seen.text_of("progress")) == (2, 3, "2 / 3")
    first, last = seen.find_target("value-1"), seen.find_target("value-5")
    assert first is not None and "Täysin eri mieltä" in first.spoken
    assert last is not None and "Täysin samaa mieltä" in last.spoken


@given(
    st.builds(
        EnrolmentView, server=st.none() | st.just("https://example.fi"), problem=st.none() | st.sampled_from(("code_unknown", "odd_one"))
    )
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_enrolment_says_in_words_what_is_missing(language: str, enrol: EnrolmentView) -> None:
    every = ("network", "server", "certificate", "time", "captive_portal", "code", "other_terminal")
    for lack in every:
        seen = build_page(View(mode="enrol", enrolment=replace(enrol, obstacles=(lack,))), TextInput(), 0, language=language)
        silent = lack == "code" or (lack == "server" and enrol.server is None)
        assert len(seen.texts_of("problem")) == (not silent) + (enrol.server is None) + (enrol.problem is not None)
    if enrol.problem == "odd_one":
        assert "odd_one" in " ".join(seen.texts_of("problem"))


@pytest.mark.parametrize(
    ("lacks", "problem", "said"),
    [
        (("network",), "network", ["No network. Check the cable or the Wi-Fi."]),
        (("server",), "unreachable", ["The server is not responding."]),
        (("time",), "certificate", ["The terminal's clock is wrong."]),
        (("server",), "too_many_requests", ["Too many attempts. Wait a few minutes."]),
        (("code",), "mistyped_code", ["The code has a typing error. Check each character."]),
        ((), "network", []),
        ((), "disk", ["This terminal cannot write to its disk."]),
        ((), "configuration_rejected", ["The configuration from the server cannot be used."]),
    ],
)
def test_what_failed_here_is_not_said_to_be_the_servers_refusal(
    lacks: tuple[EnrolmentObstacle, ...], problem: str, said: list[str]
) -> None:
    enrol = EnrolmentView("https://example.fi", obstacles=lacks, problem=problem)
    assert list(build_page(View(mode="enrol", enrolment=enrol), TextInput(), 0, language="en").texts_of("problem")) == said


def test_every_problem_that_arises_here_has_its_words() -> None:
    """The enrolment screen has a text for every problem that the command `enrol` has a message for."""
    assert set(PROBLEM_MESSAGES) <= set(PROBLEM_TEXTS) | CONNECTION_PROBLEMS


def test_enrolment_cannot_be_sent_without_a_code_or_while_it_is_tried() -> None:
    typing = TextInput(capitalise_sentences=False, all_capitals=True)
    empty = build_page(View(mode="enrol", enrolment=EnrolmentView("https://example.fi")), typing, 0)
    typing.insert("a")
    ready = build_page(View(mode="enrol", enrolment=EnrolmentView("https://example.fi")), typing, 0)
    trying = build_page(View(mode="enrol", enrolment=EnrolmentView("https://example.fi", is_trying=True)), typing, 0)
    states = [target.enabled for seen in (empty, ready, trying) if (target := seen.find_target("send"))]
    assert states == [False, True, False]


def test_people_go_on_answering_while_the_staff_is_asked_for_a_code() -> None:
    needing = View(mode="visit", configuration=CONFIGURATION, visit=idle_visit(SCRIPT), needs_code=True)
    seen = build_page(needing, TextInput(), 0)
    assert seen.text_of("problem") == "Henkilökunnalle: laite tarvitsee uuden koodin."
    assert seen.targets == page_for(idle_visit(SCRIPT), 0).targets
    assert page_for(idle_visit(SCRIPT), 0).text_of("problem") is None


def test_out_of_use_says_so_in_every_language_and_offers_nothing_but_that_and_how_it_looks() -> None:
    seen = build_page(View(mode="out_of_use", configuration=CONFIGURATION), TextInput(), 0)
    assert [target.name for target in seen.targets] == ["language-fi", "language-sv", "language-en", "languages", "display"]
    assert seen.heading == "Tämä laite ei ole käytössä."
    assert msgspec.json.encode(seen.heading)
