"""Defines the server's settings. Environment variables `AULA_…` take precedence over a TOML file, and the file over defaults.

All settings are validated before anything starts. All faults are reported at once, each in a line of its own with what to do, so that
an operator does not find them one by one. Secrets are masked wherever settings are printed. This module must not import Flask or SQL
libraries.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

ENV_PREFIX = "AULA_"
IGNORED_PREFIXES = ("AULA_KIOSK_",)
"""The prefixes of settings of other programs, which may run on the same machine, such as the terminal program."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ServerSettingsFault(Exception):
    """Raised when settings are not valid; `lines` holds one line per fault, with what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _known_database(url: str) -> str:
    """Return the database URL with psycopg 3 as the driver for PostgreSQL, whichever driver the setting names.

    Raises:
        ValueError: the URL is neither one of SQLite nor one of PostgreSQL.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise ValueError("begin it with sqlite:/// and a path, or postgresql://user@host/name")
    return url if scheme.startswith("sqlite") else f"postgresql+psycopg://{rest}"


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < 32:
        raise ValueError('give at least 32 random characters (python3 -c "import secrets; print(secrets.token_urlsafe(48))")')
    return secret


Secret = Annotated[SecretStr, AfterValidator(_long_enough)]


def default_state_folder() -> Path:
    """Return the state folder that is used if none is set: `aula-server` in the user's folder for state (XDG Base Directory)."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "aula-server"


class ServerSettings(BaseSettings):
    """Holds the settings of the server. The environment variable of a setting is `AULA_` followed by the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True, env_ignore_empty=True, hide_input_in_errors=True)

    server_state: Path = Field(default_factory=default_state_folder)
    """The folder for the state of this machine: embedded database, secret key, wrapped keys and the key agent's socket."""
    database_url: Annotated[str, AfterValidator(_known_database)] | None = Field(default=None, repr=False)
    """The URL of the database. None means SQLite in the state folder. It is never printed, because it may contain a password."""
    secret_key: Secret | None = None
    """The key that signs sessions. None means the key in the file that `init` created; this works only with the embedded database."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """The port to listen on; 0 selects a free one."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    threads: Annotated[int, Field(ge=1, le=128)] = 4
    """The number of threads of one worker."""
    public_url: Annotated[str, Field(pattern=r"^https?://[^/]+$")] | None = None
    """The address at which people reach the server, for links, such as `https://palaute.example.fi`, without a slash at the end."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    """The PEM files of the certificate and its key. Both or neither must be set. If they are set, the server itself uses HTTPS."""
    trusted_proxies: Annotated[int, Field(ge=0, le=8)] = 0
    """The number of proxies in front of the server, and so of the entries in each `X-Forwarded-…` header that are trusted."""
    metrics_addresses: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_split)] = (
        ipaddress.IPv4Network("127.0.0.0/8"),
        ipaddress.IPv6Network("::1/128"),
    )
    """The addresses or networks that may read /metrics, separated by commas."""
    metrics_key: Secret | None = None
    """A bearer token with which /metrics can be read from any address."""
    language: Literal["fi", "sv", "en"] = "fi"
    """The language of pages for browsers that request none of the available languages."""
    session_hours: Annotated[int, Field(ge=1, le=24 * 14)] = 12
    """How long a session lasts at most."""
    session_idle_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 60
    """How long a session lasts without a request."""
    link_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 72
    """How long a link to choose a password is valid."""
    enrolment_code_hours: Annotated[int, Field(ge=1, le=24 * 90)] = 24 * 14
    """How long an enrolment code is valid."""
    unlock_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 12
    """How long the comments stay unlocked before the key agent ends."""
    heartbeat_days: Annotated[int, Field(ge=30, le=3650)] = 400
    """How long the clock pairs of heartbeats, which are needed to correct visit times, and the notes of terminals are kept. Set it longer
    than any terminal may be offline. The heartbeats themselves are kept for the same time at most (see `HISTORY`)."""
    silent_minutes: Annotated[int, Field(ge=1, le=60 * 24 * 7)] = 60
    """After how long without contact a terminal needs attention."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _belongs_together(self) -> ServerSettings:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("AULA_TLS_CERTIFICATE and AULA_TLS_KEY: set both, or neither")
        if self.database_url is not None and self.secret_key is None:
            raise ValueError("AULA_SECRET_KEY: must be set when AULA_DATABASE_URL is (every node of the server needs the same one)")
        return self

    @property
    def state_folder(self) -> Path:
        """Return the folder for the state of this machine."""
        return self.server_state

    @property
    def database_address(self) -> str:
        """Return the URL of the database: `database_url` or, if it is not set, the embedded database in the state folder."""
        return self.database_url or f"sqlite:///{self.server_state / 'aula.db'}"

    @property
    def secret_file(self) -> Path:
        """Return the path of the file with the key that signs sessions."""
        return self.server_state / "secret.key"

    @property
    def keys_file(self) -> Path:
        """Return the path of the file with the private keys, wrapped with the passphrase. They are never in the database or in a backup."""
        return self.server_state / "keys.sealed"

    @property
    def agent_socket(self) -> Path:
        """Return the path of the key agent's socket."""
        return self.server_state / "keys.socket"

    def session_secret(self) -> str:
        """Return the key that signs sessions, from the setting or from the file.

        Raises:
            ServerSettingsFault: there is no key yet.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        try:
            return self.secret_file.read_text().strip()
        except OSError:
            raise ServerSettingsFault([f"there is no secret key in {self.secret_file}: run `aula-server init` first"]) from None

    def create_secret_file(self) -> bool:
        """Create the file with a random secret key. Return False and do nothing if the file exists, or if the key is set as a setting."""
        if self.secret_key is not None or self.secret_file.exists():
            return False
        write_private_file(self.secret_file, secrets.token_urlsafe(48).encode() + b"\n")
        return True

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let environment variables take precedence over the values of the file, which are passed as arguments. Use no other sources."""
        return (env_settings, init_settings)


def write_private_file(path: Path, content: bytes) -> None:
    """Write a file completely or not at all, with its missing parent folders. At no time can another user read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load_settings(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> ServerSettings:
    """Return the settings of this process.

    Args:
        config: the path of a TOML file. None means that there is no file.
        environ: the environment variables whose names are checked. Their values are always read from the environment of the process.

    Raises:
        ServerSettingsFault: the settings are not valid. It holds all faults of the file and the environment.
    """
    written, faults = _read(config)
    known = set(ServerSettings.model_fields)
    faults += [_unknown(key, known, f"in {config}") for key in written if key not in known]
    for name in sorted(environ):
        key = name.removeprefix(ENV_PREFIX).lower()
        if name.startswith(ENV_PREFIX) and not name.startswith(IGNORED_PREFIXES) and key not in known:
            faults.append(_unknown(name, {ENV_PREFIX + field.upper() for field in known}, "in the environment"))
    try:
        settings = ServerSettings(**{key: value for key, value in written.items() if key in known})
    except ValidationError as error:
        faults += [_in_words(fault, environ, config) for fault in error.errors(include_input=False, include_url=False)]
        raise ServerSettingsFault(faults) from None
    if faults:
        raise ServerSettingsFault(faults)
    return settings


def _read(config: Path | None) -> tuple[dict[str, Any], list[str]]:
    if config is None:
        return {}, []
    try:
        return tomllib.loads(config.read_text(encoding="utf-8")), []
    except OSError as error:
        return {}, [f"{config}: cannot be read ({error.strerror}): give --config the path of a TOML file"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"{config}: is not TOML ({error}): correct that line"]


def _unknown(name: str, known: set[str], where: str) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "remove it (the names are in server/README.md)"
    return f"{name} {where}: no such setting; {hint}"


def _in_words(fault: Any, environ: Mapping[str, str], config: Path | None) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        return str(message)
    key = str(fault["loc"][0])
    name = ENV_PREFIX + key.upper()
    return f"{name}: {message}" if environ.get(name) or config is None else f"{key} in {config}: {message}"
