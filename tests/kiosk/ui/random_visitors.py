"""Who goes the paths (`paths.py`): by touch, by keys and ear with nothing to see, or by both in turn.

The one who hears knows a target by what is said of it, as the catalogs and texts of the languages have it, and a screen by how it begins.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from i18n.catalogs import catalog
from i18n.languages import language as known_language
from i18n.texts import text_set
from kiosk.pages.display_settings import SIGHTS
from survey.wire import Input
from tests.fixtures.waiting import wait_until
from tests.kiosk.sample_forms import CHILD, texts
from tests.kiosk.ui.sample_stage import PLACE
from tests.kiosk.ui.user_paths import STATEMENTS, STIR, WAIT
from tests.kiosk.ui.user_paths import Path as Way
from tests.kiosk.ui.window_driver import Seen, Shown

BUTTONS: dict[str, tuple[str, ...]] = {
    "skip": ("Pass by", "Continue", "Skip"), "finish": ("Finish",), "back": ("Back",), "write": ("Write", "Write again"),
    "send": ("Send",), "close": ("Close",), "languages": ("Languages",), "field": ("Your text",),
    "about": ("What happens with my answer?", "About this survey"), "display": ("How the screen looks",),
    "audience": ("Who is answering?",), "news": ("What has changed?",), "form-child-test": ("A child, 7 to 12",),
    "form-relative-test": ("A family member",),
    **SIGHTS,
    "key-space": ("space",), "key-backspace": ("Erase",), "key-layer": ("Numbers and signs", "Letters"),
}  # fmt: skip
"""Targets and what may be said of them."""
BEGINNINGS = {
    "comment": "Open question.", "writing": "Open question, with keyboard.", "thanks": "Thank you for your answer.",
    "still_there": "Are you still there?", "languages": "Choose a language", "about": "About this survey",
    "display": "How the screen looks", "audience": "Who is answering?", "news": "You said, we did",
    "out_of_use": "This terminal is out of use.",
}  # fmt: skip


class Where(NamedTuple):
    """A place of a path, read from its words."""

    screen: str
    position: int | None
    language: str
    selected: str | None
    of: int = len(STATEMENTS)

    @classmethod
    def read(cls, words: str, language: str) -> Where:
        found = re.fullmatch(r"(\w+)(?::(\d)(?:/(\d))?)?(?:@(\w+))?(?:\+([\w-]+))?", words)
        assert found is not None, words
        position, of = (int(number) if number else None for number in (found[2], found[3]))
        return cls(found[1], position, found[4] or language, found[5], of or len(STATEMENTS))

    def is_at(self, seen: Seen) -> bool:
        keys = any(target["name"].startswith("key-") for target in seen["targets"])
        screen = "writing" if seen["screen"] == "comment" and keys else seen["screen"]
        if (screen, seen["language"]) != (self.screen, self.language) or self.position not in (None, seen["position"]):
            return False
        return self.selected is None or self.selected in seen["chosen"]


def seen_by(shown: Shown) -> Seen:
    """What the description says, with the names of what is selected on it."""
    seen = shown.seen()
    return {**seen, "chosen": {target["name"] for target in seen.get("targets", ()) if target["selected"]}} if seen else seen


def arrive(shown: Shown, where: Where) -> None:
    """Wait until the place is shown and takes touches."""
    try:
        wait_until(lambda: (seen := seen_by(shown)) and where.is_at(seen), what=str(where))
    except TimeoutError as error:
        raise AssertionError(f"{where} was not reached; shown: {shown.seen()}") from error


class Lobby:
    """A running window, with pipes for hands and ears."""

    def __init__(self, folder: Path, *, dark: bool, headset: bool, options: dict[str, Any]) -> None:
        self._pipe, self._spoken, self._left = folder / "keys", folder / "spoken", folder / "left"
        os.mkfifo(self._pipe)
        self._spoken.touch()
        self._left.touch()
        options = {"statements": ",".join(STATEMENTS), **options}
        self.shown = Shown(folder, dark=dark, keys=self._pipe, spoken=self._spoken, left=self._left, **options)
        self.headset = headset

    def __enter__(self) -> Lobby:
        self.shown.__enter__()
        self._hands = self._pipe.open("w", buffering=1)
        if self.headset:
            self.hand("headset in")
            wait_until(self.heard, what="the first word")
        return self

    def __exit__(self, *reason: Any) -> None:
        self._hands.close()
        self.shown.__exit__(*reason)

    def hand(self, *words: str) -> None:
        """Do something with keys or headset."""
        for line in words:
            self._hands.write(line + "\n")

    def heard(self) -> list[dict[str, Any]]:
        """Everything that was said so far, an utterance each."""
        return _documents(self._spoken)

    def left(self) -> list[dict[str, Any]]:
        """What the visits so far have left."""
        return _documents(self._left)


def _documents(file: Path) -> list[dict[str, Any]]:
    """The JSON documents in a file that another program writes, a line each; a line without its end is still being written."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]]


class Toucher:
    """By finger: looks where a target lies, and touches it."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby, self._shown = lobby, lobby.shown

    def do(self, what: str, where: Where, language: str) -> None:
        if what == STIR:
            self._shown.pointer.click(4, 4)
        elif what.startswith("hold "):
            self._hold(what.removeprefix("hold "))
        elif what != WAIT:
            self._reach(what)
            self._shown.touch(what)
        arrive(self._shown, where)

    def _reach(self, name: str) -> None:
        """On a screen that is shown in parts, to the part where it is."""

        def names() -> list[str]:
            return [target["name"] for target in self._shown.seen()["targets"]]

        while name not in (there := names()) and "more" in there:
            self._shown.touch("more")
            self._shown.until("the next part", lambda seen, there=there: [target["name"] for target in seen["targets"]] != there)  # type: ignore[misc]
        self._shown.until(name, lambda seen: any(target["name"] == name for target in seen["targets"]))

    def _hold(self, name: str) -> None:
        before = len(self._shown.seen()["targets"])
        x, y = (str(round(part)) for part in self._shown.point(name))
        xdo = {"env": {**os.environ, "DISPLAY": self._shown.display}, "check": True, "timeout": 20}
        subprocess.run(["xdotool", "mousemove", x, y, "mousedown", "1"], **xdo)  # type: ignore[call-overload]
        self._shown.until("the other forms", lambda seen: len(seen["targets"]) > before)
        subprocess.run(["xdotool", "mouseup", "1"], **xdo)  # type: ignore[call-overload]


class Listener:
    """By keys and ear: goes on until a choice is heard, chooses it, and knows the next screen by what it says."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby

    def do(self, what: str, where: Where, language: str) -> None:
        mark = len(self._lobby.heard())
        if what == STIR:
            self._lobby.hand("press repeat", "release repeat")
        elif what.startswith("hold "):
            self._go_to(what.removeprefix("hold "), language)
            self._lobby.hand("press choose", "hold choose", "release choose")
            self._until(mark, {catalog(language, "kiosk").text("Other forms:")})
        elif what != WAIT:
            self._go_to(what, language)
            mark = len(self._lobby.heard())
            self._lobby.hand("press choose", "release choose")
        if what == "key-backspace":
            self._after(mark)  # through a headset what goes is said
        elif what.startswith("key-") or what == "field":
            self._until(mark, said_of(what, language))  # through a headset a letter is said back
        elif what.startswith("hold "):
            pass  # it was heard
        elif where.screen == "display" and where.selected is not None and what != "display":
            self._until(mark, said_of(where.selected, where.language))
        else:
            self._until(mark, {beginning(where)})
        arrive(self._lobby.shown, where)

    def _go_to(self, name: str, language: str) -> None:
        wanted, words = said_of(name, language), catalog(language, "kiosk")
        rounds, told = 0, list[list[str]]()
        while rounds < 2:
            mark = len(self._lobby.heard())
            self._lobby.hand("press next", "release next")
            said = self._after(mark)[0]["said"]
            told.append(said)
            if said[0] == words.text("From the start again."):
                rounds, said = rounds + 1, said[1:]
            if said[0] in wanted or any(said[0].startswith(f"{each}, ") for each in wanted if each.isdigit()):
                return
        raise AssertionError(f"nothing is said that could be {name}: {told}")

    def _after(self, mark: int) -> list[dict[str, Any]]:
        return wait_until(lambda: self._lobby.heard()[mark:], what="a word")

    def _until(self, mark: int, wanted: set[str]) -> None:
        try:
            wait_until(lambda: any(wanted & set(uttered["said"]) for uttered in self._lobby.heard()[mark:]), what=str(wanted))
        except TimeoutError as error:
            raise AssertionError(f"{wanted} was not said but {self._lobby.heard()[mark:]}") from error


class Both:
    """By finger and by keys in turn; what only one can wait for, the finger's eye does."""

    def __init__(self, lobby: Lobby) -> None:
        self._turns = (Toucher(lobby), Listener(lobby))
        self._turn = 0

    def do(self, what: str, where: Where, language: str) -> None:
        self._turns[self._turn % 2].do(what, where, language)
        self._turn += what != WAIT


VISITORS: dict[Input, type[Toucher] | type[Listener] | type[Both]] = {"touch": Toucher, "keys": Listener, "mixed": Both}


def go(lobby: Lobby, way: Way, by: Input) -> None:
    """Go a path from the idle screen to the idle screen; a time-out is heard to come by everybody."""
    visitor, language = VISITORS[by](lobby), "fi"
    arrive(lobby.shown, Where.read("nps", language))
    for what, words in way.steps:
        where = Where.read(words, language)
        mark = len(lobby.heard())
        visitor.do(what, where, language)
        language = where.language
        if where.screen == "still_there":
            wait_until(lambda mark=mark: any(uttered["chime"] for uttered in lobby.heard()[mark:]), what="the chime")  # type: ignore[misc]


def said_of(name: str, language: str) -> set[str]:
    """What is said of a target, in any of its states; of a number the number alone."""
    words = catalog(language, "kiosk")
    kind, _, rest = name.partition("-")
    if name in BUTTONS:
        return {words.text(msgid) for msgid in BUTTONS[name]}
    if kind == "language":
        return {known_language(rest).name}
    if name == "not-applicable":
        return {text_set("general-1", language)["labels"]["not_applicable"]["text"]}
    if kind == "key":
        return {rest, words.text("capital {letter}", letter=rest.upper())}
    assert kind in ("nps", "value"), name
    words_of_child = {texts(CHILD, language).labels[name.replace("-", "_")].text} if kind == "value" else set[str]()
    return {rest, *words_of_child}


def beginning(where: Where) -> str:
    """What a screen begins with."""
    if where.screen == "nps":
        return PLACE[where.language]
    words = catalog(where.language, "kiosk")
    if where.screen == "statement":
        return words.text("Statement {position} of {of}.", position=where.position, of=where.of)
    return words.text(BEGINNINGS[where.screen])
