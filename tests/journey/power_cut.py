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

from provisioning.demo.driver import differs, signature, touch
from provisioning.demo.errors import DemoError
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import Server, Terminal
from provisioning.demo.simulated_person import Person, people


@dataclass
class Witness:
    """One visit as seen from outside."""

    person: Person
    nps: int | None = None
    replies: dict[str, str] = field(default_factory=dict)
    maybe: dict[str, set[str]] = field(default_factory=dict)
    """By statement: replies touched since the one that is certain, of which no next screen told whether they were taken."""
    comments: int = 0
    over: bool = False
    """The thanks, or the idle screen after a time-out, had shown."""
    touched: bool = False
    """Whether an answer had been touched, seen or not: without one the visit must leave nothing."""

    @property
    def answered(self) -> bool:
        return self.nps is not None

    def touch(self, screen: dict[str, Any], name: str) -> None:
        """`name` is about to be touched on `screen`: from now on it may be taken, and take the place of an earlier answer."""
        self.touched = self.touched or name.startswith("nps-")
        if _replies(screen, name) and name != "skip":
            self.maybe.setdefault(screen["statement"], set()).add(name)

    def see(self, screen: dict[str, Any], name: str, after: dict[str, Any]) -> None:
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
            self.maybe.pop(screen["statement"])
        elif _replies(screen, name):  # passing by takes no answer away
            self.replies.setdefault(screen["statement"], name)

    def lacks(self, response: dict[str, Any]) -> list[str]:
        """What had been seen to be taken and is not in the response."""
        words = {"answered": "value-{}", "skipped": "skip", "not_applicable": "not-applicable"}
        given = [item for item in response["statements"] if item["outcome"] in words]
        kept = {item["code"]: words[item["outcome"]].format(item.get("value")) for item in given}
        gone = [
            f"{code}: {reply} had shown as taken, {kept.get(code, 'nothing')} is in the {response['ended']} response {response['sequence']}"
            for code, reply in self.replies.items()
            if kept.get(code) not in {reply, *self.maybe.get(code, ())}
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
class Tally:
    """The figures of a run."""

    kills: int = 0
    mid_visit: int = 0
    visits: int = 0
    answers_seen: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.mid_visit} of them in the middle of a visit; {self.visits} visits, "
            f"{self.answers_seen} answers whose next screen had shown, {len(self.missing)} of them missing"
        )


def one_life(terminal: Terminal, pointer: Pointer, crowd: list[Person], seconds: float) -> tuple[int, list[Witness]]:
    """Open the window, let people touch it, and kill the program after so many seconds of their touching.

    Returns:
        The sequence of the first response that this life can leave (what was cut before has been closed by then), and what was seen.
    """
    terminal.open()
    assert terminal.process is not None
    terminal.wait_until("the first screen", lambda screen: screen.get("screen") == "nps")
    first: int = terminal.status()["next_sequence"]
    seen: list[Witness] = []
    kill = threading.Timer(seconds, terminal.process.kill)
    kill.start()
    try:
        for person in crowd:
            seen.append(Witness(person))
            _touch_through(terminal, pointer, seen[-1])
    except DemoError:
        # The program is gone: that is the point.
        if terminal.process.poll() is None:
            raise
    finally:
        kill.join()
        terminal.process.wait()
    return first, seen


def _touch_through(terminal: Terminal, pointer: Pointer, witness: Witness) -> None:
    assert terminal.process is not None
    while True:
        screen = terminal.screen()
        if witness.touched and screen["screen"] in {"thanks", "nps"}:
            witness.over = True
            if screen["screen"] == "nps":
                return
        before = signature(screen)
        name = witness.person.next_touch(screen)
        if name is not None:
            witness.touch(screen, name)
            touch(terminal, pointer, screen, name)
            if name.startswith("key-"):
                continue
        try:
            after = terminal.wait_until("the next screen", partial(differs, before))
        except DemoError:
            # It may have shown in the last moment: what stands in the file had been on screen.
            after = terminal.screen()
            if name is not None and differs(before, after):
                witness.see(screen, name, after)
                witness.over = witness.over or after["screen"] == "thanks"
            raise
        if name is not None:
            witness.see(screen, name, after)


def run(kills: int, *, server: Server, terminal: Terminal, display: str, seed: int) -> Tally:
    """Kill the terminal so many times, start it once more, sync, and compare with what the server holds."""
    chance = random.Random(seed)
    pointer = Pointer(display)
    tally = Tally()
    lives: list[tuple[int, list[Witness]]] = []
    for number in range(kills):
        crowd = people(8, ("fi", "sv", "en"), seed=seed + number)
        chance.shuffle(crowd)
        lives.append(one_life(terminal, pointer, crowd, seconds=chance.uniform(0.05, 4.0)))
    terminal.open()
    lives.append((terminal.status()["next_sequence"], []))
    terminal.stop()
    terminal.command("sync", "--once", "--json")
    held = {response["sequence"]: response for response in server.responses()}
    for (first, seen), (end, _) in itertools.pairwise(lives):
        tally.kills += 1
        tally.mid_visit += bool(seen and seen[-1].touched and not seen[-1].over)
        _account(tally, seen, [held.get(sequence) for sequence in range(first, end)])
    return tally


def _account(tally: Tally, seen: list[Witness], left: list[dict[str, Any] | None]) -> None:
    """Hold what one life showed against what it left, in order. A visit may have been taken without having been seen to be."""
    touched = [witness for witness in seen if witness.touched]
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
        tally.missing += ["a whole response"] if response is None else witness.lacks(response)
        response = next(to_come, None)
