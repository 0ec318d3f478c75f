"""Turns pages into utterances, which are what is said about them, in the page's language. The module is pure.

An utterance consists of phrases: sentences or single words, each short enough to be rendered or recorded in advance. They come from pages,
message catalogs and the configuration. What a person typed is on no page; a letter is said as the name of its key. Only a person who
listens through a headset hears what they typed, in private phrases that are neither stored nor looked up.
"""

from __future__ import annotations

import re
import textwrap

from msgspec import Struct

from i18n.catalogs import Catalog, catalog, gettext_noop
from kiosk.pages.page import Page, Target, TargetRole

ANNOUNCED_SECONDS = (10, 5)
"""Lists the numbers of seconds left at which a countdown is announced again. When it opens, a line of its page says the total."""
ROLE_NAMES: dict[TargetRole, str] = {
    "option": gettext_noop("option"),
    "button": gettext_noop("button"),
    "textbox": gettext_noop("text field"),
}
"""Maps the role of a target to its msgid. The role `key` is not said, because a person moves through many keys one after another."""
SIGN_NAMES: dict[str, str] = {
    ".": gettext_noop("full stop"), ",": gettext_noop("comma"), "?": gettext_noop("question mark"), "!": gettext_noop("exclamation mark"),
    "-": gettext_noop("hyphen"),
    "–": gettext_noop("dash"), ":": gettext_noop("colon"), ";": gettext_noop("semicolon"), "'": gettext_noop("apostrophe"),
    '"': gettext_noop("quotation mark"),
    "(": gettext_noop("opening bracket"), ")": gettext_noop("closing bracket"), "/": gettext_noop("slash"), "@": gettext_noop("at sign"),
    "&": gettext_noop("ampersand"),
    "%": gettext_noop("per cent sign"), "+": gettext_noop("plus sign"), "=": gettext_noop("equals sign"), "€": gettext_noop("euro sign"),
    "*": gettext_noop("asterisk"),
    "#": gettext_noop("hash sign"), "_": gettext_noop("underscore"),
}  # fmt: skip
"""Maps a sign to the msgid of its name, for signs that voices leave out when they stand alone."""
NOTHING_WRITTEN = gettext_noop("No text entered yet.")
MAX_PHRASE_LENGTH = 160
"""Limits the characters of typed text in one phrase. Speech begins as soon as the first phrase is rendered."""
HOLD_HINT = gettext_noop("Hold Choose on a letter to hear its variants.")
_SEEN_NOT_HEARD = frozenset({"place", "low", "high", "progress"})
"""Lists the roles of lines that are said in another way or in another place."""


class Phrase(Struct, frozen=True):
    """Holds a text to say and its language."""

    text: str
    language: str
    fallback_language: str | None = None
    """Holds the tag of the language in which it is said if the first one has no voice. None means that it is then not said."""
    private: bool = False
    """States whether a person typed it. A private phrase is rendered by the engine when it is said, and never looked up on the disk."""


Utterance = tuple[Phrase, ...]


def page_utterance(page: Page) -> Utterance:
    """Return what is said when a page opens: where one is, what is asked, how to answer, and how many choices there are."""
    words = catalog(page.language, "kiosk")
    lines = [line.text for line in page.lines if line.role not in _SEEN_NOT_HEARD]
    texts = [page.text_of("place") or "", *_where(page, words), page.heading, *lines, *_scale(page, words)]
    count = choice_count_utterance(len(page.targets), page.language) if page.targets else ()
    return (*(make_phrase(text, page.language) for text in texts if text), *count)


def target_utterance(page: Page, target: Target) -> Utterance:
    """Return what is said about a target in focus: its name, its role, and its state if it is selected or disabled."""
    words = catalog(page.language, "kiosk")
    texts = [words.text(ROLE_NAMES[target.role])] if target.role in ROLE_NAMES else []
    if target.selected:
        texts.append(words.text("on") if target.role == "key" else words.text("selected"))
    if not target.enabled:
        texts.append(words.text("not available"))
    return (_name(page, target, words), *(make_phrase(text, page.language) for text in texts))


def target_name_utterance(page: Page, target: Target) -> Utterance:
    """Return only the name of a target, as it is repeated after a choice."""
    return (_name(page, target, catalog(page.language, "kiosk")),)


def typed_text_utterance(text: str, language: str) -> Utterance:
    """Return the text that a person has typed so far as private phrases: one for each sentence, and several for a long one."""
    if not text.strip():
        return (make_phrase(catalog(language, "kiosk").text(NOTHING_WRITTEN), language),)
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text.strip())
    parts = (part for sentence in sentences for part in textwrap.wrap(sentence, MAX_PHRASE_LENGTH))
    return tuple(Phrase(part, language, private=True) for part in parts)


def erased_letter_utterance(text: str, language: str) -> Utterance:
    """Return the last character of a typed text as a private phrase, to be said when it is erased; nothing if the text is empty."""
    if not text:
        return ()
    words = catalog(language, "kiosk")
    return (Phrase(words.text("space") if text[-1].isspace() else _sign(text[-1], words) or text[-1], language, private=True),)


def page_change_utterance(before: Page, after: Page) -> Utterance:
    """Return what is said when the content of a page changes: new lines, and the last seconds of a countdown."""
    if after.screen == "still_there":
        told = after.seconds_left if after.seconds_left in ANNOUNCED_SECONDS and after.seconds_left != before.seconds_left else None
        return seconds_left_utterance(told, after.language) if told is not None else ()
    known = set(before.lines)
    return tuple(make_phrase(line.text, after.language) for line in after.lines if line not in known and line.role not in _SEEN_NOT_HEARD)


def choice_count_utterance(targets: int, language: str) -> Utterance:
    """Return what is said about the number of choices on a page."""
    return (make_phrase(catalog(language, "kiosk").plural("{n} choice.", "{n} choices.", targets), language),)


def seconds_left_utterance(seconds: int, language: str) -> Utterance:
    """Return what is said about the seconds that are left of a countdown."""
    return (make_phrase(catalog(language, "kiosk").plural("{n} second left.", "{n} seconds left.", seconds), language),)


def make_phrase(text: str, language: str, fallback_language: str | None = None) -> Phrase:
    """Return a phrase in which a slash between words is replaced by a comma, because voices would read out the slash instead of pausing."""
    return Phrase(re.sub(r"\s+/\s+", ", ", text).strip(), language, fallback_language)


def _where(page: Page, words: Catalog) -> list[str]:
    if page.screen == "statement" and page.position is not None and page.statement_count is not None:
        return [words.text("Statement {position} of {of}.", position=page.position, of=page.statement_count)]
    if page.screen == "comment" and page.keyboard:
        return [words.text("Open question, with keyboard."), *([words.text(HOLD_HINT)] if _holds(page) else [])]
    if page.screen == "comment":
        return [words.text("Open question.")]
    return []


def _holds(page: Page) -> bool:
    return any(key.variants for row in page.keyboard for key in row)


def _scale(page: Page, words: Catalog) -> list[str]:
    ends = [target for target in page.targets if _on_scale(target)]
    if len(ends) < 2:
        return []
    return [words.text("Scale from {low} to {high}.", low=_on_tile(page, ends[0], words), high=_on_tile(page, ends[-1], words))]


def _name(page: Page, target: Target, words: Catalog) -> Phrase:
    if target.name.startswith("language-"):
        return make_phrase(target.spoken, target.name.removeprefix("language-"), page.language)
    if target.role == "key":
        return make_phrase(_letter(page, target, words), page.language)
    return make_phrase(_on_tile(page, target, words) if _on_scale(target) else target.spoken, page.language)


def _on_scale(target: Target) -> bool:
    return target.role == "option" and target.text.isdigit()


def _on_tile(page: Page, target: Target, words: Catalog) -> str:
    """Return the number of a value, with its label at the two ends of the scale."""
    scale = [other for other in page.targets if _on_scale(other)]
    label = page.text_of("low") if target is scale[0] else page.text_of("high") if target is scale[-1] else None
    return words.text("{value}, {label}", value=target.text, label=label) if label else target.text


def _letter(page: Page, target: Target, words: Catalog) -> str:
    # An enrolment code has only capitals, so they are not announced as such.
    code = page.screen == "enrol" and target.text not in SIGN_NAMES
    return (None if code else _sign(target.text, words)) or target.spoken


def _sign(text: str, words: Catalog) -> str | None:
    """Return the name of a sign or a capital letter, or None for a text that can be said as it is."""
    if text in SIGN_NAMES:
        return words.text(SIGN_NAMES[text])
    return words.text("capital {letter}", letter=text) if len(text) == 1 and text.isupper() else None
