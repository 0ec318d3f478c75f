"""Sounds as bytes of WAV files: made whole, made louder, measured. Knows neither words nor loudspeakers."""

from __future__ import annotations

import io
import math
import struct
import sys
import wave
from array import array

_FULL = 32_767


class WavError(ValueError):
    """The bytes are no WAV file of 16-bit samples."""


def read_samples(wav: bytes) -> tuple[int, array[int]]:
    """Samples a second (of one channel after another where there are two), and the samples.

    Raises:
        NoSound: they cannot be had.
    """
    _, rate, samples = _read(wav)
    return rate, samples


def repair_header(wav: bytes) -> bytes:
    """The file with a header that says its true length: a program that writes to a pipe cannot know it beforehand.

    Raises:
        NoSound: it is none, or holds no sample.
    """
    channels, rate, samples = _read(wav)
    if not samples:
        raise WavError("no sample in it")
    return _written(channels, rate, samples)


def scale_volume(wav: bytes, volume: float) -> bytes:
    """The sound at a share of its loudness, at most the whole.

    Raises:
        NoSound: it is none.
    """
    if volume >= 1:
        return wav
    channels, rate, samples = _read(wav)
    return _written(channels, rate, array("h", [int(sample * volume) for sample in samples]))


def rms(wav: bytes) -> float:
    """How loud it is on the average, 0 (silence) to 1.

    Raises:
        NoSound: it is none.
    """
    _, _, samples = _read(wav)
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples))) / _FULL


def duration_seconds(wav: bytes) -> float:
    """How long it lasts.

    Raises:
        NoSound: it is none.
    """
    channels, rate, samples = _read(wav)
    return len(samples) / (rate * channels)


def chime_wav(rate: int = 22_050) -> bytes:
    """Two soft tones upward, half a second: something wants to be noticed, also by who does not look."""
    samples = array("h")
    for hertz in (660, 880):
        length = rate // 4
        for at in range(length):
            fade = min(1.0, at / 400, (length - at) / 2_000)
            samples.append(int(0.3 * _FULL * fade * math.sin(2 * math.pi * hertz * at / rate)))
    return _written(1, rate, samples)


def _read(wav: bytes) -> tuple[int, int, array[int]]:
    try:
        with wave.open(io.BytesIO(wav)) as file:
            if file.getsampwidth() != 2:
                raise WavError(f"samples of {file.getsampwidth() * 8} bits, and not of 16")
            held = file.readframes(file.getnframes())
            channels, rate = file.getnchannels(), file.getframerate()
    except (wave.Error, EOFError, struct.error) as error:
        raise WavError(f"no WAV file: {error}") from None
    samples = array("h", held[: len(held) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return channels, rate, samples


def _written(channels: int, rate: int, samples: array[int]) -> bytes:
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()
