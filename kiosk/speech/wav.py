"""Reads, repairs, scales and measures sounds as bytes of WAV files, and makes the chime."""

from __future__ import annotations

import io
import math
import struct
import sys
import wave
from array import array

_FULL = 32_767


class WavError(ValueError):
    """Raised when bytes are not a WAV file of 16-bit samples."""


def read_samples(wav: bytes) -> tuple[int, array[int]]:
    """Return the sample rate per second and channel, and the samples. Samples of two channels alternate.

    Raises:
        WavError: the bytes are not a WAV file of 16-bit samples.
    """
    _, rate, samples = _read(wav)
    return rate, samples


def repair_header(wav: bytes) -> bytes:
    """Return the file with its true length in the header. A program that writes to a pipe does not know the length in advance.

    Raises:
        WavError: the bytes are not a WAV file of 16-bit samples, or contain no sample.
    """
    channels, rate, samples = _read(wav)
    if not samples:
        raise WavError("no sample in it")
    return _written(channels, rate, samples)


def scale_volume(wav: bytes, volume: float) -> bytes:
    """Return the sound with its samples multiplied by `volume`. A volume of 1 or more returns it unchanged and unchecked.

    Raises:
        WavError: the bytes are not a WAV file of 16-bit samples.
    """
    if volume >= 1:
        return wav
    channels, rate, samples = _read(wav)
    return _written(channels, rate, array("h", [int(sample * volume) for sample in samples]))


def rms(wav: bytes) -> float:
    """Return the root mean square of the samples, from 0 (silence) to 1.

    Raises:
        WavError: the bytes are not a WAV file of 16-bit samples.
    """
    _, _, samples = _read(wav)
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples))) / _FULL


def duration_seconds(wav: bytes) -> float:
    """Return how long the sound lasts, in seconds.

    Raises:
        WavError: the bytes are not a WAV file of 16-bit samples.
    """
    channels, rate, samples = _read(wav)
    return len(samples) / (rate * channels)


def chime_wav(rate: int = 22_050) -> bytes:
    """Return two soft rising tones that last half a second together. They announce a time-out to people who do not look at the screen.

    Args:
        rate: samples per second.
    """
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
                raise WavError(f"the samples have {file.getsampwidth() * 8} bits instead of 16")
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
