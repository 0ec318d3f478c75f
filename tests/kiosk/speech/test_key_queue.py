"""From the hardware's threads to the screens' own."""

from __future__ import annotations

import threading

from kiosk.speech.guide import Guide
from kiosk.speech.key_queue import LIMIT, Inbox
from survey.visit import idle
from tests.kiosk.speech.listener import SCRIPT, Ears, shown


def test_events_wait_for_their_thread_and_keep_their_order() -> None:
    inbox, chosen, ears, told = Inbox(), list[str](), Ears(), list[int]()
    inbox.headset(True, 0)
    inbox.arrived = lambda: told.append(1)

    def press() -> None:
        for at, name in enumerate(("next", "next", "choose")):
            inbox.key(name, "press", at)

    thread = threading.Thread(target=press)
    thread.start()
    thread.join()
    guide = Guide(ears, chosen.append, lambda _: None)
    guide.shown(shown(idle(SCRIPT)), person=None, now=0)
    inbox.hand_to(guide)
    inbox.hand_to(guide)
    assert (chosen, len(told), guide.speaking) == (["nps-1"], 3, True)


def test_a_screen_that_hangs_gathers_no_endless_row_of_presses() -> None:
    inbox, chosen = Inbox(), list[str]()
    for at in range(10 * LIMIT):
        inbox.key("choose" if at % 2 else "next", "press", at * 5_000)
    guide = Guide(Ears(), chosen.append, lambda _: None)
    guide.shown(shown(idle(SCRIPT)), person=None, now=0)
    inbox.hand_to(guide)
    assert len(chosen) <= LIMIT // 2
