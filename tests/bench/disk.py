"""The folder that measurements write into: on a real disk, since one that lives in memory commits in no time."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY_FILE_SYSTEMS = ("tmpfs", "ramfs")
ROOT = Path(__file__).resolve().parents[2]


class NotOnDisk(Exception):
    """The folder lies in memory; the message says what to do."""


def check_disk(folder: Path) -> str:
    """The type of file system `folder` lies on, as `stat -f` names it.

    Raises:
        NotADisk: it lies in memory.
    """
    kind = subprocess.run(["stat", "--file-system", "--format=%T", folder], capture_output=True, text=True, check=True).stdout.strip()
    if kind in MEMORY_FILE_SYSTEMS:
        raise NotOnDisk(f"{folder} lies on {kind}, in memory: give --folder one on a real disk")
    return kind


@contextmanager
def bench_folder(parent: Path | None = None) -> Iterator[Path]:
    """A fresh folder under `build/bench`, or under `parent`, that is gone afterwards.

    Raises:
        NotADisk: it would lie in memory.
    """
    parent = parent or ROOT / "build" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    check_disk(parent)
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
