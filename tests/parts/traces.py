"""Looking for words where they must not be: in every byte of every file under a folder."""

from pathlib import Path


def find_bytes(folder: Path, *needles: bytes | str) -> list[Path]:
    """The files under `folder` (or the one file) in which any of the needles stands, in order of their names.

    Text is looked for as UTF-8 and as UTF-16, since a program that hides one may show the other.

    Raises:
        ValueError: no needle, or an empty one, which would be everywhere or nowhere.
        FileNotFoundError: there is no such folder; a search of nothing would find nothing for ever.
    """
    wanted = [form for needle in needles for form in _forms(needle)]
    if not wanted or not all(wanted):
        raise ValueError("say what to look for")
    if not folder.exists():
        raise FileNotFoundError(folder)
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if _holds(path, wanted)]


def _forms(needle: bytes | str) -> list[bytes]:
    if isinstance(needle, bytes):
        return [needle]
    return [needle.encode(), needle.encode("utf-16-le")]


def _holds(path: Path, wanted: list[bytes]) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # a journal that was cleaned up meanwhile
        return False
    return any(form in content for form in wanted)
