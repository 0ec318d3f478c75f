"""Reads and writes the enrolment card, the file `aula.toml`. It is written on a computer and read by a terminal at its first start.

    server = "https://aula.example"
    code = "ABC-DEF-GHJ"
    [wifi]
    name = "Lobby"
    password = "…"

The file may be on the boot partition, where anyone who has the memory card can read it. Therefore the code is short-lived and can be used
only once.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "aula.toml"


class FaultyCard(Exception):
    """Raised when an enrolment card cannot be used. The message names the file and every fault."""


@dataclass(frozen=True)
class Wifi:
    """Describes the wireless network to join. `password` is None for an open network."""

    name: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EnrolmentCard:
    """Holds what a terminal needs to reach its server and to be enrolled there. `code` is None if the card only names the server."""

    server: str
    code: str | None = field(default=None, repr=False)
    wifi: Wifi | None = None


def read(path: Path) -> EnrolmentCard:
    """Return the card in the file at `path`. Unknown keys are ignored.

    Raises:
        FileNotFoundError: there is no such file.
        OSError: the file cannot be read.
        FaultyCard: the file is no TOML, or a value is missing or of the wrong type.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FaultyCard(f"{path}: not a TOML file ({error})") from None
    wifi = data.get("wifi")
    faults = _faults(data, wifi)
    if faults:
        raise FaultyCard(f"{path}: {'; '.join(faults)}")
    return EnrolmentCard(data["server"], data.get("code"), Wifi(wifi["name"], wifi.get("password")) if wifi else None)


def write(path: Path, card: EnrolmentCard) -> None:
    """Write the card atomically. Only the owner can read it, if the file system has permissions.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [f"server = {_quoted(card.server)}"]
    if card.code is not None:
        lines.append(f"code = {_quoted(card.code)}")
    if card.wifi is not None:
        lines += ["", "[wifi]", f"name = {_quoted(card.wifi.name)}"]
        if card.wifi.password is not None:
            lines.append(f"password = {_quoted(card.wifi.password)}")
    beside = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _faults(data: dict[str, Any], wifi: Any) -> list[str]:
    faults = [] if isinstance(data.get("server"), str) and data["server"] else ["`server` is missing or no text"]
    if not isinstance(data.get("code", ""), str):
        faults.append("`code` is no text")
    if wifi is None:
        return faults
    if not isinstance(wifi, dict) or not isinstance(wifi.get("name"), str):
        faults.append("`wifi` has no `name`")
    elif not isinstance(wifi.get("password", ""), str):
        faults.append("the `password` of `wifi` is no text")
    return faults


def _quoted(text: str) -> str:
    """Return a text as a TOML basic string, in which quotes, backslashes and control characters are escaped."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


_ESCAPES = {chr(number): f"\\u{number:04x}" for number in (*range(32), 127)} | {'"': '\\"', "\\": "\\\\"}
