"""Provides a terminal without its window: store, runtime, exchange and enrolment, which a test can stop and restart at any time."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import msgspec

from kiosk.enrolment.enrolment import Enrolment, EnrolmentOutcome
from kiosk.exchange.sync import ExchangeReport, Sync
from kiosk.store import outbox, stream
from kiosk.store.store import Store
from kiosk.store.stream import Stream
from kiosk.terminal import KioskTerminal
from survey import wire
from survey.visit import TargetChosen, Visit, allowed_targets
from survey.wire import Input
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.sample_configuration import FakeDeviceClock


class HeadlessTerminal:
    """Represents one terminal and the person who uses it. Time passes only through its methods and the clock."""

    def __init__(self, folder: Path, clock: FakeDeviceClock | None = None) -> None:
        self.folder = folder
        self.clock = clock or FakeDeviceClock()
        self.start()

    def __enter__(self) -> HeadlessTerminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.store.close()

    def start(self) -> None:
        self.store = Store(self.folder, wall=self.clock.wall_time)
        self.terminal = KioskTerminal(self.store, self.clock)
        self.runtime = self.terminal.runtime

    def cut_power(self, boot: str | None = None) -> None:
        """Close the store without ending the visit, and start again. Only what was committed remains.

        Args:
            boot: the new boot id, if the machine restarts too. None restarts only the program.
        """
        self.store.close()
        if boot:
            self.clock.reboot(boot)
        self.start()

    def enrol(self, server: FakeServer, code: str, terminal: str = "t1") -> EnrolmentOutcome:
        server.add_enrolment_code(code, terminal)
        outcome = Enrolment(self.store, self.clock).try_code(server.url, code)
        self.terminal.reload_if_changed()
        return outcome

    def sync(self, *, with_heartbeat: bool = True) -> ExchangeReport:
        report = Sync(self.store, self.clock).exchange(with_heartbeat=with_heartbeat)
        self.terminal.reload_if_changed()
        self.runtime.reload_server_verdict().result()
        return report

    def choose(self, *names: str, by: Input = "touch", ms: int = 1_500) -> None:
        for name in names:
            self.clock.advance(ms=ms)
            self.runtime.submit(TargetChosen(name), by=by).result()

    def wait(self, *, ms: int) -> None:
        self.clock.advance(ms=ms)
        self.runtime.tick().result()

    def send_text(self, text: str) -> None:
        self.clock.advance(ms=1_500)
        self.runtime.send_text(text)
        self.runtime.tick().result()

    def make_visit(self, nps: int = 9) -> None:
        """Make a complete visit, which ends at the idle screen."""
        self.choose(f"nps-{nps}", "skip", "value-5", "value-4", "not-applicable", "close")

    @property
    def visit(self) -> Visit:
        visit = self.runtime.view.visit
        assert visit is not None, f"the terminal takes no visits: {self.runtime.view.mode}"
        return visit

    @property
    def mode(self) -> str:
        """Return what the terminal does at present, such as `visit`, `enrol`, `service` or `out_of_use`."""
        return self.runtime.view.mode

    @property
    def available_targets(self) -> tuple[str, ...]:
        return allowed_targets(self.visit)

    @property
    def stream(self) -> Stream:
        with self.store.reading() as db:
            return stream.read(db)

    def unsent_responses(self) -> list[wire.Response]:
        """Return the responses in the outbox, in their order."""
        with self.store.reading() as db:
            items = outbox.next_batch(db, after=0, until=2**53, max_responses=10**6, max_bytes=10**9)
        return [msgspec.json.decode(item.raw, type=wire.Response) for item in items]

    def raw_by_id(self, table: str) -> dict[str, bytes]:
        """Return the bytes of every response in a table, by id.

        Args:
            table: `outbox`, `quarantine` or `acknowledged`.
        """
        with self.store.reading() as db:
            return dict(db.execute(f"SELECT id, bytes FROM {table}").fetchall())
