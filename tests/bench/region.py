"""A region that answers by lot: terminals draw with the code they run, the server makes targets with the code it runs, nobody else is real.

What is laid down: 200 terminals in 60 service points, visits Zipf-like over them, 10,000 of them in 30 days of opening hours 8 to 16, a
sync every 5 minutes, people who leave and statements that concern them not, terminals offline for 14 days on end. Every answer given
counts, arrived or not.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from server.domain.rotation.targets import Counted, targets
from survey import youden_square
from survey.draw_counts import Counts, after_answers, after_draw, empty
from survey.draws import draw
from survey.forms import CORE
from survey.wire import FormPlan, Targets

TERMINALS, POINTS = 200, 60
ZIPF = 0.8
VISITS_A_DAY = 10_000 / 30
OPEN_HOURS = 8
SYNC_MINUTES = 5
TARGETS_EVERY = 12
"""Syncs between two revisions of the targets: an hour, as the server's schedule has it."""
LEAVES = 0.07
NOT_CONCERNED: Mapping[str, float] = dict(zip(CORE, (0.02, 0.03, 0.10, 0.02, 0.06, 0.03, 0.02), strict=True))
OFFLINE_DAYS, CYCLE_DAYS = 14, 70
"""Each terminal is offline for 14 days of 70: at any time a fifth of them."""


@dataclass(frozen=True)
class Scenario:
    """What happens in the region; the defaults are the plain run."""

    visits: int
    offline: bool = False
    everything_answered: bool = False
    per_visit: int = 3
    not_concerned: Mapping[str, float] = field(default_factory=lambda: NOT_CONCERNED)
    leaving_out: str | None = None
    """A statement that every tenth service point leaves out."""
    replanned: bool = False
    """Half-way a new plan of the same statements reaches each terminal at its next sync."""


Draw = Callable[["Terminal", "Region"], tuple[str, ...]]


class Terminal:
    """One terminal: what it counts, and what it was told at its last sync."""

    def __init__(self, number: int, plan: FormPlan, rng: random.Random, offline_from: float) -> None:
        self.stream = f"{rng.getrandbits(64):016x}"
        self.number, self.plan, self.rng = number, plan, rng
        self.offline_from = offline_from
        self.counts: Counts = empty(plan.number)
        self.targets = Targets()
        self.drawn: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.positions: Counter[tuple[str, int]] = Counter()
        self.spread = 0

    def is_offline(self, day: float) -> bool:
        return (day - self.offline_from) % CYCLE_DAYS < OFFLINE_DAYS

    def visit(self, codes: Sequence[str], scenario: Scenario) -> None:
        """Somebody gets these statements, and answers what they answer."""
        self.drawn.update(codes)
        self.pairs.update(tuple(sorted(two)) for two in combinations(codes, 2))  # type: ignore[misc]
        self.positions.update(zip(codes, range(len(codes)), strict=False))
        given = list(codes) if scenario.everything_answered else list(self._answers(codes, scenario.not_concerned))
        self.answered.update(given)
        self.counts = after_answers(self.counts, self.plan, given)
        counts = [self.answered[code] for code in self.plan.statements]
        self.spread = max(self.spread, max(counts) - min(counts))

    def _answers(self, codes: Sequence[str], not_concerned: Mapping[str, float]) -> Iterator[str]:
        for code in codes:
            if self.rng.random() < LEAVES:
                return
            if self.rng.random() >= not_concerned[code]:
                yield code


class Region:
    """All terminals, and what the server knows of them."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.rng = random.Random(f"region {seed}")
        self.plans = {False: self._plan(1), True: self._plan(2, without=scenario.leaving_out)}
        self.terminals = [self._terminal(number, seed) for number in range(TERMINALS)]
        self.online: Counter[str] = Counter()
        """What an online counter would know: every draw at once."""
        self._arrived: dict[int, tuple[FormPlan, Counts]] = {}
        self._unsent: set[int] = set()

    def run(self, drawing: Draw) -> "Region":
        """All the visits, in the order of time."""
        days = self.scenario.visits / VISITS_A_DAY
        moments = sorted(self.rng.random() * days for _ in range(self.scenario.visits))
        weights = [1 / (rank + 1) ** ZIPF for rank in range(TERMINALS)]
        who = self.rng.choices(self.terminals, weights, k=self.scenario.visits)
        sync, syncs_a_day = 0, OPEN_HOURS * 60 // SYNC_MINUTES
        for at, (moment, terminal) in enumerate(zip(moments, who, strict=True)):
            while (sync + 1) / syncs_a_day <= moment:
                sync += 1
                if drawing is ours:
                    self._sync(sync / syncs_a_day, renew=sync % TARGETS_EVERY == 0, late=2 * at > self.scenario.visits)
            codes = drawing(terminal, self)
            self.online.update(codes)
            terminal.visit(codes, self.scenario)
            self._unsent.add(terminal.number)
        return self

    def _plan(self, number: int, *, without: str | None = None) -> FormPlan:
        return FormPlan(number, self.scenario.per_visit, tuple(code for code in CORE if code != without))

    def _terminal(self, number: int, seed: int) -> Terminal:
        point = number % POINTS
        plan = self.plans[self.scenario.leaving_out is not None and point % 10 == 0]
        return Terminal(number, plan, random.Random(f"terminal {number} {seed}"), self.rng.random() * CYCLE_DAYS)

    def _sync(self, day: float, *, renew: bool, late: bool) -> None:
        """What was answered at terminals that are online arrives; once an hour they are told what to lean towards."""
        for number in sorted(self._unsent):
            terminal = self.terminals[number]
            if self._reaches(terminal, day):
                self._arrived[number] = (terminal.plan, terminal.counts)
                self._unsent.discard(number)
        if not renew:
            return
        told = self._targets()
        for terminal in self.terminals:
            if self._reaches(terminal, day):
                if self.scenario.replanned and late and terminal.plan.number < 3:
                    terminal.plan = self._plan(3)
                terminal.targets = told.get((terminal.plan.number, str(terminal.number)), Targets())

    def _reaches(self, terminal: Terminal, day: float) -> bool:
        return not (self.scenario.offline and terminal.is_offline(day))

    def _targets(self) -> dict[tuple[int, str], Targets]:
        """By the code of the server, from what has arrived under the plans that hold."""
        counted: list[Counted] = []
        pairs: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for terminal in self.terminals:
            plan, counts = self._arrived.get(terminal.number, (terminal.plan, empty(terminal.plan.number)))
            counts = counts if plan == terminal.plan else empty(terminal.plan.number)
            counted.append(Counted(str(terminal.number), terminal.plan, counts.drawn, counts.answered))
            pairs[terminal.plan.number].update(counts.pairs)
        return targets(counted, pairs)


# ── ways to draw ──────────────────────────────────────────────────────────────────────────────────


def ours(terminal: Terminal, region: Region) -> tuple[str, ...]:
    drawn = draw(terminal.plan, terminal.targets, terminal.counts, stream=terminal.stream)
    terminal.counts = after_draw(terminal.counts, terminal.plan, drawn)
    return drawn.codes


def simple_random(terminal: Terminal, region: Region) -> tuple[str, ...]:
    return tuple(terminal.rng.sample(terminal.plan.statements, terminal.plan.per_visit))


def least_drawn_online(terminal: Terminal, region: Region) -> tuple[str, ...]:
    """What survey tools have as least filled: the statements drawn least anywhere, by a counter that is never offline."""
    ranked = sorted(terminal.plan.statements, key=lambda code: (region.online[code], terminal.rng.random()))
    chosen = ranked[: terminal.plan.per_visit]
    terminal.rng.shuffle(chosen)
    return tuple(chosen)


def blocks(terminal: Terminal, region: Region) -> tuple[str, ...]:
    """Youden squares one after the other at each terminal, whatever is answered; of three out of seven."""
    at = sum(terminal.drawn.values()) // youden_square.ROW
    order = random.Random(f"{terminal.stream} {at // youden_square.POINTS}")
    names, columns = list(CORE), [0, 1, 2]
    order.shuffle(names)
    order.shuffle(columns)
    return youden_square.square(names, columns)[at % youden_square.POINTS]


# ── what comes of it ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Outcome:
    """Greatest to smallest counts over the region; `spread` in answers, at any terminal at any moment."""

    answered: float
    spread: int
    positions: float
    pairs: float


def outcome(region: Region) -> Outcome:
    """Of a region that has run."""
    answered: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    positions: Counter[tuple[str, int]] = Counter()
    for terminal in region.terminals:
        answered += terminal.answered
        pairs += terminal.pairs
        positions += terminal.positions
    by_position = [[positions[code, at] for at in range(region.scenario.per_visit)] for code in CORE]
    return Outcome(
        answered=_ratio([answered[code] for code in CORE]),
        spread=max(terminal.spread for terminal in region.terminals),
        positions=max(map(_ratio, by_position)),
        pairs=_ratio([pairs[two] for two in combinations(sorted(CORE), 2)]),
    )


def _ratio(counts: Sequence[int]) -> float:
    return max(counts) / min(counts) if min(counts) else float("inf")
