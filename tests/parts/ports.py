"""Free TCP ports of loopback."""

import socket


def free_port() -> int:
    """A port nobody listened on a moment ago. Prefer port 0 where the program under test can pick one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
