"""The screens as a process of their own, on a small stage: what tests and pictures look at. `--help` says how.

A standing one (`--standing`) shows the views that come in on standard input, one JSON document a line, while its clock stands still.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import threading
from pathlib import Path

import msgspec
from msgspec.structs import replace

from kiosk.speech.key_queue import Inbox
from kiosk.ui.app import run
from kiosk.ui.input_state import STAYS_MS
from kiosk.visit.view import EnrolView, View
from tests.fixtures.waiting import wait_until
from tests.kiosk.sample_forms import CHANGES, with_forms
from tests.kiosk.ui.breaking_screen import break_screen
from tests.kiosk.ui.key_driver import Leavings, Scribe, hands
from tests.kiosk.ui.sample_stage import CORE, SmallStage, configuration


def drew(stage: SmallStage) -> None:
    """A frame was shown: the stage may know what a finger sees from now on."""
    from kivy.core.window import Window

    shown = Window.children[0]._shown
    if shown is not None:  # a screen that broke has left nothing
        stage.on_screen = (shown[0].screen, shown[0].statement)


def take_orders(stage: SmallStage) -> None:
    """Show what standard input says; a view without a configuration gets the stage's."""
    for line in sys.stdin:
        view = msgspec.json.decode(line, type=View)
        stage.show(replace(view, configuration=view.configuration or stage.configuration, now=stage.now()))


def take_time(stage: SmallStage, rounds: int) -> None:
    """Come back only when the window's loop has come round so often."""
    from kivy.clock import Clock

    passed: list[float] = []
    Clock.schedule_interval(passed.append, 0)
    wait_until(lambda: stage.stopping or len(passed) >= rounds)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", default="1280x800")
    parser.add_argument("--panel", default="217x136")
    parser.add_argument("--describe", type=Path)
    parser.add_argument("--languages", default="fi,sv,en")
    parser.add_argument("--statements", default=",".join(CORE[:3]))
    parser.add_argument("--timeout-ms", type=int, default=45_000)
    parser.add_argument("--thanks-ms", type=int, default=8_000)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--show", choices=("visit", "enrol", "out_of_use"), default="visit")
    parser.add_argument("--enrol", default="{}", help="an EnrolView's fields as JSON")
    parser.add_argument("--forms", default="general-1", help="the place's forms, its own first (tests/kiosk/sample_forms.py)")
    parser.add_argument("--told", choices=("yes", "no"), default="no", help="with messages to the visitors")
    parser.add_argument("--answered", type=int, default=0, help="how many have answered this month")
    parser.add_argument("--standing", action="store_true", help="show the views of standard input, with a clock that stands still")
    parser.add_argument("--keys", type=Path, help="a pipe that keys, headset and sensor come through (keyed.py)")
    parser.add_argument("--left", type=Path, help="a file for what each visit leaves (keyed.py)")
    parser.add_argument("--spoken", type=Path, help="a file for all that is said (keyed.py)")
    parser.add_argument("--question", help="in place of the first question, in every language")
    parser.add_argument("--stays-ms", type=int, help="how long whoever left a screen of no visit is waited for")
    parser.add_argument("--speaker-breaks", type=Path, help="a file at which it does (keyed.py)")
    parser.add_argument("--broken", help="a screen that cannot be laid out (breaking.py)")
    parser.add_argument("--torn", help="a screen that cannot be painted to its end (breaking.py)")
    parser.add_argument("--cut-takes", type=int, default=0, help="rounds of the loop that pass before a visit is cut short")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    if asked.broken or asked.torn:
        break_screen(asked.broken or asked.torn, painting=bool(asked.torn))
    if asked.stays_ms:
        STAYS_MS.update(dict.fromkeys(STAYS_MS, asked.stays_ms))
    config = configuration(tuple(asked.languages.split(",")))
    config = replace(with_forms(config, *asked.forms.split(",")), messages=CHANGES if asked.told == "yes" else ())
    if asked.question:
        config = replace(
            config,
            texts=tuple(
                replace(each, questions={**each.questions, "nps": replace(each.questions["nps"], text=asked.question)})
                for each in config.texts
            ),
        )
    codes = tuple(asked.statements.split(","))
    stage = SmallStage(
        config, timeout_ms=asked.timeout_ms, thanks_ms=asked.thanks_ms, codes=codes, standing=asked.standing, answered=asked.answered
    )
    with stage:
        if asked.standing:
            threading.Thread(target=take_orders, args=(stage,), daemon=True).start()
        if asked.show == "enrol":
            fields = {"server": "https://palaute.example.fi", **json.loads(asked.enrol)}
            stage.show_enrolment(EnrolView(**{**fields, "lacks": tuple(fields.get("lacks", ()))}))
        elif asked.show == "out_of_use":
            stage.show(View(mode="out_of_use", configuration=config))
        width, height = asked.window.split("x")
        across, down = asked.panel.split("x")
        if asked.left:
            stage.left = Leavings(asked.left, stage.sent)
        if asked.cut_takes:
            stage.before_cut = lambda: take_time(stage, asked.cut_takes)
        inbox = Inbox()
        if asked.keys:
            hands(asked.keys, inbox, stage.now)
        run(
            stage, window=(int(width), int(height)), panel_mm=(int(across), int(down)), fullscreen=False,
            describe=asked.describe, frame=lambda: drew(stage), theme=asked.theme,
            inbox=inbox, speaker=Scribe(asked.spoken, asked.speaker_breaks) if asked.spoken else None,
        )  # fmt: skip
    told = {"visits": stage.visits, "texts": len(stage.sent), "codes": stage.codes_tried, "begun": stage.begun, "unseen": stage.unseen}
    given = [{"nps": visit.nps, "replies": len(visit.replies), "ended": visit.ended} for visit in stage.finished]
    print(json.dumps({**told, "finished": given}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
