"""Makes the visit of a simulated person in the real window: reads the screen, touches a target, and waits for the next screen."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from provisioning.demo.errors import DemoError
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import WAIT_TIMEOUT_SECONDS, DemoTerminal
from provisioning.demo.simulated_person import SimulatedPerson


def screen_signature(screen: dict[str, Any]) -> tuple[Any, ...]:
    """Return the values that identify a screen. The seconds of a countdown are not among them."""
    names = tuple(target["name"] for target in screen["targets"])
    return (screen["screen"], screen["language"], screen["statement"], screen["position"], names)


def has_screen_changed(before: tuple[Any, ...], screen: dict[str, Any]) -> bool:
    """Return whether a screen is shown that differs from the one with the signature `before`."""
    return bool(screen) and screen_signature(screen) != before


def touch_target(terminal: DemoTerminal, pointer: Pointer, screen: dict[str, Any], target: str) -> None:
    """Click in the middle of a target.

    Raises:
        DemoError: the screen has no such target.
    """
    for offered in screen["targets"]:
        if offered["name"] == target:
            x, y, width, height = offered["rect"]
            pointer.click(x + width / 2, y + height / 2)
            return
    names = ", ".join(offered["name"] for offered in screen["targets"])
    raise DemoError(f"the screen {screen['screen']} has no target {target!r}; it has {names}")


def make_visit(terminal: DemoTerminal, pointer: Pointer, person: SimulatedPerson) -> None:
    """Make one visit from the idle screen back to the idle screen.

    Raises:
        DemoError: an expected screen or target did not appear.
    """
    begun = False
    deadline = time.monotonic() + 2 * WAIT_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        screen = terminal.wait_until("a screen", bool)
        if begun and screen["screen"] == "nps":
            return
        before = screen_signature(screen)
        name = person.next_touch(screen)
        if name is not None:
            touch_target(terminal, pointer, screen, name)
            begun = begun or name.startswith("nps-")
            if name.startswith("key-"):
                continue
        what = f"the screen after {name or 'no touch'} on {screen['screen']}"
        terminal.wait_until(what, partial(has_screen_changed, before))
    raise DemoError("a visit did not return to the first screen")
