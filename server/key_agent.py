"""Implements the key agent, a process that holds the region's private keys in its memory while they are unlocked.

The command `unlock` starts it. Pages and commands communicate with it over a Unix socket that only the same user can open (mode 0600, and
the kernel's peer credentials). The command `lock`, a time limit or a restart of the machine ends it. It never gives the keys away and
writes nothing to disk. An intruder in the server process can therefore read comments only while they are unlocked, and cannot obtain the
keys.
This module must not import Flask or SQL libraries, and does not need the passphrase, because it receives keys that are already unwrapped.

Requests and answers are JSON documents of one line each::

    {"do": "ids"}                     -> {"sealing": ["k1"], "signing": ["s1"], "ends_at": 1790000000}
    {"do": "open", "comment": {…}}    -> {"text": "…"}
    {"do": "sign", "id": "k2", "public": "…"} -> {"signed_by": "s1", "signature": "…"}
    {"do": "lock"}                    -> {}
    anything that fails               -> {"fault": "…"}
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from survey import sealing, signing
from survey.wire import SealedComment

SOCKET_NAME = "keys.socket"
ANSWER_TIMEOUT_SECONDS = 20
_PR_SET_DUMPABLE = 4


class PrivateKey(msgspec.Struct, frozen=True):
    """Holds a private key with its public part, both in base64. Its `repr` does not contain the secret."""

    id: str
    public: str
    secret: str

    def __repr__(self) -> str:
        return f"PrivateKey({self.id!r})"


class PrivateKeys(msgspec.Struct, frozen=True):
    """Holds the content of the wrapped key file. The last key of each kind is in use. Older sealing keys open comments that arrive late."""

    sealing: tuple[PrivateKey, ...]
    signing: tuple[PrivateKey, ...]


class KeysLocked(Exception):
    """Raised when no key agent is running, or when it has ended. A person must unlock the comments first."""


class KeyAgentRefusal(Exception):
    """Raised when the agent could not do what was requested; the message is the reason."""


@contextmanager
def _address(state: Path) -> Iterator[str]:
    """Yield an address of the socket relative to its open folder, because the path of a socket is limited to 107 bytes."""
    folder = os.open(state, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET_NAME}"
    finally:
        os.close(folder)


# ── client ────────────────────────────────────────────────────────────────────────────────────────


class KeyAgentClient:
    """Connects to the running agent and sends it requests. As a context manager, it closes the connection.

    Args:
        state: the state folder, which contains the agent's socket.

    Raises:
        KeysLocked: no agent is running. The methods raise it too, if the agent has ended or does not answer in time.
    """

    def __init__(self, state: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_TIMEOUT_SECONDS)
        try:
            with _address(state) as address:
                self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise KeysLocked("the comments are locked: run `aula-server unlock`") from None
        self._answers = self._socket.makefile("rb")

    def __enter__(self) -> KeyAgentClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._answers.close()
        self._socket.close()

    def open_comment(self, comment: SealedComment) -> str:
        """Return the text of a sealed comment.

        Raises:
            KeyAgentRefusal: the agent does not have the key, or the comment is damaged.
        """
        return str(self._ask(do="open", comment=msgspec.to_builtins(comment))["text"])

    def sign_key(self, key_id: str, public: str) -> tuple[str, str]:
        """Sign another key with the signing key in use.

        Returns:
            The id of the signing key in use, and its signature (base64) over the id and the public bytes of the other key.
        """
        answer = self._ask(do="sign", id=key_id, public=public)
        return answer["signed_by"], answer["signature"]

    def key_ids(self) -> dict[str, Any]:
        """Return the ids of the agent's keys as `sealing` and `signing`, and the time of its end as `ends_at` (Unix seconds)."""
        return self._ask(do="ids")

    def lock(self) -> None:
        """End the agent."""
        self._ask(do="lock")

    def _ask(self, **words: Any) -> dict[str, Any]:
        try:
            self._socket.sendall(json.dumps(words).encode() + b"\n")
            line = self._answers.readline()
        except OSError:
            line = b""
        if not line:
            raise KeysLocked("the key agent has ended: run `aula-server unlock`")
        answer: dict[str, Any] = json.loads(line)
        if "fault" in answer:
            raise KeyAgentRefusal(answer["fault"])
        return answer


def is_unlocked(state: Path) -> bool:
    """Return whether an agent is running for the state folder."""
    try:
        with KeyAgentClient(state):
            return True
    except KeysLocked:
        return False


# ── agent ──────────────────────────────────────────────────────────────────────────────────────


def start_agent(state: Path, keys: PrivateKeys, *, hours: float) -> None:
    """Start an agent in the background, which outlives this process and ends after `hours`. Do nothing if one is running already.

    The socket is bound before the fork, so that the agent can be reached when this function returns.
    """
    if is_unlocked(state):
        return
    listening = _bind(state)
    sys.stdout.flush()
    sys.stderr.flush()
    first = os.fork()
    if first:
        os.waitpid(first, 0)
        listening.close()
        return
    try:
        os.setsid()
        if os.fork() == 0:
            _leave_the_terminal()
            serve_agent(state, listening, keys, hours=hours)
    finally:
        os._exit(0)


def _bind(state: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX)
    mask = os.umask(0o177)
    try:
        with _address(state) as address:
            with suppress(FileNotFoundError):
                (state / SOCKET_NAME).unlink()
            listening.bind(address)
    finally:
        os.umask(mask)
    listening.listen(16)
    return listening


def _leave_the_terminal() -> None:
    """Detach the process from its folder, terminal and pipes. Turn off core dumps, and prevent other processes from reading its memory."""
    os.chdir("/")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def serve_agent(state: Path, listening: socket.socket, keys: PrivateKeys, *, hours: float) -> None:
    """Answer requests until a `lock` request, the end of `hours` or SIGTERM. Then remove the socket."""
    server = _Server(listening, keys, ends_at=time.time() + hours * 3600)
    limit = threading.Timer(hours * 3600, server.shutdown)
    limit.daemon = True
    limit.start()
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        limit.cancel()
        server.server_close()
        with suppress(OSError):
            (state / SOCKET_NAME).unlink()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, listening: socket.socket, keys: PrivateKeys, *, ends_at: float) -> None:
        super().__init__("", _Line, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.keys, self.ends_at = keys, ends_at

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Return whether the peer has the agent's own user, according to the kernel."""
        peer = request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        _, user, _ = struct.unpack("3i", peer)
        return bool(user == os.getuid())

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore connections that the client closes early. The agent has nowhere to log them."""


class _Line(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        for line in self.rfile:
            try:
                answer = self._answer(json.loads(line))
            except Exception as error:  # noqa: BLE001  no request may end the agent; the client receives the reason
                answer = {"fault": f"{type(error).__name__}: {error}"}
            self.wfile.write(json.dumps(answer).encode() + b"\n")
            if answer == {}:  # `lock`: shut down only after the answer has been written
                threading.Thread(target=self.server.shutdown, daemon=True).start()

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        keys = self.server.keys
        match asked["do"]:
            case "ids":
                return {
                    "sealing": [key.id for key in keys.sealing],
                    "signing": [key.id for key in keys.signing],
                    "ends_at": int(self.server.ends_at),
                }
            case "open":
                comment = msgspec.convert(asked["comment"], SealedComment)
                held = {key.id: key.secret for key in keys.sealing}
                if comment.key not in held:
                    return {"fault": f"the key {comment.key} is not among those unlocked"}
                return {"text": sealing.unseal_comment(comment, held[comment.key])}
            case "sign":
                key = keys.signing[-1]
                pair = signing.SigningKeyPair(public=key.public, secret=key.secret)
                return {"signed_by": key.id, "signature": signing.sign_key(pair, asked["id"], asked["public"])}
            case "lock":
                return {}
            case _:
                return {"fault": "no such question"}
