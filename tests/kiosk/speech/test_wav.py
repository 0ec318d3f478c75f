"""Tests the functions that make, read and change WAV data."""

from __future__ import annotations

import io
import wave

import pytest

from kiosk.speech.wav import WavError, chime_wav, duration_seconds, read_samples, repair_header, rms, scale_volume


def test_a_chime_is_short_and_soft() -> None:
    assert 0.4 < duration_seconds(chime_wav()) < 0.6
    assert 0.1 < rms(chime_wav()) < 0.3


def test_louder_and_quieter() -> None:
    assert rms(scale_volume(chime_wav(), 0.5)) == pytest.approx(rms(chime_wav()) / 2, rel=0.01)
    assert rms(scale_volume(chime_wav(), 0)) == 0
    assert scale_volume(chime_wav(), 1.0) == chime_wav()


def test_a_header_that_could_not_know_its_length_is_mended() -> None:
    streamed = (
        chime_wav()[:4] + (0x7FFFF024).to_bytes(4, "little") + chime_wav()[8:40] + (0x7FFFF000).to_bytes(4, "little") + chime_wav()[44:]
    )
    assert repair_header(streamed) == chime_wav()


def test_what_is_no_sound_is_told() -> None:
    eight_bit = io.BytesIO()
    with wave.open(eight_bit, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 10)
    for wav in (b"", b"RIFF", b"no sound at all, however long the text may be", chime_wav()[:30], eight_bit.getvalue()):
        with pytest.raises(WavError):
            read_samples(wav)
    with pytest.raises(WavError):
        repair_header(chime_wav()[:44])
