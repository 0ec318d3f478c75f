"""Driving a person's visit through the real window: look, touch, wait for the next screen."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from provisioning.demo.errors import DemoError
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import PATIENCE_SECONDS, Terminal
from provisioning.demo.simulated_person import Person


def signature(screen: dict[str, Any]) -> tuple[Any, ...]:
    """What tells one screen from the next; the seconds of a countdown do not."""
    names = tuple(target["name"] for target in screen["targets"])
    return (screen["screen"], screen["language"], screen["statement"], screen["position"], names)


def differs(before: tuple[Any, ...], screen: dict[str, Any]) -> bool:
    return bool(screen) and signature(screen) != before


def touch(terminal: Terminal, pointer: Pointer, screen: dict[str, Any], name: str) -> None:
    """Click into the middle of a target.

    Raises:
        DemoError: the screen has no such target.
    """
    for target in screen["targets"]:
        if target["name"] == name:
            x, y, width, height = target["rect"]
            pointer.click(x + width / 2, y + height / 2)
            return
    offered = ", ".join(target["name"] for target in screen["targets"])
    raise DemoError(f"the screen {screen['screen']} has no target {name!r}; it has {offered}")


def visit(terminal: Terminal, pointer: Pointer, person: Person) -> None:
    """One visit from the idle screen back to the idle screen.

    Raises:
        DemoError: a screen did not come.
    """
    begun = False
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while time.monotonic() < deadline:
        screen = terminal.wait_until("a screen", bool)
        if begun and screen["screen"] == "nps":
            return
        before = signature(screen)
        name = person.next_touch(screen)
        if name is not None:
            touch(terminal, pointer, screen, name)
            begun = begun or name.startswith("nps-")
            if name.startswith("key-"):
                continue
        what = f"what follows {name or 'standing still'} on {screen['screen']}"
        terminal.wait_until(what, partial(differs, before))
    raise DemoError("a visit did not come back to the first screen")
