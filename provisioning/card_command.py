"""Defines `aula-provision card`, which writes the enrolment card: a server address and a code that a terminal reads at its first start.

`kiosk.enrolment.card` defines the format of the file. This module checks the contents before the card leaves the desk, where a mistake
costs a minute rather than a journey. The Wi-Fi password is read from standard input, because other users can see command lines.
"""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from kiosk.enrolment import card as enrolment_card
from survey import enrolment_code
from survey.enrolment_code import MistypedCode


class CardFault(ValueError):
    """Raised when a value for the card is wrong. The message states what is wrong and what to do."""


@click.command()
@click.option("--server", required=True, metavar="URL", help="The server's address, such as https://palaute.example.fi")
@click.option("--code", required=True, help="The enrolment code, from `aula-server add-terminal` or `new-code`.")
@click.option("--wifi-name", metavar="NAME", help="The wireless network to join. Without it, the terminal uses a cable.")
@click.option("--wifi-password-stdin", is_flag=True, help="Read the network's password from standard input.")
@click.option("--force", is_flag=True, help="Overwrite an existing card.")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def card(server: str, code: str, wifi_name: str | None, wifi_password_stdin: bool, force: bool, directory: Path) -> None:
    """Write aula.toml into DIRECTORY, the boot partition of a terminal's card."""
    if wifi_password_stdin and wifi_name is None:
        raise click.UsageError("--wifi-password-stdin requires --wifi-name")
    password = sys.stdin.readline().rstrip("\r\n") if wifi_password_stdin else None
    target = directory / enrolment_card.FILE
    try:
        written = enrolment_card.EnrolmentCard(
            parse_server_address(server), parse_enrolment_code(code), build_wifi(wifi_name, password) if wifi_name is not None else None
        )
        if target.exists() and not force:
            raise CardFault(f"{target} exists already: use --force to overwrite it")
        enrolment_card.write(target, written)
    except CardFault as fault:
        raise click.ClickException(str(fault)) from fault
    except OSError as error:
        raise click.ClickException(f"{target} could not be written: {error.strerror}") from error
    click.echo(f"{target} written")


def parse_server_address(server: str) -> str:
    """Return the server's address without a slash at the end. It must use HTTPS, or HTTP to this machine itself.

    Raises:
        CardFault: terminals would reject the address.
    """
    try:
        parts = urlsplit(server.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise CardFault("the server's address cannot be read: write it as https://palaute.example.fi:8443") from None
    if not host or parts.scheme not in ("http", "https"):
        raise CardFault(f"{server}: an address begins with https:// and a name, such as https://palaute.example.fi")
    if parts.username is not None or parts.query or parts.fragment:
        raise CardFault("the server's address must not contain a user name, password, question mark or #: write https://NAME")
    if port == 0:
        raise CardFault(f"{server}: port 0 is not a valid port")
    if parts.scheme == "http" and not _loopback(host):
        raise CardFault(f"{server}: answers are sent only over https (http is allowed for a server on the same machine)")
    return parts.geturl().rstrip("/")


def parse_enrolment_code(code: str) -> str:
    """Return the code in the form in which cards contain it.

    Raises:
        CardFault: the code was mistyped. The message lists the characters that no code contains.
    """
    try:
        return enrolment_code.normalise_code(code)
    except MistypedCode as error:
        strange = [sign for sign in dict.fromkeys(code.upper()) if sign.isalnum() and sign not in enrolment_code.CODE_ALPHABET]
        named = f" (here: {', '.join(strange)})" if strange else ""
        raise CardFault(f"the code was mistyped: {error}{named}; compare it with the code that the server gave") from error


def build_wifi(name: str, password: str | None) -> enrolment_card.Wifi:
    """Return a wireless network with a valid name and password.

    Names have 1 to 32 bytes (IEEE 802.11). Passwords have 8 to 63 printable ASCII characters or 64 hexadecimal digits (WPA). A password of
    None means an open network.

    Raises:
        CardFault: the name or the password is not valid. The message does not contain the password.
    """
    if not 1 <= len(name.encode()) <= 32:
        raise CardFault("a Wi-Fi name has 1 to 32 bytes")
    if password is not None and not (_passphrase(password) or _raw_key(password)):
        raise CardFault("a Wi-Fi password has 8 to 63 ASCII letters, digits and signs, or 64 hexadecimal digits")
    return enrolment_card.Wifi(name, password)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _passphrase(password: str) -> bool:
    return 8 <= len(password) <= 63 and password.isascii() and password.isprintable()


def _raw_key(password: str) -> bool:
    return len(password) == 64 and set(password) <= set("0123456789abcdefABCDEF")
