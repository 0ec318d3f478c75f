"""Reads from the kernel what a process costs: memory, processor time, and the time until its first frame."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
FIRST_FRAME_TIMEOUT_SECONDS = 120.0
"""Limits how long a program may take until its first frame is drawn."""
READY = b"READY=1"


def pss_bytes(process: int) -> int:
    """Return the proportional set size of a process in bytes: its own memory, and its share of what it shares with other processes.

    The resident set size would count the libraries of both programs in full, although other processes use them too.
    """
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "Pss":
            return int(value.split()[0]) * 1024
    raise RuntimeError(f"the kernel tells no Pss for process {process}")


def processor_seconds(process: int) -> float:
    """Return the processor time that all threads of a process have used, ended ones included, to a hundredth of a second."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS_PER_SECOND


def processor_seconds_during(process: int, seconds: float) -> float:
    """Return the processor time that a process uses in the next `seconds`, scaled to exactly this duration."""
    used, began = processor_seconds(process), time.monotonic()
    time.sleep(seconds)  # the measurement itself, during which the process gets nothing to do
    return (processor_seconds(process) - used) * seconds / (time.monotonic() - began)


@dataclass(frozen=True)
class StartedProgram:
    """Holds a program whose first frame is drawn. `seconds` is the time from its start until then."""

    process: subprocess.Popen[bytes]
    seconds: float

    @property
    def pid(self) -> int:
        return self.process.pid


@contextmanager
def start_program(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Iterator[StartedProgram]:
    """Start a windowed program, and wait until it reports that it is ready, which it does after its first frame, as services do.

    The program is ended at the end. Its output goes to a log in `folder`.

    Raises:
        RuntimeError: the program ended or reported nothing in time; the message has the end of its log.
    """
    log = folder / "program.log"
    with _notifications() as (name, notified), log.open("wb") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            command, env={**os.environ, **environment, "NOTIFY_SOCKET": name}, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _wait_until_ready(process, notified, log)
            yield StartedProgram(process, time.monotonic() - began)
        finally:
            process.kill()
            process.wait()


@contextmanager
def _notifications() -> Iterator[tuple[str, socket.socket]]:
    """Yield a socket in the abstract namespace and its name. The path of a socket may not be long, but a folder's may."""
    name = f"aula-bench-{os.getpid()}-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(f"\0{name}")
        receiver.settimeout(0.2)
        yield f"@{name}", receiver


def _wait_until_ready(process: subprocess.Popen[bytes], notified: socket.socket, log: Path) -> None:
    deadline = time.monotonic() + FIRST_FRAME_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        with suppress(TimeoutError):
            if READY in notified.recv(4096).split(b"\n"):
                return
        if process.poll() is not None:
            raise RuntimeError(f"the program ended with status {process.returncode} before its first frame:\n{_end_of(log)}")
    raise RuntimeError(f"no first frame within {FIRST_FRAME_TIMEOUT_SECONDS:g} s:\n{_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
