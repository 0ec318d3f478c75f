"""What can go wrong between a terminal and its server, one request at a time. Plain data; `fault_proxy` carries it out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CutBefore:
    """The connection breaks before a byte of the request goes on: the server never hears of it."""


@dataclass(frozen=True)
class CutRequest:
    """The connection breaks after `after` bytes of the request, its head included, have gone on to the server."""

    after: int


@dataclass(frozen=True)
class CutAnswer:
    """The server does its work and answers, but only `after` bytes of the answer arrive: it knows, the terminal does not."""

    after: int = 0


@dataclass(frozen=True)
class Delay:
    """The answer comes, but `seconds` late."""

    seconds: float


@dataclass(frozen=True)
class Hang:
    """The request is swallowed and nothing ever comes back, until the one who asks gives up."""


@dataclass(frozen=True)
class Answer:
    """Somebody in between answers in the server's place; the server never hears of the request."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


Fault = CutBefore | CutRequest | CutAnswer | Delay | Hang | Answer

PORTAL = b"""<!doctype html><html><head><title>Guest network</title></head>
<body><h1>Welcome</h1><form method="post" action="/accept"><button>Accept the terms</button></form></body></html>
"""


def unavailable(retry_after: int | str | None = None, *, status: int = 503) -> Answer:
    """A proxy whose server is away; `retry_after` is in seconds, or an HTTP date."""
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return Answer(status, b"<html><body>Service Unavailable</body></html>", "text/html", headers)


def captive_portal() -> Answer:
    """A guest network's page: HTML with status 200 for whatever was asked."""
    return Answer(200, PORTAL, "text/html; charset=utf-8")
