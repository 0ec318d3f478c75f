"""Defines `aula-provision demo`, which runs a server with an example region and an enrolled terminal on one machine.

Everything is as a county would run it: `aula-server` on its embedded database, `aula-kiosk` enrolled over HTTP with a code, and its
window operated by pointer events. Only the people are simulated.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from provisioning.demo import driver
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.errors import DemoError
from provisioning.demo.pointer import Pointer
from provisioning.demo.programs import DemoServer, DemoTerminal, program_path, wait_for
from provisioning.demo.simulated_person import SimulatedPerson, find_differences, make_people

EXAMPLE_REGION_FILE = Path(__file__).parents[2] / "server" / "example" / "region.toml"
UNENROLLED_TERMINALS = 3
"""The number of terminals that are added but not enrolled, beside the real one, as in a region that is being set up."""
SIGN_IN_EMAIL = "demo@example.org"
SIMULATED_TIMEOUT_SECONDS = 6
"""The time-out of visits by simulated people. It is short, so that a visit that is abandoned does not delay the others."""


@click.command()
@click.option("--visits", type=click.IntRange(0, 500), default=None, help="The number of simulated visits to make first.")
@click.option("--exit-when-synced", is_flag=True, help="Exit after the visits: 0 if the server has exactly those visits, else 1.")
@click.option("--headless", is_flag=True, help="Open the window on a virtual display even if there is a real one.")
@click.option(
    "--state", type=click.Path(path_type=Path, file_okay=False), help="The folder for the state of the demo, which must be new or empty."
)
def demo(visits: int | None, exit_when_synced: bool, headless: bool, state: Path | None) -> None:
    """Run a server with an example region and one real terminal, and print what to try."""
    virtual = headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if visits is None:
        visits = 5 if virtual else 0
    if visits and not virtual:
        raise click.UsageError("--visits moves the pointer: add --headless, so that it does not move yours")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with ExitStack() as cleanup:
            folder = _fresh_folder(state, cleanup)
            _run(folder, visits, exit_when_synced, virtual, cleanup)
    except DemoError as fault:
        click.echo(f"aula-provision demo: {fault}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("\nEnded.")


def _run(folder: Path, visits: int, exit_when_synced: bool, virtual: bool, cleanup: ExitStack) -> None:
    region = tomllib.loads(EXAMPLE_REGION_FILE.read_text(encoding="utf-8"))
    languages = tuple(region["region"]["languages"])
    server, address, password = _open_server(folder, region, cleanup)
    display = cleanup.enter_context(VirtualDisplay()).name if virtual else os.environ.get("DISPLAY", "")
    terminal = _open_terminal(folder, server, address, region, display, virtual, cleanup)
    _say_what_to_try(address, password, folder, display if virtual else None)

    made = make_people(visits, languages)
    _make(terminal, display, made)
    if exit_when_synced:
        _compare(terminal, server, made)
        return
    for person in _passers_by(languages, seed=visits + 1) if virtual else ():
        _make(terminal, display, [person])
        _until_next(terminal, seconds=20)
    assert terminal.process is not None
    terminal.process.wait()


def _open_server(folder: Path, region: dict[str, Any], cleanup: ExitStack) -> tuple[DemoServer, str, str]:
    """Start a server with the example region and one account. Return the program, its address and the account's password."""
    click.echo("Setting up the server …")
    server = DemoServer(folder)
    server.run_command("init", "--passphrase-stdin", stdin=secrets.token_urlsafe(16) + "\n")
    server.run_command("load", str(EXAMPLE_REGION_FILE))
    password = secrets.token_urlsafe(12)
    server.run_command("add-person", SIGN_IN_EMAIL, "--role", "admin", "--password-stdin", stdin=password + "\n")
    points = [point["id"] for point in region["service_point"]]
    for point in points[1 : 1 + UNENROLLED_TERMINALS]:
        server.run_command("add-terminal", "--service-point", point, "--label", "Entrance", "--json")
    cleanup.callback(server.stop)
    return server, server.start_listening(), password


def _open_terminal(
    folder: Path, server: DemoServer, address: str, region: dict[str, Any], display: str, virtual: bool, cleanup: ExitStack
) -> DemoTerminal:
    """Enrol one terminal over HTTP with a code, and open its window."""
    click.echo("Enrolling a terminal and opening its window …")
    point = region["service_point"][0]["id"]
    added = json.loads(server.run_command("add-terminal", "--service-point", point, "--label", "Lobby", "--json"))
    environment = {"DISPLAY": display} if display else {}
    if virtual:
        environment |= {"SDL_VIDEODRIVER": "x11", "AULA_KIOSK_TIMEOUT_SECONDS": str(SIMULATED_TIMEOUT_SECONDS)}
    terminal = DemoTerminal(folder, environment)
    terminal.run_command("enrol", "--server", address, "--code", added["enrolment_code"])
    cleanup.callback(terminal.stop)
    terminal.open_window()
    return terminal


def _say_what_to_try(address: str, password: str, folder: Path, virtual: str | None) -> None:
    window = f"its window is on the virtual display {virtual}" if virtual else "its window is open: touch it"
    click.echo(f"""
Server     {address}
Sign in    {SIGN_IN_EMAIL}  with  {password}
Terminal   enrolled; {window}
State      {folder}

Try        open the server's page and watch the terminal's line while responses arrive
           AULA_SERVER_STATE={folder}/server {program_path("aula-server")} status
           AULA_SERVER_STATE={folder}/server {program_path("aula-server")} export responses --format csv
           AULA_KIOSK_STATE={folder}/terminal {program_path("aula-kiosk")} status
End        Ctrl-C
""")


def _make(terminal: DemoTerminal, display: str, made: list[SimulatedPerson]) -> None:
    if not made:
        return
    pointer = Pointer(display)
    for number, person in enumerate(made, start=1):
        driver.make_visit(terminal, pointer, person)
        if len(made) > 1:
            click.echo(f"visit {number} of {len(made)}: {person.expected_summary[0]}, {person.expected_summary[2]}")


def _passers_by(languages: tuple[str, ...], seed: int) -> Iterator[SimulatedPerson]:
    while True:
        yield from make_people(24, languages, seed)
        seed += 1


def _until_next(terminal: DemoTerminal, seconds: float) -> None:
    """Wait for the time between two simulated people.

    Raises:
        DemoError: the terminal ended in that time.
    """
    assert terminal.process is not None
    try:
        terminal.process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
    raise DemoError(f"the terminal ended with status {terminal.process.returncode}: see {terminal.log}")


def _compare(terminal: DemoTerminal, server: DemoServer, made: list[SimulatedPerson]) -> None:
    """Wait until everything is sent, then compare the server's responses with the visits made.

    Raises:
        DemoError: they differ, or the responses were not sent in time.
    """
    assert terminal.process is not None
    wait_for("the last answer to be sent", lambda: True if terminal.read_status()["unsent"] == 0 else None, terminal.process)
    held = server.export_responses()
    faults = find_differences(made, held)
    if faults:
        raise DemoError(f"the server's responses differ from the visits made: {'; '.join(faults)}")
    click.echo(f"The server holds exactly the {len(held)} responses of {len(made)} visits.")


@contextmanager
def _removed_at_end(folder: Path) -> Iterator[Path]:
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fresh_folder(state: Path | None, cleanup: ExitStack) -> Path:
    """Return the resolved folder `state`, which is kept, or a new temporary folder that is removed at the end.

    Raises:
        DemoError: the folder `state` is not empty.
    """
    if state is None:
        return cleanup.enter_context(_removed_at_end(Path(tempfile.mkdtemp(prefix="aula-demo-"))))
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(state.iterdir()):
        raise DemoError(f"{state} is not empty: give a new folder")
    return state.resolve()
