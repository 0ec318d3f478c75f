"""Which processes live, by what the kernel says. A dead one that nobody has fetched yet (as in a container without init) counts as dead."""

from pathlib import Path

PROC = Path("/proc")


def is_alive(process: int) -> bool:
    """Whether the process of that number still does anything."""
    return _state_and_group(PROC / str(process))[0] not in "ZX"


def group_is_alive(group: int) -> bool:
    """Whether any process of the process group still does anything."""
    found = (_state_and_group(folder) for folder in PROC.iterdir() if folder.name.isdigit())
    return any(of == group and state not in "ZX" for state, of in found)


def _state_and_group(folder: Path) -> tuple[str, int]:
    try:
        stat = (folder / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return "X", 0
    # The name of the program stands in brackets and may hold anything, so the fields begin behind the last one.
    state, _parent, group = stat.rpartition(")")[2].split()[:3]
    return state, int(group)
