"""Follows the user paths (`user_paths.py`) by touch, by keys and speech with a dark screen, or by both in turn.

A path by speech recognises a target by its utterance, according to the catalogs and texts of the languages, and a screen by its beginning.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from i18n.catalogs import catalog
from i18n.languages import language_for_tag as known_language
from i18n.texts import load_text_set
from kiosk.pages.display_settings import DISPLAY_CHOICES
from survey.wire import Input
from tests.fixtures.waiting import wait_until
from tests.kiosk.sample_forms import CHILD_FORM, placeholder_texts
from tests.kiosk.ui.sample_runtime import SERVICE_POINT_NAME
from tests.kiosk.ui.user_paths import STATEMENTS, STIR, WAIT
from tests.kiosk.ui.user_paths import UserPath as Way
from tests.kiosk.ui.window_driver import DescriptionDict, WindowDriver

SPOKEN_NAMES: dict[str, tuple[str, ...]] = {
    "skip": ("Skip", "Continue", "Skip"), "finish": ("Finish",), "back": ("Back",), "write": ("Write", "Write again"),
    "send": ("Send",), "close": ("Close",), "languages": ("Languages",), "field": ("Your text",),
    "about": ("What happens to my answer?", "About this survey"), "display": ("Display settings",),
    "audience": ("Who is answering?",), "news": ("What has changed?",), "form-child-test": ("Child aged 7 to 12",),
    "form-relative-test": ("Family member",),
    **DISPLAY_CHOICES,
    "key-space": ("space",), "key-backspace": ("Erase",), "key-layer": ("Numbers and symbols", "Letters"),
}  # fmt: skip
"""Holds by target the messages with which speech may announce it."""
SPOKEN_BEGINNINGS = {
    "comment": "Open question.", "writing": "Open question, with keyboard.", "thanks": "Thank you for your answer.",
    "still_there": "Are you still there?", "languages": "Choose a language", "about": "About this survey",
    "display": "Display settings", "audience": "Who is answering?", "news": "You said, we did",
    "out_of_use": "This terminal is out of use.",
}  # fmt: skip


class ExpectedScreen(NamedTuple):
    """Represents an expected screen of a path, parsed from its notation."""

    screen: str
    position: int | None
    language: str
    selected: str | None
    total: int = len(STATEMENTS)

    @classmethod
    def parse(cls, words: str, language: str) -> ExpectedScreen:
        found = re.fullmatch(r"(\w+)(?::(\d)(?:/(\d))?)?(?:@(\w+))?(?:\+([\w-]+))?", words)
        assert found is not None, words
        position, of = (int(number) if number else None for number in (found[2], found[3]))
        return cls(found[1], position, found[4] or language, found[5], of or len(STATEMENTS))

    def is_shown(self, description: DescriptionDict) -> bool:
        keys = any(target["name"].startswith("key-") for target in description["targets"])
        screen = "writing" if description["screen"] == "comment" and keys else description["screen"]
        if (screen, description["language"]) != (self.screen, self.language) or self.position not in (None, description["position"]):
            return False
        return self.selected is None or self.selected in description["chosen"]


def describe_with_selection(driver: WindowDriver) -> DescriptionDict:
    """Return the content of the description, with the names of the selected targets."""
    seen = driver.description()
    return {**seen, "chosen": {target["name"] for target in seen.get("targets", ()) if target["selected"]}} if seen else seen


def wait_until_shown(driver: WindowDriver, expected: ExpectedScreen) -> None:
    """Wait until the expected screen is shown and accepts touches."""
    try:
        wait_until(lambda: (seen := describe_with_selection(driver)) and expected.is_shown(seen), what=str(expected))
    except TimeoutError as error:
        raise AssertionError(f"{expected} was not reached; shown: {driver.description()}") from error


class WindowWithKeys:
    """Runs a window, with a pipe for key events and a file for utterances."""

    def __init__(self, folder: Path, *, offscreen: bool, headset: bool, options: dict[str, Any]) -> None:
        self._pipe, self._spoken, self._left = folder / "keys", folder / "spoken", folder / "left"
        os.mkfifo(self._pipe)
        self._spoken.touch()
        self._left.touch()
        options = {"statements": ",".join(STATEMENTS), **options}
        self.driver = WindowDriver(folder, offscreen=offscreen, keys=self._pipe, spoken=self._spoken, left=self._left, **options)
        self.has_headset = headset

    def __enter__(self) -> WindowWithKeys:
        self.driver.__enter__()
        self._hands = self._pipe.open("w", buffering=1)
        if self.has_headset:
            self.send_keys("headset in")
            wait_until(self.utterances, what="the first word")
        return self

    def __exit__(self, *reason: Any) -> None:
        self._hands.close()
        self.driver.__exit__(*reason)

    def send_keys(self, *lines: str) -> None:
        """Send events of keys or headset."""
        for line in lines:
            self._hands.write(line + "\n")

    def utterances(self) -> list[dict[str, Any]]:
        """Return all utterances so far."""
        return _documents(self._spoken)

    def visit_results(self) -> list[dict[str, Any]]:
        """Return what the visits so far have left."""
        return _documents(self._left)


def _documents(file: Path) -> list[dict[str, Any]]:
    """Return the JSON documents in a file that another program writes, one per line, without a line that is still incomplete."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]]


class TouchVisitor:
    """Follows paths by touching targets where the description places them."""

    def __init__(self, window: WindowWithKeys) -> None:
        self._lobby, self._shown = window, window.driver

    def perform(self, action: str, expected: ExpectedScreen, language: str) -> None:
        if action == STIR:
            self._shown.pointer.click(4, 4)
        elif action.startswith("hold "):
            self._hold(action.removeprefix("hold "))
        elif action != WAIT:
            self._reach(action)
            self._shown.tap(action)
        wait_until_shown(self._shown, expected)

    def _reach(self, name: str) -> None:
        """Turn to the part of the screen with the target."""

        def names() -> list[str]:
            return [target["name"] for target in self._shown.description()["targets"]]

        while name not in (there := names()) and "more" in there:
            self._shown.tap("more")
            self._shown.wait_for("the next part", lambda seen, there=there: [target["name"] for target in seen["targets"]] != there)  # type: ignore[misc]
        self._shown.wait_for(name, lambda seen: any(target["name"] == name for target in seen["targets"]))

    def _hold(self, name: str) -> None:
        before = len(self._shown.description()["targets"])
        x, y = (str(round(part)) for part in self._shown.target_centre(name))
        xdo = {"env": {**os.environ, "DISPLAY": self._shown.display_name}, "check": True, "timeout": 20}
        subprocess.run(["xdotool", "mousemove", x, y, "mousedown", "1"], **xdo)  # type: ignore[call-overload]
        self._shown.wait_for("the other forms", lambda seen: len(seen["targets"]) > before)
        subprocess.run(["xdotool", "mouseup", "1"], **xdo)  # type: ignore[call-overload]


class ListeningVisitor:
    """Follows paths by keys and speech: moves until a choice is announced, chooses it, and recognises the next screen by its utterance."""

    def __init__(self, window: WindowWithKeys) -> None:
        self._lobby = window

    def perform(self, action: str, expected: ExpectedScreen, language: str) -> None:
        mark = len(self._lobby.utterances())
        if action == STIR:
            self._lobby.send_keys("press repeat", "release repeat")
        elif action.startswith("hold "):
            self._go_to(action.removeprefix("hold "), language)
            self._lobby.send_keys("press choose", "hold choose", "release choose")
            self._until(mark, {catalog(language, "kiosk").text("Variants:")})
        elif action != WAIT:
            self._go_to(action, language)
            mark = len(self._lobby.utterances())
            self._lobby.send_keys("press choose", "release choose")
        if action == "key-backspace":
            self._after(mark)  # through a headset, deleted text is said
        elif action.startswith("key-") or action == "field":
            self._until(mark, spoken_texts(action, language))  # through a headset, a typed letter is said
        elif action.startswith("hold "):
            pass  # the time-out was announced
        elif expected.screen == "display" and expected.selected is not None and action != "display":
            self._until(mark, spoken_texts(expected.selected, expected.language))
        else:
            self._until(mark, {spoken_beginning(expected)})
        wait_until_shown(self._lobby.driver, expected)

    def _go_to(self, name: str, language: str) -> None:
        wanted, words = spoken_texts(name, language), catalog(language, "kiosk")
        rounds, told = 0, list[list[str]]()
        while rounds < 2:
            mark = len(self._lobby.utterances())
            self._lobby.send_keys("press next", "release next")
            said = self._after(mark)[0]["said"]
            told.append(said)
            if said[0] == words.text("Back to the start."):
                rounds, said = rounds + 1, said[1:]
            if said[0] in wanted or any(said[0].startswith(f"{each}, ") for each in wanted if each.isdigit()):
                return
        raise AssertionError(f"nothing is said that could be {name}: {told}")

    def _after(self, mark: int) -> list[dict[str, Any]]:
        return wait_until(lambda: self._lobby.utterances()[mark:], what="a word")

    def _until(self, mark: int, wanted: set[str]) -> None:
        try:
            wait_until(lambda: any(wanted & set(uttered["said"]) for uttered in self._lobby.utterances()[mark:]), what=str(wanted))
        except TimeoutError as error:
            raise AssertionError(f"{wanted} was not said but {self._lobby.utterances()[mark:]}") from error


class MixedVisitor:
    """Follows paths by touch and by keys in turn."""

    def __init__(self, window: WindowWithKeys) -> None:
        self._turns = (TouchVisitor(window), ListeningVisitor(window))
        self._turn = 0

    def perform(self, action: str, expected: ExpectedScreen, language: str) -> None:
        self._turns[self._turn % 2].perform(action, expected, language)
        self._turn += action != WAIT


VISITOR_TYPES: dict[Input, type[TouchVisitor] | type[ListeningVisitor] | type[MixedVisitor]] = {
    "touch": TouchVisitor,
    "keys": ListeningVisitor,
    "mixed": MixedVisitor,
}


def walk_path(window: WindowWithKeys, path: Way, means: Input) -> None:
    """Follow a path from the idle screen back to it."""
    visitor, language = VISITOR_TYPES[means](window), "fi"
    wait_until_shown(window.driver, ExpectedScreen.parse("nps", language))
    for what, words in path.steps:
        where = ExpectedScreen.parse(words, language)
        mark = len(window.utterances())
        visitor.perform(what, where, language)
        language = where.language
        if where.screen == "still_there":
            wait_until(lambda mark=mark: any(uttered["chime"] for uttered in window.utterances()[mark:]), what="the chime")  # type: ignore[misc]


def spoken_texts(name: str, language: str) -> set[str]:
    """Return the texts with which speech may announce a target in any of its states; for a number, only the number."""
    words = catalog(language, "kiosk")
    kind, _, rest = name.partition("-")
    if name in SPOKEN_NAMES:
        return {words.text(msgid) for msgid in SPOKEN_NAMES[name]}
    if kind == "language":
        return {known_language(rest).name}
    if name == "not-applicable":
        return {load_text_set("general-1", language)["labels"]["not_applicable"]["text"]}
    if kind == "key":
        return {rest, words.text("capital {letter}", letter=rest.upper())}
    assert kind in ("nps", "value"), name
    words_of_child = {placeholder_texts(CHILD_FORM, language).labels[name.replace("-", "_")].text} if kind == "value" else set[str]()
    return {rest, *words_of_child}


def spoken_beginning(expected: ExpectedScreen) -> str:
    """Return the beginning of a screen's utterance."""
    if expected.screen == "nps":
        return SERVICE_POINT_NAME[expected.language]
    words = catalog(expected.language, "kiosk")
    if expected.screen == "statement":
        return words.text("Statement {position} of {of}.", position=expected.position, of=expected.total)
    return words.text(SPOKEN_BEGINNINGS[expected.screen])
