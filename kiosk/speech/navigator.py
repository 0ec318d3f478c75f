"""The way through a page by five keys, and what is heard on it. Pure: plain data in, plain data out.

Keys go through the page's targets in its order; `choose` gives the name of a target, to be posted as a tap by keys.
The help key opens a short list of its own, with loudness and speed. Nobody's settings or place outlive them: whoever
comes next begins as everybody does, with speech off unless a headset is in.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from i18n.catalogs import catalog, mark
from kiosk.pages.keyboard import forms
from kiosk.pages.keyboard import key as key_named
from kiosk.pages.page import Page, Target
from kiosk.speech.settings import RATE, RATES, VOLUME, VOLUMES
from kiosk.speech.utterances import HOLD, NOTHING_WRITTEN, Said, of_change, of_name, of_page, of_target, piece

Key = Literal["previous", "next", "choose", "repeat", "help", "speech", "previous_group", "next_group"]
"""`speech` turns it on and off; the groups are rows of the keyboard, a scale, the ways onward."""
MENU = (mark("Louder"), mark("Quieter"), mark("Faster"), mark("Slower"), mark("Turn speech off"), mark("Back to the screen"))
HELP = mark("Next and previous go from choice to choice. Choose takes the one you have heard. Repeat says it again.")
SETTINGS = mark("Settings of the speech. The help key leads back.")
SPEECH_ON = mark("Speech is on.")
OTHERS_HEAR = mark("Others may hear it. With a headset only you do.")
FROM_START = mark("From the start again.")
FROM_END = mark("From the end.")
NOTHING_TO_CHOOSE = mark("Nothing can be chosen here.")
NOTHING_CHOSEN = mark("Press next to come to the first choice.")
NO_FURTHER = mark("It goes no further.")
OTHER_FORMS = mark("Other forms:")
NO_OTHER_FORMS = mark("This has no other forms.")
WORDS = (
    *MENU, HELP, HOLD, SETTINGS, SPEECH_ON, OTHERS_HEAR, FROM_START, FROM_END, NOTHING_TO_CHOOSE, NOTHING_CHOSEN, NO_FURTHER,
    OTHER_FORMS, NO_OTHER_FORMS, NOTHING_WRITTEN,
)  # fmt: skip
"""All that is said here and stands on no page."""
_OVER = frozenset({"still_there", "languages", "about", "audience", "news", "display"})
_TOGETHER = frozenset({"language", "form", "text", "contrast", "reach"})
"""Beginnings of names that make a group of their own, whatever their role."""
Place = tuple[str, str | None, bool]
"""Screen, statement, and whether there is a keyboard: what makes a page another one to its reader."""


class Focus(Struct, frozen=True):
    """Where somebody is who goes by keys, and how they hear it."""

    target: str | None = None
    """Name of the target; None at the page's start."""
    menu: int | None = None
    """Which line of the help key's list; None where it is not open."""
    under: tuple[Place, str | None] | None = None
    """Page and target beneath what is laid over them."""
    speaking: bool = False
    headset: bool = False
    rate: int = RATE
    volume: int = VOLUME
    keyed_at: int | None = None
    """Steady milliseconds of the last key; None where none was pressed since the last person."""


class Step(Struct, frozen=True):
    """What came of it."""

    focus: Focus
    said: Said = ()
    """To be said now, in place of whatever is being said; empty for nothing new."""
    chosen: str | None = None
    """Name of the target that was chosen."""
    hush: bool = False
    """Whether what is being said is to stop."""
    written: Literal["all", "last"] | None = None
    """What of the text that is being typed is to be said too, by whoever knows it: all of it, or its last letter, in place of `said`.
    Only where nobody else hears it."""


def press(focus: Focus, key: Key, page: Page, now: int) -> Step:
    """A key was pressed on a page; `now` in steady milliseconds. Any key ends what is being said."""
    focus = replace(focus, keyed_at=now)
    if key == "speech" or (key == "help" and not focus.speaking):
        step = _turn_off(focus) if focus.speaking else _turn_on(focus, page)
    elif key == "help":
        step = _open_menu(focus, page) if focus.menu is None else _close_menu(focus, page)
    elif focus.menu is not None:
        step = _in_menu(focus, focus.menu, key, page)
    elif key == "repeat":
        step = Step(focus, _here(focus, page), written="all" if _own_field(focus, page) else None)
    elif key == "choose":
        step = _choose(focus, page)
    else:
        step = _go(focus, key, page)
    return _heard(replace(step, hush=True))


def plug(focus: Focus, page: Page, *, inside: bool) -> Step:
    """A headset was plugged in, which starts speech, or pulled out, which ends it and forgets how it was set."""
    if inside:
        return _heard(_turn_on(replace(focus, headset=True), page))
    return Step(Focus(target=focus.target, under=focus.under, keyed_at=focus.keyed_at), hush=True)


def follow(focus: Focus, before: Page | None, after: Page, *, left: bool = False) -> Step:
    """Another page is shown.

    Args:
        focus: until now.
        before: the page before; None at the start.
        after: the page now.
        left: whether the person has gone, so that the next begins anew.
    """
    if left or before is None:
        focus = Focus(headset=focus.headset, speaking=focus.headset)
        return _heard(Step(focus, of_page(after), hush=True))
    if _place(before) == _place(after):
        kept = focus if after.target(focus.target or "") else replace(focus, target=_behind(focus.target, before, after))
        if (before.language, before.heading) != (after.language, after.heading):
            return _heard(Step(kept, of_page(after), hush=True))
        return _heard(Step(kept, (*_turned(kept, before, after), *of_change(before, after))))
    under = focus.under
    if after.screen in _OVER and before.screen not in _OVER:
        under = (_place(before), focus.target)
    back = under is not None and under[0] == _place(after)
    target = under[1] if back and under is not None and after.target(under[1] or "") else None
    focus = replace(focus, target=target, menu=None, under=under if after.screen in _OVER else None)
    # Who comes back to where they stood hears where that is: what is in focus is what `choose` takes.
    stands = of_target(after, found) if target and (found := after.target(target)) else ()
    return _heard(Step(focus, (*of_page(after), *stands), hush=True))


def offered(focus: Focus, page: Page, names: tuple[str, ...]) -> Step:
    """A held key offers these other forms on the page (none: it has none); the first of them is the choice now."""
    first = page.target(names[0]) if names else None
    if first is None:
        return _heard(Step(focus, _words(page, NO_OTHER_FORMS), hush=True))
    return _heard(Step(replace(focus, target=first.name), (*_words(page, OTHER_FORMS), *of_target(page, first)), hush=True))


def same_place(before: Page, after: Page) -> bool:
    """Whether a page is still the same to its reader: a line may be another, or what is chosen."""
    return _place(before) == _place(after)


def waits(focus: Focus, page: Page) -> bool:
    """Whether the choice in focus can be held as well, so that it is known only at the key's end which of the two was meant."""
    return focus.menu is None and any(key.name == focus.target and key.held for row in page.keyboard for key in row)


def pass_time(focus: Focus, now: int, timeout_ms: int) -> Focus:
    """Where nobody has begun a visit: whoever only turned speech on, or louder, and left, is forgotten after a while."""
    if focus.keyed_at is None or now - focus.keyed_at < timeout_ms:
        return focus
    return Focus(headset=focus.headset, speaking=focus.headset)


# ── what keys do ──


def _go(focus: Focus, key: Key, page: Page) -> Step:
    targets = page.targets
    if not targets:
        return Step(focus, _words(page, NOTHING_TO_CHOOSE))
    here = next((at for at, target in enumerate(targets) if target.name == focus.target), None)
    onward = key in ("next", "next_group")
    if key in ("next", "previous"):
        there = (0 if onward else -1) if here is None else here + (1 if onward else -1)
    else:
        starts = _groups(page)
        ahead = [at for at in starts if here is None or (at > here if onward else at < _group_of(starts, here))]
        there = (ahead[0] if onward else ahead[-1]) if ahead else (len(targets) if onward else -1)
    wrapped = not 0 <= there < len(targets)
    if wrapped:
        there = (0 if onward else len(targets) - 1) if key in ("next", "previous") or onward else _groups(page)[-1]
    target = targets[there]
    word = _words(page, FROM_START if onward else FROM_END) if wrapped else ()
    return Step(replace(focus, target=target.name), (*word, *of_target(page, target)))


def _choose(focus: Focus, page: Page) -> Step:
    target = page.target(focus.target) if focus.target else None
    if target is None:
        return Step(focus, _words(page, NOTHING_CHOSEN if page.targets else NOTHING_TO_CHOOSE))
    if not target.enabled:
        return Step(focus, of_target(page, target))
    if target.role == "textbox":
        # It is where one types already; nothing else would be heard.
        return Step(focus, of_target(page, target), chosen=target.name, written="all" if _own_field(focus, page) else None)
    # What is typed is said back where only the person hears it.
    echo = of_name(page, target) if target.role == "key" and focus.headset else ()
    found = key_named(page.keyboard, target.name) if focus.headset and page.screen == "comment" else None
    return Step(focus, echo, chosen=target.name, written="last" if found is not None and found.act == "backspace" else None)


def _in_menu(focus: Focus, at: int, key: Key, page: Page) -> Step:
    if key == "repeat":
        return Step(focus, _words(page, MENU[at]))
    if key != "choose":
        onward = key in ("next", "next_group")
        there = (at + (1 if onward else -1)) % len(MENU)
        wrapped = (there == 0) if onward else (there == len(MENU) - 1)
        word = _words(page, FROM_START if onward else FROM_END) if wrapped else ()
        return Step(replace(focus, menu=there), (*word, *_words(page, MENU[there])))
    match MENU[at]:
        case "Louder" | "Quieter" as line:
            return _set(focus, page, line, volume=focus.volume + (1 if line == "Louder" else -1))
        case "Faster" | "Slower" as line:
            return _set(focus, page, line, rate=focus.rate + (1 if line == "Faster" else -1))
        case "Turn speech off":
            return _turn_off(focus)
        case _:
            return _close_menu(focus, page)


def _set(focus: Focus, page: Page, line: str, *, rate: int | None = None, volume: int | None = None) -> Step:
    rate, volume = focus.rate if rate is None else rate, focus.volume if volume is None else volume
    if not (0 <= rate < len(RATES) and 0 <= volume < len(VOLUMES)):
        return Step(focus, _words(page, NO_FURTHER))
    return Step(replace(focus, rate=rate, volume=volume), _words(page, line))


def _open_menu(focus: Focus, page: Page) -> Step:
    return Step(replace(focus, menu=0), _words(page, HELP, SETTINGS, MENU[0]))


def _close_menu(focus: Focus, page: Page) -> Step:
    focus = replace(focus, menu=None)
    return Step(focus, _here(focus, page))


def _turn_on(focus: Focus, page: Page) -> Step:
    focus = replace(focus, speaking=True, menu=None)
    words = (SPEECH_ON,) if focus.headset else (SPEECH_ON, OTHERS_HEAR)
    return Step(focus, (*_words(page, *words), *of_page(page)))


def _turn_off(focus: Focus) -> Step:
    return Step(replace(focus, speaking=False, menu=None, rate=RATE, volume=VOLUME), hush=True)


# ── parts ──


def _here(focus: Focus, page: Page) -> Said:
    target = page.target(focus.target) if focus.target else None
    return of_target(page, target) if target else of_page(page)


def _heard(step: Step) -> Step:
    """What is said, if speech is on."""
    return step if step.focus.speaking else replace(step, said=(), written=None)


def _own_field(focus: Focus, page: Page) -> bool:
    """Whether a person stands on the field of the open question, and nobody else hears."""
    target = page.target(focus.target) if focus.target else None
    return focus.headset and page.screen == "comment" and target is not None and target.role == "textbox"


def _words(page: Page, *msgids: str) -> Said:
    words = catalog(page.language, "kiosk")
    return tuple(piece(words.text(msgid), page.language) for msgid in msgids)


def _place(page: Page) -> Place:
    return page.screen, page.statement, page.keyboard != ()


def _behind(name: str | None, before: Page, after: Page) -> str | None:
    """Where one stands whose target is gone: a form that was chosen leaves its letter's key, anything else the page's start."""
    keys = [key for row in before.keyboard for key in row if any(form.name == name for form in forms(key))]
    return next((key.name for key in keys if after.target(key.name)), None)


def _turned(focus: Focus, before: Page, after: Page) -> Said:
    """The choice in focus, if choosing it has turned it on or off and the page is still the same."""
    was, now = before.target(focus.target or ""), after.target(focus.target or "")
    return of_target(after, now) if was and now and was.selected != now.selected else ()


def _groups(page: Page) -> list[int]:
    """Where each group of targets begins."""
    rows = {key.name: number for number, row in enumerate(page.keyboard) for key in row}
    kinds = [_kind(target, rows) for target in page.targets]
    return [at for at, kind in enumerate(kinds) if at == 0 or kind != kinds[at - 1]]


def _group_of(starts: list[int], at: int) -> int:
    return max(start for start in starts if start <= at)


def _kind(target: Target, rows: dict[str, int]) -> str:
    if target.name in rows:
        return f"row {rows[target.name]}"
    beginning = target.name.partition("-")[0]
    return beginning if beginning in _TOGETHER else target.role
