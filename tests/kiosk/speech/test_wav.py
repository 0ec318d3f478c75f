"""Sounds as bytes."""

from __future__ import annotations

import io
import wave

import pytest

from kiosk.speech.wav import NoSound, chime, frames, rms, scaled, seconds, whole


def test_a_chime_is_short_and_soft() -> None:
    assert 0.4 < seconds(chime()) < 0.6
    assert 0.1 < rms(chime()) < 0.3


def test_louder_and_quieter() -> None:
    assert rms(scaled(chime(), 0.5)) == pytest.approx(rms(chime()) / 2, rel=0.01)
    assert rms(scaled(chime(), 0)) == 0
    assert scaled(chime(), 1.0) == chime()


def test_a_header_that_could_not_know_its_length_is_mended() -> None:
    streamed = chime()[:4] + (0x7FFFF024).to_bytes(4, "little") + chime()[8:40] + (0x7FFFF000).to_bytes(4, "little") + chime()[44:]
    assert whole(streamed) == chime()


def test_what_is_no_sound_is_told() -> None:
    eight_bit = io.BytesIO()
    with wave.open(eight_bit, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 10)
    for wav in (b"", b"RIFF", b"no sound at all, however long the text may be", chime()[:30], eight_bit.getvalue()):
        with pytest.raises(NoSound):
            frames(wav)
    with pytest.raises(NoSound):
        whole(chime()[:44])
