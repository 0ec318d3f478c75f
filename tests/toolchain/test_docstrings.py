"""Docstrings and comments name only what exists."""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.project import ROOT

FOLDERS = ("survey", "i18n", "hardware", "kiosk", "server", "provisioning", "tools", "tests")
QUOTED_NAME = re.compile(r"`([A-Za-z_][\w.]*)(?:\([^`]*\))?`")
RAISED_NAME = re.compile(r"^\s+([A-Z]\w+): ", re.MULTILINE)
OTHER_FILES = (".html", ".css", ".js", ".toml", ".service", ".sh", ".po")
"""Endings of files that are not Python and whose words docstrings may name."""


def is_docstring(node: ast.stmt) -> bool:
    """Return whether a statement is a bare string, such as a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the bare strings of a module: docstrings, and the strings below constants and fields."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if is_docstring(statement):
                yield statement.value


def names_in_code(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield every name that a module defines or uses, and the words of its strings other than docstrings."""
    yield from path.with_suffix("").parts
    prose = {id(text) for text in docstrings(tree)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name, asname=other):
                yield from name.split(".")
                yield from [other] if other else []
            case ast.Constant(value=str(text)) if id(node) not in prose:
                yield from re.findall(r"\w+", text)


def texts(source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every docstring and comment."""
    for text in docstrings(tree):
        yield text.lineno, str(text.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def unknown_names(sources: Mapping[Path, str], other_words: Iterable[str] = ()) -> list[str]:
    """Return the names in docstrings and comments that occur nowhere in the code, each with its file and line."""
    trees = {path: ast.parse(source) for path, source in sources.items()}
    known = {*dir(builtins), *keyword.kwlist, *other_words}
    for path, tree in trees.items():
        known |= set(names_in_code(path, tree))
    found = []
    for path, source in sources.items():
        for line, text in texts(source, trees[path]):
            names = QUOTED_NAME.findall(text) + (RAISED_NAME.findall(text) if "Raises:" in text else [])
            found += [f"{path}:{line}: {name}" for name in names if not set(filter(None, name.split("."))) <= known]
    return found


def test_docstrings_name_only_what_exists() -> None:
    sources = {
        file.relative_to(ROOT): file.read_text(encoding="utf-8")
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in file.parts
    }
    other_words = {
        word
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.suffix in OTHER_FILES and "node_modules" not in file.parts
        for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))
    }
    other_words |= set(re.findall(r"\w+", (ROOT / "pyproject.toml").read_text(encoding="utf-8")))
    assert unknown_names(sources, other_words) == []


def test_a_name_that_does_not_exist_is_found() -> None:
    source = '''
def save(text: str) -> None:
    """Save a text with `write_file`, not with `save`.

    Raises:
        DiskFull: there is no space.
    """
    write(text)  # see `later_name`
'''
    path = Path("kiosk/store/example.py")
    assert unknown_names({path: source}) == [f"{path}:3: write_file", f"{path}:3: DiskFull", f"{path}:8: later_name"]
    assert unknown_names({path: source}, ("write_file", "DiskFull", "later_name")) == []
