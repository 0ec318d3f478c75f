"""Tests the queue that carries events from the threads of the hardware to the thread of the screens."""

from __future__ import annotations

import threading

from kiosk.speech.audio_guide import AudioGuide
from kiosk.speech.key_queue import MAX_PENDING_EVENTS, KeyEventQueue
from survey.visit import idle_visit
from tests.kiosk.speech.speech_doubles import SCRIPT, RecordingSpeaker, page_for


def test_events_wait_for_their_thread_and_keep_their_order() -> None:
    queue, chosen, ears, told = KeyEventQueue(), list[str](), RecordingSpeaker(), list[int]()
    queue.put_headset_event(True, 0)
    queue.on_arrival = lambda: told.append(1)

    def press() -> None:
        for at, name in enumerate(("next", "next", "choose")):
            queue.put_key_event(name, "press", at)

    thread = threading.Thread(target=press)
    thread.start()
    thread.join()
    guide = AudioGuide(ears, chosen.append, lambda _: None)
    guide.on_page_shown(page_for(idle_visit(SCRIPT)), visit_began_at=None, now=0)
    queue.deliver_to(guide)
    queue.deliver_to(guide)
    assert (chosen, len(told), guide.is_speech_on) == (["nps-1"], 3, True)


def test_a_screen_that_hangs_gathers_no_endless_row_of_presses() -> None:
    inbox, chosen = KeyEventQueue(), list[str]()
    for at in range(10 * MAX_PENDING_EVENTS):
        inbox.put_key_event("choose" if at % 2 else "next", "press", at * 5_000)
    guide = AudioGuide(RecordingSpeaker(), chosen.append, lambda _: None)
    guide.on_page_shown(page_for(idle_visit(SCRIPT)), visit_began_at=None, now=0)
    inbox.deliver_to(guide)
    assert len(chosen) <= MAX_PENDING_EVENTS // 2
