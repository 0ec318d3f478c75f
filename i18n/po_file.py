"""Reads and writes .po files with Babel, without passing the tag of the language to Babel.

Babel takes a tag for one of its own locales. It refuses a tag with a private part (`fi-x-plain`), and it writes no plurals for a tag that
it does not know. This module therefore writes the tag into the header itself. The plural rule in the header comes from the language's
`language.toml`.
"""

from __future__ import annotations

import io
import re

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

_BABEL_LOCALE = "en"
"""Names a locale that Babel knows, so that it writes the plural rule of the header. Nothing else of the locale is used."""
_LANGUAGE_LINE = re.compile(rb'^"Language: [^"]*"\r?\n', re.MULTILINE)


def parse(content: bytes) -> Catalog:
    """Return the catalog that the content of a .po file describes.

    Its plural rule is that of the header, or two forms (one and more) if the header has none.

    Raises:
        babel.messages.pofile.PoFileError: the content is no .po file.
        UnicodeDecodeError: the content has another encoding than its header says.
    """
    catalog = read_po(io.BytesIO(_LANGUAGE_LINE.sub(b"", content, count=1)))
    catalog.locale = _BABEL_LOCALE
    return catalog


def dump(catalog: Catalog, tag: str) -> bytes:
    """Return a catalog as the content of a .po file.

    Args:
        catalog: the catalog, whose own locale is ignored.
        tag: the tag of the language, for the header.
    """
    catalog.locale = _BABEL_LOCALE
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, include_previous=False)
    return _LANGUAGE_LINE.sub(f'"Language: {tag}\\\\n"\n'.encode(), out.getvalue(), count=1)
