"""Finding the programs that tests need, and failing with the word how to get one that is not there."""

import shutil
import sys
from pathlib import Path


class MissingPart(Exception):
    """A program that a test needs is not on this machine; the message says how to get it."""


def program(name: str, package: str, *, also_in: str | None = None) -> Path:
    """The path of a program.

    `also_in` is a glob for folders outside the search path, such as `/usr/lib/postgresql/*/bin`; the last in order wins.

    Raises:
        MissingPart: it is nowhere; install the Debian package named.
    """
    found = shutil.which(name)
    if found:
        return Path(found)
    if also_in:
        candidates = sorted(
            Path("/").glob(f"{also_in.lstrip('/')}/{name}"), key=lambda path: [int(part) for part in path.parts if part.isdigit()]
        )
        if candidates:
            return candidates[-1]
    raise MissingPart(f"{name} is missing: run `make setup`, or `apt-get install {package}`")


def own_program(name: str) -> Path:
    """The path of one of Aula's own programs, as installed beside the running Python.

    Raises:
        MissingPart: Aula is not installed in this environment.
    """
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise MissingPart(f"{path} is missing: run `make setup`")
    return path
