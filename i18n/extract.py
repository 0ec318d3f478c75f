"""Finds the messages that the code uses, by reading its files without running them.

In Python, a message is the literal given to `.text(…)`, `.plural(…)`, `gettext_noop(…)` or one of gettext's own functions. Both arms of a
conditional expression count. Babel's reader for Python would join the arms of `"a" if x else "b"` into one message, so this module uses
Python's own parser. Templates are read by the reader that Jinja ships for Babel. Folders named `store` are skipped, because `text(…)` of a
database is no message.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract

from i18n.po_lint import Msgid

SINGULAR_FUNCTIONS = frozenset({"text", "gettext_noop", "_", "gettext", "lazy_gettext"})
"""Lists the functions and methods whose first argument is a message."""
PLURAL_FUNCTIONS = frozenset({"plural", "ngettext", "lazy_ngettext"})
"""Lists the functions and methods whose first two arguments are the singular and the plural of a message."""
_BARE = frozenset({"gettext_noop", "_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"})
"""Lists the names that count without an object before them. A bare `text(…)` may be any function."""
_SKIPPED_FOLDERS = frozenset({"store", "node_modules", "static", "migrations"})


@dataclass(frozen=True)
class MessageUse:
    """States where a message is used."""

    msgid: Msgid
    file: Path
    """Holds the path relative to the root of the project."""
    line: int
    """Holds the number of the line, counted from 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def extract_messages(folder: Path, root: Path) -> Iterator[MessageUse]:
    """Yield every message that the Python files and templates of a folder use.

    Args:
        folder: the folder to read, including its subfolders.
        root: the folder to which the paths in the result are relative.
    """
    for file in _files(folder, ".py"):
        for msgid, line in _messages_in_python(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            yield MessageUse(msgid, file.relative_to(root), line)
    for ending in (".html", ".txt", ".xml"):
        for file in _files(folder, ending):
            for msgid, line in _messages_in_template(file):
                yield MessageUse(msgid, file.relative_to(root), line)


def extract_literals(folder: Path) -> frozenset[str]:
    """Return every string literal in the Python files of a folder. A message among them may be looked up through a table."""
    return frozenset(
        node.value
        for file in _files(folder, ".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _files(folder: Path, ending: str) -> Iterator[Path]:
    for file in sorted(folder.rglob(f"*{ending}")):
        if not _SKIPPED_FOLDERS & set(file.relative_to(folder).parts):
            yield file


def _messages_in_python(tree: ast.AST) -> Iterator[tuple[Msgid, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _function_name(node.func)
        if name in SINGULAR_FUNCTIONS and node.args:
            yield from ((literal, node.lineno) for literal in _literals(node.args[0]))
        elif name in PLURAL_FUNCTIONS and len(node.args) > 1:
            yield from ((pair, node.lineno) for pair in zip(_literals(node.args[0]), _literals(node.args[1]), strict=False))


def _function_name(called: ast.expr) -> str | None:
    match called:
        case ast.Attribute(value=ast.Name(id="sa" | "sqlalchemy")):
            return None
        case ast.Attribute(attr=name):
            return name
        case ast.Name(id=name) if name in _BARE:
            return name
    return None


def _literals(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(literal)):
            return [literal]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_literals(body), *_literals(orelse)]
    return []


def _messages_in_template(file: Path) -> Iterator[tuple[Msgid, int]]:
    keywords = {**dict.fromkeys(SINGULAR_FUNCTIONS), **dict.fromkeys(PLURAL_FUNCTIONS, (1, 2))}
    options = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.i18n"}
    with file.open("rb") as content:
        for line, messages, _, _ in extract("jinja2", content, keywords, (), options):
            yield (messages if isinstance(messages, str) else (messages[0], messages[1])), line
