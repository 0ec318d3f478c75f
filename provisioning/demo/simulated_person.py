"""A made-up person at the terminal: what they mean to do, and what they did.

Pure: looks at a description of the screen (`aula-kiosk run --describe`), says what to touch next, and keeps
count of the answers given, so that the demo can compare them with what the server holds in the end.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Leaves = Literal["thanks", "finish", "time_out", "countdown"]
"""How a visit ends: to the last question, by `finish`, by walking away, or by `finish` in the countdown."""

WALK_AWAY = None
"""Touch nothing."""


@dataclass
class Person:
    """One visit to be made. `replies` are targets for the statements in turn; `after` says how many before leaving early."""

    language: str
    nps: int
    words: str
    replies: tuple[str, ...]
    leaves: Leaves
    after: int
    turns_back: bool = False
    changes_language_to: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    sent: bool = False
    typed: int = 0
    turned: bool = False
    left: bool = False

    def next_touch(self, screen: dict[str, Any]) -> str | None:
        """Name of the target to touch on this screen; None where this person stands still and waits."""
        match screen["screen"]:
            case "nps":
                return self._on_nps(screen)
            case "languages":
                return f"language-{self.language}"
            case "comment":
                return self._on_comment(screen)
            case "statement":
                return self._on_statement(screen)
            case "still_there":
                return "finish" if self.leaves == "countdown" else WALK_AWAY
            case "thanks":
                return "close"
            case other:
                raise ValueError(f"a visit never comes to the screen {other!r}")

    def _on_nps(self, screen: dict[str, Any]) -> str:
        if screen["language"] != self.language:
            return f"language-{self.language}"
        return f"nps-{self.nps}"

    def _on_comment(self, screen: dict[str, Any]) -> str | None:
        names = {target["name"] for target in screen["targets"]}
        if "write" in names:
            return "write" if self.words and not self.sent else "skip"
        if self.typed < len(self.words):
            letter = self.words[self.typed]
            self.typed += 1
            return "key-space" if letter == " " else f"key-{letter}"
        self.sent = True
        return "send"

    def _on_statement(self, screen: dict[str, Any]) -> str | None:
        if self.changes_language_to and screen["position"] == 2:
            self.language, self.changes_language_to = self.changes_language_to, None
            return "languages"
        if self.turns_back and not self.turned and screen["position"] == 2:
            self.turned = True
            return "back"
        if self.leaves != "thanks" and len(self.answers) >= self.after:
            self.left = True
            return "finish" if self.leaves == "finish" else WALK_AWAY
        reply = self.replies[len(self.answers) % len(self.replies)]
        if reply != "skip" or screen["statement"] not in self.answers:  # passing by takes no answer away
            self.answers[screen["statement"]] = reply
        return reply

    @property
    def expected(self) -> tuple[Any, ...]:
        """What the server must hold of this visit, in the form of `held`."""
        ended = "timed_out" if self.left and self.leaves == "time_out" else "completed"
        return (self.language, self.nps, ended, int(self.sent), tuple(sorted(self.answers.items())))


def held(response: dict[str, Any]) -> tuple[Any, ...]:
    """The same of an exported response: language, NPS, ending, number of comments, replies."""
    replies = {
        item["code"]: {"answered": f"value-{item.get('value')}", "not_applicable": "not-applicable", "skipped": "skip"}[item["outcome"]]
        for item in response["statements"]
        if item["outcome"] != "not_reached"
    }
    return (response["language"], response["nps"], response["ended"], response["comments"], tuple(sorted(replies.items())))


def difference(people: list[Person], responses: list[dict[str, Any]]) -> list[str]:
    """What is missing and what is too much, a line each; empty when the server holds exactly the visits made."""
    made = Counter(person.expected for person in people)
    stored = Counter(held(response) for response in responses)
    missing = [f"not held: {visit}" for visit in (made - stored).elements()]
    return missing + [f"never made: {visit}" for visit in (stored - made).elements()]


WORDS = ("kiitos", "hyva palvelu", "tack", "thanks", "odotus oli pitka", "vanligt")


def people(number: int, languages: tuple[str, ...], seed: int = 1) -> list[Person]:
    """So many people in mixed languages and with mixed endings, the same ones for the same seed."""
    chance = random.Random(seed)
    endings: tuple[Leaves, ...] = ("thanks", "thanks", "finish", "thanks", "time_out", "thanks", "thanks", "countdown")
    made = []
    for n in range(number):
        language = languages[n % len(languages)]
        other = languages[(n + 1) % len(languages)]
        made.append(
            Person(
                language=language,
                nps=chance.randint(0, 10),
                words=chance.choice(WORDS) if n % 4 == 1 else "",
                replies=tuple(chance.choices(("value-1", "value-2", "value-3", "value-4", "value-5", "not-applicable", "skip"), k=7)),
                leaves=endings[n % len(endings)],
                after=chance.randint(0, 2),
                turns_back=n % 5 == 3,
                changes_language_to=other if n % 6 == 5 and other != language else None,
            )
        )
    return made
