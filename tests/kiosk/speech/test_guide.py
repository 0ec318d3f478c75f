"""Keys and ears at a terminal: pages as they come, keys as the hardware tells them, time as it passes."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.pages.page import Page, Target
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Typing
from kiosk.speech.engines import Espeak
from kiosk.speech.guide import LISTEN_MS, STIR_MS, Guide
from kiosk.speech.null_speaker import Silent
from kiosk.speech.settings import RATE, RATES, VOLUME, VOLUMES
from kiosk.speech.utterances import of_page
from kiosk.speech.wav import seconds
from kiosk.visit.view import View
from server.domain.texts.sheet_rules import LONGEST, LONGEST_ABOUT
from survey.visit import Chose, Drawn, Drew, NeedsDraw, Stirred, Ticked, idle, step
from survey.wire import DrawRef
from tests.kiosk.speech.listener import CONFIGURATION, SCRIPT, Ears, shown
from tests.kiosk.ui.sample_stage import CORE


class Desk:
    """A terminal without a screen: a visit, the guide, and ears."""

    def __init__(self, language: str = "en") -> None:
        self.now, self.visit = 1_000, replace(idle(SCRIPT), language=language)
        self.ears, self.stirs, self.chosen = Ears(), 0, list[str]()
        self.guide = Guide(self.ears, self._choose, self._stir)
        self._show()

    def key(self, *names: str, kind: str = "press") -> Desk:
        for name in names:
            self.now += 300
            self.guide.key(name, kind, self.now)  # type: ignore[arg-type]
            if kind == "press":
                self.guide.key(name, "release", self.now + 90)
        return self

    def plug(self, *, inside: bool = True) -> Desk:
        self.guide.headset(inside, self.now)
        return self

    def wait(self, seconds: int) -> Desk:
        for _ in range(seconds):
            self.now += 1_000
            self._take(Ticked())
            self.guide.beat(self.now, SCRIPT.timeout_ms)
            self._show()
        return self

    def touch(self, name: str) -> None:
        self.now += 900
        self._take(Chose(name))

    def _choose(self, name: str) -> None:
        self.chosen.append(name)
        self._take(Chose(name))

    def _stir(self, by_key: bool) -> None:
        self.stirs += 1
        self._take(Stirred())

    def _take(self, event: Chose | Stirred | Ticked) -> None:
        self.visit, effects = step(self.visit, event, self.now)
        if any(isinstance(effect, NeedsDraw) for effect in effects):
            self.visit, _ = step(self.visit, Drew(Drawn(DrawRef(1, 0, 0), CORE[:3])), self.now)
        self._show()

    def _show(self) -> None:
        self.guide.shown(shown(self.visit, self.now), person=self.visit.began_at, now=self.now)


def test_a_whole_visit_goes_by_keys_with_the_screen_black() -> None:
    desk = Desk().plug()
    assert desk.ears.last[:2] == ["Speech is on.", "City Centre Health Station"]
    desk.key(*["next"] * 10, "choose")
    assert desk.ears.last[0] == "Open question."
    desk.key("next", "next")
    assert desk.ears.last == ["Pass by", "button"]
    desk.key("choose")
    for number in (1, 2, 3):
        assert desk.ears.last[0] == f"Statement {number} of 3."
        desk.key(*["next"] * 5)
        assert desk.ears.last == ["5, Completely agree", "option"]
        desk.key("choose")
    assert desk.ears.last[0] == "Thank you for your answer."
    assert desk.chosen == ["nps-9", "skip", "value-5", "value-5", "value-5"]
    assert (desk.visit.nps, desk.visit.ended) == (9, "completed")


def test_a_held_help_key_starts_speech_and_ends_it_and_a_short_press_in_it_opens_the_settings() -> None:
    desk = Desk()
    desk.guide.key("help", "press", 1_000)
    assert desk.ears.heard == []
    desk.guide.key("help", "hold", 1_800)
    assert desk.guide.speaking
    said = len(desk.ears.heard)
    desk.guide.key("help", "release", 2_500)
    assert len(desk.ears.heard) == said, "the end of a hold is no press of its own"
    desk.key("help")
    assert desk.ears.last[-1] == "Louder"
    desk.key("help", kind="hold")
    assert not desk.guide.speaking
    assert not desk.ears.busy


def test_held_next_goes_on_by_groups() -> None:
    desk = Desk().plug().key("next")
    desk.key("next", kind="hold")
    assert desk.guide.focus == "language-fi"


def test_every_key_says_that_somebody_is_there() -> None:
    desk = Desk().key("next", "repeat", "previous")
    assert (desk.stirs, desk.chosen) == (3, [])


def test_the_ring_is_drawn_only_for_who_uses_keys() -> None:
    desk = Desk()
    desk.touch("nps-9")
    assert desk.guide.focus is None
    desk.key("next")
    assert desk.guide.focus == "write"


def test_speech_begins_in_the_language_shown_and_follows_it() -> None:
    desk = Desk().plug().key(*["next"] * 13, "choose")
    assert desk.chosen == ["language-sv"]
    assert desk.ears.last[0] == "Centrums hälsostation"
    assert desk.guide.focus == "language-sv"


def test_nobodys_settings_outlive_them() -> None:
    desk = Desk().plug().key("help", "choose", "choose", "next", "next", "choose", "help")
    assert desk.ears.ways[-1] == (RATES[RATE + 1], VOLUMES[VOLUME + 2])
    desk.key(*["next"] * 3, "choose")
    desk.ears.busy = False
    desk.wait(60)
    assert desk.visit.idle
    assert desk.guide.focus is None
    assert desk.ears.ways[-1] == (RATES[RATE], VOLUMES[VOLUME])


def test_two_people_with_no_idle_screen_seen_between_them_are_two() -> None:
    desk = Desk().plug().key("help", "choose", "help", *["next"] * 3, "choose")
    other = replace(desk.visit, began_at=desk.now + 50_000)
    desk.guide.shown(shown(other, desk.now), person=other.began_at, now=desk.now + 50_000)
    assert desk.ears.ways[-1] == (RATES[RATE], VOLUMES[VOLUME])


def test_the_time_out_is_told_by_a_chime_to_everybody_and_in_words_to_who_listens() -> None:
    seeing, hearing = Desk(), Desk().plug()
    for desk in (seeing, hearing):
        desk.touch("nps-9")
        desk.ears.busy = False
        desk.wait(26)
        assert desk.visit.screen == "still_there"
        assert desk.ears.chimes == 1
    assert seeing.ears.last == []
    assert hearing.ears.last == ["Are you still there?", "The screen clears in 20 seconds.", "3 choices."]
    hearing.wait(10)
    assert hearing.ears.last == ["10 seconds left."]


def test_any_key_answers_the_countdown() -> None:
    desk = Desk().plug()
    desk.touch("nps-9")
    desk.ears.busy = False
    desk.wait(26).key("repeat")
    assert desk.visit.screen == "comment"


def test_while_somebody_listens_their_time_does_not_run_out() -> None:
    desk = Desk().plug().key(*["next"] * 10, "choose", "repeat")
    screens = [desk.wait(60).visit.screen]
    assert desk.ears.busy
    desk.ears.busy = False
    screens.append(desk.wait(26).visit.screen)
    assert screens == ["comment", "still_there"]
    assert SCRIPT.countdown_ms > STIR_MS


def test_who_has_a_headset_in_and_touches_hears_the_thanks_to_their_end() -> None:
    desk = Desk().plug()
    desk.touch("nps-9")
    desk.ears.busy = False
    desk.wait(3).touch("finish")
    assert desk.wait(2 * SCRIPT.thanks_ms // 1_000).visit.screen == "thanks"
    desk.ears.busy = False
    assert desk.wait(SCRIPT.thanks_ms // 1_000 + STIR_MS // 1_000).visit.idle


def test_a_voice_that_never_ends_keeps_no_visit_open_for_ever() -> None:
    desk = Desk().plug().key(*["next"] * 10, "choose")
    desk.wait(LISTEN_MS // 1_000 - 1)
    assert desk.visit.screen == "comment"
    desk.key("repeat")
    desk.wait(LISTEN_MS // 1_000 - 1)
    assert desk.visit.screen == "comment", "a key begins it anew"
    desk.wait(60)
    assert desk.ears.busy
    assert desk.visit.idle


def test_the_longest_text_at_the_slowest_speed_is_heard_to_its_end() -> None:
    """What a place tells about the survey, the longest that a sheet can bring; nothing else that can be said is nearly as long."""
    own = replace(idle(SCRIPT), began_at=1, nps=9, step="comment", overlay="about")
    texts = tuple(
        replace(
            one,
            notices={
                **one.notices,
                "about": replace(one.notices["about"], text=_prose(LONGEST_ABOUT)),
                "not_a_complaint": replace(one.notices["not_a_complaint"], text=_prose(LONGEST["notice"])),
            },
        )
        for one in CONFIGURATION.texts
        if one.language == "fi"
    )
    place = replace(CONFIGURATION, texts=texts)
    said = of_page(page(View(mode="visit", configuration=place, visit=own, now=0), Typing(), 0))
    assert sum(len(piece.text) for piece in said) > LONGEST_ABOUT + LONGEST["notice"]
    lasts = sum(seconds(Espeak().render(piece.text, "fi", RATES[0])) for piece in said)
    assert LISTEN_MS / 2 < lasts * 1_000 < LISTEN_MS * 0.95


def _prose(length: int) -> str:
    sentence = "Vastaukset käsitellään nimettömästi, ja niiden perusteella palvelua kehitetään asiakkaiden toivomaan suuntaan. "
    return (sentence * length)[: length - 1] + "."


def test_the_countdown_does_not_keep_itself_awake() -> None:
    desk = Desk().plug().key(*["next"] * 10, "choose")
    desk.ears.busy = False
    desk.wait(26)
    desk.ears.busy = True
    desk.wait(20)
    assert desk.visit.idle


def test_a_second_press_before_the_next_page_is_heard_answers_nothing() -> None:
    chosen: list[str] = []
    guide = Guide(Ears(), chosen.append, lambda _: None)
    guide.shown(shown(idle(SCRIPT)), person=None, now=0)
    for at in (100, 200, 300, 1_150, 1_300):
        guide.key("next" if at == 100 else "choose", "press", at)
    assert chosen == ["nps-0", "nps-0"], "a second later the same page takes it again: nothing came of the first"
    guide.shown(shown(replace(idle(SCRIPT), began_at=1, step="comment")), person=1, now=1_400)
    guide.key("next", "press", 1_450)
    guide.key("choose", "press", 1_500)
    assert chosen[-1] == "write"


class Letters:
    """The open question's keyboard under keys: what was chosen, and what was offered."""

    def __init__(self) -> None:
        self.chosen, self.typing = list[str](), Typing(sentences=False)
        self.visit = replace(idle(SCRIPT), language="en", began_at=1, step="comment", writing=True, nps=9)
        self.guide = Guide(Ears(), self.chosen.append, lambda _: None, self._hold)
        self._show()
        for at in range(20):
            if self.guide.focus != "key-a":
                self.guide.key("next", "press", at * 300)

    def _hold(self, name: str) -> tuple[str, ...]:
        self.typing.hold(name)
        self._show()
        return ("key-á", "key-à")

    def _show(self) -> None:
        self.guide.shown(shown(self.visit, typing=self.typing), person=1, now=0)


def test_a_letter_that_has_other_forms_is_typed_at_the_end_of_a_short_press() -> None:
    letters = Letters()
    letters.guide.key("choose", "press", 9_000)
    assert letters.chosen == []
    letters.guide.key("choose", "release", 9_100)
    assert letters.chosen == ["key-a"]


def test_held_it_offers_them_and_types_nothing() -> None:
    letters = Letters()
    letters.guide.key("choose", "press", 9_000)
    letters.guide.key("choose", "hold", 10_200)
    letters.guide.key("choose", "release", 10_300)
    assert (letters.chosen, letters.guide.focus) == ([], "key-á")
    letters.guide.key("choose", "press", 11_000)
    assert letters.chosen == ["key-á"]


def test_whose_hand_is_on_the_next_key_before_the_end_was_told_has_typed_the_letter_it_was_on() -> None:
    letters = Letters()
    letters.guide.key("choose", "press", 9_000)
    letters.guide.key("next", "press", 9_090)
    letters.guide.key("choose", "release", 9_100)
    assert (letters.chosen, letters.guide.focus) == (["key-a"], "key-s")


def test_letters_are_typed_as_fast_as_one_likes() -> None:
    chosen: list[str] = []
    guide = Guide(Ears(), chosen.append, lambda _: None)
    guide.shown(shown(replace(idle(SCRIPT), began_at=1, step="comment", writing=True, nps=9)), person=1, now=0)
    for at in range(4):
        guide.key("next" if at < 2 else "choose", "press", at * 200)
    assert chosen == ["key-q", "key-q"]


def test_who_only_turned_it_up_is_forgotten_without_any_visit() -> None:
    desk = Desk().key("help").key("help", "choose", "help")
    desk.ears.busy = False
    desk.wait(44)
    assert desk.guide.speaking
    desk.wait(2)
    assert not desk.guide.speaking


def test_a_headset_that_is_in_at_the_start_speaks_at_the_first_page() -> None:
    ears = Ears()
    guide = Guide(ears, lambda _: None, lambda _: None)
    guide.headset(True, 0)
    guide.shown(shown(idle(SCRIPT)), person=None, now=0)
    assert ears.last[0] == "Keskustan terveysasema"


def test_on_the_service_screen_nothing_is_said_and_keys_choose_nothing() -> None:
    ears, chosen = Ears(), list[str]()
    guide = Guide(ears, chosen.append, lambda _: None)
    guide.shown(shown(idle(SCRIPT)), person=None, now=0)
    guide.headset(True, 0)
    told = len(ears.heard)
    guide.shown(
        Page(screen="service", language="en", heading="Service", targets=(Target("close", "button", "Close", "Close"),)), person=None, now=1
    )
    for at, name in enumerate(("next", "choose")):
        guide.key(name, "press", 1_000 * at)
    assert (len(ears.heard), ears.busy, chosen, guide.focus) == (told, False, [], None)


def service(heading: str = "Service") -> Page:
    return Page(screen="service", language="en", heading=heading, targets=(Target("close", "button", "Close", "Close"),))


def test_a_headset_at_the_service_screen_is_heard_of_and_leaves_the_speaker_test_alone() -> None:
    ears = Ears()
    guide = Guide(ears, lambda _: None, lambda _: None)
    guide.shown(shown(replace(idle(SCRIPT), language="en")), person=None, now=0)
    guide.shown(service(), person=None, now=1)
    ears.busy = True  # the test speaks
    guide.headset(True, 2)
    guide.shown(service("Speaking"), person=None, now=3)
    guide.headset(False, 4)
    guide.headset(True, 5)
    assert (ears.heard, ears.busy) == ([], True)
    guide.shown(shown(replace(idle(SCRIPT), language="en")), person=None, now=6)
    assert guide.speaking
    assert ears.last[0] == "City Centre Health Station"


def test_a_key_nobody_knows_and_keys_before_the_first_page_do_nothing() -> None:
    guide = Guide(Ears(), lambda _: None, lambda _: None)
    guide.key("next", "press", 0)
    desk = Desk().key("tamper")
    assert (guide.focus, desk.stirs) == (None, 0)


def test_at_a_terminal_that_says_nothing_keys_go_their_way() -> None:
    chosen: list[str] = []
    guide = Guide(Silent(), chosen.append, lambda _: None)
    guide.shown(shown(idle(SCRIPT)), person=None, now=0)
    guide.headset(True, 0)
    for at, name in enumerate(("next", "next", "choose")):
        guide.key(name, "press", at)
    guide.beat(60_000, 45_000)
    assert chosen == ["nps-1"]
