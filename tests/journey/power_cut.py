"""A terminal killed again and again in the middle of visits, and an account of what had been on its screen by then.

The whole program runs with its real window; the pointer is real; SIGKILL comes at a random instant. A witness
keeps what was touched *and whose next screen had shown*: that much must reach the server. What was touched but
not yet answered by a screen may be there or not.
"""

from __future__ import annotations

import itertools
import random
import threading
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from provisioning.demo.driver import has_screen_changed, screen_signature, touch_target
from provisioning.demo.errors import DemoError
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import DemoServer, DemoTerminal
from provisioning.demo.simulated_person import SimulatedPerson, make_people


@dataclass
class ObservedVisit:
    """One visit as seen from outside."""

    person: SimulatedPerson
    nps: int | None = None
    replies: dict[str, str] = field(default_factory=dict)
    uncertain_replies: dict[str, set[str]] = field(default_factory=dict)
    """By statement: replies touched since the one that is certain, of which no next screen told whether they were taken."""
    comments: int = 0
    has_ended: bool = False
    """The thanks, or the idle screen after a time-out, had shown."""
    has_touched_answer: bool = False
    """Whether an answer had been touched, seen or not: without one the visit must leave nothing."""

    @property
    def answered(self) -> bool:
        return self.nps is not None

    def record_touch(self, screen: dict[str, Any], name: str) -> None:
        """`name` is about to be touched on `screen`: from now on it may be taken, and take the place of an earlier answer."""
        self.has_touched_answer = self.has_touched_answer or name.startswith("nps-")
        if _replies(screen, name) and name != "skip":
            self.uncertain_replies.setdefault(screen["statement"], set()).add(name)

    def record_screen(self, screen: dict[str, Any], name: str, after: dict[str, Any]) -> None:
        """`name` was touched on `screen`, and then `after` showed.

        A countdown or a cleared screen is time's doing and no answer's next screen: a tap that met it may have been taken or not.
        """
        if after["screen"] in {"still_there", "nps"}:
            return
        if name.startswith("nps-"):
            self.nps = int(name.removeprefix("nps-"))
        elif name == "send":
            self.comments = 1
        elif _replies(screen, name) and name != "skip":
            self.replies[screen["statement"]] = name
            self.uncertain_replies.pop(screen["statement"])
        elif _replies(screen, name):  # passing by takes no answer away
            self.replies.setdefault(screen["statement"], name)

    def missing_from(self, response: dict[str, Any]) -> list[str]:
        """What had been seen to be taken and is not in the response."""
        words = {"answered": "value-{}", "skipped": "skip", "not_applicable": "not-applicable"}
        given = [item for item in response["statements"] if item["outcome"] in words]
        kept = {item["code"]: words[item["outcome"]].format(item.get("value")) for item in given}
        gone = [
            f"{code}: {reply} had shown as taken, {kept.get(code, 'nothing')} is in the {response['ended']} response {response['sequence']}"
            for code, reply in self.replies.items()
            if kept.get(code) not in {reply, *self.uncertain_replies.get(code, ())}
        ]
        if self.nps is not None and response["nps"] != self.nps:
            gone.append(
                f"nps: {self.nps} had shown as taken, {response['nps']} is in the {response['ended']} response {response['sequence']}"
            )
        if self.comments > response["comments"]:
            gone.append("the comment")
        return gone


def _replies(screen: dict[str, Any], name: str) -> bool:
    return screen["screen"] == "statement" and (name.startswith("value-") or name in {"not-applicable", "skip"})


@dataclass
class PowerCutFigures:
    """The figures of a run."""

    kills: int = 0
    kills_mid_visit: int = 0
    visits: int = 0
    answers_seen: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.kills_mid_visit} of them in the middle of a visit; {self.visits} visits, "
            f"{self.answers_seen} answers whose next screen had shown, {len(self.missing)} of them missing"
        )


def run_until_killed(
    terminal: DemoTerminal, pointer: Pointer, crowd: list[SimulatedPerson], seconds: float
) -> tuple[int, list[ObservedVisit]]:
    """Open the window, let people touch it, and kill the program after so many seconds of their touching.

    Returns:
        The sequence of the first response that this life can leave (what was cut before has been closed by then), and what was seen.
    """
    terminal.open_window()
    assert terminal.process is not None
    terminal.wait_until("the first screen", lambda screen: screen.get("screen") == "nps")
    first: int = terminal.read_status()["next_sequence"]
    seen: list[ObservedVisit] = []
    kill = threading.Timer(seconds, terminal.process.kill)
    kill.start()
    try:
        for person in crowd:
            seen.append(ObservedVisit(person))
            _touch_through(terminal, pointer, seen[-1])
    except DemoError:
        # The program is gone: that is the point.
        if terminal.process.poll() is None:
            raise
    finally:
        kill.join()
        terminal.process.wait()
    return first, seen


def _touch_through(terminal: DemoTerminal, pointer: Pointer, witness: ObservedVisit) -> None:
    assert terminal.process is not None
    while True:
        screen = terminal.read_screen()
        if witness.has_touched_answer and screen["screen"] in {"thanks", "nps"}:
            witness.has_ended = True
            if screen["screen"] == "nps":
                return
        before = screen_signature(screen)
        name = witness.person.next_touch(screen)
        if name is not None:
            witness.record_touch(screen, name)
            touch_target(terminal, pointer, screen, name)
            if name.startswith("key-"):
                continue
        try:
            after = terminal.wait_until("the next screen", partial(has_screen_changed, before))
        except DemoError:
            # It may have shown in the last moment: what stands in the file had been on screen.
            after = terminal.read_screen()
            if name is not None and has_screen_changed(before, after):
                witness.record_screen(screen, name, after)
                witness.has_ended = witness.has_ended or after["screen"] == "thanks"
            raise
        if name is not None:
            witness.record_screen(screen, name, after)


def run_power_cuts(kills: int, *, server: DemoServer, terminal: DemoTerminal, display: str, seed: int) -> PowerCutFigures:
    """Kill the terminal so many times, start it once more, sync, and compare with what the server holds."""
    chance = random.Random(seed)
    pointer = Pointer(display)
    tally = PowerCutFigures()
    lives: list[tuple[int, list[ObservedVisit]]] = []
    for number in range(kills):
        crowd = make_people(8, ("fi", "sv", "en"), seed=seed + number)
        chance.shuffle(crowd)
        lives.append(run_until_killed(terminal, pointer, crowd, seconds=chance.uniform(0.05, 4.0)))
    terminal.open_window()
    lives.append((terminal.read_status()["next_sequence"], []))
    terminal.stop()
    terminal.run_command("sync", "--once", "--json")
    held = {response["sequence"]: response for response in server.export_responses()}
    for (first, seen), (end, _) in itertools.pairwise(lives):
        tally.kills += 1
        tally.kills_mid_visit += bool(seen and seen[-1].has_touched_answer and not seen[-1].has_ended)
        _account(tally, seen, [held.get(sequence) for sequence in range(first, end)])
    return tally


def _account(tally: PowerCutFigures, seen: list[ObservedVisit], left: list[dict[str, Any] | None]) -> None:
    """Hold what one life showed against what it left, in order. A visit may have been taken without having been seen to be."""
    touched = [witness for witness in seen if witness.has_touched_answer]
    certain = sum(witness.answered for witness in touched)
    tally.visits += certain
    if not certain <= len(left) <= len(touched):
        tally.missing.append(f"{certain} visits had shown an answer taken, {len(left)} responses were left")
        return
    to_come = iter(left)
    spare = len(left) - certain
    response = next(to_come, None)
    for witness in touched:
        if not witness.answered:
            if spare and response is not None and response["nps"] == witness.person.nps:
                spare, response = spare - 1, next(to_come, None)
            continue
        tally.answers_seen += 1 + len(witness.replies) + witness.comments
        tally.missing += ["a whole response"] if response is None else witness.missing_from(response)
        response = next(to_come, None)
