"""A server's address: HTTPS, or loopback; closed by default (design, decision 18). Pure."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


class BadAddress(ValueError):
    """The address cannot be a server's; the message says why."""


def normalise_address(text: str) -> str:
    """The address without a slash at its end.

    Raises:
        BadAddress: no URL, or plain HTTP to anything but this machine.
    """
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(f"{text!r} is no address ({error})") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress(f"{text!r} is no address: write https://HOST")
    if parts.username or parts.query or parts.fragment:
        raise BadAddress("a server's address has no user, query or fragment")
    if parts.scheme == "http" and not _loopback(host):
        raise BadAddress(f"http://{host} would send answers in the open: use https://")
    return text.strip().rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
