"""A place for a terminal to stand at: a configuration with real keys and texts, and clocks that tests set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec
from msgspec.structs import replace

from i18n.texts import text_set
from survey.forms import CORE
from survey.sealing import SealingPair
from survey.signing import SigningPair, sign_key
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

SEALING = SealingPair.generate()
SIGNING = SigningPair.generate()
SIGNING_KEY = SigningKey("s1", SIGNING.public)
LANGUAGES = ("fi", "sv", "en")


@cache
def _texts() -> tuple[TextSet, ...]:
    return tuple(msgspec.convert(text_set("general-1", language), TextSet, from_attributes=True) for language in LANGUAGES)


def sealing_key(pair: SealingPair = SEALING, key_id: str = "k1", signer: SigningPair = SIGNING, signed_by: str = "s1") -> SealingKey:
    return SealingKey(key_id, pair.public, signed_by, sign_key(signer, key_id, pair.public))


def configuration(etag: str = "e1", *, plan: int = 1, timeout_seconds: int = 45) -> Configuration:
    """What a server gives a terminal of the national form."""
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
                statements=CORE,
                plan=FormPlan(plan, 3, CORE),
                targets=Targets(1),
            ),
        ),
        texts=_texts(),
        keys=Keys(sealing_key(), (SIGNING_KEY,)),
        settings=Settings(timeout_seconds=timeout_seconds),
    )


def without_text(given: Configuration, language: str, code: str) -> Configuration:
    """The same, with one statement's text missing in one language."""
    texts = tuple(
        replace(one, statements={name: text for name, text in one.statements.items() if name != code}) if one.language == language else one
        for one in given.texts
    )
    return replace(given, texts=texts)


class HandClock:
    """Clocks that stand still until a test moves them."""

    def __init__(
        self, *, boot: str = "boot-1", wall: datetime = datetime(2026, 11, 22, 8, 0, tzinfo=UTC), synchronised: bool = False
    ) -> None:
        self.boot = boot
        self.is_synchronised = synchronised
        self._wall = wall
        self._steady = 1_000

    def wall(self) -> datetime:
        return self._wall

    def steady(self) -> int:
        return self._steady

    def synchronised(self) -> bool:
        return self.is_synchronised

    def pass_(self, *, ms: int) -> None:
        """Time passes: both clocks go on."""
        self._steady += ms
        self._wall += timedelta(milliseconds=ms)

    def set_wall(self, wall: datetime) -> None:
        """Somebody sets the wall clock."""
        self._wall = wall

    def reboot(self, boot: str) -> None:
        """The machine starts anew: the steady clock begins again."""
        self.boot = boot
        self._steady = 0
