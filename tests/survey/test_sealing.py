"""Only the right key opens a sealed comment, and only the right passphrase opens wrapped keys."""

from __future__ import annotations

from base64 import b64decode, b64encode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from survey.sealing import (
    MAX_TEXT_BYTES,
    SEAL_OVERHEAD_BYTES,
    CannotUnseal,
    SealingKeyPair,
    WrongPassphrase,
    seal_comment,
    unseal_comment,
    unwrap_keys,
    wrap_keys,
)
from survey.wire import SealedComment, SealingKey

KEY_PAIR = SealingKeyPair.generate()
KEY = SealingKey("k1", KEY_PAIR.public, "s1", "")
LOW_COST = {"passes": 1, "memory_kib": 8}
WRAPPED = wrap_keys(b"the keys", "Sååtana 1", **LOW_COST)


@given(st.text(max_size=500), st.integers(0, 9))
def test_a_comment_opens_with_the_secret_half(text: str, redactions: int) -> None:
    sealed = seal_comment(text, KEY, "reason", redactions)
    assert (sealed.question, sealed.key, sealed.redactions) == ("reason", "k1", redactions)
    assert len(b64decode(sealed.sealed)) == len(text.encode()) + SEAL_OVERHEAD_BYTES
    assert unseal_comment(sealed, KEY_PAIR.secret) == text


def test_the_longest_comment_passes_the_wire() -> None:
    sealed = seal_comment("x" * MAX_TEXT_BYTES, KEY, "reason", 0)
    assert msgspec.json.decode(msgspec.json.encode(sealed), type=SealedComment) == sealed
    with pytest.raises(ValueError, match=str(MAX_TEXT_BYTES)):
        seal_comment("ä" * MAX_TEXT_BYTES, KEY, "reason", 0)


def test_a_lone_surrogate_is_replaced() -> None:
    assert unseal_comment(seal_comment("a\ud83d", KEY, "reason", 0), KEY_PAIR.secret) == "a?"


@pytest.mark.parametrize(
    "public", ["", "AAAA", "%", b64encode(bytes(31)).decode(), b64encode(bytes(33)).decode(), b64encode(bytes(32)).decode(), "ä"]
)
def test_sealing_to_an_invalid_key_is_refused(public: str) -> None:
    with pytest.raises(ValueError, match="X25519"):
        seal_comment("text", SealingKey("k1", public, "s1", ""), "reason", 0)


def test_another_key_does_not_open_a_comment() -> None:
    with pytest.raises(CannotUnseal):
        unseal_comment(seal_comment("text", KEY, "reason", 0), SealingKeyPair.generate().secret)


@given(st.integers(0, 51), st.integers(1, 255))
def test_a_changed_comment_does_not_open(position: int, change: int) -> None:
    sealed = seal_comment("text", KEY, "reason", 0)
    data = bytearray(b64decode(sealed.sealed))
    data[position] ^= change
    with pytest.raises(CannotUnseal):
        unseal_comment(replace(sealed, sealed=b64encode(data).decode()), KEY_PAIR.secret)


@given(st.text(max_size=80))
def test_what_was_never_sealed_cannot_be_opened(text: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal_comment(SealedComment("reason", "k1", text), KEY_PAIR.secret)


def test_the_secret_half_is_not_shown_where_a_pair_is_printed() -> None:
    assert KEY_PAIR.secret not in repr(KEY_PAIR)


@settings(max_examples=20)
@given(st.binary(max_size=500), st.text(min_size=1))
def test_wrapped_keys_open_with_the_passphrase(secrets: bytes, passphrase: str) -> None:
    assert unwrap_keys(wrap_keys(secrets, passphrase, **LOW_COST), passphrase) == secrets


def test_wrapping_costs_a_guesser_as_much_as_stated() -> None:
    wrapped = wrap_keys(b"the keys", "correct horse")
    assert int.from_bytes(wrapped[15:19]) == 3
    assert int.from_bytes(wrapped[19:23]) == 256 * 1024
    assert unwrap_keys(wrapped, "correct horse") == b"the keys"


def test_a_passphrase_typed_on_another_machine_is_the_same() -> None:
    assert unwrap_keys(WRAPPED, "Sa\u030aa\u030atana 1") == b"the keys"


@pytest.mark.parametrize("passphrase", ["", "sååtana 1", "Sååtana 1 "])
def test_a_wrong_passphrase_is_told_as_such(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        unwrap_keys(WRAPPED, passphrase)


@given(st.integers(0, len(WRAPPED) - 1), st.integers(1, 255))
def test_changed_bytes_do_not_open(position: int, change: int) -> None:
    changed = bytearray(WRAPPED)
    changed[position] ^= change
    if 15 <= position < 23:
        changed[15:23] = (2).to_bytes(4) + (8 + change).to_bytes(4)  # changes the cost as well, but keeps it low enough for a test
    with pytest.raises(ValueError, match=r"wrapped|passphrase"):
        unwrap_keys(bytes(changed), "Sååtana 1")


@pytest.mark.parametrize(
    "data",
    [b"", b"x" * 200, WRAPPED[:30], WRAPPED[:15] + b"\xff" * 8 + WRAPPED[23:], WRAPPED[:15] + b"\x00" * 8 + WRAPPED[23:]],
    ids=["nothing", "something else", "cut short", "beyond all cost", "without cost"],
)
def test_bytes_that_are_no_wrapped_keys_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no file of wrapped keys"):
        unwrap_keys(data, "Sååtana 1")


def test_an_empty_passphrase_wraps_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        wrap_keys(b"the keys", "")
