"""Measures text, breaks it into balanced lines, and creates the textures that are drawn.

Textures of the terminal's own texts are cached up to a limit. Text that a person typed is never cached.
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
"""The number of letters above which a word may be broken after a dot, a slash or a hyphen."""
NO_SPACE_MARK = "\u200b"
"""The mark in front of a part of a word that follows the part before it without a space."""
MAX_CACHED_PIXELS = 2_500_000
"""The maximum number of pixels of all cached textures together; a pixel takes four bytes."""


@dataclass(frozen=True)
class TextRun:
    """Holds text broken into lines. Private text was typed by a person: it is drawn, but neither cached nor described."""

    lines: tuple[str, ...]
    size: int
    bold: bool
    width: int
    is_private: bool = False

    @property
    def line_height(self) -> int:
        """The height of one line in pixels."""
        return round(self.size * LINE_SPACING)

    @property
    def height(self) -> int:
        """The height of all lines in pixels."""
        return self.line_height * len(self.lines)

    @property
    def text(self) -> str:
        """The text without line breaks."""
        return " ".join(self.lines)


class Typesetter:
    """Sets text in one font family with two weights."""

    def __init__(self, fonts: FontFiles) -> None:
        self._fonts = fonts
        self._labels: dict[tuple[int, bool], Any] = {}
        self._widths: dict[tuple[str, int, bool], int] = {}
        self._textures: OrderedDict[tuple[str, int, bool], Any] = OrderedDict()
        self._kept = 0

    def text_width(self, text: str, size: int, *, bold: bool = False) -> int:
        """Return the width of a text in pixels."""
        return int(self._label(size, bold).get_extents(text)[0]) if text else 0

    def break_lines(self, text: str, size: int, max_width: int, *, bold: bool = False, balance: bool = True) -> TextRun:
        """Break a text into as few lines as fit the width in pixels, and balance them so that no word stands alone unnecessarily."""
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
        """Return the text in the largest size down to `min_size` that fits the box (width, height) in pixels.

        If a text does not fit at `min_size`, it is shown in an even smaller size, because text that is cut off would be worse.
        """
        run = self.break_lines(text, size, max_box[0], bold=bold, balance=balance)
        while size > MIN_TYPE_SIZE and (run.width > max_box[0] or run.height > max_box[1]):
            size = self._smaller(text, size, min_size, max_box, bold=bold)
            run = self.break_lines(text, size, max_box[0], bold=bold, balance=balance)
        return run

    def _smaller(self, text: str, size: int, least: int, room: tuple[int, int], *, bold: bool) -> int:
        """Return the next smaller size that should fit, estimated from the widths in this size, because trying a size loads a font."""
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
        """Return where typed text breaks into lines (`kiosk.ui.input_wrapping`). Only widths of single letters are cached."""
        widths = {letter: self._known_width(letter, size, False) for letter in set(text)}
        return wrap_input(text, widths.__getitem__, line_width)

    def input_run(self, lines: tuple[str, ...], size: int) -> TextRun:
        """Return typed lines as a private run."""
        return TextRun(lines, size, False, max((self.text_width(line, size) for line in lines), default=0), is_private=True)

    def line_texture(self, line: str, run: TextRun) -> Any:
        """Return the texture of one line of a run, white on transparent, or None if the line is blank."""
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
    """Return the parts of a text that may be on lines of their own. A slash stays with the word before it.

    An address may continue on the next line after a dot or similar character, because the longest ones do not fit on one line.
    """
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
