"""Prompts are there before anybody listens."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from kiosk.speech.ahead import Ahead
from kiosk.speech.cache import Cache
from kiosk.speech.prompts import prompts
from kiosk.speech.settings import RATE, RATES
from survey.wire import Named
from tests.kiosk.speech.ear import CONFIGURATION, Mouth


def test_all_prompts_of_every_language_are_rendered_once(tmp_path: Path) -> None:
    mouth = Mouth()
    cache = Cache(tmp_path / "speech", mouth)
    ahead = Ahead(cache)
    for _ in range(3):
        ahead.take(CONFIGURATION)
    assert ahead.wait(60)
    assert all(cache.find(piece, RATES[RATE]) for language in ("fi", "sv", "en") for piece in prompts(CONFIGURATION, language))
    assert len(mouth.asked) == len(set(mouth.asked))


def test_a_new_configuration_renders_what_is_new_and_drops_what_is_not_said_any_more(tmp_path: Path) -> None:
    mouth = Mouth()
    ahead = Ahead(Cache(tmp_path, mouth))
    ahead.take(CONFIGURATION)
    assert ahead.wait(60)
    mouth.asked.clear()
    files = len(list(tmp_path.iterdir()))
    ahead.take(replace(CONFIGURATION, service_point=Named("x", {"fi": "Uusi asema", "sv": "Ny station", "en": "New Station"})))
    ahead.take(None)
    assert ahead.wait(60)
    assert sorted(text for text, _, _ in mouth.asked) == ["New Station", "Ny station", "Uusi asema"]
    assert len(list(tmp_path.iterdir())) == files


def test_a_disk_that_does_not_take_it_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "speech").write_bytes(b"a file where a folder should be")
    ahead = Ahead(Cache(tmp_path / "speech", Mouth()))
    ahead.take(CONFIGURATION)
    assert ahead.wait(60)


def test_a_terminal_that_ends_renders_no_more(tmp_path: Path) -> None:
    class Ends(Mouth):
        def render(self, text: str, language: str, rate: int) -> bytes:
            ahead.stop()
            return super().render(text, language, rate)

    mouth = Ends()
    ahead = Ahead(Cache(tmp_path, mouth))
    ahead.take(CONFIGURATION)
    assert ahead.wait(60)
    ahead.take(replace(CONFIGURATION, etag="another"))
    assert ahead.wait(60)
    assert len(mouth.asked) == 1
