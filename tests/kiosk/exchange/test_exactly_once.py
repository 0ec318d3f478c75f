"""Tests that the server stores each finished visit exactly once, with unchanged bytes and no gap in the sequence, whatever fails."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from survey import wire
from survey.enrolment_code import make_code
from tests.kiosk.fake_server import FakeServer, InjectedFault
from tests.kiosk.headless_terminal import HeadlessTerminal

FAULTS: tuple[InjectedFault, ...] = (
    "pass", "drop_request", "lose_reply", "portal", "500", "503", "429", "nonsense", "redirect", "alien_results", "unauthorised",
)  # fmt: skip


class ExactlyOnceMachine(RuleBasedStateMachine):
    """Drives a terminal and its server through visits, power cuts, clock changes, network faults, refusals and restored backups."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.server = FakeServer().__enter__()
        self.terminal = HeadlessTerminal(Path(self.folder.name))
        assert self.terminal.enrol(self.server, make_code(bytes(16))).is_enrolled
        self.raw_by_id: dict[str, bytes] = {}
        """Holds the bytes of every response that was ever on the terminal's disk."""
        self.boots = 0
        self.request_count = 0
        self.backup: dict[str, bytes] = {}

    def teardown(self) -> None:
        """Check that every response arrives once the network works and the server refuses nothing."""
        self.server.faults.clear()
        self.server.refusal_codes.clear()
        self.terminal.cut_power()
        self._check_stored_bytes()
        self.server.requests = [
            wire.HeartbeatRequest("last-1", "retry"),
            wire.HeartbeatRequest("last-2", "resend", stream=self.terminal.stream.id, first=1, last=2**53),
        ]
        try:
            for _ in range(3):
                report = self.terminal.sync()
            assert (report.left, report.problem) == (0, None)
            assert self.server.stored == self.raw_by_id
            responses = [msgspec.json.decode(raw, type=wire.Response) for raw in self.raw_by_id.values()]
            assert sorted(response.sequence for response in responses) == list(range(1, len(responses) + 1))
            assert self.terminal.stream.next_sequence == len(responses) + 1
            assert set(self.server.times_stored.values()) <= {1} or self.backup
        finally:
            self.terminal.store.close()
            self.server.__exit__()
            self.folder.cleanup()

    def _check_stored_bytes(self) -> None:
        for table in ("outbox", "quarantine", "acknowledged"):
            for name, frozen in self.terminal.raw_by_id(table).items():
                assert self.raw_by_id.setdefault(name, frozen) == frozen, "a response's bytes changed"

    @rule(data=st.data(), ms=st.integers(0, 4_000))
    def tap(self, data: st.DataObject, ms: int) -> None:
        self.terminal.choose(data.draw(st.sampled_from(self.terminal.available_targets)), ms=ms)

    @rule(text=st.sampled_from(["", "kiitos", "soita 040 123 4567"]))
    def send(self, text: str) -> None:
        self.terminal.send_text(text)

    @rule(ms=st.sampled_from([5_000, 24_000, 46_000, 600_000]))
    def wait(self, ms: int) -> None:
        self.terminal.wait(ms=ms)

    @rule(nps=st.integers(0, 10))
    def whole_visit(self, nps: int) -> None:
        self.terminal.wait(ms=50_000)
        if not self.terminal.visit.is_idle:  # the previous visit still shows its thanks
            self.terminal.choose("close")
        before = self.terminal.stream.next_sequence
        self.terminal.make_visit(nps)
        assert self.terminal.stream.next_sequence == before + 1

    @rule(reboot=st.booleans())
    def cut_power(self, reboot: bool) -> None:
        self.boots += 1
        left = self.terminal.visit.has_answer and not self.terminal.visit.ended
        before = self.terminal.stream.next_sequence
        self.terminal.cut_power(f"boot-{self.boots + 1}" if reboot else None)
        assert self.terminal.stream.next_sequence == before + left, "a visit cut short leaves one response, a finished one no second"

    @rule(days=st.integers(-20_000, 20_000))
    def set_the_wall_clock(self, days: int) -> None:
        wall = self.terminal.clock.wall_time() + timedelta(days=days)
        if 1970 <= wall.year <= 2100:
            self.terminal.clock.set_wall_time(wall)

    @rule(faults=st.lists(st.sampled_from(FAULTS), max_size=6), with_heartbeat=st.booleans())
    def sync(self, faults: list[InjectedFault], with_heartbeat: bool) -> None:
        self.server.faults.extend(faults)
        self.terminal.sync(with_heartbeat=with_heartbeat)
        self.server.faults.clear()

    @rule(data=st.data())
    def refuse_one(self, data: st.DataObject) -> None:
        self.whole_visit(5)
        self.server.refusal_codes[data.draw(st.sampled_from(sorted(self.terminal.raw_by_id("outbox"))))] = "unknown_statement"
        self.terminal.sync()

    @rule()
    def call_back_refused(self) -> None:
        self.request_count += 1
        self.server.refusal_codes.clear()
        self.server.requests = [wire.HeartbeatRequest(f"ask-{self.request_count}", "retry")]

    @rule()
    def back_up(self) -> None:
        self.backup = dict(self.server.stored)

    @rule()
    def restore(self) -> None:
        self.whole_visit(6)
        self.terminal.sync()
        self.request_count += 1
        self.server.stored = dict(self.backup)
        self.server.times_stored = {}
        self.server.requests = [
            wire.HeartbeatRequest(
                f"ask-{self.request_count}", "resend", stream=self.terminal.stream.id, first=1, last=self.terminal.stream.next_sequence
            )
        ]

    @invariant()
    def nothing_that_was_on_the_disk_is_gone(self) -> None:
        self._check_stored_bytes()
        here = {name for table in ("outbox", "quarantine", "acknowledged") for name in self.terminal.raw_by_id(table)}
        assert here == set(self.raw_by_id), "a response left the disk"
        assert self.terminal.stream.unsent == len(self.terminal.raw_by_id("outbox"))


TestExactlyOnce = ExactlyOnceMachine.TestCase
TestExactlyOnce.settings = settings(max_examples=20, stateful_step_count=20)
