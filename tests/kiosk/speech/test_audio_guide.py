"""Tests the audio guide: its response to new pages, to the events of keys and headset, and to the time that passes."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.pages.page import Page, Target
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.speech.audio_guide import ACTIVITY_INTERVAL_MS, MAX_LISTENING_MS, AudioGuide
from kiosk.speech.engines import Espeak
from kiosk.speech.null_speaker import NullSpeaker
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, DEFAULT_VOLUME_STEP, RATES, VOLUMES
from kiosk.speech.utterances import page_utterance
from kiosk.speech.wav import duration_seconds
from kiosk.visit.view import View
from server.domain.texts.sheet_rules import MAX_ABOUT_LENGTH, MAX_TEXT_LENGTHS
from survey.visit import ActivitySeen, DrawCompleted, DrawnStatements, NeedsDraw, TargetChosen, Ticked, idle_visit, step
from survey.wire import DrawRef
from tests.kiosk.speech.speech_doubles import CONFIGURATION, SCRIPT, RecordingSpeaker, page_for
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS


class ScreenlessTerminal:
    """Joins a visit, an audio guide and a recording speaker, without a runtime and without a screen."""

    def __init__(self, language: str = "en") -> None:
        self.now, self.visit = 1_000, replace(idle_visit(SCRIPT), language=language)
        self.speaker, self.activity_count, self.chosen = RecordingSpeaker(), 0, list[str]()
        self.guide = AudioGuide(self.speaker, self._choose, self._stir)
        self._show()

    def press_keys(self, *names: str, kind: str = "press") -> ScreenlessTerminal:
        for name in names:
            self.now += 300
            self.guide.on_key(name, kind, self.now)  # type: ignore[arg-type]
            if kind == "press":
                self.guide.on_key(name, "release", self.now + 90)
        return self

    def plug_headset(self, *, plugged_in: bool = True) -> ScreenlessTerminal:
        self.guide.on_headset(plugged_in, self.now)
        return self

    def wait(self, seconds: int) -> ScreenlessTerminal:
        for _ in range(seconds):
            self.now += 1_000
            self._take(Ticked())
            self.guide.on_tick(self.now, SCRIPT.timeout_ms)
            self._show()
        return self

    def touch(self, name: str) -> None:
        self.now += 900
        self._take(TargetChosen(name))

    def _choose(self, name: str) -> None:
        self.chosen.append(name)
        self._take(TargetChosen(name))

    def _stir(self, by_key: bool) -> None:
        self.activity_count += 1
        self._take(ActivitySeen())

    def _take(self, event: TargetChosen | ActivitySeen | Ticked) -> None:
        self.visit, effects = step(self.visit, event, self.now)
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            self.visit, _ = step(self.visit, DrawCompleted(DrawnStatements(DrawRef(1, 0, 0), CORE_STATEMENTS[:3])), self.now)
        self._show()

    def _show(self) -> None:
        self.guide.on_page_shown(page_for(self.visit, self.now), visit_began_at=self.visit.began_at, now=self.now)


def test_a_whole_visit_goes_by_keys_with_the_screen_black() -> None:
    desk = ScreenlessTerminal().plug_headset()
    assert desk.speaker.last_utterance[:2] == ["Speech is on.", "City Centre Health Station"]
    desk.press_keys(*["next"] * 10, "choose")
    assert desk.speaker.last_utterance[0] == "Open question."
    desk.press_keys("next", "next")
    assert desk.speaker.last_utterance == ["Skip", "button"]
    desk.press_keys("choose")
    for number in (1, 2, 3):
        assert desk.speaker.last_utterance[0] == f"Statement {number} of 3."
        desk.press_keys(*["next"] * 5)
        assert desk.speaker.last_utterance == ["5, Completely agree", "option"]
        desk.press_keys("choose")
    assert desk.speaker.last_utterance[0] == "Thank you for your answer."
    assert desk.chosen == ["nps-9", "skip", "value-5", "value-5", "value-5"]
    assert (desk.visit.nps, desk.visit.ended) == (9, "completed")


def test_a_held_help_key_starts_speech_and_ends_it_and_a_short_press_in_it_opens_the_settings() -> None:
    desk = ScreenlessTerminal()
    desk.guide.on_key("help", "press", 1_000)
    assert desk.speaker.utterances == []
    desk.guide.on_key("help", "hold", 1_800)
    assert desk.guide.is_speech_on
    said = len(desk.speaker.utterances)
    desk.guide.on_key("help", "release", 2_500)
    assert len(desk.speaker.utterances) == said, "the end of a hold is no press of its own"
    desk.press_keys("help")
    assert desk.speaker.last_utterance[-1] == "Louder"
    desk.press_keys("help", kind="hold")
    assert not desk.guide.is_speech_on
    assert not desk.speaker.is_busy


def test_held_next_goes_on_by_groups() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys("next")
    desk.press_keys("next", kind="hold")
    assert desk.guide.focused_target == "language-fi"


def test_every_key_says_that_somebody_is_there() -> None:
    desk = ScreenlessTerminal().press_keys("next", "repeat", "previous")
    assert (desk.activity_count, desk.chosen) == (3, [])


def test_the_ring_is_drawn_only_for_who_uses_keys() -> None:
    desk = ScreenlessTerminal()
    desk.touch("nps-9")
    assert desk.guide.focused_target is None
    desk.press_keys("next")
    assert desk.guide.focused_target == "write"


def test_speech_begins_in_the_language_shown_and_follows_it() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys(*["next"] * 13, "choose")
    assert desk.chosen == ["language-sv"]
    assert desk.speaker.last_utterance[0] == "Centrums hälsostation"
    assert desk.guide.focused_target == "language-sv"


def test_nobodys_settings_outlive_them() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys("help", "choose", "choose", "next", "next", "choose", "help")
    assert desk.speaker.rates_and_volumes[-1] == (RATES[DEFAULT_RATE_STEP + 1], VOLUMES[DEFAULT_VOLUME_STEP + 2])
    desk.press_keys(*["next"] * 3, "choose")
    desk.speaker.is_busy = False
    desk.wait(60)
    assert desk.visit.is_idle
    assert desk.guide.focused_target is None
    assert desk.speaker.rates_and_volumes[-1] == (RATES[DEFAULT_RATE_STEP], VOLUMES[DEFAULT_VOLUME_STEP])


def test_two_people_with_no_idle_screen_seen_between_them_are_two() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys("help", "choose", "help", *["next"] * 3, "choose")
    other = replace(desk.visit, began_at=desk.now + 50_000)
    desk.guide.on_page_shown(page_for(other, desk.now), visit_began_at=other.began_at, now=desk.now + 50_000)
    assert desk.speaker.rates_and_volumes[-1] == (RATES[DEFAULT_RATE_STEP], VOLUMES[DEFAULT_VOLUME_STEP])


def test_the_time_out_is_told_by_a_chime_to_everybody_and_in_words_to_who_listens() -> None:
    seeing, hearing = ScreenlessTerminal(), ScreenlessTerminal().plug_headset()
    for desk in (seeing, hearing):
        desk.touch("nps-9")
        desk.speaker.is_busy = False
        desk.wait(26)
        assert desk.visit.screen == "still_there"
        assert desk.speaker.chime_count == 1
    assert seeing.speaker.last_utterance == []
    assert hearing.speaker.last_utterance == ["Are you still there?", "The screen clears in 20 seconds.", "3 choices."]
    hearing.wait(10)
    assert hearing.speaker.last_utterance == ["10 seconds left."]


def test_any_key_answers_the_countdown() -> None:
    desk = ScreenlessTerminal().plug_headset()
    desk.touch("nps-9")
    desk.speaker.is_busy = False
    desk.wait(26).press_keys("repeat")
    assert desk.visit.screen == "comment"


def test_while_somebody_listens_their_time_does_not_run_out() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys(*["next"] * 10, "choose", "repeat")
    screens = [desk.wait(60).visit.screen]
    assert desk.speaker.is_busy
    desk.speaker.is_busy = False
    screens.append(desk.wait(26).visit.screen)
    assert screens == ["comment", "still_there"]
    assert SCRIPT.countdown_ms > ACTIVITY_INTERVAL_MS


def test_who_has_a_headset_in_and_touches_hears_the_thanks_to_their_end() -> None:
    desk = ScreenlessTerminal().plug_headset()
    desk.touch("nps-9")
    desk.speaker.is_busy = False
    desk.wait(3).touch("finish")
    assert desk.wait(2 * SCRIPT.thanks_ms // 1_000).visit.screen == "thanks"
    desk.speaker.is_busy = False
    assert desk.wait(SCRIPT.thanks_ms // 1_000 + ACTIVITY_INTERVAL_MS // 1_000).visit.is_idle


def test_a_voice_that_never_ends_keeps_no_visit_open_for_ever() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys(*["next"] * 10, "choose")
    desk.wait(MAX_LISTENING_MS // 1_000 - 1)
    assert desk.visit.screen == "comment"
    desk.press_keys("repeat")
    desk.wait(MAX_LISTENING_MS // 1_000 - 1)
    assert desk.visit.screen == "comment", "a key begins it anew"
    desk.wait(60)
    assert desk.speaker.is_busy
    assert desk.visit.is_idle


def test_the_longest_text_at_the_slowest_speed_is_heard_to_its_end() -> None:
    """The longest text about the survey that a text sheet may contain ends within `MAX_LISTENING_MS`. All other speech is much shorter."""
    own = replace(idle_visit(SCRIPT), began_at=1, nps=9, step="comment", overlay="about")
    texts = tuple(
        replace(
            one,
            notices={
                **one.notices,
                "about": replace(one.notices["about"], text=_prose(MAX_ABOUT_LENGTH)),
                "not_a_complaint": replace(one.notices["not_a_complaint"], text=_prose(MAX_TEXT_LENGTHS["notice"])),
            },
        )
        for one in CONFIGURATION.texts
        if one.language == "fi"
    )
    place = replace(CONFIGURATION, texts=texts)
    said = page_utterance(build_page(View(mode="visit", configuration=place, visit=own, decided_at=0), TextInput(), 0))
    assert sum(len(piece.text) for piece in said) > MAX_ABOUT_LENGTH + MAX_TEXT_LENGTHS["notice"]
    lasts = sum(duration_seconds(Espeak().render(piece.text, "fi", RATES[0])) for piece in said)
    assert MAX_LISTENING_MS / 2 < lasts * 1_000 < MAX_LISTENING_MS * 0.95


def _prose(length: int) -> str:
    sentence = "Vastaukset käsitellään nimettömästi, ja niiden perusteella palvelua kehitetään asiakkaiden toivomaan suuntaan. "
    return (sentence * length)[: length - 1] + "."


def test_the_countdown_does_not_keep_itself_awake() -> None:
    desk = ScreenlessTerminal().plug_headset().press_keys(*["next"] * 10, "choose")
    desk.speaker.is_busy = False
    desk.wait(26)
    desk.speaker.is_busy = True
    desk.wait(20)
    assert desk.visit.is_idle


def test_a_second_press_before_the_next_page_is_heard_answers_nothing() -> None:
    chosen: list[str] = []
    guide = AudioGuide(RecordingSpeaker(), chosen.append, lambda _: None)
    guide.on_page_shown(page_for(idle_visit(SCRIPT)), visit_began_at=None, now=0)
    for at in (100, 200, 300, 1_150, 1_300):
        guide.on_key("next" if at == 100 else "choose", "press", at)
    assert chosen == ["nps-0", "nps-0"], "a second later the same page takes it again: nothing came of the first"
    guide.on_page_shown(page_for(replace(idle_visit(SCRIPT), began_at=1, step="comment")), visit_began_at=1, now=1_400)
    guide.on_key("next", "press", 1_450)
    guide.on_key("choose", "press", 1_500)
    assert chosen[-1] == "write"


class CommentKeyboard:
    """Joins an audio guide to the keyboard of the open question. The focus is on the key of the letter a at the start."""

    def __init__(self) -> None:
        self.chosen, self.text_input = list[str](), TextInput(capitalise_sentences=False)
        self.visit = replace(idle_visit(SCRIPT), language="en", began_at=1, step="comment", is_writing=True, nps=9)
        self.guide = AudioGuide(RecordingSpeaker(), self.chosen.append, lambda _: None, self._hold)
        self._show()
        for at in range(20):
            if self.guide.focused_target != "key-a":
                self.guide.on_key("next", "press", at * 300)

    def _hold(self, name: str) -> tuple[str, ...]:
        self.text_input.hold_key(name)
        self._show()
        return ("key-á", "key-à")

    def _show(self) -> None:
        self.guide.on_page_shown(page_for(self.visit, text_input=self.text_input), visit_began_at=1, now=0)


def test_a_letter_that_has_other_forms_is_typed_at_the_end_of_a_short_press() -> None:
    letters = CommentKeyboard()
    letters.guide.on_key("choose", "press", 9_000)
    assert letters.chosen == []
    letters.guide.on_key("choose", "release", 9_100)
    assert letters.chosen == ["key-a"]


def test_held_it_offers_them_and_types_nothing() -> None:
    letters = CommentKeyboard()
    letters.guide.on_key("choose", "press", 9_000)
    letters.guide.on_key("choose", "hold", 10_200)
    letters.guide.on_key("choose", "release", 10_300)
    assert (letters.chosen, letters.guide.focused_target) == ([], "key-á")
    letters.guide.on_key("choose", "press", 11_000)
    assert letters.chosen == ["key-á"]


def test_whose_hand_is_on_the_next_key_before_the_end_was_told_has_typed_the_letter_it_was_on() -> None:
    letters = CommentKeyboard()
    letters.guide.on_key("choose", "press", 9_000)
    letters.guide.on_key("next", "press", 9_090)
    letters.guide.on_key("choose", "release", 9_100)
    assert (letters.chosen, letters.guide.focused_target) == (["key-a"], "key-s")


def test_letters_are_typed_as_fast_as_one_likes() -> None:
    chosen: list[str] = []
    guide = AudioGuide(RecordingSpeaker(), chosen.append, lambda _: None)
    guide.on_page_shown(page_for(replace(idle_visit(SCRIPT), began_at=1, step="comment", is_writing=True, nps=9)), visit_began_at=1, now=0)
    for at in range(4):
        guide.on_key("next" if at < 2 else "choose", "press", at * 200)
    assert chosen == ["key-q", "key-q"]


def test_who_only_turned_it_up_is_forgotten_without_any_visit() -> None:
    desk = ScreenlessTerminal().press_keys("help").press_keys("help", "choose", "help")
    desk.speaker.is_busy = False
    desk.wait(44)
    assert desk.guide.is_speech_on
    desk.wait(2)
    assert not desk.guide.is_speech_on


def test_a_headset_that_is_in_at_the_start_speaks_at_the_first_page() -> None:
    ears = RecordingSpeaker()
    guide = AudioGuide(ears, lambda _: None, lambda _: None)
    guide.on_headset(True, 0)
    guide.on_page_shown(page_for(idle_visit(SCRIPT)), visit_began_at=None, now=0)
    assert ears.last_utterance[0] == "Keskustan terveysasema"


def test_on_the_service_screen_nothing_is_said_and_keys_choose_nothing() -> None:
    ears, chosen = RecordingSpeaker(), list[str]()
    guide = AudioGuide(ears, chosen.append, lambda _: None)
    guide.on_page_shown(page_for(idle_visit(SCRIPT)), visit_began_at=None, now=0)
    guide.on_headset(True, 0)
    told = len(ears.utterances)
    guide.on_page_shown(
        Page(screen="service", language="en", heading="Service", targets=(Target("close", "button", "Close", "Close"),)),
        visit_began_at=None,
        now=1,
    )
    for at, name in enumerate(("next", "choose")):
        guide.on_key(name, "press", 1_000 * at)
    assert (len(ears.utterances), ears.is_busy, chosen, guide.focused_target) == (told, False, [], None)


def service_page(heading: str = "Service") -> Page:
    return Page(screen="service", language="en", heading=heading, targets=(Target("close", "button", "Close", "Close"),))


def test_a_headset_at_the_service_screen_is_heard_of_and_leaves_the_speaker_test_alone() -> None:
    ears = RecordingSpeaker()
    guide = AudioGuide(ears, lambda _: None, lambda _: None)
    guide.on_page_shown(page_for(replace(idle_visit(SCRIPT), language="en")), visit_began_at=None, now=0)
    guide.on_page_shown(service_page(), visit_began_at=None, now=1)
    ears.is_busy = True  # the speaker test of the service screen is speaking
    guide.on_headset(True, 2)
    guide.on_page_shown(service_page("Speaking"), visit_began_at=None, now=3)
    guide.on_headset(False, 4)
    guide.on_headset(True, 5)
    assert (ears.utterances, ears.is_busy) == ([], True)
    guide.on_page_shown(page_for(replace(idle_visit(SCRIPT), language="en")), visit_began_at=None, now=6)
    assert guide.is_speech_on
    assert ears.last_utterance[0] == "City Centre Health Station"


def test_a_key_nobody_knows_and_keys_before_the_first_page_do_nothing() -> None:
    guide = AudioGuide(RecordingSpeaker(), lambda _: None, lambda _: None)
    guide.on_key("next", "press", 0)
    desk = ScreenlessTerminal().press_keys("tamper")
    assert (guide.focused_target, desk.activity_count) == (None, 0)


def test_at_a_terminal_that_says_nothing_keys_go_their_way() -> None:
    chosen: list[str] = []
    guide = AudioGuide(NullSpeaker(), chosen.append, lambda _: None)
    guide.on_page_shown(page_for(idle_visit(SCRIPT)), visit_began_at=None, now=0)
    guide.on_headset(True, 0)
    for at, name in enumerate(("next", "next", "choose")):
        guide.on_key(name, "press", at)
    guide.on_tick(60_000, 45_000)
    assert chosen == ["nps-1"]
