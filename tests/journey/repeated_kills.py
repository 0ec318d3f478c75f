"""Kills a terminal again and again in the middle of visits, and compares what its screen had shown with what reaches the server.

The whole program runs with its real window and a real pointer, and SIGKILL comes at a random instant. Every answer that was touched and
after which the next screen had shown must reach the server. An answer that was touched without a next screen may be there or not.
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
    """Records one visit as it could be seen on the screen."""

    person: SimulatedPerson
    nps: int | None = None
    replies: dict[str, str] = field(default_factory=dict)
    uncertain_replies: dict[str, set[str]] = field(default_factory=dict)
    """Maps statements to the replies that were touched after the last certain one. No next screen showed whether they were accepted."""
    comments: int = 0
    has_ended: bool = False
    """States whether the thanks, or the idle screen after a time-out, had shown."""
    has_touched_answer: bool = False
    """States whether an answer was touched, with or without a next screen. If not, the visit must leave nothing."""

    @property
    def answered(self) -> bool:
        return self.nps is not None

    def record_touch(self, screen: dict[str, Any], name: str) -> None:
        """Record that the target `name` is about to be touched on `screen`.

        From now on the answer may be accepted and may replace an earlier one.
        """
        self.has_touched_answer = self.has_touched_answer or name.startswith("nps-")
        if _replies(screen, name) and name != "skip":
            self.uncertain_replies.setdefault(screen["statement"], set()).add(name)

    def record_screen(self, screen: dict[str, Any], name: str, after: dict[str, Any]) -> None:
        """Record that the target `name` was touched on `screen`, and that `after` showed then.

        A countdown or a return to the idle screen is caused by time and does not count as the next screen of an answer. The touch may have
        been accepted or not.
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
        elif _replies(screen, name):  # skipping does not remove an earlier answer
            self.replies.setdefault(screen["statement"], name)

    def missing_from(self, response: dict[str, Any]) -> list[str]:
        """Return a description of each answer that had been shown as accepted and that the response lacks."""
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
    """Holds the figures of a run."""

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
    """Open the window, let people touch it, and kill the program after they have done so for `seconds`.

    Returns:
        The sequence of the first response that can come from this run of the program, and the observed visits. A visit that was interrupted
        in an earlier run has become a response by then.
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
        # The driver fails because the program was killed, as intended.
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
            # The next screen may have shown just before the kill. What the file describes had been on screen.
            after = terminal.read_screen()
            if name is not None and has_screen_changed(before, after):
                witness.record_screen(screen, name, after)
                witness.has_ended = witness.has_ended or after["screen"] == "thanks"
            raise
        if name is not None:
            witness.record_screen(screen, name, after)


def run_power_cuts(kills: int, *, server: DemoServer, terminal: DemoTerminal, display: str, seed: int) -> PowerCutFigures:
    """Kill the terminal `kills` times, start it once more, sync, and compare what was observed with the responses on the server."""
    chance = random.Random(seed)
    pointer = Pointer(display)
    tally = PowerCutFigures()
    runs: list[tuple[int, list[ObservedVisit]]] = []
    for number in range(kills):
        crowd = make_people(8, ("fi", "sv", "en"), seed=seed + number)
        chance.shuffle(crowd)
        runs.append(run_until_killed(terminal, pointer, crowd, seconds=chance.uniform(0.05, 4.0)))
    terminal.open_window()
    runs.append((terminal.read_status()["next_sequence"], []))
    terminal.stop()
    terminal.run_command("sync", "--once", "--json")
    held = {response["sequence"]: response for response in server.export_responses()}
    for (first, seen), (end, _) in itertools.pairwise(runs):
        tally.kills += 1
        tally.kills_mid_visit += bool(seen and seen[-1].has_touched_answer and not seen[-1].has_ended)
        _compare_with_responses(tally, seen, [held.get(sequence) for sequence in range(first, end)])
    return tally


def _compare_with_responses(tally: PowerCutFigures, seen: list[ObservedVisit], left: list[dict[str, Any] | None]) -> None:
    """Compare the visits that were observed in one run of the program with the responses it left, both in order.

    A visit may have left a response although no screen had shown that its first answer was accepted.
    """
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
