"""Simulates people at the terminal.

The module is pure. A person receives the description of the screen (`aula-kiosk run --describe`), returns which target to touch next, and
records the answers given, so that the demo can compare them with the responses of the server.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

VisitEnding = Literal["thanks", "finish", "time_out", "countdown"]
"""How a visit ends: after the last question, by `finish`, by walking away, or by `finish` during the countdown."""

NO_TOUCH = None
"""Is returned for a screen on which the person touches nothing."""


@dataclass
class SimulatedPerson:
    """Simulates the person of one visit.

    `replies` are the targets that the person touches at the statements in turn. `answers_before_leaving` is the number of statements
    that a person who leaves early answers first.
    """

    language: str
    nps: int
    comment_text: str
    replies: tuple[str, ...]
    ending: VisitEnding
    answers_before_leaving: int
    goes_back: bool = False
    second_language: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    comment_sent: bool = False
    typed_count: int = 0
    went_back: bool = False
    has_left: bool = False

    def next_touch(self, screen: dict[str, Any]) -> str | None:
        """Return the name of the target to touch on this screen, or None if the person waits.

        Raises:
            ValueError: the screen does not occur in a visit.
        """
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
                return "finish" if self.ending == "countdown" else NO_TOUCH
            case "thanks":
                return "close"
            case other:
                raise ValueError(f"a visit never reaches the screen {other!r}")

    def _on_nps(self, screen: dict[str, Any]) -> str:
        if screen["language"] != self.language:
            return f"language-{self.language}"
        return f"nps-{self.nps}"

    def _on_comment(self, screen: dict[str, Any]) -> str | None:
        names = {target["name"] for target in screen["targets"]}
        if "write" in names:
            return "write" if self.comment_text and not self.comment_sent else "skip"
        if self.typed_count < len(self.comment_text):
            letter = self.comment_text[self.typed_count]
            self.typed_count += 1
            return "key-space" if letter == " " else f"key-{letter}"
        self.comment_sent = True
        return "send"

    def _on_statement(self, screen: dict[str, Any]) -> str | None:
        if self.second_language and screen["position"] == 2:
            self.language, self.second_language = self.second_language, None
            return "languages"
        if self.goes_back and not self.went_back and screen["position"] == 2:
            self.went_back = True
            return "back"
        if self.ending != "thanks" and len(self.answers) >= self.answers_before_leaving:
            self.has_left = True
            return "finish" if self.ending == "finish" else NO_TOUCH
        reply = self.replies[len(self.answers) % len(self.replies)]
        if reply != "skip" or screen["statement"] not in self.answers:  # skipping a statement does not remove an earlier answer
            self.answers[screen["statement"]] = reply
        return reply

    @property
    def expected_summary(self) -> tuple[Any, ...]:
        """Return the summary that the server's response must have, in the form of `response_summary`."""
        ended = "timed_out" if self.has_left and self.ending == "time_out" else "completed"
        return (self.language, self.nps, ended, int(self.comment_sent), tuple(sorted(self.answers.items())))


def response_summary(response: dict[str, Any]) -> tuple[Any, ...]:
    """Return the summary of an exported response: language, NPS, ending, number of comments, replies."""
    replies = {
        item["code"]: {"answered": f"value-{item.get('value')}", "not_applicable": "not-applicable", "skipped": "skip"}[item["outcome"]]
        for item in response["statements"]
        if item["outcome"] != "not_reached"
    }
    return (response["language"], response["nps"], response["ended"], response["comments"], tuple(sorted(replies.items())))


def find_differences(people: list[SimulatedPerson], responses: list[dict[str, Any]]) -> list[str]:
    """Return a line for each missing and each extra response, so an empty list if the server has exactly the visits made."""
    made = Counter(person.expected_summary for person in people)
    stored = Counter(response_summary(response) for response in responses)
    missing = [f"missing: {visit}" for visit in (made - stored).elements()]
    return missing + [f"unexpected: {visit}" for visit in (stored - made).elements()]


COMMENT_TEXTS = ("kiitos", "hyva palvelu", "tack", "thanks", "odotus oli pitka", "vanligt")


def make_people(number: int, languages: tuple[str, ...], seed: int = 1) -> list[SimulatedPerson]:
    """Return a number of people with mixed languages and endings. The same seed gives the same people."""
    chance = random.Random(seed)
    endings: tuple[VisitEnding, ...] = ("thanks", "thanks", "finish", "thanks", "time_out", "thanks", "thanks", "countdown")
    made = []
    for n in range(number):
        language = languages[n % len(languages)]
        other = languages[(n + 1) % len(languages)]
        made.append(
            SimulatedPerson(
                language=language,
                nps=chance.randint(0, 10),
                comment_text=chance.choice(COMMENT_TEXTS) if n % 4 == 1 else "",
                replies=tuple(chance.choices(("value-1", "value-2", "value-3", "value-4", "value-5", "not-applicable", "skip"), k=7)),
                ending=endings[n % len(endings)],
                answers_before_leaving=chance.randint(0, 2),
                goes_back=n % 5 == 3,
                second_language=other if n % 6 == 5 and other != language else None,
            )
        )
    return made
