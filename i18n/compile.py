"""Compiles .po files into the .mo files that gettext reads, and keeps them beside their sources.

A terminal with compiled catalogs starts without parsing .po files and without Babel. The name of a compiled file contains a digest of its
.po file, so that no modification time has to be trusted. A stale, missing or damaged compiled file is not used, and the .po file is read
instead.
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
    """Write the compiled file of every catalog and delete the files of older versions.

    Yields:
        The path of each compiled file, including those that existed already.
    """
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        content = source.read_bytes()
        target = _compiled_file(source, content)
        if not _load_compiled(target):
            _write(target, _compile(content))
        for other in source.parent.glob(f"{source.stem}.*.mo"):
            if other != target:
                other.unlink(missing_ok=True)
        yield target


def load_translations(source: Path) -> gettext.NullTranslations:
    """Return the translations of a .po file, from its compiled file if that is usable."""
    content = source.read_bytes()
    return _load_compiled(_compiled_file(source, content)) or gettext.GNUTranslations(io.BytesIO(_compile(content)))


def _compiled_file(source: Path, content: bytes) -> Path:
    return source.with_name(f"{source.stem}.{hashlib.sha256(content).hexdigest()[:16]}.mo")


def _load_compiled(compiled: Path) -> gettext.GNUTranslations | None:
    """Return the compiled catalog. None means that it is missing, or damaged by a power cut while it was written."""
    try:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, struct.error, ValueError):
        return None


def _compile(content: bytes) -> bytes:
    """Return the content of a .po file in the format of a .mo file.

    Fuzzy messages are left out, because nobody has confirmed them. Plurals with a missing form are left out too, because Babel would fill
    them with English words while the fallback language has the complete plural.
    """
    from babel.messages.mofile import write_mo  # imported here, since a terminal with compiled catalogs needs no Babel

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
