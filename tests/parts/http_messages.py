"""HTTP messages as bytes: where one ends, and the little in their heads that a proxy has to change."""

from dataclasses import dataclass
from typing import BinaryIO

KEPT_OUT = {b"connection", b"keep-alive", b"proxy-connection"}
"""Headers for one hop alone."""


@dataclass(frozen=True)
class Message:
    """A request or an answer: first line, headers as they came, and the body in the framing it came with."""

    first: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""

    def header(self, name: bytes) -> bytes | None:
        """The value of a header, by its name in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def hop(self, connection: bytes) -> bytes:
        """The message for the next hop, with its word on whether the connection is kept."""
        kept = [line for line in self.headers if line[0].lower() not in KEPT_OUT]
        lines = [self.first, *(name + b": " + value for name, value in kept), b"Connection: " + connection]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


def read_head(stream: BinaryIO) -> Message | None:
    """The head of the next message; None at the end of the stream.

    Raises:
        ConnectionError: the stream ended in the middle of it.
    """
    first = stream.readline()
    if not first:
        return None
    headers = []
    while line := stream.readline().rstrip(b"\r\n"):
        name, _, value = line.partition(b":")
        headers.append((name, value.strip()))
    return Message(first.rstrip(b"\r\n"), tuple(headers))


def read_body(stream: BinaryIO, head: Message) -> bytes:
    """The body that belongs to a request's head, framing and all.

    Raises:
        ConnectionError: the stream ended in the middle of it.
    """
    if (head.header(b"transfer-encoding") or b"").lower() == b"chunked":
        return _read_chunks(stream)
    length = int(head.header(b"content-length") or 0)
    body = stream.read(length)
    if len(body) < length:
        raise ConnectionError("the stream ended in the middle of a body")
    return body


def read_answer(stream: BinaryIO, *, without_body: bool) -> Message:
    """A whole answer from a server that closes the connection after it, with its length stated.

    `without_body`: it answers a HEAD request.

    Raises:
        ConnectionError: no answer came.
    """
    head = read_head(stream)
    if head is None:
        raise ConnectionError("the server closed the connection without an answer")
    body = stream.read()
    status = int(head.first.split()[1])
    framed = head.header(b"content-length") is not None or head.header(b"transfer-encoding") is not None
    if framed or without_body or status in (204, 304) or status < 200:
        return Message(head.first, head.headers, body)
    return Message(head.first, (*head.headers, (b"Content-Length", str(len(body)).encode())), body)


def _read_chunks(stream: BinaryIO) -> bytes:
    read = b""
    while True:
        line = stream.readline()
        if not line:
            raise ConnectionError("the stream ended between chunks")
        size = int(line.split(b";")[0], 16)
        read += line + stream.read(size) + stream.readline()
        if size == 0:
            return read
