"""Letters: measures text, breaks it into lines that look even, and makes the textures that are drawn.

Textures of a terminal's own words are kept for the next time, up to a bound; what a person typed is never kept.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from kivy.core.text import Label

from kiosk.ui.fonts import FontFiles
from kiosk.ui.input_wrapping import LineSpan, wrap_input
from kiosk.ui.theme import LINE_SPACING

MIN_TYPE_SIZE = 8
LONG_WORD_LETTERS = 18
"""A word of more letters may be broken after a dot, a slash or a hyphen."""
NO_SPACE_MARK = "\u200b"
"""Before a piece of a word that follows the piece before it without a space."""
MAX_CACHED_PIXELS = 2_500_000
"""Of all kept textures together, four bytes each."""


@dataclass(frozen=True)
class TextRun:
    """Text broken into lines. `private` is what a person typed: drawn, but neither kept nor described."""

    lines: tuple[str, ...]
    size: int
    bold: bool
    width: int
    is_private: bool = False

    @property
    def line_height(self) -> int:
        return round(self.size * LINE_SPACING)

    @property
    def height(self) -> int:
        return self.line_height * len(self.lines)

    @property
    def text(self) -> str:
        return " ".join(self.lines)


class Typesetter:
    """One family in two weights."""

    def __init__(self, fonts: FontFiles) -> None:
        self._fonts = fonts
        self._labels: dict[tuple[int, bool], Any] = {}
        self._widths: dict[tuple[str, int, bool], int] = {}
        self._textures: OrderedDict[tuple[str, int, bool], Any] = OrderedDict()
        self._kept = 0

    def text_width(self, text: str, size: int, *, bold: bool = False) -> int:
        """Pixels from the first letter to the last."""
        return int(self._label(size, bold).get_extents(text)[0]) if text else 0

    def break_lines(self, text: str, size: int, max_width: int, *, bold: bool = False, balance: bool = True) -> TextRun:
        """The text in as few lines as fit the room (pixels), evened out so that no word stands alone without need."""
        words = _words(text)
        widths = [self._known_width(word.removeprefix(NO_SPACE_MARK), size, bold) for word in words]
        space = self._known_width(" ", size, bold)
        lines = _broken(words, widths, space, max_width)
        if balance and len(lines) > 1:
            narrow, wide = max(widths), max_width
            while wide - narrow > size // 4:
                middle = (narrow + wide) // 2
                if len(_broken(words, widths, space, middle)) == len(lines):
                    wide = middle
                else:
                    narrow = middle
            lines = _broken(words, widths, space, wide)
        return TextRun(tuple(lines), size, bold, max((self._known_width(line, size, bold) for line in lines), default=0))

    def fit(self, text: str, size: int, min_size: int, max_box: tuple[int, int], *, bold: bool = False, balance: bool = True) -> TextRun:
        """The run in the largest size, down to `least`, that fits the room (width, height).

        A text that somebody loaded and that fits at no stated size is shown smaller still: cut off would be worse.
        """
        run = self.break_lines(text, size, max_box[0], bold=bold, balance=balance)
        while size > MIN_TYPE_SIZE and (run.width > max_box[0] or run.height > max_box[1]):
            size = self._smaller(text, size, min_size, max_box, bold=bold)
            run = self.break_lines(text, size, max_box[0], bold=bold, balance=balance)
        return run

    def _smaller(self, text: str, size: int, least: int, room: tuple[int, int], *, bold: bool) -> int:
        """The next smaller size in which the text should fit, by its widths in this one: a size that is only tried costs a font."""
        words = _words(text)
        widths = [self._known_width(word.removeprefix(NO_SPACE_MARK), size, bold) for word in words]
        space = self._known_width(" ", size, bold)
        tried = size
        while tried > MIN_TYPE_SIZE:
            tried = tried - 1 if tried <= least else max(least, tried - 2)
            scaled = [width * tried // size for width in widths]
            lines = _broken(words, scaled, space * tried // size, room[0])
            if max(scaled, default=0) <= room[0] and len(lines) * round(tried * LINE_SPACING) <= room[1]:
                break
        return tried

    def wrap_input(self, text: str, size: int, line_width: int) -> tuple[LineSpan, ...]:
        """Where what is being typed breaks into lines (`kiosk.ui.input_wrapping`). Single letters' widths are kept, no more of it."""
        widths = {letter: self._known_width(letter, size, False) for letter in set(text)}
        return wrap_input(text, widths.__getitem__, line_width)

    def input_run(self, lines: tuple[str, ...], size: int) -> TextRun:
        """Lines of what a person typed."""
        return TextRun(lines, size, False, max((self.text_width(line, size) for line in lines), default=0), is_private=True)

    def line_texture(self, line: str, run: TextRun) -> Any:
        """The texture of one line of a run, white on nothing, to be tinted; None where there is nothing to see."""
        if not line.strip():
            return None
        if run.is_private:
            return self._rendered(line, run)
        key = (line, run.size, run.bold)
        if key in self._textures:
            self._textures.move_to_end(key)
            return self._textures[key]
        texture = self._rendered(line, run)
        self._textures[key] = texture
        self._kept += texture.width * texture.height
        while self._kept > MAX_CACHED_PIXELS and len(self._textures) > 1:
            _, gone = self._textures.popitem(last=False)
            self._kept -= gone.width * gone.height
        return texture

    def _rendered(self, line: str, run: TextRun) -> Any:
        label = Label(text=line, font_size=run.size, font_name=self._file(run.bold))
        label.refresh()
        return label.texture

    def _known_width(self, text: str, size: int, bold: bool) -> int:
        key = (text, size, bold)
        if key not in self._widths:
            if len(self._widths) > 4_000:
                self._widths.clear()
            self._widths[key] = self.text_width(text, size, bold=bold)
        return self._widths[key]

    def _label(self, size: int, bold: bool) -> Any:
        key = (size, bold)
        if key not in self._labels:
            self._labels[key] = Label(font_size=size, font_name=self._file(bold))
        return self._labels[key]

    def _file(self, bold: bool) -> str:
        return self._fonts.bold if bold else self._fonts.regular


def _words(text: str) -> list[str]:
    """What may stand on a line of its own; a slash stays with the word before it. An address may go on in the next line after a dot
    or the like: no line is as long as the longest of them."""
    words = [word for word in text.replace(" / ", "\u00a0/ ").split(" ") if word]
    return [piece for word in words for piece in (_pieces(word) if len(word) > LONG_WORD_LETTERS else (word,))]


def _pieces(word: str) -> list[str]:
    first, *rest = re.findall(r"[^./@_-]+[./@_-]*|[./@_-]+", word)
    return [first, *(NO_SPACE_MARK + piece for piece in rest)]


def _broken(words: list[str], widths: list[int], space: int, room: int) -> list[str]:
    lines: list[str] = []
    filled = 0
    for word, width in zip(words, widths, strict=True):
        tight = word.startswith(NO_SPACE_MARK)
        gap = 0 if tight else space
        if lines and filled + gap + width <= room:
            lines[-1] += word.removeprefix(NO_SPACE_MARK) if tight else f" {word}"
            filled += gap + width
        else:
            lines.append(word.removeprefix(NO_SPACE_MARK))
            filled = width
    return lines
