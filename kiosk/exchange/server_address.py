"""Checks the address of a server, which must use HTTPS unless it is loopback (design, decision 18). Pure."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


class BadAddress(ValueError):
    """Raised when an address cannot be that of a server. The message says why."""


def normalise_address(text: str) -> str:
    """Return the address without white space around it and without a slash at its end.

    Raises:
        BadAddress: the text is no HTTP or HTTPS URL, uses plain HTTP to another machine, or has a user, query or fragment.
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
        raise BadAddress(f"http://{host} would send answers unencrypted: use https://")
    return text.strip().rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
