"""The pages for plans over HTTP: who may use them, what they refuse and why, what they keep and what they store."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from server.domain.region.region_file import RegionFile, parse_region_file
from server.operations.region import load_region_file
from server.store.read_transaction import reading
from server.store.region import terminal_configuration, terminals
from server.store.tables import audit_entries, text_sets
from server.store.tables import forms as forms_table
from server.store.tables import plans as plans_table
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement
from server.store.write_transaction import writing
from survey.draw_counts import empty_counts
from survey.draw_replay import replay_counts
from survey.draws import draw_statements
from survey.forms import CORE_STATEMENTS
from survey.wire import Response
from tests.server.installation import REGION_TOML, ApiTerminal
from tests.server.web.page_client import Pages, Visitor, at_the_same_moment

POINT = "/rotation/pohjola/points/keskusta"
SERVICE = "/rotation/pohjola/services/health"
ROOT = "/rotation/pohjola"


@pytest.fixture
def anna(pages: Pages) -> Visitor:
    return pages.signed_in("coordinator")


def fields(visitor: Visitor, place: str, **changed: Any) -> dict[str, Any]:
    """Return the fields of a place's form as the page shows them, with changes."""
    shown = visitor.get(f"{place}/change").text
    hidden = {name: html.unescape(value) for name, value in re.findall(r'name="(form|seen|based_on)" value="([^"]*)"', shown)}
    checked = {name: re.findall(rf'name="{name}" value="([^"]+)" checked', shown) for name in ("statements", "fixed", "special")}
    [per_visit] = re.findall(r'<option value="(\d)" selected', shown)[:1]
    return {**hidden, **checked, "per_visit": per_visit, "order": "national", "begin": "now", "end": "open", "note": "", **changed}


def act(visitor: Visitor, place: str, what: str, sent: dict[str, Any]) -> TestResponse:
    return visitor.press(f"{place}/change", {**sent, "act": what}, on=f"{place}/change")


def words(answer: TestResponse) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def stored(pages: Pages) -> list[Any]:
    return pages.installation.rows(plans_table, plans_table.c.number)


# ── permissions ───────────────────────────────────────────────────────────────────────────────────

READ = ["/rotation", ROOT, SERVICE, POINT, f"{ROOT}/plans/1", f"{ROOT}/plans/1?with=2", "/changes"]
EDIT = [f"{POINT}/change", f"{ROOT}/plans/2/withdraw", f"{ROOT}/plans/2/end"]


@pytest.mark.parametrize("role", ["viewer", "it"])
def test_whoever_may_only_look_looks_and_changes_nothing(pages: Pages, anna: Visitor, role: Any) -> None:
    act(anna, POINT, "save", fields(anna, POINT, per_visit="2"))
    visitor = pages.signed_in(role)
    assert [visitor.get(path).status_code for path in READ] == [200] * len(READ)
    assert [visitor.get(path).status_code for path in EDIT] == [403] * len(EDIT)
    assert [visitor.press(path, on="/rotation").status_code for path in EDIT] == [403] * len(EDIT)
    assert f"{POINT}/change" not in visitor.get(POINT).text
    assert len(stored(pages)) == 2


def test_nobody_who_is_not_signed_in_sees_anything(pages: Pages) -> None:
    visitor = pages.visitor()
    assert {visitor.get(path).status_code for path in READ + EDIT} == {302}


def test_the_region_of_others_is_not_there(pages: Pages) -> None:
    other = parse_region_file(REGION_TOML.replace('id = "pohjola"', 'id = "etela"'))
    assert isinstance(other, RegionFile)
    with writing(pages.engine) as connection:
        load_region_file.apply_region_file(connection, other, author="command", now=pages.clock())
    visitor = pages.signed_in("coordinator", region="etela")
    paths = [path for path in READ + EDIT if "pohjola" in path] + ["/rotation?region=pohjola"]
    assert {visitor.get(path).status_code for path in paths} == {404}
    assert visitor.get("/rotation").status_code == 200
    everybody = pages.signed_in("admin").get("/rotation").text
    assert "region=etela" in everybody
    assert "region=pohjola" in everybody


def test_what_is_not_there_is_not_found(anna: Visitor) -> None:
    for path in (
        f"{ROOT}/points/nowhere",
        f"{ROOT}/villages/keskusta",
        f"{ROOT}/plans/9",
        f"{ROOT}/plans/1?with=9",
        f"{ROOT}/preview/none",
    ):
        assert anna.get(path).status_code == 404, path
    for path in (f"{POINT}/change?form=nothing", f"{POINT}/change?from=9", f"{ROOT}/plans/1/end", "/rotation/%00"):
        assert anna.get(path).status_code == 404, path


# ── changing a plan ───────────────────────────────────────────────────────────────────────────────


def test_a_change_is_looked_at_and_then_saved(pages: Pages, anna: Visitor) -> None:
    sent = fields(anna, POINT, statements=[code for code in CORE_STATEMENTS if code != "continuity"], note="No continuing care.")
    review = act(anna, POINT, "review", sent)
    said = words(review)
    assert review.status_code == 200
    assert "Compared with plan 1, inherited from Pohjola and in force at that time." in said
    assert "Continuity: asked only elsewhere." in said
    assert "6 statements take turns. Each is asked in about 50% of visits." in said
    assert "1 service point, 0 terminals" in said
    assert len(stored(pages)) == 1
    answer = act(anna, POINT, "save", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, POINT)
    plan = stored(pages)[-1]
    assert (plan.number, plan.service_point, plan.author, plan.note) == (2, "keskusta", "coordinator@example.fi", "No continuing care.")
    assert plan.statements == [code for code in CORE_STATEMENTS if code != "continuity"]
    entry = pages.installation.rows(audit_entries, audit_entries.c.number)[-1]
    assert (entry.who, entry.what, entry.subject, entry.region) == ("coordinator@example.fi", "plan_made", "2", "pohjola")
    assert "Plan 2 has been saved and is in force." in words(anna.get(POINT))


def test_the_pilots_plan_is_ready_made_and_keeps_what_else_was_typed(pages: Pages, anna: Visitor) -> None:
    shown = act(anna, POINT, "pilot", fields(anna, POINT, per_visit="5", note="As in the pilot"))
    assert re.findall(r'name="fixed" value="([^"]+)" checked', shown.text) == ["access", "continuity", "clarity"]
    assert re.findall(r'<option value="(\d)" selected', shown.text)[:1] == ["3"]
    assert "As in the pilot" in shown.text
    assert len(stored(pages)) == 1
    every = act(anna, POINT, "all", fields(anna, POINT, fixed=["safety"], statements=["safety", "clarity", "access"]))
    assert re.findall(r'name="fixed" value="([^"]+)" checked', every.text) == []
    assert re.findall(r'name="statements" value="([^"]+)" checked', every.text) == list(CORE_STATEMENTS)


def test_the_reviews_fields_say_what_was_typed(anna: Visitor, pages: Pages) -> None:
    note = 'A "note" with <marks>\nand a line'
    sent = fields(anna, SERVICE, per_visit="4", fixed=["safety"], note=note, begin="at", begin_day="2027-01-04")
    review = act(anna, SERVICE, "review", {**sent, "order": "comment-last"}).text
    hidden: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', review):
        hidden.setdefault(name, []).append(html.unescape(value))
    hidden.pop("csrf_token")
    again = act(anna, SERVICE, "save", hidden)
    assert again.status_code == 302, words(again)
    plan = stored(pages)[-1]
    assert (plan.per_visit, plan.fixed, plan.order) == (4, ["safety"], ["nps", "statements", "comment"])
    assert plan.note == note
    assert plan.begins_at.isoformat() == "2027-01-03T22:00:00+00:00"  # midnight in Helsinki


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"per_visit": "9"}, "Choose 2 to 7. The national model asks each person that many"),
        ({"per_visit": "many"}, "Choose 2 to 7"),
        ({"statements": ["access"]}, "Choose at least 3"),
        ({"statements": list(CORE_STATEMENTS[1:]), "fixed": ["access"]}, "Not among the selected statements: Access."),
        ({"fixed": list(CORE_STATEMENTS[:4])}, "At most 3 can always be asked"),
        ({"special": ["nothing"]}, "Cannot be asked as special statements: nothing."),
        ({"own-nothing": "1"}, "Cannot be asked as own statements: nothing."),
        ({"order": "statements-first"}, "The recommendation question must come first"),
        ({"begin": "at", "begin_day": "2026-11-01"}, "That time has passed. A plan cannot begin in the past"),
        ({"begin": "at"}, "Enter the date when it begins."),
        ({"begin": "at", "begin_day": "soon"}, "This is not a valid date and time."),
        ({"begin": "at", "begin_day": "2027-03-28", "begin_time": "03:30"}, "This time does not exist on that date"),
        ({"begin": "at", "begin_day": "9999-12-31"}, "This is not a valid date and time."),
        ({"begin": "at", "begin_day": "2027-01-04", "end": "at", "end_day": "2027-01-04"}, "It must end after it begins."),
        ({"end": "at"}, "Enter the date when it ends."),
        ({"note": "x" * 1001}, "At most 1000 characters."),
    ],
)
def test_a_fault_is_told_at_the_top_and_beside_its_field_and_nothing_is_lost(
    pages: Pages, anna: Visitor, changed: dict[str, Any], reason: str
) -> None:
    answer = act(anna, POINT, "save", fields(anna, POINT, **{"note": "What I thought", **changed}))
    said = words(answer)
    assert answer.status_code == 422
    assert said.count(reason) == 2  # once in the list at the top, once beside the field
    assert changed.get("note", "What I thought") in answer.text
    assert len(stored(pages)) == 1


def test_the_region_always_has_a_plan(pages: Pages, anna: Visitor) -> None:
    answer = act(anna, ROOT, "save", fields(anna, ROOT, end="at", end_day="2027-01-04"))
    assert answer.status_code == 422
    assert "The region must always have a plan for people aged 13 and over" in words(answer)
    assert "Until another plan for the region begins." in words(anna.get(f"{ROOT}/change"))


def test_a_scheduled_plan_in_the_way_is_named_with_its_time(pages: Pages, anna: Visitor) -> None:
    first = fields(anna, POINT, begin="at", begin_day="2027-01-04", begin_time="08:00", end="at", end_day="2027-02-01")
    assert act(anna, POINT, "save", first).status_code == 302
    answer = act(anna, POINT, "save", fields(anna, POINT, begin="at", begin_day="2027-01-10"))
    assert answer.status_code == 422
    assert "Plan 2 is scheduled here from 04/01/2027, 8.00, until 01/02/2027, 0.00." in words(answer)
    assert len(stored(pages)) == 2


def test_what_cannot_be_changed_is_said_with_the_reason(anna: Visitor) -> None:
    said = words(anna.get(f"{POINT}/change"))
    assert "The recommendation question (NPS) and the open question are asked of everyone." in said
    assert "Their wording is national and the same in every service" in said


def test_own_statements_are_asked_in_the_order_given(pages: Pages, anna: Visitor) -> None:
    with writing(pages.engine) as connection:
        for code in ("parking", "queue"):
            new = AddedStatement(code, "own", {"fi": f"{code} fi", "sv": f"{code} sv"})
            added_statements.add(connection, "pohjola", new, author="x", now=pages.clock())
    both = {"own-parking": "2", "own-queue": "1"}
    same = act(anna, POINT, "save", fields(anna, POINT, **{"own-parking": "1", "own-queue": "1"}))
    assert "Two statements have the same position." in words(same)
    review = words(act(anna, POINT, "review", fields(anna, POINT, **both)))
    assert "2 more statements are asked after the core statements in every visit" in review
    assert act(anna, POINT, "save", fields(anna, POINT, **both)).status_code == 302
    assert stored(pages)[-1].own == ["queue", "parking"]


def test_a_language_that_would_be_lost_is_told_before_and_all_of_them_refused(pages: Pages, anna: Visitor) -> None:
    with writing(pages.engine) as connection:
        for code, texts in (("parking", {"fi": "Pysäköinti oli helppoa"}), ("queue", {"en": "The queue was short"})):
            added_statements.add(connection, "pohjola", AddedStatement(code, "own", texts), author="x", now=pages.clock())
    one = act(anna, POINT, "review", fields(anna, POINT, **{"own-parking": "1"}))
    assert "Svenska would no longer be offered, because these have no text in it: Pysäköinti oli helppoa." in words(one)
    answer = act(anna, POINT, "save", fields(anna, POINT, **{"own-queue": "1"}))
    assert answer.status_code == 422
    assert "Terminals would have nothing to show" in words(answer)


def test_a_plan_that_changes_nothing_says_so(anna: Visitor) -> None:
    assert "What is asked does not change." in words(act(anna, ROOT, "review", fields(anna, ROOT)))


# ── concurrent changes ────────────────────────────────────────────────────────────────────────────


def test_whoever_saves_second_is_told_by_whom_and_may_save_over_it(pages: Pages, anna: Visitor) -> None:
    pages.add("bo@example.fi", "coordinator")
    bo = pages.visitor()
    bo.sign_in("bo@example.fi")
    annas, bos = fields(anna, POINT, per_visit="4"), fields(bo, POINT, per_visit="5", note="What Bo thought")
    assert act(anna, POINT, "save", annas).status_code == 302
    told = act(bo, POINT, "save", bos)
    assert told.status_code == 409
    assert "coordinator@example.fi created plan 2 on" in words(told)
    assert "What Bo thought" in told.text
    assert len(stored(pages)) == 2
    [seen] = re.findall(r'name="seen" value="([^"]*)"', told.text)
    edited = act(bo, POINT, "edit", {**bos, "seen": html.unescape(seen)})
    assert "What Bo thought" in edited.text
    assert act(bo, POINT, "save", {**bos, "seen": html.unescape(seen)}).status_code == 302
    assert [(row.number, row.per_visit, row.author) for row in stored(pages)][1:] == [
        (2, 4, "coordinator@example.fi"),
        (3, 5, "bo@example.fi"),
    ]


def test_a_third_who_comes_between_is_told_too(pages: Pages, anna: Visitor) -> None:
    mine = fields(anna, POINT, per_visit="5")
    for _ in range(2):
        other = pages.signed_in("admin")
        act(other, SERVICE, "save", fields(other, SERVICE, per_visit="2"))
        told = act(anna, POINT, "save", mine)
        assert told.status_code == 409
        mine["seen"] = html.unescape(re.findall(r'name="seen" value="([^"]*)"', told.text)[0])
    assert act(anna, POINT, "save", mine).status_code == 302


def test_of_several_who_save_at_the_same_moment_one_is_first_and_the_others_are_told(pages: Pages, anna: Visitor) -> None:
    page, sent = f"{POINT}/change", {**fields(anna, POINT, per_visit="5"), "act": "save"}
    everybody = [anna, *(pages.signed_in("coordinator") for _ in range(3))]
    answers = at_the_same_moment([visitor.ready_to_press(page, sent, on=page) for visitor in everybody])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
    told = [words(answer) for answer in answers if answer.status_code == 409]
    assert all("coordinator@example.fi created plan 2 on" in each for each in told)
    assert [row.number for row in stored(pages)] == [1, 2]


def test_a_form_without_a_trace_of_what_was_seen_is_taken_for_an_old_one(pages: Pages, anna: Visitor) -> None:
    assert act(anna, POINT, "save", fields(anna, POINT, seen="")).status_code == 409


# ── withdrawing, ending and reusing a plan ────────────────────────────────────────────────────────


def test_a_scheduled_plan_is_withdrawn_after_a_question(pages: Pages, anna: Visitor) -> None:
    act(anna, POINT, "save", fields(anna, POINT, begin="at", begin_day="2027-01-04"))
    asked = anna.get(f"{ROOT}/plans/2/withdraw")
    assert ". A withdrawn plan never begins and cannot be restored" in words(asked)
    assert stored(pages)[-1].withdrawn_at is None
    answer = anna.press(f"{ROOT}/plans/2/withdraw", on=f"{ROOT}/plans/2/withdraw")
    assert answer.status_code == 302
    assert stored(pages)[-1].withdrawn_by == "coordinator@example.fi"
    again = anna.press(f"{ROOT}/plans/2/withdraw", on="/rotation")
    assert again.status_code == 422
    assert "This plan has already been withdrawn." in words(again)
    assert anna.press(f"{ROOT}/plans/1/withdraw", on="/rotation").status_code == 422


def test_a_place_inherits_again_once_its_plan_is_ended(pages: Pages, anna: Visitor) -> None:
    act(anna, POINT, "save", fields(anna, POINT, per_visit="5"))
    page = f"{ROOT}/plans/2/end"
    shown = anna.get(page)
    assert "After that, Keskusta uses the inherited plan: plan 1, from Pohjola." in words(shown)
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', shown.text)[0])
    late = anna.press(page, {"seen": seen, "end": "at", "end_day": "2026-11-01"}, on=page)
    assert (late.status_code, "That time has passed." in words(late)) == (422, True)
    later = anna.press(page, {"seen": seen, "end": "at", "end_day": "2026-12-01", "end_time": "12:00"}, on=page)
    assert later.status_code == 302
    assert stored(pages)[-1].ends_at.isoformat() == "2026-12-01T10:00:00+00:00"
    told = anna.press(page, {"seen": seen, "end": "now"}, on=page)
    assert told.status_code == 409
    assert "coordinator@example.fi ended plan 2" in words(told)
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', told.text)[0])
    assert anna.press(page, {"seen": seen, "end": "now"}, on=page).status_code == 302
    assert "None yet" not in words(anna.get(POINT))
    assert "plan 1, inherited from Pohjola" in words(anna.get(POINT))


def test_going_back_makes_a_new_plan_of_an_earlier_ones_content(pages: Pages, anna: Visitor) -> None:
    act(anna, POINT, "save", fields(anna, POINT, per_visit="5", fixed=["safety"]))
    act(anna, POINT, "save", fields(anna, POINT, per_visit="2"))
    assert f"{POINT}/change?form=general-1&amp;from=2" in anna.get(POINT).text
    shown = anna.get(f"{POINT}/change?form=general-1&from=2").text
    assert re.findall(r'name="fixed" value="([^"]+)" checked', shown) == ["safety"]
    assert 'name="based_on" value="2"' in shown
    answer = act(anna, POINT, "save", fields(anna, POINT, per_visit="5", fixed=["safety"], based_on="2"))
    assert answer.status_code == 302
    assert [(row.number, row.per_visit, row.fixed, row.based_on) for row in stored(pages)][-1] == (4, 5, ["safety"], 2)


def test_any_two_plans_stand_side_by_side(pages: Pages, anna: Visitor) -> None:
    act(anna, POINT, "save", fields(anna, POINT, per_visit="5"))
    said = words(anna.get(f"{ROOT}/plans/2?with=1"))
    assert "Plan 2 compared with plan 1" in said
    assert "Core statements per visit 3 5 different" in said
    assert "same" in said


# ── what the pages show ───────────────────────────────────────────────────────────────────────────


def test_the_tree_shows_whose_plan_holds_and_how_far_terminals_are(pages: Pages, anna: Visitor, api_terminal: ApiTerminal) -> None:
    api_terminal.send_responses(api_terminal.next_response())
    etag = api_terminal.get("/api/v1/configuration").get_json()["etag"]
    api_terminal.send_heartbeat(configuration=etag)
    act(anna, SERVICE, "save", fields(anna, SERVICE, begin="at", begin_day="2027-01-04"))
    said = words(anna.get("/rotation"))
    assert "has the current configuration; last used plan 1" in said
    assert "Plan 2 from 04/01/2027, 0.00" in said
    act(anna, POINT, "save", fields(anna, POINT, statements=list(CORE_STATEMENTS[1:]), fixed=["safety"]))
    said = words(anna.get("/rotation"))
    assert "does not have the current configuration yet" in said
    assert "3 of 6 per visit Not asked: Access Always: Safety" in said


def test_what_has_ended_is_left_out_and_can_be_seen(pages: Pages, anna: Visitor) -> None:
    act(anna, "/rotation/pohjola/points/satama", "save", fields(anna, "/rotation/pohjola/points/satama", per_visit="2"))
    shorter = parse_region_file(
        REGION_TOML.replace(REGION_TOML[REGION_TOML.index('[[service_point]]\nid = "satama"') : REGION_TOML.index("[plan]")], "")
    )
    assert isinstance(shorter, RegionFile)
    pages.clock.advance(minutes=10)
    with writing(pages.engine) as connection:
        load_region_file.apply_region_file(connection, shorter, author="command", now=pages.clock())
    assert "Satama" not in words(anna.get("/rotation"))
    assert "Satama" in words(anna.get("/rotation?ended=1"))
    said = words(anna.get("/rotation/pohjola/points/satama"))
    assert "This place is no longer in use" in said
    assert "Its plans no longer apply" in said
    assert anna.get("/rotation/pohjola/points/satama/change").status_code == 404
    assert "no longer in use: the plan does not apply" in words(anna.get(f"{ROOT}/plans/2"))


def test_a_place_says_where_each_value_comes_from(anna: Visitor) -> None:
    said = words(anna.get(POINT))
    assert "Core statements per visit 3 plan 1, inherited from Pohjola" in said
    assert "Opening hours Mon 08:00-16:00 region file, this place" in said
    assert "Visit time-out (seconds) 45 default" in said


def test_pages_speak_the_visitors_language(pages: Pages) -> None:
    pages.signed_in("coordinator")
    visitor = pages.visitor("fi")
    visitor.sign_in("coordinator@example.fi")
    assert "Mitä täällä kysytään" in words(visitor.get(POINT))
    assert "Saatavuus" in words(visitor.get(POINT))


# ── preview ───────────────────────────────────────────────────────────────────────────────────────


def test_the_preview_shows_what_the_terminal_will_draw(pages: Pages, anna: Visitor, api_terminal: ApiTerminal) -> None:
    fresh = words(anna.get(f"{ROOT}/preview/{api_terminal.id}"))
    assert "from its start, because this terminal has not sent any responses under it yet" in fresh
    with reading(pages.engine) as connection:
        known = terminals.get(connection, api_terminal.id)
        assert known is not None
        made = terminal_configuration.for_terminal(connection, known, pages.clock())
    plan, targets = made.forms[0].plan, made.forms[0].targets
    drawn = draw_statements(plan, targets, empty_counts(plan.number), stream=api_terminal.stream)
    answers = [{"code": code, "position": at, "outcome": "answered", "value": 4} for at, code in enumerate(drawn.codes, 1)]
    sent = api_terminal.next_response(statements=answers, draw=msgspec.to_builtins(drawn.ref))
    assert api_terminal.send_responses(sent) == [("stored", None)]
    api_terminal.send_heartbeat(unsent=2)
    shown = anna.get(f"{ROOT}/preview/{api_terminal.id}")
    nexts = draw_statements(plan, targets, replay_counts(plan, msgspec.convert(sent, Response)), stream=api_terminal.stream).codes
    texts = next(text for text in made.texts if text.language == "fi")
    said = words(shown)
    places = [said.index(f"{at} / 3 {texts.statements[code].text}") for at, code in enumerate(nexts, 1)]
    assert places == sorted(places)
    assert "and the counts after the response given on" in said
    assert "It has 2 unsent responses." in said
    assert "draft" in said
    assert "Hur sannolikt" in said


def test_a_terminal_that_has_not_fetched_the_new_plan_is_shown_by_the_old_one(
    pages: Pages, anna: Visitor, api_terminal: ApiTerminal
) -> None:
    api_terminal.send_responses(api_terminal.next_response())
    api_terminal.send_heartbeat(configuration=api_terminal.get("/api/v1/configuration").get_json()["etag"])
    act(anna, POINT, "save", fields(anna, POINT, per_visit="2", statements=["safety", "benefit"]))
    now = words(anna.get(f"{ROOT}/preview/{api_terminal.id}"))
    assert "As it is now: plan 1" in now
    assert "Based on plan 1" in now
    fetched = words(anna.get(f"{ROOT}/preview/{api_terminal.id}?as=fetched"))
    assert "Based on plan 2 from its start" in fetched
    assert "1 / 2" in fetched


def test_a_terminal_that_can_be_given_nothing_says_so(pages: Pages, anna: Visitor, api_terminal: ApiTerminal) -> None:
    nothing = parse_region_file(REGION_TOML.replace('languages = ["fi", "sv"]\ndrafts = ["fi", "sv"]', 'languages = ["se"]\ndrafts = []'))
    assert isinstance(nothing, RegionFile)
    with writing(pages.engine) as connection:
        load_region_file.apply_region_file(connection, nothing, author="command", now=pages.clock() + timedelta(hours=1))
    assert "This terminal cannot get a new configuration" in words(anna.get(f"{ROOT}/preview/{api_terminal.id}"))


# ── several forms ─────────────────────────────────────────────────────────────────────────────────

CHILD = ("fear", "play", "heard")


@pytest.fixture
def with_child_form(pages: Pages) -> None:
    """Add a form for children to the region, with texts in Finnish and Swedish."""
    general = {tag: msgspec.to_builtins(text) for tag, text in _texts(pages).items()}
    with writing(pages.engine) as connection:
        row = {"id": "child-1", "audience": "child", "questions": ["nps", "reason"], "statements": list(CHILD)}
        connection.execute(forms_table.insert().values(region="pohjola", author="x", created_at=pages.clock(), **row))
        for tag in ("fi", "sv"):
            said = {code: {"text": f"{code} {tag}", "status": "county", "source": "sheet"} for code in CHILD}
            content = {**general[tag], "id": f"child-{tag}", "form": "child-1", "statements": said}
            texts: dict[str, Any] = {
                "form": "child-1",
                "language": tag,
                "id": f"child-{tag}",
                "status": "county",
                "source": "sheet",
                "content": content,
            }
            connection.execute(text_sets.insert().values(region="pohjola", author="x", loaded_at=pages.clock(), in_use=True, **texts))


def _texts(pages: Pages) -> dict[str, Any]:
    with reading(pages.engine) as connection:
        return {text.language: text for text in terminal_configuration.texts(connection, "pohjola", "general-1")}


@pytest.mark.usefixtures("with_child_form")
def test_a_place_that_plans_the_childrens_form_has_its_terminals_open_with_it(
    pages: Pages, anna: Visitor, api_terminal: ApiTerminal
) -> None:
    assert "Create a plan: Children aged 7 to 12 (child-1)" in words(anna.get(POINT))
    shown = anna.get(f"{POINT}/change?form=child-1")
    assert "Pilot:" not in words(shown)
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', shown.text)[0])
    sent = {"form": "child-1", "seen": seen, "per_visit": "2", "statements": list(CHILD), "order": "national"}
    assert "No plan for this form is in force here yet." in words(act(anna, POINT, "review", sent))
    assert act(anna, POINT, "save", sent).status_code == 302
    forms = api_terminal.get("/api/v1/configuration").get_json()["forms"]
    assert [(form["id"], form["plan"]["number"]) for form in forms] == [("child-1", 2), ("general-1", 1)]
    said = words(anna.get(POINT))
    assert "Terminals open with this form" in said
    preview = words(anna.get(f"{ROOT}/preview/{api_terminal.id}"))
    assert "heard fi" in preview
    assert "Based on plan 1" in words(anna.get(f"{ROOT}/preview/{api_terminal.id}?form=general-1"))
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', anna.get(f"{ROOT}/plans/2/end").text)[0])
    assert anna.press(f"{ROOT}/plans/2/end", {"seen": seen, "end": "now"}, on=f"{ROOT}/plans/2/end").status_code == 302
    assert [form["id"] for form in api_terminal.get("/api/v1/configuration").get_json()["forms"]] == ["general-1"]


@pytest.mark.usefixtures("with_child_form")
def test_a_plan_of_another_form_has_core_statements_of_its_own(pages: Pages, anna: Visitor) -> None:
    seen = html.unescape(re.findall(r'name="seen" value="([^"]*)"', anna.get(f"{ROOT}/change?form=child-1").text)[0])
    sent = {"form": "child-1", "seen": seen, "per_visit": "2", "statements": ["fear", "access"], "order": "national"}
    assert "Not in this form: Access." in words(act(anna, ROOT, "save", sent))
    until = {"statements": list(CHILD), "end": "at", "end_day": "2026-12-01"}
    assert act(anna, ROOT, "save", {**sent, **until}).status_code == 302  # only the region's plan for the national form must have no end
    assert stored(pages)[-1].ends_at is not None
    assert anna.get(f"{POINT}/change?form=child-1&from=1").status_code == 404  # plan 1 is for another form
