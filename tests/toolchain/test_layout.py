"""The code follows the layout and the vocabulary: its rooms, its names, and the absence of import cycles."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.project import ROOT

FOLDERS = ("survey", "i18n", "hardware", "kiosk", "server", "provisioning")
"""Lists the folders that contain the product's code."""

SERVER_ROOMS = {"intake", "people", "region", "fleet", "rotation", "results", "texts", "messages", "comments", "channels"}
KIOSK_ROOMS = {"commands", "visit", "exchange", "enrolment", "device", "pages", "service", "speech", "store", "ui"}
TOP_LEVEL_MODULES = {
    "kiosk": {"__init__", "terminal", "settings", "logs", "clock", "version"},
    "server": {"__init__", "__main__", "app", "settings", "schedule", "key_agent", "http_server"},
}
"""Maps each program to the modules that are directly in its folder."""

BANNED_NAMES = {
    "of", "one", "every", "take", "told", "look", "here", "said", "hold", "whose", "typed", "settled", "wanted", "noticed", "judged", "own",
}  # fmt: skip
"""Contains names that say too little for public functions, methods and modules."""
BANNED_CLASS_NAMES = {
    "Asked", "Chose", "Counted", "Here", "Held", "Kept", "Known", "Looked", "Named", "Place", "Said", "Shown", "Standing", "Stirred",
    "Told", "Typed", "Wanted", "Manager", "Helper", "Utils",
}  # fmt: skip
"""Contains names that say too little for public classes."""
METAPHORS = {"mouth", "senses", "witness", "onlooker", "symptoms", "pulse", "desk", "hop", "mishap", "whereabouts", "presence"}
"""Contains names of modules that standard terms have replaced."""


def modules() -> dict[str, Path]:
    """Return the file of every module of the product by its dotted name. A package is represented by its `__init__`."""
    found = {}
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "node_modules" not in file.parts:
                name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = file
    return found


def public_definitions(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    """Yield the public classes and functions of a module, and the public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (member for member in node.body if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"))


def imported_modules(file: Path, known: Mapping[str, object]) -> set[str]:
    """Return the modules of the product that a file imports, including imports within functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in known}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in known else node.module)
    return found & set(known)


def import_cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other, directly or through others (Tarjan's algorithm)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in graph[name]:
            if other not in order:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1 or name in graph[name]:
                found.append(sorted(group))

    for name in graph:
        if name not in order:
            visit(name)
    return found


def test_no_imports_go_in_a_circle() -> None:
    known = modules()
    assert import_cycles({name: imported_modules(file, known) - {name} for name, file in known.items()}) == []


def test_a_circle_of_imports_is_found() -> None:
    assert import_cycles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == [["a", "b", "c"]]
    assert import_cycles({"a": ["b"], "b": ["c"], "c": []}) == []


@pytest.mark.parametrize("program", TOP_LEVEL_MODULES)
def test_only_shared_modules_lie_outside_the_rooms_of_a_program(program: str) -> None:
    assert {file.stem for file in (ROOT / program).glob("*.py")} == TOP_LEVEL_MODULES[program]


def packages_of(folder: Path) -> set[str]:
    """Return the names of the packages directly below a folder."""
    return {file.parent.name for file in folder.glob("*/__init__.py")}


def test_the_terminal_has_the_rooms_of_the_layout() -> None:
    assert packages_of(ROOT / "kiosk") == KIOSK_ROOMS


@pytest.mark.parametrize("layer", ["domain", "operations", "store", "web"])
def test_every_layer_of_the_server_has_the_same_rooms(layer: str) -> None:
    assert packages_of(ROOT / "server" / layer) - {"migrations", "tables", "assets"} <= SERVER_ROOMS


def test_the_tests_lie_where_the_code_lies() -> None:
    """Each folder of a program's tests has the path of a folder of code.

    The exception is `programs`, which contains programs that tests start.
    """
    for program in FOLDERS:
        for folder in (path for path in (ROOT / "tests" / program).rglob("*") if path.is_dir() and path.name != "__pycache__"):
            if folder.name != "programs":
                assert (ROOT / folder.relative_to(ROOT / "tests")).is_dir(), f"{folder} has no counterpart"


def test_no_public_class_name_is_given_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for name, file in modules().items():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_names_come_from_the_vocabulary() -> None:
    found = []
    for name, file in modules().items():
        if file.stem in METAPHORS | BANNED_NAMES:
            found.append(name)
        for node in public_definitions(ast.parse(file.read_text(encoding="utf-8"))):
            banned = BANNED_CLASS_NAMES if isinstance(node, ast.ClassDef) else BANNED_NAMES
            if node.name in banned and name != "survey.wire":
                found.append(f"{name}: {node.name}")
    assert found == []


def test_a_module_that_calls_itself_pure_is_held_to_it() -> None:
    """If the docstring of a module contains the word `pure`, an import contract must cover the module."""
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name, file in modules().items():
        text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        if "pure" in text.lower().replace(".", " ").replace(":", " ").replace(",", " ").split():
            parents = [".".join(name.split(".")[:count]) for count in range(1, name.count(".") + 2)]
            assert any(f'"{parent}"' in contracts for parent in parents if parent not in {"kiosk", "hardware", "provisioning"}), (
                f"{name} calls itself pure and stands in no contract of pyproject.toml"
            )


def test_every_module_of_the_server_but_operations_is_kept_from_writing_transactions() -> None:
    """The contract lists its modules one by one, because a contract for all of `server` would also cover the forbidden module itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    forbidden = "server.store.write_transaction"
    [listed] = [contract["source_modules"] for contract in contracts if forbidden in contract.get("forbidden_modules", ())]
    allowed = ("server.operations", forbidden)
    free = [
        name
        for name in modules()
        if name.startswith("server.")
        and not f"{name}.".startswith(tuple(f"{each}." for each in (*allowed, *listed)))
        and name != "server.store"
    ]
    assert free == []
