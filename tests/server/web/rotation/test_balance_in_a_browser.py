"""The balance page is accessible in a real browser, draws charts from its tables, and works by keyboard, without scripts and in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from server.domain.rotation.plan_calendar import Unit
from server.store.engine import connect
from server.store.rotation import plans
from server.store.write_transaction import writing
from survey.enrolment_code import make_token
from survey.forms import CORE_STATEMENTS, GENERAL_1
from tests.fixtures.accessibility import find_violations
from tests.fixtures.server import ServerProcess
from tests.fixtures.waiting import wait_until
from tests.server.sample_totals import equal_totals, insert_totals
from tests.server.web.browser_session import furnish, sign_in, signed_in

WITHOUT = [code for code in CORE_STATEMENTS if code != "continuity"]
PLACES = {"region": "", "months": "?from=2026-09", "terminals": "?terminals=all", "empty": "?place=service_point.rantakatu-family-centre"}
BARS = '#chart-shares svg path[fill="var(--chart-bar, var(--accent))"], #chart-shares svg path[fill="var(--attention)"]'


@pytest.fixture(scope="module")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Provides a server with the example region.

    One service point does not ask continuity, few people can answer participation, and a terminal has many unsent responses.
    """
    server = ServerProcess(tmp_path_factory.mktemp("balance"))
    server.init()
    furnish(server, "coordinator")
    added = server.run_json("add-terminal", "--service-point", "keskusta-health-centre", "--label", "Lobby")
    _fill(f"sqlite:///{server.state / 'aula.db'}", added["terminal_id"])
    server.start()
    _enrol(server, added["enrolment_code"])
    yield server
    server.close()


def _fill(url: str, terminal: str) -> None:
    engine = connect(url)
    with writing(engine) as connection:
        begins = plans.list_all(connection, "pohjola")[0].begins_at
        content = {"per_visit": 3, "statements": WITHOUT, "fixed": [], "special": ["arrival"], "own": [], "form": GENERAL_1.id}
        order = {"order": ["nps", "comment", "statements"]}
        where = Unit("service_point", "keskusta-laboratory")
        own = plans.add(connection, "pohjola", content | order, author="anna@example.fi", now=begins, unit=where)
        insert_totals(connection, "keskusta-health-centre", equal_totals(700) | {"participation": (1500, 1450, 500)}, terminal=terminal)
        insert_totals(connection, "keskusta-health-centre", equal_totals(200), month="2026-09")
        insert_totals(connection, "keskusta-health-centre", equal_totals(300, safety=280), month="2026-10")
        counts = dict.fromkeys(WITHOUT, (310, 305, 300)) | {"arrival": (700, 690, 640)}
        insert_totals(connection, "keskusta-laboratory", counts, plan=own)
    engine.dispose()


def _enrol(server: ServerProcess, code: str) -> None:
    """Enrol the terminal and send a heartbeat with many unsent responses."""
    token = make_token()
    enrolled = requests.post(f"{server.url}/api/v1/enrolments", json={"code": code, "token": token}, timeout=30)
    assert enrolled.status_code == 201, enrolled.text
    beat = {
        "sent_at": "2026-11-22T10:00:00+02:00",
        "clock": {"boot": "b", "monotonic_ms": 1, "trusted": True},
        "stream": "s1",
        "next_sequence": 140,
        "unsent": 132,
        "configuration": enrolled.json()["configuration"]["etag"],
    }
    answer = requests.post(f"{server.url}/api/v1/heartbeats", json=beat, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert answer.status_code == 200, answer.text


def _open(browser: Browser, server: ServerProcess, query: str = "", **context: Any) -> Page:
    """Return the balance page of a signed-in person."""
    page = signed_in(browser, server, then="/balance", **{"locale": "en", **context})
    page.wait_for_selector("#verdict")
    if query:
        page.goto(f"{server.url}/balance{query}")
    return page


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_readable_by_everybody(browser: Browser, running_server: ServerProcess, width: int, scheme: Any) -> None:
    page = _open(browser, running_server, viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fi-FI", bypass_csp=True)
    found = []
    for query in PLACES.values():
        page.goto(f"{running_server.url}/balance{query}")
        found += find_violations(page)
        assert _overflow(page) <= 0, query
    page.context.close()
    assert found == []


def test_charts_are_drawn_under_the_strict_policy_and_nothing_comes_from_elsewhere(browser: Browser, running_server: ServerProcess) -> None:
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_context(locale="en").new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, running_server, then="/balance")
    expect(page.locator("#chart-shares svg")).to_be_visible()
    expect(page.locator("#chart-months svg")).to_be_visible()
    assert page.locator(BARS).count() == 7
    name = page.get_by_role("img", name="Bar chart: answers by statement")
    expect(name).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    page.context.close()
    assert said == []
    assert all(url.startswith((running_server.url, "data:")) for url in asked), asked


def test_bars_are_as_long_as_the_table_says(browser: Browser, running_server: ServerProcess) -> None:
    page = _open(browser, running_server)
    page.wait_for_selector("#chart-shares svg")
    lengths = page.eval_on_selector_all(BARS, "bars => bars.map(bar => bar.getBBox().width)")
    values = page.eval_on_selector_all("#table-shares tbody tr", "rows => rows.map(row => Number(row.dataset.value))")
    page.context.close()
    assert len(lengths) == len(values) == 7
    assert [round(length / max(lengths), 2) for length in lengths] == [round(value / max(values), 2) for value in values]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_colours_of_light_and_dark(browser: Browser, running_server: ServerProcess, scheme: Any) -> None:
    page = _open(browser, running_server, color_scheme=scheme)
    page.wait_for_selector("#chart-shares svg")
    fills = page.eval_on_selector_all(BARS, "bars => bars.map(bar => getComputedStyle(bar).fill)")
    page.context.close()
    bar, lag = {"light": ("rgb(10, 79, 107)", "rgb(122, 51, 0)"), "dark": ("rgb(124, 199, 230)", "rgb(255, 179, 122)")}[scheme]
    assert set(fills) == {bar, lag}


def test_charts_follow_the_window(browser: Browser, running_server: ServerProcess) -> None:
    page = _open(browser, running_server)
    page.wait_for_selector("#chart-shares svg")
    page.set_viewport_size({"width": 390, "height": 900})
    # Playwright's own waiting needs eval, which the page's policy forbids.
    wait_until(
        lambda: page.eval_on_selector("#chart-shares svg", "chart => chart.getBoundingClientRect().width") < 380, what="a chart so narrow"
    )
    assert _overflow(page) <= 0
    page.context.close()


def test_without_a_script_the_tables_stand_alone(browser: Browser, running_server: ServerProcess) -> None:
    page = _open(browser, running_server, java_script_enabled=False)
    expect(page.locator("#chart-shares")).to_be_hidden()
    expect(page.locator("#chart-months")).to_be_hidden()
    expect(page.locator("#table-shares tbody tr")).to_have_count(7)
    expect(page.locator("#table-months tbody tr")).to_have_count(3)
    page.context.close()


def test_everything_is_done_by_keyboard(browser: Browser, running_server: ServerProcess) -> None:
    page = _open(browser, running_server)
    page.focus("#place")
    for key in ("ArrowDown", "Tab", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/balance?place=service**")
    page.focus("#sort-answered")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=answered**")
    assert page.get_attribute("#table-shares th[aria-sort]", "aria-sort") == "descending"
    values = page.eval_on_selector_all("#table-shares tbody tr", "rows => rows.map(row => Number(row.dataset.value))")
    assert values == sorted(values, reverse=True)
    page.focus("#which-terminals")
    page.keyboard.press("Enter")
    page.wait_for_url("**terminals=all**")
    page.context.close()


def test_a_terminal_that_holds_it_back_leads_to_its_page(browser: Browser, running_server: ServerProcess) -> None:
    page = _open(browser, running_server)
    row = page.locator("#table-terminals tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("132")
    row.get_by_role("link").click()
    page.wait_for_url("**/terminals/**")
    page.context.close()


def test_printed_it_fits_an_a4(browser: Browser, running_server: ServerProcess) -> None:
    page = _open(browser, running_server, color_scheme="dark")
    page.wait_for_selector("#chart-shares svg")
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 without its margins, at 96 pixels per inch
    assert _overflow(page) <= 0
    for chart in ("#chart-shares svg", "#chart-months svg"):
        box = page.locator(chart).bounding_box()
        assert box and 300 < box["width"] <= 688 and box["height"] > 100, chart
    expect(page.locator(".balance-filter")).to_be_hidden()
    expect(page.locator("#table-shares")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()
