"""The enrolment card: `aula.toml`, written at a desk, read by a terminal at its first start.

    server = "https://aula.example"
    code = "ABCD-EFGH"
    [wifi]
    name = "Lobby"
    password = "…"

It may lie on the boot partition, where anyone with the card reads it: the code is of short life and used once.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "aula.toml"


class FaultyCard(Exception):
    """The card cannot be used; the message names the file and every fault."""


@dataclass(frozen=True)
class Wifi:
    """The wireless network to join; `password` None for an open one."""

    name: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EnrolmentCard:
    """What a terminal needs to find its server and be known there."""

    server: str
    code: str | None = field(default=None, repr=False)
    wifi: Wifi | None = None


def read(path: Path) -> EnrolmentCard:
    """The card at `path`; keys it does not know are passed over.

    Raises:
        FileNotFoundError: there is none.
        FaultyCard: it is no card.
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
    """Write the card, whole or not at all, readable by its user alone where the file system knows users."""
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
    """A TOML basic string: control characters by number, quote and backslash escaped, all else as it is."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


_ESCAPES = {chr(number): f"\\u{number:04x}" for number in (*range(32), 127)} | {'"': '\\"', "\\": "\\\\"}
