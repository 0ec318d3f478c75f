"""After any sequence of faults, every finished visit is stored exactly once, unchanged, and with its right place and time.

The events are taps, time-outs, killed processes, power cuts, clocks set right and wrong, interrupted requests and lost replies, server
restarts, a server restored from an older backup, and a placement that is corrected late.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from survey.visit import ActivitySeen, TargetChosen, allowed_targets
from tests.fixtures.network_faults import CutAnswer, CutBeforeRequest, CutRequest, NetworkFault, captive_portal_answer, unavailable_answer
from tests.fixtures.server import ServerProcess
from tests.journey.fault_simulation import SERVICE_POINTS, SimulatedWorld

FAULTS: tuple[NetworkFault, ...] = (
    CutBeforeRequest(),
    CutRequest(40),
    CutAnswer(),
    CutAnswer(30),
    unavailable_answer(),
    unavailable_answer(7, status=500),
    captive_portal_answer(),
)
CLOCK_ERRORS = (timedelta(0), timedelta(days=-56 * 365), timedelta(days=74 * 365), timedelta(seconds=-90), timedelta(hours=3))
Draw = Callable[[st.SearchStrategy[Any]], Any]
MAX_EXAMPLES = int(os.environ.get("AULA_JOURNEYS", "30"))


EVENT_WEIGHTS = {
    "people_come": 6,
    "touch": 6,
    "touch_beside": 1,
    "send": 2,
    "walk_away": 3,
    "time_goes_by": 3,
    "the_program_is_killed": 2,
    "the_power_fails": 2,
    "somebody_sets_the_clock": 1,
    "sync": 5,
    "sync_on_a_bad_network": 4,
    "the_server_restarts": 1,
    "back_up": 2,
    "the_server_is_restored": 2,
    "the_placement_is_corrected": 2,
}
"""Maps events to their relative frequency. Events that do harm only together with others, such as a restoration after new responses, are
frequent enough for that."""


class FaultStateMachine(RuleBasedStateMachine):
    """Lets the events happen in any order."""

    template: Path
    code: str
    terminal_id: str
    began: datetime

    @initialize()
    def enrol_terminal(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aula-journey-"))
        self.world = SimulatedWorld(self.template, self.folder, self.code, self.terminal_id, self.began)
        self.world.enrol()
        self.world.sync()
        self.world.back_up()

    @rule(kind=st.sampled_from([kind for kind, times in EVENT_WEIGHTS.items() for _ in range(times)]), data=st.data())
    def something_happens(self, kind: str, data: st.DataObject) -> None:
        getattr(self, f"_{kind}")(data.draw)

    def _people_come(self, draw: Draw) -> None:
        """Let one to three people answer straight through, as most people do."""
        for _ in range(draw(st.integers(1, 3))):
            replies = draw(st.lists(st.sampled_from(("value-1", "value-5", "skip", "not-applicable")), max_size=3))
            for name in (f"nps-{draw(st.integers(0, 10))}", "skip", *replies, "finish"):
                self.world.time.advance(1_500)
                self.world.touch(TargetChosen(name))
            self.world.wait(10_000)

    def _touch(self, draw: Draw) -> None:
        visit = self.world.visit
        assert visit is not None
        self.world.time.advance(draw(st.sampled_from((40, 900, 4_000))))
        self.world.touch(TargetChosen(draw(st.sampled_from(allowed_targets(visit)))))

    def _touch_beside(self, _: Draw) -> None:
        self.world.touch(ActivitySeen())

    def _send(self, draw: Draw) -> None:
        self.world.touch(TargetChosen("write"))
        self.world.send_text(draw(st.text(max_size=20)))

    def _walk_away(self, draw: Draw) -> None:
        self.world.wait(draw(st.sampled_from((1_000, 20_000, 26_000, 46_000, 90_000))))

    def _time_goes_by(self, draw: Draw) -> None:
        # Acknowledged responses can be called back for 14 days, so no more time may pass between a backup and its restoration.
        if self.world.time.now - self.world.began < timedelta(days=10):
            self.world.wait(draw(st.integers(1, 40)) * 3_600_000)

    def _the_program_is_killed(self, _: Draw) -> None:
        self.world.kill_terminal()

    def _the_power_fails(self, draw: Draw) -> None:
        error = draw(st.sampled_from(CLOCK_ERRORS))
        self.world.reboot(error, is_synchronised=draw(st.booleans()) and not error)

    def _somebody_sets_the_clock(self, draw: Draw) -> None:
        self.world.clock.wall_error, self.world.clock.is_synchronised = draw(st.sampled_from(CLOCK_ERRORS)), False

    def _sync(self, _: Draw) -> None:
        report = self.world.sync()
        assert report.problem is None
        assert report.left == 0

    def _sync_on_a_bad_network(self, draw: Draw) -> None:
        self.world.sync(*draw(st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3)))

    def _the_server_restarts(self, _: Draw) -> None:
        self.world.restart_server()

    def _back_up(self, _: Draw) -> None:
        self.world.back_up()

    def _the_server_is_restored(self, _: Draw) -> None:
        """Restore the newest backup. The operator then enters the terminal's placements again."""
        self.world.restore()
        for place in self.world.true_placements[1:]:
            self.world.place_terminal(place.service_point, place.since)

    def _the_placement_is_corrected(self, draw: Draw) -> None:
        since = self.world.time.now - timedelta(hours=draw(st.integers(0, 200)))
        self.world.place_terminal(draw(st.sampled_from(SERVICE_POINTS)), max(since, self.world.began))

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.world.settle()
            assert self.world.discrepancies() == []
        finally:
            self.world.close()
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.timeout(1200)
def test_any_mix_ends_with_every_visit_stored_once_whole_in_place_and_time(prepared_state: Path, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    shutil.copytree(prepared_state, server.state, dirs_exist_ok=True)
    added = json.loads(server.run_command("add-terminal", "--service-point", SERVICE_POINTS[0], "--json").stdout)

    class Mix(FaultStateMachine):
        template = server.state
        code = added["enrolment_code"]
        terminal_id = added["terminal_id"]
        began = datetime.now(UTC) + timedelta(seconds=5)

    run_state_machine_as_test(Mix, settings=settings(max_examples=MAX_EXAMPLES, stateful_step_count=40, phases=(Phase.generate,)))
