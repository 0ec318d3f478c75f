"""Loads the settings of a terminal. Environment variables `AULA_KIOSK_…` override a TOML file, which overrides the defaults."""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from hardware import configuration as hardware_configuration
from kiosk.exchange import server_address

ENV_PREFIX = "AULA_KIOSK_"


class FaultySettings(Exception):
    """Raised when settings are wrong. `lines` lists every fault, one per line, with what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _pair(value: object) -> object:
    """Return a text such as `1280x800` as two numbers, and any other value as it is."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d+)\s*[xX×]\s*(\d+)\s*", value)
        if found is None:
            raise ValueError("write WIDTHxHEIGHT, such as 1280x800")
        return int(found[1]), int(found[2])
    return value


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def _table(value: object) -> object:
    """Return the data of a JSON text (from the environment), and any other value (from the file) as it is."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('write it as JSON, such as {"keys": true, "headset": "closes"}') from None
    return value


def _parts(table: dict[str, Any]) -> dict[str, Any]:
    _, faults = hardware_configuration.parse(table)
    if faults:
        raise ValueError("\n".join(f"{fault.part}: {fault.message}" for fault in faults))
    return table


def default_state_folder() -> Path:
    """Return the default folder of a terminal's state. The systemd unit sets another."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "aula-kiosk"


SideLength = Annotated[int, Field(ge=1, le=16_384)]


class KioskSettings(BaseSettings):
    """Contains every setting of a terminal. The environment variable of a field is `AULA_KIOSK_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True, env_ignore_empty=True, hide_input_in_errors=True)

    state: Path = Field(default_factory=default_state_folder)
    """The folder for outbox, identity and configuration. It must be on a local disk and belong to this terminal alone."""
    server: Annotated[str, AfterValidator(server_address.normalise_address)] | None = None
    """The address of the server to enrol at, if neither a card nor an earlier enrolment has one."""
    ca_file: Annotated[Path, AfterValidator(_readable)] | None = None
    """A PEM file of a county's own certificate authority, which replaces the usual ones."""
    window: Annotated[tuple[SideLength, SideLength], NoDecode, BeforeValidator(_pair)] = (1280, 800)
    """The width and height of the window in pixels."""
    panel_mm: Annotated[tuple[SideLength, SideLength], NoDecode, BeforeValidator(_pair)] = (217, 136)
    """The width and height of the panel's visible area in millimetres, from which sizes on the screen are computed."""
    timeout_seconds: Annotated[float, Field(ge=1, le=600)] | None = None
    """The seconds from the last touch to the end of a visit. None means the configuration's value, or 45 if it has none.
    Below 40, the warning is shorter than the 20 seconds that people need (WCAG 2.2, 2.2.1), so use that only in tests and
    demonstrations."""
    developer: bool = False
    """Allows `run --describe`."""
    boot_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """A boot id that replaces the machine's own, if several terminals run on one host."""
    theme: Literal["light", "dark"] = "light"
    """The colours of the screen. A person may choose high contrast for their own visit."""
    hardware: Annotated[dict[str, Any], NoDecode, BeforeValidator(_table), AfterValidator(_parts)] = {}
    """The parts that are wired to the terminal (`hardware/README.md`), a table `[hardware]` in the file. The default is no parts."""
    clips: Path | None = None
    """The folder of recorded speech. None means `clips` in the state folder."""
    sound_card: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,15}$")] | None = None
    """ALSA's name of the card that plays speech. None means a USB headset, else the board's socket, else the panel."""
    log: Path | None = None
    """The file to log to, which is rotated. None means standard error, which systemd writes to its journal."""

    @property
    def clips_folder(self) -> Path:
        """Return the folder of recorded speech, which need not exist."""
        return self.clips or self.state / "clips"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources of values: the environment first, then the values of the file, which `load` passes."""
        return (env_settings, init_settings)


def load(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> KioskSettings:
    """Return the settings of this process.

    Args:
        config: a TOML file with settings, or None.
        environ: the environment variables.

    Raises:
        FaultySettings: settings are wrong. The error lists every fault in the file and in the environment.
    """
    written, faults = _read(config)
    known = set(KioskSettings.model_fields)
    faults += [_unknown(key, known, f"in {config}") for key in written if key not in known]
    for name in sorted(environ):
        if name.startswith(ENV_PREFIX) and name.removeprefix(ENV_PREFIX).lower() not in known:
            faults.append(_unknown(name, {ENV_PREFIX + field.upper() for field in known}, "in the environment"))
    try:
        settings = KioskSettings(**{key: value for key, value in written.items() if key in known})
    except ValidationError as error:
        faults += [line for fault in error.errors(include_input=False, include_url=False) for line in _in_words(fault, environ, config)]
        raise FaultySettings(faults) from None
    if faults:
        raise FaultySettings(faults)
    return settings


def _read(config: Path | None) -> tuple[dict[str, Any], list[str]]:
    if config is None:
        return {}, []
    try:
        return tomllib.loads(config.read_text(encoding="utf-8")), []
    except OSError as error:
        return {}, [f"{config}: cannot be read ({error.strerror})"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"{config}: is not TOML ({error})"]


def _unknown(name: str, known: set[str], where: str) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"{name} {where} is no setting of a terminal" + (f": did you mean {near[0]}?" if near else "")


def _in_words(fault: Any, environ: Mapping[str, str], config: Path | None) -> list[str]:
    """Return a line for each fault of one setting."""
    field = str(fault["loc"][0]) if fault["loc"] else "settings"
    name = ENV_PREFIX + field.upper()
    where = name if environ.get(name) else f"{field} in {config}"
    return [f"{where}: {line}" for line in fault["msg"].removeprefix("Value error, ").splitlines()]
