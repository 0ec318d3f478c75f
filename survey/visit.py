"""Defines a visit as a pure state machine: one person at the terminal, from the first touch to the time-out.

`step(visit, event, now)` returns the next visit and the effects to carry out. The module uses no clock, device, database or randomness.
`now` counts the milliseconds of any monotonic clock, drawn statements arrive as an event, and text that is being typed never enters the
visit. Visit, events and effects are plain data that survive a JSON round trip, so that a journal can store them and another medium can use
the same machine (design, decision 1).

A visit takes its steps in the form's order, in which NPS is always first::

    nps ─► comment ─► statement 1 … k ─► thanks ─► (idle: nps)
     ▲        ▲ back      │ back
     └────────┴───────────┘

Overlays open over these screens. `display` opens over every screen and every other overlay. `languages` and `about` open over all steps
but `thanks`. `audience` and `news` open over `nps` only. The warning before a time-out, `still_there`, opens over all steps but `thanks`
and over every other overlay.

The table of transitions is at the end of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from survey.wire import DrawRef, Ended, Outcome, SealedComment

FormStep = Literal["nps", "comment", "statements"]
"""Names a step in the order of a form."""
VisitScreen = Literal["nps", "comment", "statement", "thanks", "still_there", "languages", "audience", "about", "news", "display"]
"""Names everything that a terminal can show during a visit."""
Overlay = Literal["still_there", "languages", "audience", "about", "news", "display"]
"""Names the screens that open over a step."""
TextSize = Literal["normal", "large", "largest"]
Contrast = Literal["normal", "white", "black"]
ReachArea = Literal["whole", "low"]

COUNTDOWN_MS = 20_000
"""Sets how long a person is warned before the visit is closed (WCAG 2.2, success criterion 2.2.1: at least 20 seconds). The warning takes
at most half of the time-out."""
MIN_TIMEOUT_MS = 2 * COUNTDOWN_MS
"""Sets the shortest time-out that a region may configure, since a shorter one would shorten the warning. Tests and demonstrations may use
less."""


class FormScript(Struct, frozen=True, kw_only=True):
    """Describes how a visit goes through one form."""

    form: str
    audience: str = "general"
    order: tuple[FormStep, ...] = ("nps", "comment", "statements")
    question: str = "reason"
    """Names the code of the open question."""


class VisitScript(Struct, frozen=True, kw_only=True):
    """Describes how a visit goes: the order of the form, and the service point's languages and times in milliseconds."""

    form: str
    languages: tuple[str, ...]
    """Lists the tags of the languages to choose from. Every visit begins in the first one, which is the service point's own."""
    order: tuple[FormStep, ...] = ("nps", "comment", "statements")
    question: str = "reason"
    """Names the code of the open question."""
    audience: str = "general"
    """Names who answers this form: `general` (13 and over), `child` or `relative`."""
    choices: tuple[FormScript, ...] = ()
    """Lists every form that a person may choose, the service point's own first. It is empty if there is no choice."""
    timeout_ms: int = 45_000
    """Sets the time from the last touch to the end of the visit, including the countdown."""
    thanks_ms: int = 8_000
    """Sets how long the thanks stay on screen after the last touch."""

    @property
    def countdown_ms(self) -> int:
        """Return how long the warning before a time-out is shown, in milliseconds."""
        return min(COUNTDOWN_MS, self.timeout_ms // 2)

    def with_form(self, form: str) -> VisitScript:
        """Return the script with another of the forms to choose from, or the same script if there is no such form."""
        choice = next((form_script for form_script in self.choices if form_script.form == form), None)
        if choice is None:
            return self
        return replace(self, form=choice.form, audience=choice.audience, order=choice.order, question=choice.question)


class DisplayPreferences(Struct, frozen=True, rename={"text_size": "text"}):
    """Describes how a person wants to see the screens. The next visit starts without any preferences."""

    text_size: TextSize = "normal"
    contrast: Contrast = "normal"
    """Names the background of a high contrast, `white` or `black`."""
    reach: ReachArea = "whole"
    """Names where targets lie. `low` puts everything to touch into the lower half of the screen."""


class DrawnStatements(Struct, frozen=True):
    """Holds the statements of a visit in the order in which they are asked, and the draw that they come from."""

    ref: DrawRef
    codes: tuple[str, ...]


class Reply(Struct, frozen=True):
    """Describes what a person did with one statement."""

    outcome: Outcome
    value: int | None = None
    """Holds the answer, 1 to 5, if the outcome is `answered`, otherwise None."""


class Visit(
    Struct,
    frozen=True,
    kw_only=True,
    # The names under which the terminal's journal stores these fields.
    rename={"display_preferences": "sight", "covered_overlays": "beneath", "is_writing": "writing", "statement_index": "statement"},
):
    """Holds the state of a visit. The terminal is idle as long as `began_at` is None."""

    script: VisitScript
    language: str
    step: Literal["nps", "comment", "statement", "thanks"] = "nps"
    overlay: Overlay | None = None
    """Names the overlay on top. None means that the step itself is shown."""
    covered_overlays: tuple[Overlay, ...] = ()
    """Lists the overlays under the one on top, the lowest first, such as `about` under `display` under `still_there`."""
    display_preferences: DisplayPreferences = DisplayPreferences()
    is_writing: bool = False
    """States whether the field and the keyboard of the open question are shown."""
    statement_index: int = 0
    """States which of the drawn statements is asked, counted from 0."""
    began_at: int | None = None
    """Holds the time of the first touch. None means that the terminal is idle."""
    touched_at: int = 0
    """Holds the time of the last touch."""
    answered_at: int | None = None
    """Holds the time of the first answer. None means that there is no answer yet."""
    nps: int | None = None
    comment: SealedComment | None = None
    drawn: DrawnStatements | None = None
    replies: dict[str, Reply] = {}
    """Maps the code of a statement to what the person did with it."""
    ended: Ended | None = None
    """States how the visit ended once its response is final. The thanks may still be on screen. None means that the visit goes on."""
    ended_at: int | None = None
    """Holds the time since which the thanks are on screen. None means that they have not been shown."""

    @property
    def screen(self) -> VisitScreen:
        """Return what the terminal shows: the overlay on top, or the step if there is no overlay."""
        return self.overlay or self.step

    @property
    def is_idle(self) -> bool:
        """Return whether the terminal waits for the next person."""
        return self.began_at is None

    @property
    def has_answer(self) -> bool:
        """Return whether the visit has an answer and leaves a response rather than a count."""
        return self.answered_at is not None

    @property
    def without_overlay(self) -> Visit:
        """Return the visit without the overlay on top, so that what it covered is shown."""
        return replace(
            self, overlay=self.covered_overlays[-1] if self.covered_overlays else None, covered_overlays=self.covered_overlays[:-1]
        )

    @property
    def statement_code(self) -> str | None:
        """Return the code of the statement that is being asked, whether or not an overlay covers it.

        None means that the visit is at another step or that its statements have not been drawn.
        """
        if self.step != "statement" or self.drawn is None or self.statement_index >= len(self.drawn.codes):
            return None
        return self.drawn.codes[self.statement_index]


# ── events ────────────────────────────────────────────────────────────────────────────────────────


class TargetChosen(Struct, frozen=True, tag="chose"):
    """Reports that a person chose a target such as `nps-7`, `value-3`, `skip`, `back` or `language-sv` (see `allowed_targets`)."""

    target: str
    screen_seen: tuple[str, str | None] | None = None
    """Holds the screen that the person saw, and the code of its statement. None means that it can only be the current one."""


class ActivitySeen(Struct, frozen=True, tag="stirred"):
    """Reports that a person is there but chose nothing that moves the visit: a touch beside the targets, or a key of the keyboard."""

    missed_targets: bool = False
    """States whether it was a touch that hit no target."""


class CommentSubmitted(Struct, frozen=True, tag="sent"):
    """Reports that a person sent the open answer, which the caller has redacted and sealed."""

    comment: SealedComment | None
    """Holds the sealed answer. None means that only white space had been typed."""


class DrawCompleted(Struct, frozen=True, tag="drew"):
    """Delivers the statements that `NeedsDraw` asked for. There may be fewer than asked for, but never none."""

    drawn: DrawnStatements


class Ticked(Struct, frozen=True, tag="ticked"):
    """Reports that time has passed."""


class Interrupted(Struct, frozen=True, tag="cut"):
    """Reports that the program or the machine stopped during the visit. It is posted at the next start."""


Event = TargetChosen | ActivitySeen | CommentSubmitted | DrawCompleted | Ticked | Interrupted

# ── effects ───────────────────────────────────────────────────────────────────────────────────────


class NeedsDraw(Struct, frozen=True, tag="needs_draw"):
    """Asks for a draw, because the first statement is about to be shown. `DrawCompleted` must be posted before anything is shown."""


class VisitEnded(Struct, frozen=True, tag="finished"):
    """Reports that the visit is over. It leaves a response if `visit.has_answer`, otherwise a count."""

    visit: Visit


class WipeText(Struct, frozen=True, tag="wipe_text"):
    """Asks to delete at once what has been typed."""


Effect = NeedsDraw | VisitEnded | WipeText
StepResult = tuple[Visit, tuple[Effect, ...]]


DISPLAY_CHOICES = (
    *(f"text-{each}" for each in get_args(TextSize)),
    *(f"contrast-{each}" for each in get_args(Contrast)),
    *(f"reach-{each}" for each in get_args(ReachArea)),
)
"""Lists the targets of the screen `display`."""


def idle_visit(script: VisitScript) -> Visit:
    """Return the idle screen, in the service point's own form and language and without any trace of the last visit."""
    default_script = script.with_form(script.choices[0].form) if script.choices else script
    return Visit(script=default_script, language=default_script.languages[0])


def step(visit: Visit, event: Event, now: int) -> StepResult:
    """Return the next visit and the effects to carry out.

    An event that does not fit the screen changes nothing but the time of the last touch.

    Args:
        visit: the state of the visit.
        event: what happened.
        now: milliseconds of a monotonic clock, the same clock in every call for a visit.
    """
    match event:
        case Ticked():
            return _pass_time(visit, now)
        case Interrupted():
            return _end(visit, "interrupted") if not (visit.is_idle or visit.ended) else (idle_visit(visit.script), (WipeText(),))
        case DrawCompleted(drawn):
            return _take_draw(visit, drawn)
        case CommentSubmitted(comment):
            return _send(_touch(visit, now), comment, now) if visit.is_writing and visit.step == "comment" else (visit, ())
        case ActivitySeen():
            return _register_activity(visit, now), ()
        case TargetChosen(target, screen_seen):
            # A choice meant for another screen is no answer on this one. On a slow disk a second tap may arrive before the
            # screen that the first tap leads to.
            if target not in allowed_targets(visit) or screen_seen not in (None, (visit.screen, visit.statement_code)):
                return _register_activity(visit, now), ()
            name, _, argument = target.partition("-")
            action = _ACTIONS.get(target) or _ACTIONS[name]
            return action(_touch(visit, now), argument, now)


def allowed_targets(visit: Visit) -> tuple[str, ...]:
    """Return the names of the targets that may be chosen now, in the order in which keys and speech go through them.

    Keys of the on-screen keyboard are not among them, because typed text is not part of the visit.
    """
    languages = tuple(f"language-{tag}" for tag in visit.script.languages)
    overlay_targets = (*(("languages",) if len(languages) > 1 else ()), "display", "about")
    match visit.screen:
        case "still_there":
            return ("continue", "finish", "display")
        case "languages":
            return (*languages, "display", "close")
        case "audience":
            return (*(f"form-{each.form}" for each in visit.script.choices), "display", "close")
        case "display":
            return (*DISPLAY_CHOICES, "close")
        case "nps":
            # A person who comes back to the first question has answered it. They may go on or leave, but not change the audience.
            leave_targets = ("skip", "finish") if visit.nps is not None else ()
            audience_targets = ("audience",) if len(visit.script.choices) > 1 and not visit.has_answer else ()
            return (
                *(f"nps-{n}" for n in range(11)),
                *leave_targets,
                *(languages if len(languages) > 1 else ()),
                *audience_targets,
                *overlay_targets,
                "news",
            )
        case "comment" if visit.is_writing:
            return ("send", "back", "finish", *overlay_targets)
        case "comment":
            return ("write", "skip", "back", "finish", *overlay_targets)
        case "statement" if visit.statement_code is None:
            return ("back", "finish", *overlay_targets)
        case "statement":
            values = tuple(f"value-{n}" for n in range(1, 6))
            return (*values, "not-applicable", "skip", "back", "finish", *overlay_targets)
        case _:  # about, news, thanks
            return ("display", "close")


def remaining_ms(visit: Visit, now: int) -> int | None:
    """Return the milliseconds until this screen closes by itself (countdown or thanks).

    None means that no countdown is visible.
    """
    if visit.screen == "thanks" or visit.overlay == "still_there":
        return max(0, next_timeout_at(visit) - now)
    return None


def next_timeout_at(visit: Visit) -> int:
    """Return the time at which the visit next changes if nobody touches anything."""
    script = visit.script
    if visit.ended:
        return _thanks_end(visit) if visit.overlay is None else min(_thanks_overlay_end(visit), _latest_thanks_end(visit))
    return visit.touched_at + script.timeout_ms - (0 if visit.overlay == "still_there" else script.countdown_ms)


def _thanks_end(visit: Visit) -> int:
    """Return when the thanks close. Activity keeps them on screen, but not for ever, since the next person needs the screen."""
    return min(visit.touched_at + visit.script.thanks_ms, _latest_thanks_end(visit))


def _thanks_overlay_end(visit: Visit) -> int:
    """Return when an overlay over the thanks closes, early enough for the countdown of the thanks to be seen."""
    script = visit.script
    return min(visit.touched_at + script.timeout_ms, _latest_thanks_end(visit)) - min(script.thanks_ms, script.countdown_ms)


def _latest_thanks_end(visit: Visit) -> int:
    """Return when the thanks close in spite of activity, which is never earlier than without activity."""
    thanks_began_at = visit.touched_at if visit.ended_at is None else visit.ended_at
    return thanks_began_at + max(visit.script.timeout_ms, visit.script.thanks_ms)


# ── how a visit moves ─────────────────────────────────────────────────────────────────────────────


def _touch(visit: Visit, now: int) -> Visit:
    return replace(visit, touched_at=now, began_at=now if visit.is_idle else visit.began_at)


def _register_activity(visit: Visit, now: int) -> Visit:
    """Return the visit after activity. It starts no visit, but it keeps a visit or its thanks open and answers the countdown."""
    if visit.is_idle:
        return visit
    visit = replace(visit, touched_at=now)
    return visit.without_overlay if visit.overlay == "still_there" else visit


def _pass_time(visit: Visit, now: int) -> StepResult:
    if visit.is_idle:
        return visit, ()
    if visit.ended:
        return _pass_thanks(visit, now)
    untouched_ms = now - visit.touched_at
    if untouched_ms >= visit.script.timeout_ms:
        return _end(visit, "timed_out")
    if untouched_ms >= visit.script.timeout_ms - visit.script.countdown_ms and visit.overlay != "still_there":
        return _add_overlay(visit, "still_there"), ()
    return visit, ()


def _pass_thanks(visit: Visit, now: int) -> StepResult:
    if now >= _latest_thanks_end(visit) or (visit.overlay is None and now >= _thanks_end(visit)):
        return idle_visit(visit.script), (WipeText(),)
    if visit.overlay is not None and now >= _thanks_overlay_end(visit):
        return replace(visit, overlay=None, covered_overlays=(), touched_at=now), ()  # the time of the thanks starts anew
    return visit, ()


def _add_overlay(visit: Visit, overlay: Overlay) -> Visit:
    return replace(visit, overlay=overlay, covered_overlays=(*visit.covered_overlays, visit.overlay) if visit.overlay else ())


def _end(visit: Visit, ended: Ended) -> StepResult:
    """Return the result of closing the visit. The thanks follow a completed visit only, because after a time-out nobody is there."""
    closed = replace(visit, ended=ended, overlay=None, covered_overlays=(), is_writing=False)
    if ended == "completed":
        with_thanks = replace(closed, step="thanks", ended_at=closed.touched_at)  # a touch has just completed the visit
        return with_thanks, (WipeText(), VisitEnded(closed))
    return idle_visit(visit.script), (WipeText(), VisitEnded(closed))


def _answer(visit: Visit, now: int) -> Visit:
    return visit if visit.has_answer else replace(visit, answered_at=now)


def _next_step(visit: Visit) -> StepResult:
    """Return the result of going from the end of one step to the start of the next in the form's order."""
    order = visit.script.order
    current: FormStep = "statements" if visit.step == "statement" else visit.step  # type: ignore[assignment]
    remaining_steps = order[order.index(current) + 1 :]
    if not remaining_steps:
        return _end(visit, "completed")
    if remaining_steps[0] == "comment":
        return replace(visit, step="comment", is_writing=False), ()
    effects = () if visit.drawn else (NeedsDraw(),)
    return replace(visit, step="statement", statement_index=0), effects


def _take_draw(visit: Visit, drawn: DrawnStatements) -> StepResult:
    """Return the visit with its statements, if it waits for them. A draw that arrives late finds another visit or none."""
    is_waiting = visit.step == "statement" and visit.drawn is None
    return (replace(visit, drawn=drawn) if is_waiting and drawn.codes else visit), ()


def _choose_nps(visit: Visit, argument: str, now: int) -> StepResult:
    return _next_step(_answer(replace(visit, nps=int(argument)), now))


def _write(visit: Visit, _: str, now: int) -> StepResult:
    return replace(visit, is_writing=True), ()


def _send(visit: Visit, comment: SealedComment | None, now: int) -> StepResult:
    """Return the result of a submitted comment. It replaces an earlier comment, and an empty one counts as skipping the question.

    Sealing takes a moment. If the countdown began meanwhile, the person was there all the same, and the comment is kept.
    """
    if comment is not None:
        visit = _answer(replace(visit, comment=comment), now)
    after, effects = _next_step(replace(visit, is_writing=False, overlay=None, covered_overlays=()))
    return after, (WipeText(), *effects)


def _send_nothing(visit: Visit, _: str, now: int) -> StepResult:
    """Return the visit unchanged: the text is sealed first and arrives as `CommentSubmitted`."""
    return visit, ()


def _reply(visit: Visit, reply: Reply, now: int) -> StepResult:
    assert visit.drawn is not None and visit.statement_code is not None
    visit = replace(visit, replies={**visit.replies, visit.statement_code: reply})
    return _next_statement(visit if reply.outcome == "skipped" else _answer(visit, now))


def _next_statement(visit: Visit) -> StepResult:
    """Return the result of going to the next statement, or to the next step after the last one."""
    if visit.drawn is not None and visit.statement_index + 1 < len(visit.drawn.codes):
        return replace(visit, statement_index=visit.statement_index + 1), ()
    return _next_step(visit)


def _choose_value(visit: Visit, argument: str, now: int) -> StepResult:
    return _reply(visit, Reply("answered", int(argument)), now)


def _choose_not_applicable(visit: Visit, _: str, now: int) -> StepResult:
    return _reply(visit, Reply("not_applicable"), now)


def _skip(visit: Visit, _: str, now: int) -> StepResult:
    """Return the result of going on without an answer. An earlier answer stays, because going back does not take it back."""
    if visit.step != "statement":
        return _next_step(visit)
    return _next_statement(visit) if visit.statement_code in visit.replies else _reply(visit, Reply("skipped"), now)


def _back(visit: Visit, _: str, now: int) -> StepResult:
    if visit.is_writing:
        return replace(visit, is_writing=False), (WipeText(),)
    if visit.step == "statement" and visit.statement_index > 0:
        return replace(visit, statement_index=visit.statement_index - 1), ()
    order = visit.script.order
    index = order.index("statements" if visit.step == "statement" else "comment")
    previous_step = order[index - 1]
    codes = visit.drawn.codes if visit.drawn else ()
    if previous_step == "statements" and codes:
        return replace(visit, step="statement", statement_index=len(codes) - 1), ()
    return replace(visit, step="nps" if previous_step == "statements" else previous_step), ()


def _finish(visit: Visit, _: str, now: int) -> StepResult:
    return _end(visit, "completed") if visit.has_answer else _end(visit, "timed_out")


def _extend(visit: Visit, _: str, now: int) -> StepResult:
    return visit.without_overlay, ()


def _open(overlay: Overlay) -> TargetAction:
    """Return an action that opens an overlay over what is shown, and closes the countdown, since the person is there."""

    def action(visit: Visit, _: str, now: int) -> StepResult:
        visit = visit.without_overlay if visit.overlay == "still_there" else visit
        return (visit if visit.overlay == overlay else _add_overlay(visit, overlay)), ()

    return action


def _close(visit: Visit, _: str, now: int) -> StepResult:
    if visit.overlay is not None:
        return visit.without_overlay, ()
    return idle_visit(visit.script), (WipeText(),)


def _choose_form(visit: Visit, argument: str, now: int) -> StepResult:
    return replace(visit.without_overlay, script=visit.script.with_form(argument)), ()


def _set_display(preference: str) -> TargetAction:
    """Return an action that changes one display preference. The choices stay open, because one change is rarely enough."""

    def action(visit: Visit, argument: str, now: int) -> StepResult:
        return replace(visit, display_preferences=replace(visit.display_preferences, **{preference: argument})), ()

    return action


def _choose_language(visit: Visit, argument: str, now: int) -> StepResult:
    return replace(visit.without_overlay, language=argument), ()


TargetAction = Callable[[Visit, str, int], StepResult]

_ACTIONS: dict[str, TargetAction] = {
    # Each comment lists the screens that offer the target, and after the arrow what follows.
    "nps": _choose_nps,  # nps → next step
    "write": _write,  # comment → comment with field and keyboard
    "send": _send_nothing,  # comment while writing → the same, until `CommentSubmitted` is posted
    "skip": _skip,  # nps (after back), comment, statement → next statement or step
    "value": _choose_value,  # statement → next statement or step
    "not-applicable": _choose_not_applicable,  # statement → next statement or step
    "back": _back,  # comment, statement → previous screen
    "finish": _finish,  # nps (after back), comment, statement, still_there → thanks, or idle without an answer
    "continue": _extend,  # still_there → the covered screen
    "languages": _open("languages"),  # nps, comment, statement → languages
    "language": _choose_language,  # nps, languages → the covered screen in that language
    "audience": _open("audience"),  # nps without an answer → audience
    "form": _choose_form,  # audience → the covered screen in that form
    "about": _open("about"),  # nps, comment, statement → about
    "news": _open("news"),  # nps → news
    "display": _open("display"),  # every screen but display → display
    "text": _set_display("text_size"),  # display → display in that text size
    "contrast": _set_display("contrast"),  # display → display in that contrast
    "reach": _set_display("reach"),  # display → display with targets there
    "close": _close,  # every overlay but still_there → the covered screen; thanks → idle
}


def encode_visit(visit: Visit) -> bytes:
    """Return the visit as JSON, as the journal stores it."""
    return msgspec.json.encode(visit)


def decode_visit(data: bytes) -> Visit:
    """Return the visit that `encode_visit` wrote.

    Raises:
        msgspec.DecodeError: the bytes are no visit of this version.
    """
    return msgspec.json.decode(data, type=Visit)
