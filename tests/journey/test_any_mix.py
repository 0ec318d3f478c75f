"""Any mix of what can happen ends with every finished visit stored exactly once, unchanged, in its place and at its time.

Taps, time-outs, killed processes, power cuts, clocks set right and wrong, cut requests and lost replies, server
restarts, a server restored from an older backup, a placement corrected late.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from survey.visit import Chose, Stirred, targets
from tests.journey.world import POINTS, World
from tests.parts.faults import CutAnswer, CutBefore, CutRequest, Fault, captive_portal, unavailable
from tests.parts.server import ServerProcess

FAULTS: tuple[Fault, ...] = (
    CutBefore(),
    CutRequest(40),
    CutAnswer(),
    CutAnswer(30),
    unavailable(),
    unavailable(7, status=500),
    captive_portal(),
)
ERRORS = (timedelta(0), timedelta(days=-56 * 365), timedelta(days=74 * 365), timedelta(seconds=-90), timedelta(hours=3))
EXAMPLES = int(os.environ.get("AULA_JOURNEYS", "30"))


class AnyMix(RuleBasedStateMachine):
    """What may happen, in any order."""

    template: Path
    code: str
    terminal_id: str
    began: datetime

    @initialize()
    def enrolled(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aula-journey-"))
        self.world = World(self.template, self.folder, self.code, self.terminal_id, self.began)
        self.world.enrol()

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        visit = self.world.visit
        assert visit is not None
        self.world.time.pass_by(data.draw(st.sampled_from((40, 900, 4_000)), label="before the touch"))
        self.world.touch(Chose(data.draw(st.sampled_from(targets(visit)), label="target")))

    @rule(nps=st.integers(0, 10), replies=st.lists(st.sampled_from(("value-1", "value-5", "skip", "not-applicable")), max_size=3))
    def hurry_through(self, nps: int, replies: list[str]) -> None:
        """A person who answers without a detour; most are like that."""
        for name in (f"nps-{nps}", "skip", *replies, "finish"):
            self.world.time.pass_by(1_500)
            self.world.touch(Chose(name))
        self.world.wait(10_000)

    @rule()
    def touch_beside(self) -> None:
        self.world.touch(Stirred())

    @rule(text=st.text(max_size=20))
    def send(self, text: str) -> None:
        self.world.send_text(text)

    @rule(seconds=st.sampled_from((1, 20, 26, 46, 90)))
    def walk_away(self, seconds: int) -> None:
        self.world.wait(seconds * 1000)

    @rule(hours=st.integers(1, 40))
    def time_goes_by(self, hours: int) -> None:
        # Acknowledged responses can be called back for 14 days: no longer than that lies between a backup and its restoration.
        if self.world.time.now - self.world.began < timedelta(days=10):
            self.world.wait(hours * 3_600_000)

    @rule()
    def the_program_is_killed(self) -> None:
        self.world.kill()

    @rule(error=st.sampled_from(ERRORS), kept_right=st.booleans())
    def the_power_fails(self, error: timedelta, kept_right: bool) -> None:
        self.world.reboot(error, kept_right=kept_right and not error)

    @rule(error=st.sampled_from(ERRORS))
    def somebody_sets_the_clock(self, error: timedelta) -> None:
        self.world.clock.error, self.world.clock.kept_right = error, False

    @rule()
    def sync(self) -> None:
        report = self.world.sync()
        assert report.problem is None
        assert report.left == 0

    @rule(faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3))
    def sync_on_a_bad_network(self, faults: list[Fault]) -> None:
        self.world.sync(*faults)

    @rule()
    def the_server_restarts(self) -> None:
        self.world.restart_server()

    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @precondition(lambda self: hasattr(self, "world"))
    @rule()
    def the_server_is_restored(self) -> None:
        placed = self.world.stood
        self.world.restore()
        for place in placed[1:]:
            self.world.stand(place.point, place.since)

    @rule(hours=st.integers(0, 200), point=st.sampled_from(POINTS))
    def the_placement_is_corrected_late(self, hours: int, point: str) -> None:
        since = max(self.world.time.now - timedelta(hours=hours), self.world.began)
        self.world.stand(point, since)

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
def test_any_mix_ends_with_every_visit_stored_once_whole_in_place_and_time(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    server.init()
    server.command("load", str(Path(__file__).parents[2] / "server" / "example" / "region.toml"))
    added = json.loads(server.command("add-terminal", "--service-point", POINTS[0], "--json").stdout)

    class Mix(AnyMix):
        template = server.state
        code = added["enrolment_code"]
        terminal_id = added["terminal_id"]
        began = datetime.now(UTC) + timedelta(seconds=5)

    run_state_machine_as_test(Mix, settings=settings(max_examples=EXAMPLES, stateful_step_count=40, phases=(Phase.generate,)))
