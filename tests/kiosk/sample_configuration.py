"""Provides a configuration with real keys and texts, and clocks that tests set themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec
from msgspec.structs import replace

from i18n.texts import load_text_set
from survey.forms import CORE_STATEMENTS
from survey.sealing import SealingKeyPair
from survey.signing import SigningKeyPair, sign_key
from survey.wire import (
    Configuration,
    FormConfiguration,
    FormPlan,
    Keys,
    Named,
    Region,
    SealingKey,
    Settings,
    SigningKey,
    Targets,
    TextSet,
)

SEALING_PAIR = SealingKeyPair.generate()
SIGNING_PAIR = SigningKeyPair.generate()
SIGNING_KEY = SigningKey("s1", SIGNING_PAIR.public)
LANGUAGES = ("fi", "sv", "en")


@cache
def _texts() -> tuple[TextSet, ...]:
    return tuple(msgspec.convert(load_text_set("general-1", language), TextSet, from_attributes=True) for language in LANGUAGES)


def sealing_key(
    pair: SealingKeyPair = SEALING_PAIR, key_id: str = "k1", signer: SigningKeyPair = SIGNING_PAIR, signed_by: str = "s1"
) -> SealingKey:
    return SealingKey(key_id, pair.public, signed_by, sign_key(signer, key_id, pair.public))


def configuration(etag: str = "e1", *, plan: int = 1, timeout_seconds: int = 45) -> Configuration:
    """Return the configuration that a server sends to a terminal with the national form."""
    return Configuration(
        etag=etag,
        region=Region("pohjola", {"fi": "Pohjola"}, "Europe/Helsinki"),
        service_point=Named("keskusta-health-centre", {"fi": "Keskusta"}),
        languages=LANGUAGES,
        forms=(
            FormConfiguration(
                id="general-1",
                audience="general",
                order=("nps", "comment", "statements"),
                questions=("nps", "reason"),
                statements=CORE_STATEMENTS,
                plan=FormPlan(plan, 3, CORE_STATEMENTS),
                targets=Targets(1),
            ),
        ),
        texts=_texts(),
        keys=Keys(sealing_key(), (SIGNING_KEY,)),
        settings=Settings(timeout_seconds=timeout_seconds),
    )


def without_text(given: Configuration, language: str, code: str) -> Configuration:
    """Return the configuration without the text of one statement in one language."""
    texts = tuple(
        replace(one, statements={name: text for name, text in one.statements.items() if name != code}) if one.language == language else one
        for one in given.texts
    )
    return replace(given, texts=texts)


class FakeDeviceClock:
    """Provides the clocks of a terminal. They stand still until a test moves them."""

    def __init__(
        self, *, boot: str = "boot-1", wall: datetime = datetime(2026, 11, 22, 8, 0, tzinfo=UTC), ntp_synchronised: bool = False
    ) -> None:
        self.boot = boot
        self.ntp_synchronised = ntp_synchronised
        self._wall = wall
        self._steady = 1_000

    def wall_time(self) -> datetime:
        return self._wall

    def steady_ms(self) -> int:
        return self._steady

    def is_ntp_synchronised(self) -> bool:
        return self.ntp_synchronised

    def advance(self, *, ms: int) -> None:
        """Move both clocks forward."""
        self._steady += ms
        self._wall += timedelta(milliseconds=ms)

    def set_wall_time(self, wall: datetime) -> None:
        """Set the wall clock and leave the steady clock unchanged."""
        self._wall = wall

    def reboot(self, boot: str) -> None:
        """Simulate a restart of the machine: change the boot id and set the steady clock to 0."""
        self.boot = boot
        self._steady = 0
