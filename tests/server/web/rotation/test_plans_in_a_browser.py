"""The pages for plans in a real browser: all actions of a coordinator, all refusals, keyboard operation and accessibility."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from survey.draw_counts import empty_counts
from survey.draws import draw_statements
from survey.enrolment_code import make_token
from survey.wire import FormPlan, Targets
from tests.fixtures.accessibility import find_violations
from tests.fixtures.server import ServerProcess
from tests.server.web.browser_session import ANNA, BO, furnish, signed_in

ROOT = "/rotation/pohjola"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Provides a running server with the example region and two coordinators. Each test uses places of its own."""
    server = ServerProcess(tmp_path_factory.mktemp("county"))
    try:
        server.init()
        furnish(server, "coordinator", ANNA, BO)
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def lobby(county: ServerProcess) -> str:
    """Provides the id of a terminal at the health centre that has sent one response with statements that it drew itself."""
    added = county.run_json("add-terminal", "--service-point", "keskusta-health-centre", "--label", "Lobby")
    token, stream = make_token(), uuid.uuid4().hex
    answer = requests.post(f"{county.url}/api/v1/enrolments", json={"code": added["enrolment_code"], "token": token}, timeout=30)
    made = answer.json()["configuration"]
    plan = msgspec.convert(made["forms"][0]["plan"], FormPlan)
    drawn = draw_statements(plan, Targets(), empty_counts(plan.number), stream=stream)
    clock = {"boot": "b", "monotonic_ms": 1, "trusted": True}
    response = {
        "id": str(uuid.uuid4()),
        "stream": stream,
        "sequence": 1,
        "visited_at": "2026-11-22T10:15:04.120+02:00",
        "clock": clock,
        "form": "general-1",
        "language": "fi",
        "ended": "completed",
        "nps": 9,
        "draw": msgspec.to_builtins(drawn.ref),
        "statements": [{"code": code, "position": at, "outcome": "answered", "value": 4} for at, code in enumerate(drawn.codes, 1)],
    }
    headers = {"Authorization": f"Bearer {token}"}
    beat = {"sent_at": "2026-11-22T10:16:00+02:00", "clock": clock, "stream": stream, "next_sequence": 2, "configuration": made["etag"]}
    stored = requests.post(f"{county.url}/api/v1/responses", json={"responses": [response]}, headers=headers, timeout=30)
    assert stored.json()["results"] == [{"id": response["id"], "outcome": "stored"}]
    requests.post(f"{county.url}/api/v1/heartbeats", json=beat, headers=headers, timeout=30).raise_for_status()
    return str(added["terminal_id"])


def review(page: Page) -> None:
    page.get_by_role("button", name="Review before saving").last.click()


def save(page: Page) -> None:
    review(page)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".said")).to_contain_text("has been saved")


def newest_plan(page: Page) -> int:
    """Return the number of the plan that the message on the page names."""
    return int(page.inner_text(".said").split()[1])


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_and_state_is_readable_by_everybody(
    browser: Browser, county: ServerProcess, lobby: str, width: int, scheme: Any
) -> None:
    # Each of the four runs has a place of its own, so that no run sees the plans of another.
    places = {
        (1280, "light"): "keskusta-dental-clinic",
        (390, "light"): "koivuniemi-physiotherapy",
        (1280, "dark"): "satama-day-centre",
        (390, "dark"): "satama-mental-health",
    }
    point = f"{ROOT}/points/{places[width, scheme]}"
    window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    page, other = signed_in(browser, county, **window), signed_in(browser, county, BO)
    found = []

    def look(path: str | None = None) -> None:
        if path is not None:
            page.goto(f"{county.url}{path}")
        found.extend(find_violations(page))

    look(point)  # the place has no plan of its own yet
    look(f"{point}/change")
    page.uncheck("input[name=statements][value=safety]")
    page.check("input[name=fixed][value=safety]")
    page.check("input[name=begin][value=at]")
    page.fill("#begin_day", "2020-01-01")
    review(page)
    look()  # the form with its faults
    look(f"{point}/change")
    page.uncheck("input[name=statements][value=continuity]")
    review(page)
    look()  # the review
    other.goto(f"{county.url}{point}/change")
    other.get_by_role("button", name="Pilot").click()
    save(other)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator("#overtaken")).to_be_visible()
    look()  # the review after somebody else changed the plan
    page.get_by_role("button", name="Save anyway").click()
    number = newest_plan(page)
    look()  # the place after saving
    other.goto(f"{county.url}{point}/change")
    other.check("input[name=begin][value=at]")
    other.fill("#begin_day", "2100-01-04")
    save(other)
    scheduled = newest_plan(other)
    for path in (
        "/rotation",
        "/rotation?ended=1",
        ROOT,
        f"{ROOT}/services/health",
        point,
        f"{ROOT}/plans/{number}",
        f"{ROOT}/plans/{number}?with=1",
        f"{ROOT}/plans/{scheduled}/withdraw",
        f"{ROOT}/plans/1/withdraw",  # a plan that cannot be withdrawn
        f"{ROOT}/plans/{number}/end",
        f"{ROOT}/preview/{lobby}",
        "/changes",
        "/changes?who=nobody",
    ):
        look(path)
    page.context.close()
    other.context.close()
    assert found == []


def test_a_plan_is_scheduled_withdrawn_made_ended_and_gone_back_to(browser: Browser, county: ServerProcess) -> None:
    page = signed_in(browser, county)
    place = f"{county.url}{ROOT}/points/keskusta-social-office"
    # Schedule a plan.
    page.goto(f"{place}/change")
    page.select_option("#per_visit", "4")
    page.check("input[name=begin][value=at]")
    page.fill("#begin_day", "2100-01-04")
    page.fill("#begin_time", "08:00")
    page.fill("#note", "From the new year on")
    save(page)
    scheduled = newest_plan(page)
    row = page.locator("tr", has_text=f"Plan {scheduled}")
    expect(row).to_contain_text("Scheduled")
    expect(row).to_contain_text("From the new year on")
    # Try to schedule another plan for the same time.
    page.goto(f"{place}/change")
    page.check("input[name=begin][value=at]")
    page.fill("#begin_day", "2099-12-01")
    page.check("input[name=end][value=at]")
    page.fill("#end_day", "2100-02-01")
    review(page)
    expect(page.locator("#faults")).to_contain_text(f"Plan {scheduled} is scheduled here from 04/01/2100, 8.00")
    # Withdraw the scheduled plan.
    page.goto(place)
    page.get_by_role("link", name=f"Withdraw Plan {scheduled}").click()
    page.get_by_role("button", name=f"Withdraw plan {scheduled}").click()
    expect(page.locator(".said")).to_contain_text("withdrawn")
    expect(page.locator("tr", has_text=f"Plan {scheduled}")).to_contain_text("Withdrawn")
    # Create a plan that begins at once.
    page.goto(f"{place}/change")
    page.uncheck("input[name=statements][value=continuity]")
    review(page)
    expect(page.locator("main")).to_contain_text("Continuity: asked only elsewhere.")
    page.get_by_role("button", name="Edit my entries").click()
    expect(page.locator("input[name=statements][value=continuity]")).not_to_be_checked()
    page.check("input[name=fixed][value=safety]")
    save(page)
    made = newest_plan(page)
    page.goto(f"{county.url}/rotation")
    expect(page.locator("tr", has_text="Social Services Office")).to_contain_text("Not asked: Continuity")
    # Compare two plans.
    page.goto(f"{county.url}{ROOT}/plans/{made}")
    page.select_option("#with", "1")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("tr", has_text="Core statements asked")).to_contain_text("different")
    # End the plan.
    page.goto(place)
    page.get_by_role("link", name=f"End Plan {made}").click()
    page.get_by_role("button", name=f"End plan {made}").click()
    expect(page.locator(".said")).to_contain_text(f"Plan {made} has ended")
    expect(page.locator("main")).to_contain_text("inherited from Pohjola wellbeing services county")
    # Reuse the ended plan.
    page.get_by_role("link", name=f"Reuse Plan {made}").click()
    expect(page.locator("input[name=fixed][value=safety]")).to_be_checked()
    save(page)
    expect(page.locator("table.cards tr", has=page.get_by_role("link", name=f"Plan {newest_plan(page)}", exact=True))).to_contain_text(
        "In force"
    )
    # The audit log contains all of these actions.
    page.goto(f"{county.url}/changes")
    page.select_option("#kind", "plans")
    page.select_option("#place", "service_point:keskusta-social-office")
    page.get_by_role("button", name="Show").click()
    said = page.inner_text("table.changes")
    assert [word in said for word in ("Created plan", "Withdrew plan", "Ended plan")] == [True] * 3
    page.context.close()


def test_of_two_at_once_the_second_is_told_and_loses_nothing(browser: Browser, county: ServerProcess) -> None:
    anna, bo = signed_in(browser, county), signed_in(browser, county, BO)
    place = f"{county.url}{ROOT}/services/families"
    for page, many in ((anna, "4"), (bo, "5")):
        page.goto(f"{place}/change")
        page.select_option("#per_visit", many)
    bo.fill("#note", "What Bo thought")
    save(anna)
    number = newest_plan(anna)
    review(bo)
    expect(bo.locator("#overtaken")).to_contain_text(f"anna@example.fi created plan {number}")
    expect(bo.locator("#overtaken")).to_be_focused()
    expect(bo.locator("main")).to_contain_text("What Bo thought")
    afresh = bo.context.new_page()
    afresh.goto(county.url + str(bo.get_by_role("link", name="Discard my entries").get_attribute("href")))
    assert afresh.input_value("#per_visit") == "4"
    bo.get_by_role("button", name="Edit my entries").click()
    assert (bo.input_value("#per_visit"), bo.input_value("#note")) == ("5", "What Bo thought")
    save(bo)
    assert newest_plan(bo) == number + 1
    anna.context.close()
    bo.context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as a person without a mouse does."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_a_change_from_beginning_to_end_by_keyboard_alone(browser: Browser, county: ServerProcess) -> None:
    page = signed_in(browser, county)
    page.goto(f"{county.url}/rotation")
    tab_to(page, f"a[href='{ROOT}/points/keskusta-maternity-clinic']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/points/keskusta-maternity-clinic")
    tab_to(page, "a[href*='/change?']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#per_visit")
    tab_to(page, "button[value=pilot]")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=fixed][value=clarity]")).to_be_checked()
    tab_to(page, "input[name=statements][value=clarity]")
    page.keyboard.press("Space")
    tab_to(page, "#note")
    page.keyboard.type("By keyboard")
    tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    expect(page.locator("#faults")).to_be_focused()  # screen readers announce the faults first
    tab_to(page, "#faults a")
    page.keyboard.press("Enter")  # follows the link to the field
    assert page.evaluate("location.hash") == "#fixed"
    tab_to(page, "input[name=fixed][value=clarity]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=fixed][value=benefit]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=begin]:checked")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=begin][value=at]")).to_be_checked()
    tab_to(page, "#begin_day")
    page.keyboard.type("01012100")  # the browser decides whether the day or the month comes first
    tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Review the plan")
    tab_to(page, "button[value=save]")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("It begins on 01/01/2100")
    expect(page.locator("tr", has_text="By keyboard")).to_contain_text("Scheduled")
    page.context.close()


def test_enter_in_a_field_asks_what_it_means_and_takes_no_ready_made_plan(browser: Browser, county: ServerProcess) -> None:
    page = signed_in(browser, county)
    page.goto(f"{county.url}{ROOT}/points/koivuniemi-home-care/change")
    page.select_option("#per_visit", "5")
    page.focus("#begin_time")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Review the plan")
    expect(page.locator("tr", has_text="Core statements per visit")).to_contain_text("changed")
    page.context.close()


def test_everything_works_without_a_script_and_the_console_stays_quiet(browser: Browser, county: ServerProcess, lobby: str) -> None:
    still = signed_in(browser, county, java_script_enabled=False)
    still.goto(f"{county.url}{ROOT}/points/rantakatu-family-centre/change")
    still.select_option("#per_visit", "2")
    save(still)
    page = signed_in(browser, county)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/rotation", ROOT, f"{ROOT}/points/rantakatu-family-centre/change", f"{ROOT}/preview/{lobby}", "/changes"):
        page.goto(f"{county.url}{path}")
    still.context.close()
    page.context.close()
    assert said == []
    assert all(url.startswith((county.url, "data:")) for url in asked), asked


def test_the_preview_shows_the_next_visits_in_each_language(browser: Browser, county: ServerProcess, lobby: str) -> None:
    page = signed_in(browser, county)
    page.goto(f"{county.url}{ROOT}/points/keskusta-health-centre")
    page.get_by_role("link", name="What the next visitors see at Lobby").click()
    expect(page.locator("article.visit")).to_have_count(3)
    assert page.locator("article.visit").evaluate_all("all => all.map(each => each.lang)") == ["fi", "sv", "en"]
    finnish = page.locator("article.visit[lang=fi]")
    expect(finnish.locator(".screen").first).to_contain_text("Kuinka todennäköisesti suosittelisit")
    expect(finnish.locator(".screen")).to_have_count(5)
    expect(page.locator("article.visit[lang=en] .screen").first).to_contain_text("draft")
    expect(page.locator("main")).to_contain_text("and the counts after the response given on")
    expect(page.locator("main")).to_contain_text("Shows five visits in a row")
    page.context.close()


def test_printed_a_place_fits_an_a4_without_what_one_only_presses(browser: Browser, county: ServerProcess) -> None:
    page = signed_in(browser, county)
    page.goto(f"{county.url}{ROOT}/points/keskusta-health-centre")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})  # A4 without its margins
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    expect(page.locator("nav.ways")).to_be_hidden()
    expect(page.locator(".actions").first).to_be_hidden()
    page.context.close()
