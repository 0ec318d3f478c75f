"""Driving a person's visit through the real window: look, touch, wait for the next screen."""

from __future__ import annotations

import time
from typing import Any

from provisioning.demo.faults import DemoFault
from provisioning.demo.person import Person
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import PATIENCE_SECONDS, Terminal


def signature(screen: dict[str, Any]) -> tuple[Any, ...]:
    """What tells one screen from the next; the seconds of a countdown do not."""
    names = tuple(target["name"] for target in screen["targets"])
    return (screen["screen"], screen["language"], screen["statement"], screen["position"], names)


def touch(terminal: Terminal, pointer: Pointer, screen: dict[str, Any], name: str) -> None:
    """Click into the middle of a target.

    Raises:
        DemoFault: the screen has no such target.
    """
    for target in screen["targets"]:
        if target["name"] == name:
            x, y, width, height = target["rect"]
            pointer.click(x + width / 2, y + height / 2)
            return
    offered = ", ".join(target["name"] for target in screen["targets"])
    raise DemoFault(f"the screen {screen['screen']} has no target {name!r}; it has {offered}")


def visit(terminal: Terminal, pointer: Pointer, person: Person) -> None:
    """One visit from the idle screen back to the idle screen.

    Raises:
        DemoFault: a screen did not come.
    """
    begun = False
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while time.monotonic() < deadline:
        screen = terminal.wait_until("a screen", lambda seen: bool(seen))
        if begun and screen["screen"] == "nps":
            return
        before = signature(screen)
        name = person.next_touch(screen)
        if name is not None:
            touch(terminal, pointer, screen, name)
            begun = begun or name.startswith("nps-")
            if name.startswith("key-"):
                continue
        terminal.wait_until(
            f"what follows {name or 'standing still'} on {screen['screen']}", lambda seen: bool(seen) and signature(seen) != before
        )
    raise DemoFault("a visit did not come back to the first screen")
