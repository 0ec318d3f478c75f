"""A proxy on loopback between a terminal and its server, whose requests go wrong as told.

Faults count requests, not connections: the client's connection is kept from request to request as a real one would be,
so a fault ordered now meets the next request whether or not its connection is new. It knows HTTP's framing and nothing of Aula.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from tests.parts.certificates import Certificate
from tests.parts.faults import Answer, CutAnswer, CutBefore, CutRequest, Delay, Fault, Hang
from tests.parts.http_messages import Message, read_answer, read_body, read_head

PATIENCE = 60.0
"""Seconds a connection may be silent before the proxy lets go of it."""


@dataclass(frozen=True)
class Exchange:
    """A request that came by: `status` is what the client was told, None where it was told nothing."""

    method: str
    path: str
    fault: Fault | None
    status: int | None


@dataclass(frozen=True)
class _Order:
    fault: Fault
    path: str | None

    def meets(self, path: str) -> bool:
        return self.path is None or path.startswith(self.path)


class _Cut(Exception):
    """The connection is to break now."""


class FaultProxy:
    """Listens at `url` and passes on to `upstream` (an address like `http://127.0.0.1:8000`). Use as a context manager.

    With a `certificate` it listens with TLS. `upstream` may be changed at any time.
    """

    def __init__(self, upstream: str, *, certificate: Certificate | None = None) -> None:
        self.upstream = upstream
        self.exchanges: list[Exchange] = []
        self.refused_handshakes = 0
        self._context = certificate.context() if certificate else None
        self._orders: list[_Order] = []
        self._standing: list[_Order] = []
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closing = threading.Event()
        self._is_up = threading.Event()
        self._listener: socket.socket | None = None
        self._port = 0

    def __enter__(self) -> "FaultProxy":
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self.down()

    @property
    def url(self) -> str:
        """Where to reach it; the same after `down` and `up`."""
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self._port}"

    def next(self, *faults: Fault, path: str | None = None) -> None:
        """Orders faults for the next requests in turn, of those whose path begins with `path` where one is given."""
        with self._lock:
            self._orders += [_Order(fault, path) for fault in faults]

    def always(self, fault: Fault, *, path: str | None = None) -> None:
        """Orders a fault for every request from now on that no other order meets."""
        with self._lock:
            self._standing.append(_Order(fault, path))

    def heal(self) -> None:
        """Forgets all orders."""
        with self._lock:
            self._orders.clear()
            self._standing.clear()

    @property
    def left(self) -> int:
        """Faults ordered with `next` that met no request yet."""
        with self._lock:
            return len(self._orders)

    def down(self) -> None:
        """The network is gone: open connections break, new ones are refused."""
        self._is_up.clear()
        if self._listener is not None:
            # Shutting down first wakes the thread that waits in accept(); closing alone would not.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            _wake(connection)

    def up(self) -> None:
        """The network is back, at the same address."""
        if self._listener is not None:
            return
        listener = socket.create_server(("127.0.0.1", self._port), backlog=128)
        self._port = listener.getsockname()[1]
        self._listener = listener
        self._is_up.set()
        threading.Thread(target=self._accept, args=(listener,), name="fault-proxy", daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:  # closed by `down`
                return
            threading.Thread(target=self._serve, args=(connection,), name="fault-proxy-connection", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        if self._context is not None:
            try:
                connection = self._context.wrap_socket(connection, server_side=True)
            except OSError:  # an SSLError too: the client did not trust us, or left
                self.refused_handshakes += 1
                connection.close()
                return
        with self._counted(connection), connection.makefile("rb") as stream:
            try:
                while self._exchange(connection, stream):
                    pass
            except (_Cut, OSError):  # ordered, or the other side left
                _pull_out(connection)

    @contextlib.contextmanager
    def _counted(self, connection: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _exchange(self, connection: socket.socket, stream: BinaryIO) -> bool:
        """One request with its answer; False when the client has closed the connection."""
        head = read_head(stream)
        if head is None:
            return False
        if not self._is_up.is_set():  # it was read from a connection that `down` was just about to end
            raise _Cut
        method, path = (word.decode("latin-1") for word in head.first.split()[:2])
        fault = self._take(path)
        place = self._note(Exchange(method, path, fault, None))
        if isinstance(fault, CutBefore):
            raise _Cut
        request = Message(head.first, head.headers, read_body(stream, head))
        answer = self._answer(connection, request, fault)
        if isinstance(fault, CutAnswer):
            connection.sendall(answer.hop(b"keep-alive")[: fault.after])
            raise _Cut
        self.exchanges[place] = Exchange(method, path, fault, int(answer.first.split()[1]))
        connection.sendall(answer.hop(b"keep-alive"))
        return True

    def _take(self, path: str) -> Fault | None:
        with self._lock:
            for place, order in enumerate(self._orders):
                if order.meets(path):
                    del self._orders[place]
                    return order.fault
            return next((order.fault for order in self._standing if order.meets(path)), None)

    def _note(self, exchange: Exchange) -> int:
        with self._lock:
            self.exchanges.append(exchange)
            return len(self.exchanges) - 1

    def _answer(self, connection: socket.socket, request: Message, fault: Fault | None) -> Message:
        if isinstance(fault, Answer):
            return _in_its_place(fault)
        if isinstance(fault, Hang):
            while connection.recv(65536):  # until the client gives up, or `down`
                pass
            raise _Cut
        if isinstance(fault, CutRequest):
            self._send_part(request, fault.after)
            raise _Cut
        answer = self._ask(request)
        if isinstance(fault, Delay):
            self._closing.wait(fault.seconds)
        return answer

    def _ask(self, request: Message) -> Message:
        with self._connect() as upstream:
            upstream.sendall(request.hop(b"close"))
            with upstream.makefile("rb") as stream:
                return read_answer(stream, without_body=request.first.startswith(b"HEAD "))

    def _send_part(self, request: Message, after: int) -> None:
        part = request.hop(b"close")
        if after >= len(part):
            raise ValueError(f"the request has only {len(part)} bytes: it cannot be cut after {after}")
        with self._connect() as upstream:
            upstream.sendall(part[:after])
            upstream.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                upstream.recv(1)  # until the server has noticed: what it did with the part, it has done by now

    def _connect(self) -> socket.socket:
        address = urlsplit(self.upstream)
        assert address.hostname
        return socket.create_connection((address.hostname, address.port or 80), timeout=PATIENCE)


def _in_its_place(fault: Answer) -> Message:
    length = str(len(fault.body)).encode()
    headers = [(b"Content-Type", fault.content_type.encode()), (b"Content-Length", length)]
    headers += [(name.encode(), value.encode()) for name, value in fault.headers]
    return Message(f"HTTP/1.1 {fault.status} By-The-Proxy".encode(), tuple(headers), fault.body)


def _pull_out(connection: socket.socket) -> None:
    """Makes the coming end of a connection a reset instead of a farewell, as a pulled cable would."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _wake(connection: socket.socket) -> None:
    """Ends a connection from outside the thread that serves it, and wakes that thread."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
