"""From .po files to what gettext reads: compiled catalogs, kept beside their sources.

A terminal starts without parsing .po files and without Babel. A compiled file carries a digest of its .po in its
name, so that no date of a file has to be believed: one that is stale, missing or damaged is simply not used, and
the .po is read in its place.
"""

from __future__ import annotations

import gettext
import hashlib
import io
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path


def compile_catalogs(locales: Path) -> Iterator[Path]:
    """Write the compiled file of every catalog, and take away those of older versions.

    Yields:
        The compiled files, those that stood already included.
    """
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        content = source.read_bytes()
        target = _compiled(source, content)
        if not _intact(target):
            _write(target, _machine_object(content))
        for other in source.parent.glob(f"{source.stem}.*.mo"):
            if other != target:
                other.unlink(missing_ok=True)
        yield target


def load_translations(source: Path) -> gettext.NullTranslations:
    """The catalog of a .po file, from its compiled file where that is fit for use."""
    content = source.read_bytes()
    return _intact(_compiled(source, content)) or gettext.GNUTranslations(io.BytesIO(_machine_object(content)))


def _compiled(source: Path, content: bytes) -> Path:
    return source.with_name(f"{source.stem}.{hashlib.sha256(content).hexdigest()[:16]}.mo")


def _intact(compiled: Path) -> gettext.GNUTranslations | None:
    """The compiled catalog, or None where it is missing or damaged (a power cut while it was written)."""
    try:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, struct.error, ValueError):
        return None


def _machine_object(content: bytes) -> bytes:
    """A .po file's content as a .mo file's.

    Fuzzy messages stay out: they are somebody's guess. So do plurals of which a form is missing, which Babel would fill
    up with English words; the language that stands in has them whole.
    """
    from babel.messages.mofile import write_mo  # here, since a terminal with compiled catalogs never needs Babel's parser

    from i18n import po_file

    catalog = po_file.parse(content)
    for message in [message for message in catalog if message.id and not isinstance(message.id, str)]:
        if not all(message.string or ()):
            catalog.delete(message.id)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _write(target: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".mo", delete=False) as file:
        file.write(content)
    written = Path(file.name)
    written.chmod(0o644)
    written.replace(target)
