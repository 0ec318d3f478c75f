"""Simulates a region whose people answer at random.

The terminals draw with the code that terminals run, and the server makes targets with the code that the server runs. Everything else is
simulated. There are 200 terminals at 60 service points. Visits are spread over the terminals by a Zipf-like distribution, 10,000 in 30 days
with opening hours from 8 to 16. Terminals sync every 5 minutes, and may be offline for 14 days on end. Some people leave early, and some
statements do not concern them. Every given answer counts, whether it has arrived or not.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from server.domain.rotation.targets import TerminalCounts, compute_targets
from survey import youden_square
from survey.draw_counts import DrawCounts, counts_after_answers, counts_after_draw, empty_counts
from survey.draws import draw_statements
from survey.forms import CORE_STATEMENTS
from survey.wire import FormPlan, Targets

TERMINALS, POINTS = 200, 60
ZIPF_EXPONENT = 0.8
VISITS_A_DAY = 10_000 / 30
OPEN_HOURS = 8
SYNC_MINUTES = 5
SYNCS_PER_TARGETS = 12
"""Sets how many syncs there are between two revisions of the targets. They make an hour, as in the server's schedule."""
LEAVE_PROBABILITY = 0.07
NOT_CONCERNED_PROBABILITY: Mapping[str, float] = dict(zip(CORE_STATEMENTS, (0.02, 0.03, 0.10, 0.02, 0.06, 0.03, 0.02), strict=True))
OFFLINE_DAYS, CYCLE_DAYS = 14, 70
"""Sets that each terminal is offline for 14 of 70 days, so that at any time a fifth of them is."""


@dataclass(frozen=True)
class Scenario:
    """Describes what happens in the region. The defaults describe the simplest run."""

    visits: int
    with_offline_terminals: bool = False
    everything_answered: bool = False
    per_visit: int = 3
    not_concerned: Mapping[str, float] = field(default_factory=lambda: NOT_CONCERNED_PROBABILITY)
    left_out_statement: str | None = None
    """Names a statement that every tenth service point leaves out."""
    with_new_plan: bool = False
    """States whether half-way a new plan with the same statements reaches each terminal at its next sync."""


DrawMethod = Callable[["SimulatedTerminal", "SimulatedRegion"], tuple[str, ...]]


class SimulatedTerminal:
    """Simulates a terminal with its counts and the targets that it got at its last sync."""

    def __init__(self, number: int, plan: FormPlan, rng: random.Random, offline_from: float) -> None:
        self.stream = f"{rng.getrandbits(64):016x}"
        self.number, self.plan, self.rng = number, plan, rng
        self.offline_from = offline_from
        self.counts: DrawCounts = empty_counts(plan.number)
        self.targets = Targets()
        self.drawn: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.positions: Counter[tuple[str, int]] = Counter()
        self.spread = 0

    def is_offline(self, day: float) -> bool:
        return (day - self.offline_from) % CYCLE_DAYS < OFFLINE_DAYS

    def record_visit(self, codes: Sequence[str], scenario: Scenario) -> None:
        """Record that a person gets these statements, and simulate which of them the person answers."""
        self.drawn.update(codes)
        self.pairs.update(tuple(sorted(two)) for two in combinations(codes, 2))  # type: ignore[misc]
        self.positions.update(zip(codes, range(len(codes)), strict=False))
        given = list(codes) if scenario.everything_answered else list(self._answers(codes, scenario.not_concerned))
        self.answered.update(given)
        self.counts = counts_after_answers(self.counts, self.plan, given)
        counts = [self.answered[code] for code in self.plan.statements]
        self.spread = max(self.spread, max(counts) - min(counts))

    def _answers(self, codes: Sequence[str], not_concerned: Mapping[str, float]) -> Iterator[str]:
        for code in codes:
            if self.rng.random() < LEAVE_PROBABILITY:
                return
            if self.rng.random() >= not_concerned[code]:
                yield code


class SimulatedRegion:
    """Simulates all terminals, and what the server knows of them."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario
        self.rng = random.Random(f"region {seed}")
        self.plans = {False: self._plan(1), True: self._plan(2, without=scenario.left_out_statement)}
        self.terminals = [self._terminal(number, seed) for number in range(TERMINALS)]
        self.online_draws: Counter[str] = Counter()
        """Counts every draw at once, as a counter would that is always online."""
        self._arrived: dict[int, tuple[FormPlan, DrawCounts]] = {}
        self._unsent: set[int] = set()

    def run(self, draw_method: DrawMethod) -> "SimulatedRegion":
        """Make all visits in chronological order, and return the region itself."""
        days = self.scenario.visits / VISITS_A_DAY
        moments = sorted(self.rng.random() * days for _ in range(self.scenario.visits))
        weights = [1 / (rank + 1) ** ZIPF_EXPONENT for rank in range(TERMINALS)]
        who = self.rng.choices(self.terminals, weights, k=self.scenario.visits)
        sync, syncs_a_day = 0, OPEN_HOURS * 60 // SYNC_MINUTES
        for at, (moment, terminal) in enumerate(zip(moments, who, strict=True)):
            while (sync + 1) / syncs_a_day <= moment:
                sync += 1
                if draw_method is draw_as_terminal:
                    self._sync(sync / syncs_a_day, renew=sync % SYNCS_PER_TARGETS == 0, late=2 * at > self.scenario.visits)
            codes = draw_method(terminal, self)
            self.online_draws.update(codes)
            terminal.record_visit(codes, self.scenario)
            self._unsent.add(terminal.number)
        return self

    def _plan(self, number: int, *, without: str | None = None) -> FormPlan:
        return FormPlan(number, self.scenario.per_visit, tuple(code for code in CORE_STATEMENTS if code != without))

    def _terminal(self, number: int, seed: int) -> SimulatedTerminal:
        point = number % POINTS
        plan = self.plans[self.scenario.left_out_statement is not None and point % 10 == 0]
        return SimulatedTerminal(number, plan, random.Random(f"terminal {number} {seed}"), self.rng.random() * CYCLE_DAYS)

    def _sync(self, day: float, *, renew: bool, late: bool) -> None:
        """Let the answers of terminals that are online arrive, and give these terminals new targets if `renew` is set."""
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
                if self.scenario.with_new_plan and late and terminal.plan.number < 3:
                    terminal.plan = self._plan(3)
                terminal.targets = told.get((terminal.plan.number, str(terminal.number)), Targets())

    def _reaches(self, terminal: SimulatedTerminal, day: float) -> bool:
        return not (self.scenario.with_offline_terminals and terminal.is_offline(day))

    def _targets(self) -> dict[tuple[int, str], Targets]:
        """Return the targets that the server's code computes from what has arrived under the present plans."""
        counted: list[TerminalCounts] = []
        pairs: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for terminal in self.terminals:
            plan, counts = self._arrived.get(terminal.number, (terminal.plan, empty_counts(terminal.plan.number)))
            counts = counts if plan == terminal.plan else empty_counts(terminal.plan.number)
            counted.append(TerminalCounts(str(terminal.number), terminal.plan, counts.drawn, counts.answered))
            pairs[terminal.plan.number].update(counts.pairs)
        return compute_targets(counted, pairs)


# ── Methods of drawing ──────────────────────────────────────────────────────────────────────────────────


def draw_as_terminal(terminal: SimulatedTerminal, region: SimulatedRegion) -> tuple[str, ...]:
    drawn = draw_statements(terminal.plan, terminal.targets, terminal.counts, stream=terminal.stream)
    terminal.counts = counts_after_draw(terminal.counts, terminal.plan, drawn)
    return drawn.codes


def draw_simple_random(terminal: SimulatedTerminal, region: SimulatedRegion) -> tuple[str, ...]:
    return tuple(terminal.rng.sample(terminal.plan.statements, terminal.plan.per_visit))


def draw_least_drawn_online(terminal: SimulatedTerminal, region: SimulatedRegion) -> tuple[str, ...]:
    """Return the statements that were drawn least anywhere, counted by a counter that is never offline.

    Survey tools call this method least filled.
    """
    ranked = sorted(terminal.plan.statements, key=lambda code: (region.online_draws[code], terminal.rng.random()))
    chosen = ranked[: terminal.plan.per_visit]
    terminal.rng.shuffle(chosen)
    return tuple(chosen)


def draw_youden_blocks(terminal: SimulatedTerminal, region: SimulatedRegion) -> tuple[str, ...]:
    """Return the next row of Youden squares of three out of seven, one square after the other at each terminal, whatever is answered."""
    at = sum(terminal.drawn.values()) // youden_square.ROW_LENGTH
    order = random.Random(f"{terminal.stream} {at // youden_square.NAME_COUNT}")
    names, columns = list(CORE_STATEMENTS), [0, 1, 2]
    order.shuffle(names)
    order.shuffle(columns)
    return youden_square.build_square(names, columns)[at % youden_square.NAME_COUNT]


# ── Outcome ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RegionOutcome:
    """Holds the ratios of the greatest to the smallest count over the region.

    `spread` is the greatest difference of answers between two statements, at any terminal and at any time.
    """

    answered: float
    spread: int
    positions: float
    pairs: float


def measure_outcome(region: SimulatedRegion) -> RegionOutcome:
    """Return the outcome of a region that has run."""
    answered: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    positions: Counter[tuple[str, int]] = Counter()
    for terminal in region.terminals:
        answered += terminal.answered
        pairs += terminal.pairs
        positions += terminal.positions
    by_position = [[positions[code, at] for at in range(region.scenario.per_visit)] for code in CORE_STATEMENTS]
    return RegionOutcome(
        answered=_ratio([answered[code] for code in CORE_STATEMENTS]),
        spread=max(terminal.spread for terminal in region.terminals),
        positions=max(map(_ratio, by_position)),
        pairs=_ratio([pairs[two] for two in combinations(sorted(CORE_STATEMENTS), 2)]),
    )


def _ratio(counts: Sequence[int]) -> float:
    return max(counts) / min(counts) if min(counts) else float("inf")
