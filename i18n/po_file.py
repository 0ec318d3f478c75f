"""A .po file read and written by Babel, which never sees the language's tag: the head of the file has it, and that line is ours.

Babel takes a tag for a locale of its own, refuses one with a private part (`fi-x-plain`) and writes no plurals for one that it does
not know. What a catalog counts by stands in its head, from the language's `language.toml`.
"""

from __future__ import annotations

import io
import re

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

_STAND_IN = "en"
"""A locale that Babel knows, so that it writes the plurals of the head; none of its own."""
_LANGUAGE = re.compile(rb'^"Language: [^"]*"\r?\n', re.MULTILINE)


def parse(content: bytes) -> Catalog:
    """The catalog of a .po file's content; it counts as the head says, one and more where that says nothing.

    Raises:
        babel.messages.pofile.PoFileError, UnicodeDecodeError: it cannot be read.
    """
    catalog = read_po(io.BytesIO(_LANGUAGE.sub(b"", content, count=1)))
    catalog.locale = _STAND_IN
    return catalog


def dump(catalog: Catalog, tag: str) -> bytes:
    """The content of a .po file, for the language of a tag."""
    catalog.locale = _STAND_IN
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, include_previous=False)
    return _LANGUAGE.sub(f'"Language: {tag}\\\\n"\n'.encode(), out.getvalue(), count=1)
