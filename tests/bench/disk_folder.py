"""Makes the folder that measurements write to. It must be on a real disk, because a commit in memory takes no time."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY_FILE_SYSTEMS = ("tmpfs", "ramfs")
ROOT = Path(__file__).resolve().parents[2]


class NotOnDisk(Exception):
    """Raised when the folder is in memory. The message says what to do."""


def check_disk(folder: Path) -> str:
    """Return the type of file system on which a folder is, as `stat -f` names it.

    Raises:
        NotOnDisk: the folder is in memory.
    """
    kind = subprocess.run(["stat", "--file-system", "--format=%T", folder], capture_output=True, text=True, check=True).stdout.strip()
    if kind in MEMORY_FILE_SYSTEMS:
        raise NotOnDisk(f"{folder} lies on {kind}, in memory: give --folder one on a real disk")
    return kind


@contextmanager
def bench_folder(parent: Path | None = None) -> Iterator[Path]:
    """Yield a new folder under `parent`, or under `build/bench` if it is None, and delete it afterwards.

    Raises:
        NotOnDisk: the folder would be in memory.
    """
    parent = parent or ROOT / "build" / "bench"
    parent.mkdir(parents=True, exist_ok=True)
    check_disk(parent)
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
