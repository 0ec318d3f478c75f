"""Moves a person through a page by five keys, and returns what to say. The module is pure: it takes and returns plain data.

Keys go through the page's targets in the order of the page. `choose` returns the name of a target, which the caller posts as a tap by keys.
The help key opens a short menu with volume and speed. Settings and focus last only as long as the person is there: the next person begins
with the defaults, and with speech off unless a headset is plugged in.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from i18n.catalogs import catalog, gettext_noop
from kiosk.pages.keyboard import find_key as key_named
from kiosk.pages.keyboard import variant_keys
from kiosk.pages.page import Page, Target
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, DEFAULT_VOLUME_STEP, RATES, VOLUMES
from kiosk.speech.utterances import (
    HOLD_HINT,
    NOTHING_WRITTEN,
    Utterance,
    make_phrase,
    page_change_utterance,
    page_utterance,
    target_name_utterance,
    target_utterance,
)

NavigationAction = Literal["previous", "next", "choose", "repeat", "help", "speech", "previous_group", "next_group"]
"""Names what a key press asks for. `speech` turns speech on or off. A group is a row of the keyboard, a scale, or a series of buttons."""
MENU_ITEMS = (
    gettext_noop("Louder"),
    gettext_noop("Quieter"),
    gettext_noop("Faster"),
    gettext_noop("Slower"),
    gettext_noop("Turn speech off"),
    gettext_noop("Back to the screen"),
)
HELP_INTRO = gettext_noop("Next and Previous move between choices. Choose selects the one you heard. Repeat says it again.")
SETTINGS_INTRO = gettext_noop("Speech settings. Press Help to go back.")
SPEECH_ON = gettext_noop("Speech is on.")
OTHERS_HEAR_WARNING = gettext_noop("Others may hear it. With a headset, only you will.")
WRAPPED_TO_START = gettext_noop("Back to the start.")
WRAPPED_TO_END = gettext_noop("Now at the end.")
NOTHING_TO_CHOOSE = gettext_noop("Nothing to choose here.")
NOTHING_IN_FOCUS = gettext_noop("Press Next to go to the first choice.")
LIMIT_REACHED = gettext_noop("That is the limit.")
VARIANTS_INTRO = gettext_noop("Variants:")
NO_VARIANTS = gettext_noop("This has no variants.")
NAVIGATION_MSGIDS = (
    *MENU_ITEMS, HELP_INTRO, HOLD_HINT, SETTINGS_INTRO, SPEECH_ON, OTHERS_HEAR_WARNING, WRAPPED_TO_START, WRAPPED_TO_END,
    NOTHING_TO_CHOOSE, NOTHING_IN_FOCUS, LIMIT_REACHED,
    VARIANTS_INTRO, NO_VARIANTS, NOTHING_WRITTEN,
)  # fmt: skip
"""Lists the msgids of everything that the navigator says and that is on no page."""
_OVERLAY_SCREENS = frozenset({"still_there", "languages", "about", "audience", "news", "display"})
_GROUP_PREFIXES = frozenset({"language", "form", "text", "contrast", "reach"})
"""Lists the parts before the first hyphen of the names of targets that form a group of their own, whatever their role."""
PageIdentity = tuple[str, str | None, bool]
"""Holds the screen, the code of the statement, and whether there is a keyboard. If one of them differs, a listener is on another page."""


class NavigationState(Struct, frozen=True):
    """Holds the focus of a person who uses keys, and their speech settings."""

    target: str | None = None
    """Holds the name of the target in focus. None means the start of the page."""
    menu_item: int | None = None
    """Holds the index in `MENU_ITEMS` of the item in focus. None means that the menu is closed."""
    return_to: tuple[PageIdentity, str | None] | None = None
    """Holds the page under an overlay and its target in focus. None means that no overlay is open."""
    speech_on: bool = False
    headset: bool = False
    rate_step: int = DEFAULT_RATE_STEP
    volume_step: int = DEFAULT_VOLUME_STEP
    last_key_at: int | None = None
    """Holds the monotonic milliseconds of the last key press. None means that this person has pressed no key."""


class NavigationResult(Struct, frozen=True):
    """Holds the state after an event, and what the caller has to do."""

    state: NavigationState
    utterance: Utterance = ()
    """Holds what to say now, in place of what is being said. Empty means that there is nothing new to say."""
    chosen_target: str | None = None
    """Holds the name of the target that was chosen, or None if none was."""
    stop_speech: bool = False
    """States whether to stop what is being said."""
    say_typed_text: Literal["all", "last"] | None = None
    """States which part of the text that is being typed the caller has to say: `all` of it after `utterance`, or its `last` letter in place
    of `utterance`. It is None unless a headset is plugged in, because nobody else may hear the text."""


def on_key_press(state: NavigationState, key: NavigationAction, page: Page, now: int) -> NavigationResult:
    """Return the result of a key press. Any key stops what is being said.

    Args:
        state: the state before the key press.
        key: what the key asks for.
        page: the page that is shown.
        now: monotonic milliseconds.
    """
    state = replace(state, last_key_at=now)
    if key == "speech" or (key == "help" and not state.speech_on):
        step = _turn_off(state) if state.speech_on else _turn_on(state, page)
    elif key == "help":
        step = _open_menu(state, page) if state.menu_item is None else _close_menu(state, page)
    elif state.menu_item is not None:
        step = _in_menu(state, state.menu_item, key, page)
    elif key == "repeat":
        step = NavigationResult(state, _focus_utterance(state, page), say_typed_text="all" if _own_field(state, page) else None)
    elif key == "choose":
        step = _choose(state, page)
    else:
        step = _go(state, key, page)
    return _silence_if_speech_off(replace(step, stop_speech=True))


def on_headset(state: NavigationState, page: Page, *, plugged_in: bool) -> NavigationResult:
    """Return the result of plugging in a headset, which turns speech on, or unplugging it, which turns it off and resets its settings."""
    if plugged_in:
        return _silence_if_speech_off(_turn_on(replace(state, headset=True), page))
    return NavigationResult(
        NavigationState(target=state.target, return_to=state.return_to, last_key_at=state.last_key_at), stop_speech=True
    )


def on_page_change(state: NavigationState, before: Page | None, after: Page, *, person_left: bool = False) -> NavigationResult:
    """Return the result of a change of page or of its content.

    Args:
        state: the state before the change.
        before: the page before; None at the start.
        after: the page now.
        person_left: whether the person has left, so that the next one begins with the defaults.
    """
    if person_left or before is None:
        state = NavigationState(headset=state.headset, speech_on=state.headset)
        return _silence_if_speech_off(NavigationResult(state, page_utterance(after), stop_speech=True))
    if _place(before) == _place(after):
        kept = (
            state
            if after.find_target(state.target or "")
            else replace(state, target=_focus_after_target_removed(state.target, before, after))
        )
        if (before.language, before.heading) != (after.language, after.heading):
            return _silence_if_speech_off(NavigationResult(kept, page_utterance(after), stop_speech=True))
        return _silence_if_speech_off(
            NavigationResult(kept, (*_selection_change_utterance(kept, before, after), *page_change_utterance(before, after)))
        )
    under = state.return_to
    if after.screen in _OVERLAY_SCREENS and before.screen not in _OVERLAY_SCREENS:
        under = (_place(before), state.target)
    back = under is not None and under[0] == _place(after)
    target = under[1] if back and under is not None and after.find_target(under[1] or "") else None
    state = replace(state, target=target, menu_item=None, return_to=under if after.screen in _OVERLAY_SCREENS else None)
    # A person who comes back from an overlay hears the target in focus, because `choose` would choose it.
    stands = target_utterance(after, found) if target and (found := after.find_target(target)) else ()
    return _silence_if_speech_off(NavigationResult(state, (*page_utterance(after), *stands), stop_speech=True))


def on_variants_offered(state: NavigationState, page: Page, names: tuple[str, ...]) -> NavigationResult:
    """Return the result of holding a key of the keyboard, which moves the focus to the first variant that it offers.

    Args:
        state: the state before.
        page: the page with the variants as targets.
        names: the names of the variants; empty if the key has none.
    """
    first = page.find_target(names[0]) if names else None
    if first is None:
        return _silence_if_speech_off(NavigationResult(state, _words(page, NO_VARIANTS), stop_speech=True))
    return _silence_if_speech_off(
        NavigationResult(
            replace(state, target=first.name), (*_words(page, VARIANTS_INTRO), *target_utterance(page, first)), stop_speech=True
        )
    )


def is_same_page(before: Page, after: Page) -> bool:
    """Return whether two pages are the same to a listener, even if their lines or selected targets differ."""
    return _place(before) == _place(after)


def can_be_held(state: NavigationState, page: Page) -> bool:
    """Return whether the target in focus can be held too, so that only the release of the choose key shows what was meant."""
    return state.menu_item is None and any(key.name == state.target and key.variants for row in page.keyboard for key in row)


def on_time_passed(state: NavigationState, now: int, timeout_ms: int) -> NavigationState:
    """Return the state after time has passed without a visit. After the time-out, the settings of the last person are reset.

    This concerns a person who turned speech on or changed its settings, and left without beginning a visit.

    Args:
        state: the state before.
        now: monotonic milliseconds.
        timeout_ms: the time since the last key press after which the person is considered gone.
    """
    if state.last_key_at is None or now - state.last_key_at < timeout_ms:
        return state
    return NavigationState(headset=state.headset, speech_on=state.headset)


# ── what keys do ──


def _go(focus: NavigationState, key: NavigationAction, page: Page) -> NavigationResult:
    targets = page.targets
    if not targets:
        return NavigationResult(focus, _words(page, NOTHING_TO_CHOOSE))
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
    word = _words(page, WRAPPED_TO_START if onward else WRAPPED_TO_END) if wrapped else ()
    return NavigationResult(replace(focus, target=target.name), (*word, *target_utterance(page, target)))


def _choose(focus: NavigationState, page: Page) -> NavigationResult:
    target = page.find_target(focus.target) if focus.target else None
    if target is None:
        return NavigationResult(focus, _words(page, NOTHING_IN_FOCUS if page.targets else NOTHING_TO_CHOOSE))
    if not target.enabled:
        return NavigationResult(focus, target_utterance(page, target))
    if target.role == "textbox":
        # The keyboard types into this field already, so choosing it would otherwise say nothing.
        return NavigationResult(
            focus, target_utterance(page, target), chosen_target=target.name, say_typed_text="all" if _own_field(focus, page) else None
        )
    # The typed letter is repeated aloud only if nobody else can hear it.
    echo = target_name_utterance(page, target) if target.role == "key" and focus.headset else ()
    found = key_named(page.keyboard, target.name) if focus.headset and page.screen == "comment" else None
    return NavigationResult(
        focus, echo, chosen_target=target.name, say_typed_text="last" if found is not None and found.action == "backspace" else None
    )


def _in_menu(focus: NavigationState, at: int, key: NavigationAction, page: Page) -> NavigationResult:
    if key == "repeat":
        return NavigationResult(focus, _words(page, MENU_ITEMS[at]))
    if key != "choose":
        onward = key in ("next", "next_group")
        there = (at + (1 if onward else -1)) % len(MENU_ITEMS)
        wrapped = (there == 0) if onward else (there == len(MENU_ITEMS) - 1)
        word = _words(page, WRAPPED_TO_START if onward else WRAPPED_TO_END) if wrapped else ()
        return NavigationResult(replace(focus, menu_item=there), (*word, *_words(page, MENU_ITEMS[there])))
    match MENU_ITEMS[at]:
        case "Louder" | "Quieter" as line:
            return _set(focus, page, line, volume=focus.volume_step + (1 if line == "Louder" else -1))
        case "Faster" | "Slower" as line:
            return _set(focus, page, line, rate=focus.rate_step + (1 if line == "Faster" else -1))
        case "Turn speech off":
            return _turn_off(focus)
        case _:
            return _close_menu(focus, page)


def _set(focus: NavigationState, page: Page, line: str, *, rate: int | None = None, volume: int | None = None) -> NavigationResult:
    rate, volume = focus.rate_step if rate is None else rate, focus.volume_step if volume is None else volume
    if not (0 <= rate < len(RATES) and 0 <= volume < len(VOLUMES)):
        return NavigationResult(focus, _words(page, LIMIT_REACHED))
    return NavigationResult(replace(focus, rate_step=rate, volume_step=volume), _words(page, line))


def _open_menu(focus: NavigationState, page: Page) -> NavigationResult:
    return NavigationResult(replace(focus, menu_item=0), _words(page, HELP_INTRO, SETTINGS_INTRO, MENU_ITEMS[0]))


def _close_menu(focus: NavigationState, page: Page) -> NavigationResult:
    focus = replace(focus, menu_item=None)
    return NavigationResult(focus, _focus_utterance(focus, page))


def _turn_on(focus: NavigationState, page: Page) -> NavigationResult:
    focus = replace(focus, speech_on=True, menu_item=None)
    words = (SPEECH_ON,) if focus.headset else (SPEECH_ON, OTHERS_HEAR_WARNING)
    return NavigationResult(focus, (*_words(page, *words), *page_utterance(page)))


def _turn_off(focus: NavigationState) -> NavigationResult:
    return NavigationResult(
        replace(focus, speech_on=False, menu_item=None, rate_step=DEFAULT_RATE_STEP, volume_step=DEFAULT_VOLUME_STEP), stop_speech=True
    )


# ── parts ──


def _focus_utterance(focus: NavigationState, page: Page) -> Utterance:
    target = page.find_target(focus.target) if focus.target else None
    return target_utterance(page, target) if target else page_utterance(page)


def _silence_if_speech_off(step: NavigationResult) -> NavigationResult:
    """Return the result, without anything to say if speech is off."""
    return step if step.state.speech_on else replace(step, utterance=(), say_typed_text=None)


def _own_field(focus: NavigationState, page: Page) -> bool:
    """Return whether the field of the open question is in focus and a headset is plugged in, so that nobody else can hear."""
    target = page.find_target(focus.target) if focus.target else None
    return focus.headset and page.screen == "comment" and target is not None and target.role == "textbox"


def _words(page: Page, *msgids: str) -> Utterance:
    words = catalog(page.language, "kiosk")
    return tuple(make_phrase(words.text(msgid), page.language) for msgid in msgids)


def _place(page: Page) -> PageIdentity:
    return page.screen, page.statement, page.keyboard != ()


def _focus_after_target_removed(name: str | None, before: Page, after: Page) -> str | None:
    """Return the focus after its target has disappeared: the letter's key for a variant, otherwise None, the start of the page."""
    keys = [key for row in before.keyboard for key in row if any(form.name == name for form in variant_keys(key))]
    return next((key.name for key in keys if after.find_target(key.name)), None)


def _selection_change_utterance(focus: NavigationState, before: Page, after: Page) -> Utterance:
    """Return what to say about the target in focus if it has become selected or unselected, otherwise nothing."""
    was, now = before.find_target(focus.target or ""), after.find_target(focus.target or "")
    return target_utterance(after, now) if was and now and was.selected != now.selected else ()


def _groups(page: Page) -> list[int]:
    """Return the index of the first target of each group."""
    rows = {key.name: number for number, row in enumerate(page.keyboard) for key in row}
    kinds = [_kind(target, rows) for target in page.targets]
    return [at for at, kind in enumerate(kinds) if at == 0 or kind != kinds[at - 1]]


def _group_of(starts: list[int], at: int) -> int:
    return max(start for start in starts if start <= at)


def _kind(target: Target, rows: dict[str, int]) -> str:
    if target.name in rows:
        return f"row {rows[target.name]}"
    beginning = target.name.partition("-")[0]
    return beginning if beginning in _GROUP_PREFIXES else target.role
