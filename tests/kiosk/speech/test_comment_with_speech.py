"""Tests that the text of a comment is spoken through a headset only, and that it is kept nowhere after the visit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.pages.text_input import TextInput
from kiosk.speech.audio_guide import AudioGuide
from kiosk.speech.clips import Clips
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.utterances import MAX_PHRASE_LENGTH, Phrase, typed_text_utterance
from kiosk.speech.voice import Voice
from survey.visit import idle_visit
from tests.kiosk.speech.speech_doubles import SCRIPT, RecordingEngine, RecordingSpeaker, page_for
from tests.kiosk.speech.test_clips import record_clip
from tests.project import ROOT

FIELD = ["Your text", "text field"]


class CommentWriter:
    """Represents a person who writes a comment with the keys and listens to the speech."""

    def __init__(self, text: str = "", *, headset: bool) -> None:
        self.speaker, self.now, self.text_request_count = RecordingSpeaker(), 0, 0
        self.text_input = TextInput(capitalise_sentences=False)
        for letter in text:
            self.text_input.insert(letter)
        self.guide = AudioGuide(self.speaker, self._choose, lambda _: None, typed_text=self._written)
        self._show()
        if headset:
            self.guide.on_headset(True, 0)
        else:
            self.press("help", kind="hold")

    def go_to(self, name: str) -> CommentWriter:
        while self.guide.focused_target != name:
            self.press("next")
        return self

    def press(self, key: str, kind: str = "press") -> list[str]:
        self.now += 300
        self.guide.on_key(key, kind, self.now)  # type: ignore[arg-type]
        self.guide.on_key(key, "release", self.now + 90)
        return self.speaker.last_utterance

    def _written(self) -> str:
        self.text_request_count += 1
        return self.text_input.text

    def _choose(self, name: str) -> None:
        if name == "key-backspace":
            self.text_input.backspace()
            self._show()

    def _show(self) -> None:
        visit = replace(idle_visit(SCRIPT), language="en", began_at=1, step="comment", is_writing=True, nps=9)
        self.guide.on_page_shown(page_for(visit, text_input=self.text_input), visit_began_at=1, now=self.now)


@pytest.mark.parametrize("key", ["choose", "repeat"])
def test_the_field_says_the_text_so_far_through_a_headset(key: str) -> None:
    writer = CommentWriter("It was good. Mostly", headset=True).go_to("field")
    assert writer.speaker.last_utterance == FIELD, "going by it says what it is"
    assert writer.press(key) == [*FIELD, "It was good.", "Mostly"]


def test_an_empty_field_says_so() -> None:
    assert CommentWriter(headset=True).go_to("field").press("repeat") == [*FIELD, "No text entered yet."]


def test_erase_says_what_went() -> None:
    writer = CommentWriter("a É?", headset=True).go_to("key-backspace")
    assert [writer.press("choose") for _ in range(5)] == [["question mark"], ["capital É"], ["space"], ["a"], ["Erase"]]
    assert writer.text_input.is_empty


def test_through_a_loudspeaker_nothing_of_it_is_said_or_even_asked_for() -> None:
    writer = CommentWriter("It was good", headset=False).go_to("field")
    assert [writer.press("choose"), writer.press("repeat")] == [FIELD, FIELD]
    said = len(writer.go_to("key-backspace").speaker.utterances)
    writer.press("choose")
    assert (len(writer.speaker.utterances), writer.text_request_count, writer.text_input.text) == (said, 0, "It was goo")


def test_a_headset_that_is_pulled_out_ends_it() -> None:
    writer = CommentWriter("It was good", headset=True).go_to("field")
    writer.press("choose")
    writer.guide.on_headset(False, writer.now)
    assert not writer.speaker.is_busy
    writer.press("help", kind="hold")
    assert writer.press("repeat") == FIELD


def test_a_long_text_comes_in_pieces_and_whole() -> None:
    text = "Odotin kauan! " + "pitkä sana " * 60 + "\nloppu"
    said = typed_text_utterance(text, "fi")
    assert " ".join(piece.text for piece in said).split() == text.split()
    assert all(piece.private and len(piece.text) <= MAX_PHRASE_LENGTH for piece in said)
    assert said[0].text == "Odotin kauan!"


def test_it_is_made_by_the_engine_alone_and_neither_kept_nor_looked_up(tmp_path: Path) -> None:
    mouth = RecordingEngine()
    cache = PromptCache(tmp_path / "speech", mouth)
    cache.fill([Phrase("Hei", "fi")], 150)
    clips = Clips(record_clip(tmp_path, "fi", '[texts]\n"Hei" = "one.wav"\n'))
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "speech").iterdir())
    mouth.render_calls.clear()
    voice = Voice(mouth, clips, cache)
    assert voice.phrase_wav(Phrase("Hei", "fi", private=True), 150)
    assert mouth.render_calls == [("Hei", "fi", 150)]
    assert sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "speech").iterdir()) == before


_SEARCH = """
import gc, sys
from msgspec.structs import replace
from kiosk.speech.engines import Espeak
from kiosk.speech.audio_guide import AudioGuide
from kiosk.speech.player import PipePlayer
from kiosk.speech.speaker import Speaker
from kiosk.speech.utterances import Phrase
from kiosk.speech.voice import Voice
from kiosk.ui.input_state import InputState
from kiosk.visit.view import View
from survey.visit import idle_visit
from tests.kiosk.speech.speech_doubles import CONFIGURATION, SCRIPT
from tests.fixtures.waiting import wait_until

def word():
    "Made anew, so that nothing of this search itself holds it."
    return "".join(reversed(sys.argv[1]))

def known():
    "What runs, and what the collector knows of: in this order, for to look at a frame leaves a copy of it, renewed by the next look."
    for frame in sys._current_frames().values():
        while frame is not None:
            if frame.f_code.co_name not in ("known", "holders"):
                yield from frame.f_locals.values()
            frame = frame.f_back
    gc.collect()
    yield from gc.get_objects()

def holders():
    "Kinds of the objects that hold the word, or something that holds it: one piece of speech is known to its tuple alone."
    found, typed = [], word()[1:]
    for each in known():
        near = gc.get_referents(each)
        for held in (*near, *(far for one in near if isinstance(one, Phrase) for far in gc.get_referents(one))):
            if held is not typed and (isinstance(held, str) and typed in held or isinstance(held, bytes) and typed.encode() in held):
                found.append(type(each).__name__)
    return found

state, chosen = InputState(), []
counts = ("sh", "-c", "wc -c >> $0", sys.argv[2])
played = PipePlayer(counts)
speaker = Speaker(Voice(Espeak()), played)
guide = AudioGuide(speaker, lambda name: state.press_key(page(), name), lambda _: None, typed_text=lambda: state.comment_text)
first = replace(idle_visit(SCRIPT), language="en")
visit = replace(first, began_at=1, step="comment", is_writing=True, nps=9)

def view():
    return View(mode="visit", configuration=CONFIGURATION, visit=visit, decided_at=0)

def page():
    return state.build_page(view(), 0)

def show():
    state.set_view(view())
    guide.on_page_shown(page(), visit_began_at=visit.began_at, now=0)

def quiet():
    wait_until(lambda: not speaker.is_busy, what="the end of what is said")

show()
for letter in word():
    state.press_key(page(), "key-" + letter)
guide.on_headset(True, 0)
guide.on_key("next", "press", 500)
assert guide.focused_target == "field"
quiet()
played.command = ("sleep", "86400")
guide.on_key("repeat", "press", 1_000)
wait_until(holders, what="the text while it is said: the search must be able to find it")
played.command = counts
open(sys.argv[2], "w").close()
guide.on_key("repeat", "press", 2_000)
quiet()
print(len(open(sys.argv[2]).readlines()))
guide.on_key("choose", "press", 3_000)
while guide.focused_target != "key-backspace":
    guide.on_key("next", "press", 4_000)
visit = first
show()
quiet()
print(holders())
"""


def test_after_the_visit_nothing_holds_what_was_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SEARCH, "sialasuus", str(tmp_path / "played")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout.splitlines() == ["3", "[]"], done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["played"]
