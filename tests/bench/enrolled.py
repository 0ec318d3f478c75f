"""A terminal's state as an enrolment leaves it, without a server: what is measured here is what happens while none can be reached."""

from itertools import combinations
from pathlib import Path

import msgspec

from kiosk.enrolment import identity
from kiosk.enrolment.identity import Identity
from kiosk.store import configuration as configurations
from kiosk.store.store import Store
from survey.draw_counts import Counts
from survey.draws import draw
from survey.enrolment_code import new_token
from survey.forms import CORE
from survey.response import Stamp, freeze, from_visit
from survey.visit import Chose, Drawn, Drew, Finished, Visit, idle, step
from survey.wire import Clock, Configuration, FormPlan, Response, Targets
from tests.kiosk.sample_configuration import configuration

NOBODY = "https://127.0.0.1:1"
"""An address at which nobody listens: a call fails at once, as without a network."""
TAPS = ("nps-9", "skip", "value-5", "value-4", "not-applicable")
"""The taps of a whole visit; the thanks follow."""


def enrol(folder: Path, given: Configuration | None = None) -> None:
    """Make `folder` the state of an enrolled terminal; of another place where one is given."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = given or configuration()
    identity.write(folder, Identity("bench", NOBODY, new_token(), given.keys.signing))
    configurations.keep(folder, msgspec.json.encode(given))


def response() -> Response:
    """A whole response as a terminal makes it."""
    from kiosk.visit.script import script

    visit: Visit = idle(script(configuration()))
    drawn = _drawn()
    for now, name in enumerate(TAPS):
        visit, effects = step(visit, Chose(name), now * 1500)
        if visit.code is None and visit.step == "statement":
            visit, _ = step(visit, Drew(drawn), now * 1500)
        for effect in effects:
            if isinstance(effect, Finished):
                stamp = Stamp(
                    id="00000000-0000-4000-8000-000000000000",
                    stream="bench",
                    sequence=1,
                    visited_at="2026-11-22T10:15:04.120+02:00",
                    clock=Clock("b1f0", 8_123_456, trusted=True),
                    texts="fi-2026-1",
                )
                return from_visit(effect.visit, stamp)
    raise AssertionError("the taps are no whole visit")


def _drawn() -> Drawn:
    """A draw as a terminal makes one after a month, under targets: what it stood on travels with the response."""
    plan = FormPlan(1, 3, CORE)
    pairs = [" ".join(two) for two in combinations(sorted(CORE), 2)]
    counts = Counts(
        1,
        420,
        drawn=dict.fromkeys(CORE, 180),
        answered=dict.fromkeys(CORE, 150),
        pairs=dict.fromkeys(pairs, 60),
        positions=dict.fromkeys(CORE, (60, 60, 60)),
    )
    return draw(
        plan, Targets(40, dict.fromkeys(CORE, 0.25), dict.fromkeys(pairs, 0.35), dict.fromkeys(pairs, 1.017)), counts, stream="bench"
    )


def fill_outbox(store: Store, count: int) -> None:
    """Leave so many unsent responses, as weeks without a network would."""
    whole = freeze(response())
    store.write(lambda db: _insert(db, store, whole, count)).result()


def _insert(db: object, store: Store, frozen: bytes, count: int) -> None:
    from kiosk.store import stream
    from kiosk.store.database import Connection, transaction

    assert isinstance(db, Connection)
    own = stream.read(db)
    with transaction(db):
        db.executemany(
            "INSERT INTO outbox (place, id, stream, sequence, visited_at, bytes) VALUES (?, ?, ?, ?, ?, ?)",
            ((n, f"{n:08x}-0000-4000-8000-000000000000", own.id, n, "2026-11-22T10:15:04.120+02:00", frozen) for n in range(1, count + 1)),
        )
        db.execute("UPDATE stream SET next_sequence = ?, next_place = ?", (count + 1, count + 1))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
