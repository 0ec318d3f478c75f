"""Visits for tests: scripts of both orders, events of every kind, and a person who does them one after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from survey.visit import (
    Chose,
    Cut,
    Drawn,
    Drew,
    Effect,
    Event,
    Finished,
    NeedsDraw,
    Reply,
    Script,
    Sent,
    Stirred,
    Ticked,
    Visit,
    idle,
    step,
)
from survey.wire import DrawRef, SealedComment

SECOND = 1000
SCRIPT = Script(form="general-1", languages=("fi", "sv", "en"))
COMMENT_LAST = Script(form="general-1", languages=("fi", "sv", "en"), order=("nps", "statements", "comment"))
DRAWN = Drawn(DrawRef(12, 40, 871), ("access", "clarity", "benefit"))
COMMENT = SealedComment("reason", "k1", "A" * 64, 1)
OTHER_COMMENT = SealedComment("reason", "k1", "B" * 64)

TARGETS = (
    *(f"nps-{n}" for n in range(11)), *(f"value-{n}" for n in range(1, 6)), "not-applicable", "skip", "back", "write", "send", "finish",
    "continue", "languages", "language-fi", "language-sv", "language-en", "about", "news", "display", "text-large", "reach-low", "close",
)  # fmt: skip

scripts = st.builds(
    Script,
    form=st.just("general-1"),
    languages=st.sampled_from([("fi",), ("fi", "sv", "en"), ("se-FI", "fi")]),
    order=st.sampled_from([("nps", "comment", "statements"), ("nps", "statements", "comment")]),
    timeout_ms=st.sampled_from([2_000, 45_000]),
    thanks_ms=st.sampled_from([1_000, 8_000]),
)
drawns = st.builds(
    Drawn,
    st.just(DrawRef(12, 40, 871)),
    st.lists(st.sampled_from(["access", "encounter", "safety", "clarity"]), min_size=1, unique=True).map(tuple),
)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Chose, st.sampled_from(TARGETS)),
    st.builds(
        Chose, st.one_of(st.text(max_size=8), st.sampled_from(["nps-11", "nps-", "value-0", "language-", "language-xx", "field", "key-a"]))
    ),
    st.just(Stirred()),
    st.builds(Sent, st.sampled_from([None, COMMENT, OTHER_COMMENT])),
    st.builds(Drew, st.one_of(drawns, st.just(Drawn(DrawRef(1, 0, 0), ())))),
    st.just(Ticked()),
    st.just(Cut()),
)
timed_events = st.lists(st.tuples(st.sampled_from([0, 1, 700, 5_000, 26_000, 46_000]), events), max_size=40)


@st.composite
def walks(draw: st.DrawFn) -> tuple[Script, list[tuple[int, Event]]]:
    """A script and events that mostly fit the screens they find, with milliseconds before each."""
    return draw(scripts), draw(timed_events)


def reachable() -> st.SearchStrategy[Visit]:
    """Any visit that events can lead to."""
    return walks().map(lambda walk: Person(walk[0]).does(walk[1]).visit)


def unreachable() -> st.SearchStrategy[Visit]:
    """Visits in any mixture of fields, as a damaged journal might give them."""
    return st.builds(
        Visit,
        script=scripts,
        language=st.sampled_from(["fi", "xx"]),
        step=st.sampled_from(["nps", "comment", "statement", "thanks"]),
        overlay=st.sampled_from([None, "still_there", "languages", "about", "display"]),
        beneath=st.sampled_from([(), ("about",), ("languages", "display"), ("still_there",)]),
        writing=st.booleans(),
        statement=st.integers(0, 5),
        began_at=st.none() | st.integers(0, 10),
        touched_at=st.integers(0, 10),
        answered_at=st.none() | st.integers(0, 10),
        nps=st.none() | st.integers(0, 10),
        comment=st.sampled_from([None, COMMENT]),
        drawn=st.none() | drawns,
        replies=st.dictionaries(st.sampled_from(["access", "clarity"]), st.just(Reply("answered", 3))),
        ended=st.sampled_from([None, "completed", "timed_out", "interrupted"]),
        ended_at=st.none() | st.integers(0, 10),
    )


@dataclass
class Person:
    """Somebody at the terminal: keeps the visit, its clock and every effect, and hands in a draw as soon as one is needed."""

    script: Script = SCRIPT
    drawn: Drawn = DRAWN
    now: int = 1_000_000
    visit: Visit = field(init=False)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit = idle(self.script)

    def do(self, event: Event, after: int = 0) -> tuple[Effect, ...]:
        """One event, `after` milliseconds after the last."""
        self.now += after
        self.visit, effects = step(self.visit, event, self.now)
        self.effects += effects
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            effects += self.do(Drew(self.drawn))
        return effects

    def does(self, timed: Iterable[tuple[int, Event]]) -> Person:
        for after, event in timed:
            self.do(event, after)
        return self

    def choose(self, *targets: str) -> Person:
        """Choose targets one after another, two seconds apart; each must be there to be chosen."""
        for target in targets:
            self.do(Chose(target), 2 * SECOND)
        return self

    @property
    def finished(self) -> list[Visit]:
        return [effect.visit for effect in self.effects if isinstance(effect, Finished)]
