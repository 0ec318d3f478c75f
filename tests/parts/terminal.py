"""The real terminal program: `aula-kiosk` with its window on a private display, or offscreen, and a pointer to touch it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.parts.programs import Program
from tests.parts.screen import Pointer, VirtualDisplay
from tests.parts.waiting import TIMEOUT, wait_until

OFFSCREEN = {"SDL_VIDEODRIVER": "offscreen"}
SOFTWARE = {"LIBGL_ALWAYS_SOFTWARE": "1", "KIVY_NO_CONSOLELOG": "0"}


class TerminalProcess(Program):
    """`aula-kiosk` with its state under `folder`.

    With a `display` its window is there and `tap` touches it; without one it draws where nobody can touch.
    """

    def __init__(
        self,
        folder: Path,
        *,
        display: VirtualDisplay | None = None,
        window: tuple[int, int] = (1280, 800),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.state = folder / "terminal"
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.described = folder / "screen.json"
        self.pointer = Pointer(display.name) if display else None
        settings = {
            "AULA_KIOSK_STATE": str(self.state),
            "AULA_KIOSK_DEVELOPER": "1",
            "AULA_KIOSK_WINDOW": f"{window[0]}x{window[1]}",
            **SOFTWARE,
            **({"DISPLAY": display.name, "SDL_VIDEODRIVER": "x11"} if display else OFFSCREEN),
        }
        super().__init__("aula-kiosk", folder / "terminal.log", {**settings, **(environment or {})})

    def enrol(self, server: str, code: str) -> None:
        """Enrols it with a code, by its command.

        Raises:
            AssertionError: it was refused; with the command's own word.
        """
        self.command("enrol", "--server", server, "--code", code)

    def start(self) -> None:
        """Opens the window and waits for its first screen.

        Raises:
            ProgramDied: it ended instead; with its last words.
        """
        self.described.unlink(missing_ok=True)  # what stands there tells of the last run
        self.launch("run", "--windowed", "--describe", str(self.described))
        self.wait_for()

    def description(self) -> dict[str, Any]:
        """What the window shows now, as described for tests, keys and speech; empty before the first screen."""
        try:
            read: dict[str, Any] = json.loads(self.described.read_bytes())
        except FileNotFoundError:
            return {}
        return read

    def wait_for(self, *, timeout: float = TIMEOUT, **wanted: object) -> dict[str, Any]:
        """Waits for a description whose fields are as wanted (`screen="nps", language="sv"`) and returns it; for any, without.

        Raises:
            ProgramDied: the program ended meanwhile.
            TimeoutError: it did not come; with what was shown instead.
        """
        shown: dict[str, Any] = {}

        def matches() -> bool:
            nonlocal shown
            shown = self.description()
            self.check_alive()
            return bool(shown) and all(shown.get(field) == value for field, value in wanted.items())

        try:
            wait_until(matches, timeout=timeout)
        except TimeoutError:
            raise TimeoutError(f"waited {timeout:g} s for {wanted or 'a screen'}; shown instead: {shown}") from None
        return shown

    def target(self, name: str, *, timeout: float = TIMEOUT) -> dict[str, Any]:
        """The target of that name as soon as the screen has it and it can be touched."""

        def found() -> dict[str, Any] | None:
            self.check_alive()
            targets = self.description().get("targets", [])
            return next((target for target in targets if target["name"] == name and target["enabled"]), None)

        try:
            return wait_until(found, timeout=timeout)
        except TimeoutError:
            raise TimeoutError(f"waited {timeout:g} s for the target {name}; shown: {self.description()}") from None

    def tap(self, name: str) -> None:
        """Touches the middle of a target with a real pointer event. Returns at once: wait for what should come of it."""
        assert self.pointer is not None, "this window has no display: give TerminalProcess one to tap it"
        x, y, width, height = self.target(name)["rect"]
        self.pointer.click(x + width / 2, y + height / 2)

    def status(self) -> dict[str, Any]:
        """What `aula-kiosk status --json` says; the program may run beside it."""
        read: dict[str, Any] = json.loads(self.command("status", "--json").stdout)
        return read

    def sync(self, *, check: bool = False) -> dict[str, Any]:
        """One `aula-kiosk sync --once --json`; its exit status is under `exit_status`."""
        done = self.command("sync", "--once", "--json", check=check)
        read: dict[str, Any] = json.loads(done.stdout) | {"exit_status": done.returncode}
        return read
