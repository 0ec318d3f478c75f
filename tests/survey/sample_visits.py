"""Provides samples and strategies of scripts, events and visits, and a simulator that posts events to a visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from survey.visit import (
    ActivitySeen,
    CommentSubmitted,
    DrawCompleted,
    DrawnStatements,
    Effect,
    Event,
    Interrupted,
    NeedsDraw,
    Reply,
    TargetChosen,
    Ticked,
    Visit,
    VisitEnded,
    VisitScript,
    idle_visit,
    step,
)
from survey.wire import DrawRef, SealedComment

SECOND_MS = 1000
SCRIPT = VisitScript(form="general-1", languages=("fi", "sv", "en"))
COMMENT_LAST = VisitScript(form="general-1", languages=("fi", "sv", "en"), order=("nps", "statements", "comment"))
DRAWN = DrawnStatements(DrawRef(12, 40, 871), ("access", "clarity", "benefit"))
COMMENT = SealedComment("reason", "k1", "A" * 64, 1)
OTHER_COMMENT = SealedComment("reason", "k1", "B" * 64)

ALL_TARGETS = (
    *(f"nps-{n}" for n in range(11)), *(f"value-{n}" for n in range(1, 6)), "not-applicable", "skip", "back", "write", "send", "finish",
    "continue", "languages", "language-fi", "language-sv", "language-en", "about", "news", "display", "text-large", "reach-low", "close",
)  # fmt: skip

scripts = st.builds(
    VisitScript,
    form=st.just("general-1"),
    languages=st.sampled_from([("fi",), ("fi", "sv", "en"), ("se-FI", "fi")]),
    order=st.sampled_from([("nps", "comment", "statements"), ("nps", "statements", "comment")]),
    timeout_ms=st.sampled_from([2_000, 45_000]),
    thanks_ms=st.sampled_from([1_000, 8_000]),
)
drawn_statements = st.builds(
    DrawnStatements,
    st.just(DrawRef(12, 40, 871)),
    st.lists(st.sampled_from(["access", "encounter", "safety", "clarity"]), min_size=1, unique=True).map(tuple),
)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(TargetChosen, st.sampled_from(ALL_TARGETS)),
    st.builds(
        TargetChosen,
        st.one_of(st.text(max_size=8), st.sampled_from(["nps-11", "nps-", "value-0", "language-", "language-xx", "field", "key-a"])),
    ),
    st.just(ActivitySeen()),
    st.builds(CommentSubmitted, st.sampled_from([None, COMMENT, OTHER_COMMENT])),
    st.builds(DrawCompleted, st.one_of(drawn_statements, st.just(DrawnStatements(DrawRef(1, 0, 0), ())))),
    st.just(Ticked()),
    st.just(Interrupted()),
)
timed_events = st.lists(st.tuples(st.sampled_from([0, 1, 700, 5_000, 26_000, 46_000]), events), max_size=40)


@st.composite
def scripts_with_events(draw: st.DrawFn) -> tuple[VisitScript, list[tuple[int, Event]]]:
    """Return a script and events that mostly fit the screens they meet, each with the milliseconds before it."""
    return draw(scripts), draw(timed_events)


def reachable_visits() -> st.SearchStrategy[Visit]:
    """Return a strategy of visits that events can lead to."""
    return scripts_with_events().map(lambda sample: VisitSimulator(sample[0]).post_all(sample[1]).visit)


def arbitrary_visits() -> st.SearchStrategy[Visit]:
    """Return a strategy of visits with any combination of fields, as a damaged journal may contain them."""
    return st.builds(
        Visit,
        script=scripts,
        language=st.sampled_from(["fi", "xx"]),
        step=st.sampled_from(["nps", "comment", "statement", "thanks"]),
        overlay=st.sampled_from([None, "still_there", "languages", "about", "display"]),
        covered_overlays=st.sampled_from([(), ("about",), ("languages", "display"), ("still_there",)]),
        is_writing=st.booleans(),
        statement_index=st.integers(0, 5),
        began_at=st.none() | st.integers(0, 10),
        touched_at=st.integers(0, 10),
        answered_at=st.none() | st.integers(0, 10),
        nps=st.none() | st.integers(0, 10),
        comment=st.sampled_from([None, COMMENT]),
        drawn=st.none() | drawn_statements,
        replies=st.dictionaries(st.sampled_from(["access", "clarity"]), st.just(Reply("answered", 3))),
        ended=st.sampled_from([None, "completed", "timed_out", "interrupted"]),
        ended_at=st.none() | st.integers(0, 10),
    )


@dataclass
class VisitSimulator:
    """Simulates a person at the terminal: it keeps the visit, its clock and every effect, and answers each request for a draw at once."""

    script: VisitScript = SCRIPT
    drawn: DrawnStatements = DRAWN
    now: int = 1_000_000
    visit: Visit = field(init=False)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit = idle_visit(self.script)

    def post(self, event: Event, after_ms: int = 0) -> tuple[Effect, ...]:
        """Post an event `after_ms` milliseconds after the last one and return its effects."""
        self.now += after_ms
        self.visit, effects = step(self.visit, event, self.now)
        self.effects += effects
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            effects += self.post(DrawCompleted(self.drawn))
        return effects

    def post_all(self, timed: Iterable[tuple[int, Event]]) -> VisitSimulator:
        """Post events, each given with the milliseconds before it."""
        for after, event in timed:
            self.post(event, after)
        return self

    def choose(self, *targets: str) -> VisitSimulator:
        """Choose targets one after another, two seconds apart."""
        for target in targets:
            self.post(TargetChosen(target), 2 * SECOND_MS)
        return self

    @property
    def ended_visits(self) -> list[Visit]:
        return [effect.visit for effect in self.effects if isinstance(effect, VisitEnded)]
