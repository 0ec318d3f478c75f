"""Whatever the network does to an exchange, every answer arrives once, and the commands say what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.certificates import Authority, self_signed
from tests.fixtures.fault_proxy import FaultProxy
from tests.fixtures.network_faults import CutAnswer, CutBefore, CutRequest, Delay, Fault, captive_portal, unavailable
from tests.journey.installed_region import County

Before = Callable[[str], FaultProxy]
BREAKS: dict[str, Fault] = {
    "cut before the request": CutBefore(),
    "cut mid-request": CutRequest(200),
    "cut after the server stored": CutAnswer(),
    "cut in the middle of the answer": CutAnswer(60),
    "the server away": unavailable(120),
    "the server broken": unavailable(status=500),
    "a guest network's page": captive_portal(),
}
RESPONSES, ENROLMENTS = "/api/v1/responses", "/api/v1/enrolments"


@pytest.mark.parametrize("fault", BREAKS.values(), ids=BREAKS)
def test_a_broken_exchange_loses_and_doubles_nothing(county: County, fault_proxy: Before, fault: Fault) -> None:
    proxy = fault_proxy(county.server.url)
    assert county.enrol(proxy.url).returncode == 0
    waiting = county.people_answer(12)
    # A server that answers 500 is asked again in halves, in case one response is to blame: all of them break.
    proxy.always(fault, path=RESPONSES)

    broken = county.terminal.sync()
    assert broken["exit_status"] == 4, broken
    assert broken["left"] == 12
    proxy.heal()

    healed = county.terminal.sync()
    assert healed["exit_status"] == 0, healed
    assert (healed["stored"] + healed["duplicate"], healed["left"]) == (12, 0)
    assert [held["id"] for held in county.server.exported()] == waiting
    assert county.line()["missing"] == 0


def test_an_answer_lost_after_the_server_stored_is_known_as_a_duplicate(county: County, fault_proxy: Before) -> None:
    proxy = fault_proxy(county.server.url)
    county.enrol(proxy.url)
    county.people_answer(3)
    proxy.next(CutAnswer(), path=RESPONSES)
    county.terminal.sync()
    assert len(county.server.exported()) == 3
    assert county.terminal.sync()["duplicate"] == 3
    assert len(county.server.exported()) == 3


@pytest.mark.parametrize("fault", BREAKS.values(), ids=BREAKS)
def test_an_enrolment_whose_answer_was_lost_is_made_with_the_same_code(county: County, fault_proxy: Before, fault: Fault) -> None:
    proxy = fault_proxy(county.server.url)
    proxy.next(fault, path=ENROLMENTS)
    broken = county.enrol(proxy.url)
    assert broken.returncode == 1
    assert len(broken.stderr.splitlines()) == 1
    assert county.code not in county.terminal.said()

    assert county.enrol(proxy.url).returncode == 0
    assert county.line()["state"] == "enrolled"
    county.people_answer(1)
    assert county.terminal.sync()["exit_status"] == 0


def test_a_slow_answer_is_waited_for(county: County, fault_proxy: Before) -> None:
    proxy = fault_proxy(county.server.url)
    proxy.next(Delay(2), path=ENROLMENTS)
    assert county.enrol(proxy.url).returncode == 0
    county.people_answer(3)
    proxy.next(Delay(3), path=RESPONSES)
    report = county.terminal.sync(check=True)
    assert (report["stored"], report["left"]) == (3, 0)


def test_a_certificate_that_nobody_vouches_for_gets_neither_code_nor_answers(county: County, tmp_path: Path) -> None:
    with FaultProxy(county.server.url, certificate=self_signed(tmp_path / "stranger")) as stranger:
        refused = county.enrol(stranger.url)
        assert refused.returncode == 1
        assert "certificate" in refused.stderr
        assert stranger.exchanges == []
        assert stranger.refused_handshakes > 0


def test_a_countys_own_authority_is_trusted_once_it_is_set(county: County, authority: Authority) -> None:
    county.terminal.environment["AULA_KIOSK_CA_FILE"] = str(authority.certificate)
    with FaultProxy(county.server.url, certificate=authority.certify()) as https:
        assert county.enrol(https.url).returncode == 0
        county.people_answer(2)
        assert county.terminal.sync()["stored"] == 2


def test_without_a_server_the_commands_say_so(county: County) -> None:
    county.enrol()
    county.people_answer(2)
    county.server.stop()
    offline = county.terminal.sync()
    assert (offline["exit_status"], offline["left"]) == (4, 2)
    status = county.terminal.status()
    assert (status["unsent"], status["terminal_id"]) == (2, county.terminal_id)
    assert status["oldest_unsent"] is not None
