"""The messages of terminal and server in every language: msgids are English sentences, catalogs are gettext's.

Values are filled in as `str.format` does: `text("The screen clears in {seconds} seconds.", seconds=20)`.
No word of screens or pages in here, and no choice of language: that is the caller's.
"""

from __future__ import annotations

import gettext
import itertools
import sys
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from i18n.compile import compile_catalogs, load_translations
from i18n.languages import LOCALES, SOURCE_LANGUAGE, fallback_chain

Domain = Literal["kiosk", "server"]
DOMAINS: tuple[Domain, ...] = get_args(Domain)


class Catalog:
    """The messages of one domain in one language; what it lacks comes from the language's fallbacks, at last the msgid."""

    def __init__(self, language: str, found: gettext.NullTranslations) -> None:
        self.language = language
        """Tag of the language in which the messages come, as far as they are translated."""
        self._found = found

    def text(self, msgid: str, **values: object) -> str:
        """The message with its values filled in.

        Raises:
            KeyError: the msgid itself asks for a value that was not given.
        """
        return _filled(self._found.gettext(msgid), msgid, values)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The message for `n` things, by the plural rules of the language; `{n}` is filled in with the rest."""
        msgid = singular if n == 1 else plural
        return _filled(self._found.ngettext(singular, plural, n), msgid, {"n": n, **values})


def gettext_noop(msgid: str) -> str:
    """The msgid as it is; tells `i18n.check` that a message kept in a table is looked up later."""
    return msgid


@cache
def catalog(language: str, domain: Domain) -> Catalog:
    """The catalog of a language; a language that has none is answered in its fallback, at last in English."""
    return load_catalog(language, domain, LOCALES)


def load_catalog(language: str, domain: Domain, locales: Path) -> Catalog:
    """A catalog from a folder of locales; not kept for the next call.

    Raises:
        ValueError: there is no such domain.
    """
    if domain not in DOMAINS:
        raise ValueError(f"no catalogs for {domain!r}: the domains are {', '.join(DOMAINS)}")
    sources = {tag: locales / tag / "LC_MESSAGES" / f"{domain}.po" for tag in fallback_chain(language, locales)}
    tags = [tag for tag, source in sources.items() if source.is_file()]
    found = [load_translations(sources[tag]) for tag in tags] or [gettext.NullTranslations()]
    for one, stand_in in itertools.pairwise(found):
        one.add_fallback(stand_in)
    return Catalog(tags[0] if tags else SOURCE_LANGUAGE, found[0])


def _filled(text: str, msgid: str, values: dict[str, object]) -> str:
    if not values:
        return text
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError):  # a translator's slip must not take a screen away; `i18n.check` finds it
        return msgid.format(**values)


def main(arguments: list[str]) -> int:
    """`compile` writes the compiled catalogs; exit status 2 for anything else."""
    if arguments != ["compile"]:
        sys.stderr.write("usage: python -m i18n.catalogs compile\n")
        return 2
    sys.stdout.write(f"{len(list(compile_catalogs(LOCALES)))} catalogs compiled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
