"""A visit: one person at the terminal, from first touch to time-out, as a pure state machine.

`step(visit, event, now)` gives the next visit and the effects to carry out. There is no clock, device,
database or randomness in here: `now` is any steady count of milliseconds, statements come in as an event,
and what is being typed never does. Visit, events and effects are plain data that survive a JSON round trip,
so that a journal can keep them and another medium can use the same machine.

The way through, by the form's order (NPS is always first)::

    nps ─► comment ─► statement 1 … k ─► thanks ─► (idle: nps)
     ▲        ▲ back      │ back
     └────────┴───────────┘          laid over any of these: display; but for the thanks languages, about, still_there;
                                     over nps alone: audience, news; over what lies over them: display and still_there

The transition table stands at the end of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from survey.wire import DrawRef, Ended, Outcome, SealedComment

FormStep = Literal["nps", "comment", "statements"]
VisitScreen = Literal["nps", "comment", "statement", "thanks", "still_there", "languages", "audience", "about", "news", "display"]
Overlay = Literal["still_there", "languages", "audience", "about", "news", "display"]
TextSize = Literal["normal", "large", "largest"]
Contrast = Literal["normal", "white", "black"]
ReachArea = Literal["whole", "low"]

COUNTDOWN_MS = 20_000
"""How long a person is warned before the visit is closed (WCAG 2.2, 2.2.1: at least 20 seconds), at most half the time-out."""
MIN_TIMEOUT_MS = 2 * COUNTDOWN_MS
"""The shortest time-out that a place may have: a shorter one would cut the warning short. Tests and demonstrations may."""


class FormScript(Struct, frozen=True, kw_only=True):
    """How one form asks."""

    form: str
    audience: str = "general"
    order: tuple[FormStep, ...] = ("nps", "comment", "statements")
    question: str = "reason"


class VisitScript(Struct, frozen=True, kw_only=True):
    """What a visit goes by: the form's order and the place's ways. Times in milliseconds."""

    form: str
    languages: tuple[str, ...]
    """The first is the place's own: every visit begins in it."""
    order: tuple[FormStep, ...] = ("nps", "comment", "statements")
    question: str = "reason"
    """Code of the open question."""
    audience: str = "general"
    """Who answers this form: `general` (13 and over), `child`, `relative`."""
    choices: tuple[FormScript, ...] = ()
    """Every form that a person may choose here, the place's own first; none where there is nothing to choose."""
    timeout_ms: int = 45_000
    """From the last touch to the end of the visit, the countdown included."""
    thanks_ms: int = 8_000

    @property
    def countdown_ms(self) -> int:
        return min(COUNTDOWN_MS, self.timeout_ms // 2)

    def with_form(self, form: str) -> VisitScript:
        """The same ways with another of the forms to choose; the same script where there is no such form."""
        found = next((each for each in self.choices if each.form == form), None)
        if found is None:
            return self
        return replace(self, form=found.form, audience=found.audience, order=found.order, question=found.question)


class DisplayPreferences(Struct, frozen=True, rename={"text_size": "text"}):
    """How this person wants to see the screens; the next one begins with none of it."""

    text_size: TextSize = "normal"
    contrast: Contrast = "normal"
    """`white` and `black` are the ground of a high contrast."""
    reach: ReachArea = "whole"
    """`low`: everything to touch lies in the lower half."""


class DrawnStatements(Struct, frozen=True):
    """The statements of this visit in the order they are asked, and which draw gave them."""

    ref: DrawRef
    codes: tuple[str, ...]


class Reply(Struct, frozen=True):
    """What a person did with one statement."""

    outcome: Outcome
    value: int | None = None


class Visit(
    Struct,
    frozen=True,
    kw_only=True,
    # The names under which the terminal's journal stores these fields.
    rename={"display_preferences": "sight", "covered_overlays": "beneath", "is_writing": "writing", "statement_index": "statement"},
):
    """Where a visit stands. Nobody is there while `began_at` is None: that is the idle screen."""

    script: VisitScript
    language: str
    step: Literal["nps", "comment", "statement", "thanks"] = "nps"
    overlay: Overlay | None = None
    covered_overlays: tuple[Overlay, ...] = ()
    """What the overlay lies over in its turn, and goes back to, the lowest first: `display` over `about`, the countdown over both."""
    display_preferences: DisplayPreferences = DisplayPreferences()
    is_writing: bool = False
    """The open question's field and keyboard are shown."""
    statement_index: int = 0
    """Which drawn statement is asked, from 0."""
    began_at: int | None = None
    touched_at: int = 0
    answered_at: int | None = None
    """When the first answer was given."""
    nps: int | None = None
    comment: SealedComment | None = None
    drawn: DrawnStatements | None = None
    replies: dict[str, Reply] = {}
    ended: Ended | None = None
    """Set once the response is final; the thanks may still be on screen."""
    ended_at: int | None = None
    """Since when the thanks are on screen; None before."""

    @property
    def screen(self) -> VisitScreen:
        return self.overlay or self.step

    @property
    def is_idle(self) -> bool:
        return self.began_at is None

    @property
    def has_answer(self) -> bool:
        """Whether there is anything to keep: a response rather than a count."""
        return self.answered_at is not None

    @property
    def without_overlay(self) -> Visit:
        """The same with what lay beneath its overlay."""
        return replace(
            self, overlay=self.covered_overlays[-1] if self.covered_overlays else None, covered_overlays=self.covered_overlays[:-1]
        )

    @property
    def statement_code(self) -> str | None:
        """The statement being asked, under any overlay; None on other steps and until the draw is there."""
        if self.step != "statement" or self.drawn is None or self.statement_index >= len(self.drawn.codes):
            return None
        return self.drawn.codes[self.statement_index]


# ── events ────────────────────────────────────────────────────────────────────────────────────────


class TargetChosen(Struct, frozen=True, tag="chose"):
    """A person chose a target by its name: `nps-7`, `value-3`, `skip`, `back`, `language-sv`, … (what `targets` lists)."""

    target: str
    screen_seen: tuple[str, str | None] | None = None
    """Screen, and code of its statement, that the person saw as they chose; None where it can only be the one that is shown."""


class ActivitySeen(Struct, frozen=True, tag="stirred"):
    """A person is there but chose nothing that moves the visit: a touch beside the targets, a key of the keyboard."""

    missed_targets: bool = False
    """Whether it was a touch beside them all."""


class CommentSubmitted(Struct, frozen=True, tag="sent"):
    """The open answer was redacted and sealed outside; None where nothing but white space had been typed."""

    comment: SealedComment | None


class DrawCompleted(Struct, frozen=True, tag="drew"):
    """The answer to `NeedsDraw`. Codes may be fewer than asked for, never none."""

    drawn: DrawnStatements


class Ticked(Struct, frozen=True, tag="ticked"):
    """Time has passed."""


class Interrupted(Struct, frozen=True, tag="cut"):
    """The program or the machine stopped while the visit ran; said at the next start."""


Event = TargetChosen | ActivitySeen | CommentSubmitted | DrawCompleted | Ticked | Interrupted

# ── effects ───────────────────────────────────────────────────────────────────────────────────────


class NeedsDraw(Struct, frozen=True, tag="needs_draw"):
    """The first statement is about to be shown: draw, and hand in `Drew` before anything is shown."""


class VisitEnded(Struct, frozen=True, tag="finished"):
    """The visit is over: `visit` holds all of it. It leaves a response if `visit.answered`, else a count."""

    visit: Visit


class WipeText(Struct, frozen=True, tag="wipe_text"):
    """Whatever has been typed is to be forgotten at once."""


Effect = NeedsDraw | VisitEnded | WipeText
StepResult = tuple[Visit, tuple[Effect, ...]]


DISPLAY_CHOICES = (
    *(f"text-{each}" for each in get_args(TextSize)),
    *(f"contrast-{each}" for each in get_args(Contrast)),
    *(f"reach-{each}" for each in get_args(ReachArea)),
)
"""The choices of the screen `display`."""


def idle_visit(script: VisitScript) -> Visit:
    """The screen that waits for the next person, in the place's own form and language, with no trace of the last."""
    own = script.with_form(script.choices[0].form) if script.choices else script
    return Visit(script=own, language=own.languages[0])


def step(visit: Visit, event: Event, now: int) -> StepResult:
    """The next visit and what is to be done; anything that does not fit the screen changes nothing but the time of touch.

    Args:
        visit: where the visit stands.
        event: what happened.
        now: milliseconds of a clock that never jumps, the same one in every call of a visit.
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
            return _stir(visit, now), ()
        case TargetChosen(target, on):
            # What was meant for another screen answers nothing on this one: on a slow disk a second tap may come before the
            # screen that the first one leads to.
            if target not in allowed_targets(visit) or on not in (None, (visit.screen, visit.statement_code)):
                return _stir(visit, now), ()
            name, _, argument = target.partition("-")
            act = _ACTS.get(target) or _ACTS[name]
            return act(_touch(visit, now), argument, now)


def allowed_targets(visit: Visit) -> tuple[str, ...]:
    """Names of what may be chosen now, in the order in which keys and speech go through them.

    Keyboard keys are not among them: what is typed is not part of the visit.
    """
    languages = tuple(f"language-{tag}" for tag in visit.script.languages)
    ways = (*(("languages",) if len(languages) > 1 else ()), "display", "about")
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
            # Who came back to it has answered it: they may go on as it is, or leave, but not become somebody else.
            onward = ("skip", "finish") if visit.nps is not None else ()
            who = ("audience",) if len(visit.script.choices) > 1 and not visit.has_answer else ()
            return (*(f"nps-{n}" for n in range(11)), *onward, *(languages if len(languages) > 1 else ()), *who, *ways, "news")
        case "comment" if visit.is_writing:
            return ("send", "back", "finish", *ways)
        case "comment":
            return ("write", "skip", "back", "finish", *ways)
        case "statement" if visit.statement_code is None:
            return ("back", "finish", *ways)
        case "statement":
            values = tuple(f"value-{n}" for n in range(1, 6))
            return (*values, "not-applicable", "skip", "back", "finish", *ways)
        case _:  # about, news, thanks
            return ("display", "close")


def remaining_ms(visit: Visit, now: int) -> int | None:
    """Milliseconds until this screen goes by itself (countdown, thanks); None where nothing is counting down to be seen."""
    if visit.screen == "thanks" or visit.overlay == "still_there":
        return max(0, next_timeout_at(visit) - now)
    return None


def next_timeout_at(visit: Visit) -> int:
    """When time alone moves a visit next, where nobody touches anything any more."""
    script = visit.script
    if visit.ended:
        return _thanked_until(visit) if visit.overlay is None else min(_opened_until(visit), _last_of(visit))
    return visit.touched_at + script.timeout_ms - (0 if visit.overlay == "still_there" else script.countdown_ms)


def _thanked_until(visit: Visit) -> int:
    """Whoever still listens to the thanks, or stirs, keeps them; but not for ever, since the next person needs the screen."""
    return min(visit.touched_at + visit.script.thanks_ms, _last_of(visit))


def _opened_until(visit: Visit) -> int:
    """What lies over the thanks gives way to them in time for their line to be seen: nothing goes unannounced."""
    script = visit.script
    return min(visit.touched_at + script.timeout_ms, _last_of(visit)) - min(script.thanks_ms, script.countdown_ms)


def _last_of(visit: Visit) -> int:
    """When the thanks go whatever is done; never before they would by themselves."""
    since = visit.touched_at if visit.ended_at is None else visit.ended_at
    return since + max(visit.script.timeout_ms, visit.script.thanks_ms)


# ── how a visit moves ─────────────────────────────────────────────────────────────────────────────


def _touch(visit: Visit, now: int) -> Visit:
    return replace(visit, touched_at=now, began_at=now if visit.is_idle else visit.began_at)


def _stir(visit: Visit, now: int) -> Visit:
    """A touch beside the targets begins nothing, but it keeps a visit alive, or its thanks, and answers the countdown."""
    if visit.is_idle:
        return visit
    visit = replace(visit, touched_at=now)
    return visit.without_overlay if visit.overlay == "still_there" else visit


def _pass_time(visit: Visit, now: int) -> StepResult:
    if visit.is_idle:
        return visit, ()
    if visit.ended:
        return _pass_thanks(visit, now)
    quiet = now - visit.touched_at
    if quiet >= visit.script.timeout_ms:
        return _end(visit, "timed_out")
    if quiet >= visit.script.timeout_ms - visit.script.countdown_ms and visit.overlay != "still_there":
        return _lay(visit, "still_there"), ()
    return visit, ()


def _pass_thanks(visit: Visit, now: int) -> StepResult:
    if now >= _last_of(visit) or (visit.overlay is None and now >= _thanked_until(visit)):
        return idle_visit(visit.script), (WipeText(),)
    if visit.overlay is not None and now >= _opened_until(visit):
        return replace(visit, overlay=None, covered_overlays=(), touched_at=now), ()  # their time begins as they are seen again
    return visit, ()


def _lay(visit: Visit, overlay: Overlay) -> Visit:
    return replace(visit, overlay=overlay, covered_overlays=(*visit.covered_overlays, visit.overlay) if visit.overlay else ())


def _end(visit: Visit, ended: Ended) -> StepResult:
    """Close the visit. Only a completed one is thanked: after a time-out nobody stands there."""
    closed = replace(visit, ended=ended, overlay=None, covered_overlays=(), is_writing=False)
    if ended == "completed":
        thanked = replace(closed, step="thanks", ended_at=closed.touched_at)  # it was a touch that completed it
        return thanked, (WipeText(), VisitEnded(closed))
    return idle_visit(visit.script), (WipeText(), VisitEnded(closed))


def _answer(visit: Visit, now: int) -> Visit:
    return visit if visit.has_answer else replace(visit, answered_at=now)


def _onward(visit: Visit) -> StepResult:
    """From the end of one step of the form's order to the start of the next."""
    order = visit.script.order
    here: FormStep = "statements" if visit.step == "statement" else visit.step  # type: ignore[assignment]
    rest = order[order.index(here) + 1 :]
    if not rest:
        return _end(visit, "completed")
    if rest[0] == "comment":
        return replace(visit, step="comment", is_writing=False), ()
    needed = () if visit.drawn else (NeedsDraw(),)
    return replace(visit, step="statement", statement_index=0), needed


def _take_draw(visit: Visit, drawn: DrawnStatements) -> StepResult:
    """Only the draw that a visit waits for counts: one that comes late finds another visit, or none."""
    waiting = visit.step == "statement" and visit.drawn is None
    return (replace(visit, drawn=drawn) if waiting and drawn.codes else visit), ()


def _choose_nps(visit: Visit, argument: str, now: int) -> StepResult:
    return _onward(_answer(replace(visit, nps=int(argument)), now))


def _write(visit: Visit, _: str, now: int) -> StepResult:
    return replace(visit, is_writing=True), ()


def _send(visit: Visit, comment: SealedComment | None, now: int) -> StepResult:
    """A sent comment takes the place of an earlier one; an empty field is the same as passing by.

    Sealing takes a moment: where the countdown began meanwhile, the person was there all the same and nothing of theirs is lost.
    """
    if comment is not None:
        visit = _answer(replace(visit, comment=comment), now)
    after, effects = _onward(replace(visit, is_writing=False, overlay=None, covered_overlays=()))
    return after, (WipeText(), *effects)


def _send_nothing(visit: Visit, _: str, now: int) -> StepResult:
    """`send` itself moves nothing: the text is sealed first and comes back as `Sent`."""
    return visit, ()


def _reply(visit: Visit, reply: Reply, now: int) -> StepResult:
    assert visit.drawn is not None and visit.statement_code is not None
    visit = replace(visit, replies={**visit.replies, visit.statement_code: reply})
    return _next(visit if reply.outcome == "skipped" else _answer(visit, now))


def _next(visit: Visit) -> StepResult:
    """The statement after this one, or what comes after the last."""
    if visit.drawn is not None and visit.statement_index + 1 < len(visit.drawn.codes):
        return replace(visit, statement_index=visit.statement_index + 1), ()
    return _onward(visit)


def _choose_value(visit: Visit, argument: str, now: int) -> StepResult:
    return _reply(visit, Reply("answered", int(argument)), now)


def _choose_not_applicable(visit: Visit, _: str, now: int) -> StepResult:
    return _reply(visit, Reply("not_applicable"), now)


def _skip(visit: Visit, _: str, now: int) -> StepResult:
    """Go on without an answer; one that was given before stays, since who looked back meant to take nothing away."""
    if visit.step != "statement":
        return _onward(visit)
    return _next(visit) if visit.statement_code in visit.replies else _reply(visit, Reply("skipped"), now)


def _back(visit: Visit, _: str, now: int) -> StepResult:
    if visit.is_writing:
        return replace(visit, is_writing=False), (WipeText(),)
    if visit.step == "statement" and visit.statement_index > 0:
        return replace(visit, statement_index=visit.statement_index - 1), ()
    order = visit.script.order
    here = order.index("statements" if visit.step == "statement" else "comment")
    before = order[here - 1]
    codes = visit.drawn.codes if visit.drawn else ()
    if before == "statements" and codes:
        return replace(visit, step="statement", statement_index=len(codes) - 1), ()
    return replace(visit, step="nps" if before == "statements" else before), ()


def _finish(visit: Visit, _: str, now: int) -> StepResult:
    return _end(visit, "completed") if visit.has_answer else _end(visit, "timed_out")


def _extend(visit: Visit, _: str, now: int) -> StepResult:
    return visit.without_overlay, ()


def _open(overlay: Overlay) -> TargetAction:
    """Lay it over what is shown, or over what the countdown lies over: who opens anything is there."""

    def act(visit: Visit, _: str, now: int) -> StepResult:
        visit = visit.without_overlay if visit.overlay == "still_there" else visit
        return (visit if visit.overlay == overlay else _lay(visit, overlay)), ()

    return act


def _close(visit: Visit, _: str, now: int) -> StepResult:
    if visit.overlay is not None:
        return visit.without_overlay, ()
    return idle_visit(visit.script), (WipeText(),)


def _choose_form(visit: Visit, argument: str, now: int) -> StepResult:
    return replace(visit.without_overlay, script=visit.script.with_form(argument)), ()


def _see(part: str) -> TargetAction:
    """Take one choice of how the screens are seen; the choices stay open, since one rarely suits at once."""

    def act(visit: Visit, argument: str, now: int) -> StepResult:
        return replace(visit, display_preferences=replace(visit.display_preferences, **{part: argument})), ()

    return act


def _choose_language(visit: Visit, argument: str, now: int) -> StepResult:
    return replace(visit.without_overlay, language=argument), ()


TargetAction = Callable[[Visit, str, int], StepResult]

_ACTS: dict[str, TargetAction] = {
    # target            on the screens               leads to
    "nps": _choose_nps,  # nps                       the order's next step
    "write": _write,  # comment                      the same with the field
    "send": _send_nothing,  # comment, writing       nothing, until `Sent` comes
    "skip": _skip,  # nps (after back), comment, statement: the next step or statement
    "value": _choose_value,  # statement             the next statement or step
    "not-applicable": _choose_not_applicable,  # statement
    "back": _back,  # comment, statement             the screen before
    "finish": _finish,  # nps (after back), comment, statement, still_there: thanks, or idle where nothing was answered
    "continue": _extend,  # still_there              the screen beneath
    "languages": _open("languages"),  # any
    "language": _choose_language,  # nps, languages  the screen beneath, in that language
    "audience": _open("audience"),  # nps, until something is answered
    "form": _choose_form,  # audience                the screen beneath, in that form
    "about": _open("about"),  # any
    "news": _open("news"),  # nps
    "display": _open("display"),  # any
    "text": _see("text_size"),  # display                 the same, seen so
    "contrast": _see("contrast"),  # display
    "reach": _see("reach"),  # display
    "close": _close,  # any overlay, thanks          the screen beneath, or idle
}


def encode_visit(visit: Visit) -> bytes:
    """The visit as JSON, for a journal."""
    return msgspec.json.encode(visit)


def decode_visit(data: bytes) -> Visit:
    """The visit that `encode` wrote.

    Raises:
        msgspec.DecodeError: the bytes are no visit of this version.
    """
    return msgspec.json.decode(data, type=Visit)
