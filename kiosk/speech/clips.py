"""Recorded speech: a folder of clips for a language, which goes before any engine. This is how Sámi is spoken.

    clips/se/index.toml
    clips/se/boahtin.wav …

The index names a file for each thing said, by the message's msgid or by the text as it is said, exactly::

    [messages]
    "Speech is on." = "hupmat.wav"
    [texts]
    "0, Hui eahpideaddji" = "nolla.wav"

Files are WAV, 16 bits, one channel or two. Where both name it, the text goes first. Speed is the speaker's own. A variety of a
language (`fi-x-plain`) has a folder of its own and, for what is not in it, that of the language, whose words it says too.

`python -m kiosk.speech.clips --check LANGUAGE [--configuration FILE] [--clips FOLDER]` lists what is missing, a line each,
ready to be put into the index; `--configuration` is a terminal's `configuration.json`, whose texts and names are to be recorded
too. Exit status 1 where something is missing.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

from i18n.catalogs import catalog
from kiosk.speech.untraced_read import read_untraced
from kiosk.speech.wav import WavError, read_samples

INDEX_FILE = "index.toml"


class ClipIndexError(Exception):
    """An index cannot be used; the message names the file and what is wrong."""


class Clips:
    """The clips of all languages under one folder. An index is read when its language is first asked for."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist."""
        self._folder = folder
        self._read: dict[str, dict[str, Path]] = {}

    def find(self, text: str, language: str) -> bytes | None:
        """The recording of a text, None where there is none that can be played."""
        path = self._index(language).get(text)
        try:
            wav = read_untraced(path) if path else b""
            read_samples(wav)
        except (OSError, WavError):
            return None
        return wav

    def can_speak(self, language: str) -> bool:
        """Whether anything is recorded in the language."""
        return bool(self._index(language))

    def missing(self, texts: Iterable[str], language: str) -> list[str]:
        """Those of the texts that have no recording that can be played, in their order, none twice."""
        return [text for text in dict.fromkeys(texts) if self.find(text, language) is None]

    def _index(self, language: str) -> dict[str, Path]:
        if language not in self._read:
            base = language.partition("-")[0]
            self._read[language] = ({} if base == language else self._index(base)) | self._of(language)
        return self._read[language]

    def _of(self, language: str) -> dict[str, Path]:
        try:
            return read_index(self._folder / language, language)
        except ClipIndexError:
            return {}  # the check says why; a terminal speaks on as well as it can


def read_index(folder: Path, language: str) -> dict[str, Path]:
    """What is recorded in a language's folder: file by text. Empty where there is no index.

    Raises:
        FaultyClips: the index is there and cannot be read.
    """
    path = folder / INDEX_FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ClipIndexError(f"{path}: {error}") from None
    tables = {name: content.get(name, {}) for name in ("messages", "texts")}
    for name, table in tables.items():
        if not isinstance(table, dict) or not all(isinstance(file, str) and Path(file).name == file for file in table.values()):
            raise ClipIndexError(f"{path}: [{name}] wants a file of this folder for each")
    words = catalog(language, "kiosk")
    found = {words.text(msgid): folder / file for msgid, file in tables["messages"].items()}
    return found | {text: folder / file for text, file in tables["texts"].items()}


@click.command()
@click.option("--check", "language", required=True, metavar="LANGUAGE", help="The language whose clips are to be looked through.")
@click.option("--configuration", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A terminal's configuration.json.")
@click.option("--clips", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("clips"), show_default=True)
def main(language: str, configuration: Path | None, folder: Path) -> None:
    """List what a terminal says in a language and has no recording of."""
    import msgspec

    from kiosk.speech.prompts import all_prompts, configuration_without_service_point
    from survey.wire import Configuration

    try:
        read_index(folder / language, language)
        given = (
            msgspec.json.decode(configuration.read_bytes(), type=Configuration)
            if configuration
            else configuration_without_service_point(language)
        )
    except (ClipIndexError, msgspec.DecodeError) as error:
        raise click.ClickException(str(error)) from None
    said = [piece.text for piece in all_prompts(given, language) if piece.language == language]
    missing = Clips(folder).missing(said, language)
    for text in missing:
        click.echo(f'{json.dumps(text, ensure_ascii=False)} = ""')
    click.echo(f"{len(missing)} of {len(set(said))} missing in {language}", err=True)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
