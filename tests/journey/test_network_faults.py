"""Whatever the network does to an exchange, every response arrives exactly once, and the commands report what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.certificates import CertificateAuthority, make_self_signed
from tests.fixtures.fault_proxy import FaultProxy
from tests.fixtures.network_faults import (
    CutAnswer,
    CutBeforeRequest,
    CutRequest,
    DelayAnswer,
    NetworkFault,
    captive_portal_answer,
    unavailable_answer,
)
from tests.journey.region_setup import InstalledRegion

ProxyFactory = Callable[[str], FaultProxy]
NETWORK_FAULTS: dict[str, NetworkFault] = {
    "cut before the request": CutBeforeRequest(),
    "cut mid-request": CutRequest(200),
    "cut after the server stored": CutAnswer(),
    "cut in the middle of the answer": CutAnswer(60),
    "the server away": unavailable_answer(120),
    "the server broken": unavailable_answer(status=500),
    "a guest network's page": captive_portal_answer(),
}
RESPONSES, ENROLMENTS = "/api/v1/responses", "/api/v1/enrolments"


@pytest.mark.parametrize("fault", NETWORK_FAULTS.values(), ids=NETWORK_FAULTS)
def test_a_broken_exchange_loses_and_doubles_nothing(region: InstalledRegion, start_fault_proxy: ProxyFactory, fault: NetworkFault) -> None:
    proxy = start_fault_proxy(region.server.url)
    assert region.enrol(proxy.url).returncode == 0
    waiting = region.make_visits(12)
    # After a status of 500 the terminal sends the batch again in halves, in case one response causes it. Every request must fail.
    proxy.fail_always(fault, path=RESPONSES)

    broken = region.terminal.sync()
    assert broken["exit_status"] == 4, broken
    assert broken["left"] == 12
    proxy.clear_faults()

    healed = region.terminal.sync()
    assert healed["exit_status"] == 0, healed
    assert (healed["stored"] + healed["duplicate"], healed["left"]) == (12, 0)
    assert [held["id"] for held in region.server.export_responses()] == waiting
    assert region.terminal_status()["missing"] == 0


def test_an_answer_lost_after_the_server_stored_is_known_as_a_duplicate(region: InstalledRegion, start_fault_proxy: ProxyFactory) -> None:
    proxy = start_fault_proxy(region.server.url)
    region.enrol(proxy.url)
    region.make_visits(3)
    proxy.fail_next(CutAnswer(), path=RESPONSES)
    region.terminal.sync()
    assert len(region.server.export_responses()) == 3
    assert region.terminal.sync()["duplicate"] == 3
    assert len(region.server.export_responses()) == 3


@pytest.mark.parametrize("fault", NETWORK_FAULTS.values(), ids=NETWORK_FAULTS)
def test_an_enrolment_whose_answer_was_lost_is_made_with_the_same_code(
    region: InstalledRegion, start_fault_proxy: ProxyFactory, fault: NetworkFault
) -> None:
    proxy = start_fault_proxy(region.server.url)
    proxy.fail_next(fault, path=ENROLMENTS)
    broken = region.enrol(proxy.url)
    assert broken.returncode == 1
    assert len(broken.stderr.splitlines()) == 1
    assert region.code not in region.terminal.output()

    assert region.enrol(proxy.url).returncode == 0
    assert region.terminal_status()["state"] == "enrolled"
    region.make_visits(1)
    assert region.terminal.sync()["exit_status"] == 0


def test_a_slow_answer_is_waited_for(region: InstalledRegion, start_fault_proxy: ProxyFactory) -> None:
    proxy = start_fault_proxy(region.server.url)
    proxy.fail_next(DelayAnswer(2), path=ENROLMENTS)
    assert region.enrol(proxy.url).returncode == 0
    region.make_visits(3)
    proxy.fail_next(DelayAnswer(3), path=RESPONSES)
    report = region.terminal.sync(check=True)
    assert (report["stored"], report["left"]) == (3, 0)


def test_a_certificate_that_nobody_vouches_for_gets_neither_code_nor_answers(region: InstalledRegion, tmp_path: Path) -> None:
    with FaultProxy(region.server.url, certificate=make_self_signed(tmp_path / "stranger")) as stranger:
        refused = region.enrol(stranger.url)
        assert refused.returncode == 1
        assert "certificate" in refused.stderr
        assert stranger.exchanges == []
        assert stranger.refused_handshakes > 0


def test_a_countys_own_authority_is_trusted_once_it_is_set(region: InstalledRegion, authority: CertificateAuthority) -> None:
    region.terminal.environment["AULA_KIOSK_CA_FILE"] = str(authority.certificate)
    with FaultProxy(region.server.url, certificate=authority.issue()) as https:
        assert region.enrol(https.url).returncode == 0
        region.make_visits(2)
        assert region.terminal.sync()["stored"] == 2


def test_without_a_server_the_commands_say_so(region: InstalledRegion) -> None:
    region.enrol()
    region.make_visits(2)
    region.server.stop()
    offline = region.terminal.sync()
    assert (offline["exit_status"], offline["left"]) == (4, 2)
    status = region.terminal.status()
    assert (status["unsent"], status["terminal_id"]) == (2, region.terminal_id)
    assert status["oldest_unsent"] is not None
