"""Reads recorded speech: a folder of clips for each language, which are used before any engine. Sámi is spoken in this way.

A folder contains an index and its clips::

    clips/se/index.toml
    clips/se/boahtin.wav …

The index names a file for each message, by its msgid, and for each text, exactly as it is said::

    [messages]
    "Speech is on." = "hupmat.wav"
    [texts]
    "0, Hui eahpideaddji" = "nolla.wav"

Files are WAV files of 16-bit samples with one or two channels. If both tables name a file for the same text, `[texts]` takes precedence.
Clips are played at the speed at which they were recorded, whatever speed a person chooses. A variety of a language (`fi-x-plain`) has a
folder of its own; what is missing there is taken from the folder of the language.

`python -m kiosk.speech.clips --check LANGUAGE [--configuration FILE] [--clips FOLDER]` lists what is missing, one line each, in the format
of the index. `--configuration` names a terminal's `configuration.json`, whose texts and names must be recorded too. The exit status is 1 if
something is missing.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

from i18n.catalogs import catalog
from kiosk.speech.read_noatime import read_noatime
from kiosk.speech.wav import WavError, read_samples

INDEX_FILE = "index.toml"


class ClipIndexError(Exception):
    """Raised when an index cannot be used. The message names the file and what is wrong with it."""


class Clips:
    """Finds the clips of all languages in one folder. The index of a language is read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        """Store the folder, which need not exist."""
        self._folder = folder
        self._read: dict[str, dict[str, Path]] = {}

    def find(self, text: str, language: str) -> bytes | None:
        """Return the recording of a text as a WAV file, or None if there is none that can be played."""
        path = self._index(language).get(text)
        try:
            wav = read_noatime(path) if path else b""
            read_samples(wav)
        except (OSError, WavError):
            return None
        return wav

    def can_speak(self, language: str) -> bool:
        """Return whether anything has been recorded in a language."""
        return bool(self._index(language))

    def missing(self, texts: Iterable[str], language: str) -> list[str]:
        """Return the texts that have no recording that can be played, in their order and without repetitions."""
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
            return {}  # the command reports the error; the terminal goes on with its other voices


def read_index(folder: Path, language: str) -> dict[str, Path]:
    """Return the files of a language's folder by the text that they say. The result is empty if there is no index.

    Args:
        folder: the folder of the language.
        language: the tag of the language, into which the msgids of the index are translated.

    Raises:
        ClipIndexError: the index exists and cannot be read.
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
            raise ClipIndexError(f"{path}: [{name}] must name a file in this folder for each entry")
    words = catalog(language, "kiosk")
    found = {words.text(msgid): folder / file for msgid, file in tables["messages"].items()}
    return found | {text: folder / file for text, file in tables["texts"].items()}


@click.command()
@click.option("--check", "language", required=True, metavar="LANGUAGE", help="The language whose clips to check.")
@click.option("--configuration", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A terminal's configuration.json.")
@click.option("--clips", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("clips"), show_default=True)
def main(language: str, configuration: Path | None, folder: Path) -> None:
    """List the texts that a terminal says in a language and that have no recording."""
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
