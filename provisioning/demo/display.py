"""Runs a virtual display (Xvfb) if there is no real display or the real one must not be disturbed."""

from __future__ import annotations

import os
import shutil
import subprocess
from types import TracebackType

from provisioning.demo.errors import DemoError


class VirtualDisplay:
    """Runs an X server without a screen, for one window.

    It is a context manager. In the context, `name` is the value for the environment variable `DISPLAY`.

    Raises:
        DemoError: on entry, if Xvfb is not installed or did not start.
    """

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self.size = (width, height)
        self.name = ""
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> VirtualDisplay:
        program = shutil.which("Xvfb")
        if program is None:
            raise DemoError("Xvfb is missing: apt-get install xvfb")
        width, height = self.size
        # The X server picks a free number itself and writes it once it accepts connections, which avoids races and polling.
        read, write = os.pipe()
        self._server = subprocess.Popen(
            [program, "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=(write,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise DemoError("Xvfb did not start: run it by hand to see why")
        self.name = f":{number}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
