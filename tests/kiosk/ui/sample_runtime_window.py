"""Runs the screens as a program with the sample runtime, for tests and pictures. See `--help`.

With `--standing` its clock is stopped, and it shows the views that arrive on standard input, one JSON document per line.
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

from kiosk.speech.key_queue import KeyEventQueue
from kiosk.ui.app import run
from kiosk.ui.input_state import VIEWER_TIMEOUT_MS
from kiosk.visit.view import EnrolmentView, View
from tests.fixtures.waiting import wait_until
from tests.kiosk.sample_forms import NEWS_MESSAGES, with_forms
from tests.kiosk.ui.failing_screens import break_screen
from tests.kiosk.ui.key_driver import UtteranceFileWriter, VisitResultWriter, start_key_reader
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, SampleRuntime, make_configuration


def record_frame(runtime: SampleRuntime) -> None:
    """Tell the runtime after each frame what is visible."""
    from kivy.core.window import Window

    shown = Window.children[0]._shown
    if shown is not None:  # a failed screen has left nothing
        runtime.last_shown = (shown[0].screen, shown[0].statement)


def show_views_from_stdin(runtime: SampleRuntime) -> None:
    """Show the views from standard input. A view without a configuration receives that of the runtime."""
    for line in sys.stdin:
        view = msgspec.json.decode(line, type=View)
        runtime.show(replace(view, configuration=view.configuration or runtime.configuration, decided_at=runtime.now()))


def wait_for_loop_rounds(runtime: SampleRuntime, rounds: int) -> None:
    """Return after a number of loops of the window."""
    from kivy.clock import Clock

    passed: list[float] = []
    Clock.schedule_interval(passed.append, 0)
    wait_until(lambda: runtime.is_stopping or len(passed) >= rounds)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", default="1280x800")
    parser.add_argument("--panel", default="217x136")
    parser.add_argument("--describe", type=Path)
    parser.add_argument("--languages", default="fi,sv,en")
    parser.add_argument("--statements", default=",".join(CORE_STATEMENTS[:3]))
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
        break_screen(asked.broken or asked.torn, while_painting=bool(asked.torn))
    if asked.stays_ms:
        VIEWER_TIMEOUT_MS.update(dict.fromkeys(VIEWER_TIMEOUT_MS, asked.stays_ms))
    config = make_configuration(tuple(asked.languages.split(",")))
    config = replace(with_forms(config, *asked.forms.split(",")), messages=NEWS_MESSAGES if asked.told == "yes" else ())
    if asked.question:
        config = replace(
            config,
            texts=tuple(
                replace(each, questions={**each.questions, "nps": replace(each.questions["nps"], text=asked.question)})
                for each in config.texts
            ),
        )
    codes = tuple(asked.statements.split(","))
    stage = SampleRuntime(
        config,
        timeout_ms=asked.timeout_ms,
        thanks_ms=asked.thanks_ms,
        statement_codes=codes,
        frozen=asked.standing,
        answered_count=asked.answered,
    )
    with stage:
        if asked.standing:
            threading.Thread(target=show_views_from_stdin, args=(stage,), daemon=True).start()
        if asked.show == "enrol":
            fields = {"server": "https://palaute.example.fi", **json.loads(asked.enrol)}
            stage.show_enrolment(EnrolmentView(**{**fields, "obstacles": tuple(fields.get("obstacles", ()))}))
        elif asked.show == "out_of_use":
            stage.show(View(mode="out_of_use", configuration=config))
        width, height = asked.window.split("x")
        across, down = asked.panel.split("x")
        if asked.left:
            stage.on_visit_end = VisitResultWriter(asked.left, stage.sent_texts)
        if asked.cut_takes:
            stage.before_interrupt = lambda: wait_for_loop_rounds(stage, asked.cut_takes)
        inbox = KeyEventQueue()
        if asked.keys:
            start_key_reader(asked.keys, inbox, stage.now)
        run(
            stage, window=(int(width), int(height)), panel_mm=(int(across), int(down)), fullscreen=False,
            description_path=asked.describe, on_frame=lambda: record_frame(stage), theme=asked.theme,
            key_queue=inbox, speaker=UtteranceFileWriter(asked.spoken, asked.speaker_breaks) if asked.spoken else None,
        )  # fmt: skip
    told = {
        "visits": stage.visits_ended,
        "texts": len(stage.sent_texts),
        "codes": stage.enrolment_codes,
        "begun": stage.visits_begun,
        "unseen": stage.unseen_choices,
    }
    given = [{"nps": visit.nps, "replies": len(visit.replies), "ended": visit.ended} for visit in stage.finished_visits]
    print(json.dumps({**told, "finished": given}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
