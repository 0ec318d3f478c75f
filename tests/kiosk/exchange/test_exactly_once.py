"""Whatever comes between tap and server: each finished visit is stored once, its bytes unchanged, no sequence missing."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from survey import wire
from survey.enrolment_code import make
from tests.kiosk.fake_server import Fault, SmallServer
from tests.kiosk.terminal_without_window import Lobby

FAULTS: tuple[Fault, ...] = (
    "pass", "drop_request", "lose_reply", "portal", "500", "503", "429", "nonsense", "redirect", "alien_results", "unauthorised",
)  # fmt: skip


class Life(RuleBasedStateMachine):
    """A terminal and its server, with everything that can come between them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.server = SmallServer().__enter__()
        self.lobby = Lobby(Path(self.folder.name))
        assert self.lobby.enrol(self.server, make(bytes(16))).enrolled
        self.seen: dict[str, bytes] = {}
        """Every response that was ever on the disk."""
        self.boots = 0
        self.asked = 0
        self.backup: dict[str, bytes] = {}

    def teardown(self) -> None:
        """At the end the network is well and nothing is refused: all must arrive."""
        self.server.faults.clear()
        self.server.refuse.clear()
        self.lobby.cut_power()
        self._look()
        self.server.requests = [
            wire.HeartbeatRequest("last-1", "retry"),
            wire.HeartbeatRequest("last-2", "resend", stream=self.lobby.stream.id, first=1, last=2**53),
        ]
        try:
            for _ in range(3):
                report = self.lobby.sync()
            assert (report.left, report.problem) == (0, None)
            assert self.server.stored == self.seen
            responses = [msgspec.json.decode(raw, type=wire.Response) for raw in self.seen.values()]
            assert sorted(response.sequence for response in responses) == list(range(1, len(responses) + 1))
            assert self.lobby.stream.next_sequence == len(responses) + 1
            assert set(self.server.stored_times.values()) <= {1} or self.backup
        finally:
            self.lobby.store.close()
            self.server.__exit__()
            self.folder.cleanup()

    def _look(self) -> None:
        for table in ("outbox", "quarantine", "acknowledged"):
            for name, frozen in self.lobby.kept(table).items():
                assert self.seen.setdefault(name, frozen) == frozen, "a response's bytes changed"

    @rule(data=st.data(), ms=st.integers(0, 4_000))
    def tap(self, data: st.DataObject, ms: int) -> None:
        self.lobby.choose(data.draw(st.sampled_from(self.lobby.choices)), ms=ms)

    @rule(text=st.sampled_from(["", "kiitos", "soita 040 123 4567"]))
    def send(self, text: str) -> None:
        self.lobby.write(text)

    @rule(ms=st.sampled_from([5_000, 24_000, 46_000, 600_000]))
    def wait(self, ms: int) -> None:
        self.lobby.wait(ms=ms)

    @rule(nps=st.integers(0, 10))
    def whole_visit(self, nps: int) -> None:
        self.lobby.wait(ms=50_000)
        if not self.lobby.visit.idle:  # the thanks of the last one
            self.lobby.choose("close")
        before = self.lobby.stream.next_sequence
        self.lobby.visit_once(nps)
        assert self.lobby.stream.next_sequence == before + 1

    @rule(reboot=st.booleans())
    def cut_power(self, reboot: bool) -> None:
        self.boots += 1
        left = self.lobby.visit.answered and not self.lobby.visit.ended
        before = self.lobby.stream.next_sequence
        self.lobby.cut_power(f"boot-{self.boots + 1}" if reboot else None)
        assert self.lobby.stream.next_sequence == before + left, "a visit cut short leaves one response, a finished one no second"

    @rule(days=st.integers(-20_000, 20_000))
    def set_the_wall_clock(self, days: int) -> None:
        wall = self.lobby.clock.wall() + timedelta(days=days)
        if 1970 <= wall.year <= 2100:
            self.lobby.clock.set_wall(wall)

    @rule(faults=st.lists(st.sampled_from(FAULTS), max_size=6), with_heartbeat=st.booleans())
    def sync(self, faults: list[Fault], with_heartbeat: bool) -> None:
        self.server.faults.extend(faults)
        self.lobby.sync(with_heartbeat=with_heartbeat)
        self.server.faults.clear()

    @rule(data=st.data())
    def refuse_one(self, data: st.DataObject) -> None:
        self.whole_visit(5)
        self.server.refuse[data.draw(st.sampled_from(sorted(self.lobby.kept("outbox"))))] = "unknown_statement"
        self.lobby.sync()

    @rule()
    def call_back_refused(self) -> None:
        self.asked += 1
        self.server.refuse.clear()
        self.server.requests = [wire.HeartbeatRequest(f"ask-{self.asked}", "retry")]

    @rule()
    def back_up(self) -> None:
        self.backup = dict(self.server.stored)

    @rule()
    def restore(self) -> None:
        self.whole_visit(6)
        self.lobby.sync()
        self.asked += 1
        self.server.stored = dict(self.backup)
        self.server.stored_times = {}
        self.server.requests = [
            wire.HeartbeatRequest(f"ask-{self.asked}", "resend", stream=self.lobby.stream.id, first=1, last=self.lobby.stream.next_sequence)
        ]

    @invariant()
    def nothing_that_was_on_the_disk_is_gone(self) -> None:
        self._look()
        here = {name for table in ("outbox", "quarantine", "acknowledged") for name in self.lobby.kept(table)}
        assert here == set(self.seen), "a response left the disk"
        assert self.lobby.stream.unsent == len(self.lobby.kept("outbox"))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=20, stateful_step_count=20)
