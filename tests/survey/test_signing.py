"""A terminal accepts only keys that a chain of signatures leads to."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from nacl.signing import VerifyKey

from survey.sealing import SealingKeyPair
from survey.signing import SigningKeyPair, UntrustedKey, check_sealing_key, sign_key, trusted_keys
from survey.wire import SealingKey, SigningKey

PAIRS = [SigningKeyPair.generate() for _ in range(5)]
FIRST_KEY = SigningKey("s0", PAIRS[0].public)
CHAIN = tuple(SigningKey(f"s{n}", PAIRS[n].public, f"s{n - 1}", sign_key(PAIRS[n - 1], f"s{n}", PAIRS[n].public)) for n in range(1, 5))
SEALING_PUBLIC = SealingKeyPair.generate().public


def _sealing_key(by: int) -> SealingKey:
    return SealingKey("k1", SEALING_PUBLIC, f"s{by}", sign_key(PAIRS[by], "k1", SEALING_PUBLIC))


def test_what_is_signed_is_the_id_and_the_public_bytes() -> None:
    signature = b64decode(sign_key(PAIRS[0], "k1", SEALING_PUBLIC))
    VerifyKey(b64decode(PAIRS[0].public)).verify(b"k1" + b64decode(SEALING_PUBLIC), signature)


def test_a_sealing_key_signed_by_a_trusted_key_is_taken() -> None:
    check_sealing_key(_sealing_key(0), (FIRST_KEY,))


@given(st.permutations(CHAIN))
def test_a_chain_of_several_is_followed_in_whatever_order_it_comes(offered: list[SigningKey]) -> None:
    trusted = trusted_keys((FIRST_KEY,), tuple(offered))
    assert trusted == (FIRST_KEY, *CHAIN)
    check_sealing_key(_sealing_key(4), trusted)


@given(st.permutations((FIRST_KEY, *CHAIN)), st.integers(1, 4))
def test_a_chain_with_a_link_missing_ends_there(offered: list[SigningKey], missing: int) -> None:
    remaining = tuple(key for key in offered if key.id != f"s{missing}")
    assert trusted_keys((FIRST_KEY,), remaining) == (FIRST_KEY, *CHAIN[: missing - 1])


def test_a_terminal_that_trusts_a_later_key_needs_no_earlier_one() -> None:
    assert trusted_keys((CHAIN[2],), (FIRST_KEY, *CHAIN)) == (CHAIN[2], CHAIN[3])


def test_a_loop_of_strangers_is_left_out() -> None:
    first, second = SigningKeyPair.generate(), SigningKeyPair.generate()
    loop = (
        SigningKey("a", first.public, "b", sign_key(second, "a", first.public)),
        SigningKey("b", second.public, "a", sign_key(first, "b", second.public)),
        SigningKey("c", first.public, "c", sign_key(first, "c", first.public)),
    )
    assert trusted_keys((FIRST_KEY,), loop) == (FIRST_KEY,)
    assert trusted_keys((), (FIRST_KEY, *loop)) == ()


def test_a_stranger_with_a_trusted_id_does_not_take_its_place() -> None:
    thief = SigningKeyPair.generate()
    self_signed = SigningKey("s0", thief.public, "s0", sign_key(thief, "s0", thief.public))
    signed_by_trusted = SigningKey("s0", thief.public, "s0", sign_key(PAIRS[0], "s0", thief.public))
    assert trusted_keys((FIRST_KEY,), (self_signed, signed_by_trusted)) == (FIRST_KEY,)


def test_of_two_keys_with_one_id_the_vouched_one_is_taken() -> None:
    thief = SigningKey("s1", SigningKeyPair.generate().public, "s0", b64encode(bytes(64)).decode())
    assert trusted_keys((FIRST_KEY,), (thief, CHAIN[0])) == (FIRST_KEY, CHAIN[0])


@pytest.mark.parametrize(
    "changed",
    [
        replace(_sealing_key(0), id="k2"),
        replace(_sealing_key(0), public=SealingKeyPair.generate().public),
        replace(_sealing_key(0), signed_by="s1"),
        replace(_sealing_key(0), signed_by="nobody"),
        replace(_sealing_key(0), signature=_sealing_key(1).signature),
        replace(_sealing_key(0), signature=""),
        replace(_sealing_key(0), signature="no base64 ä"),
        replace(_sealing_key(0), signature="AAAA"),
        replace(_sealing_key(0), public="AAAA"),
        replace(_sealing_key(0), public="%%%"),
        _sealing_key(2),
    ],
)
def test_a_sealing_key_that_is_not_vouched_for_is_refused(changed: SealingKey) -> None:
    with pytest.raises(UntrustedKey, match=changed.id):
        check_sealing_key(changed, (FIRST_KEY, CHAIN[0]))


def test_a_trusted_key_that_is_damaged_vouches_for_nothing() -> None:
    for public in ("", "AAAA", "ä", b64encode(bytes(32)).decode()):
        with pytest.raises(UntrustedKey):
            check_sealing_key(_sealing_key(0), (SigningKey("s0", public),))


@given(st.text(max_size=70), st.text(max_size=70), st.text(max_size=100))
def test_an_arbitrary_key_is_never_trusted(key_id: str, public: str, signature: str) -> None:
    offered = (SigningKey(key_id, public, "s0", signature), *CHAIN)
    assert trusted_keys((FIRST_KEY,), offered) == (FIRST_KEY, *CHAIN)


def test_nothing_but_32_bytes_is_signed() -> None:
    with pytest.raises(ValueError, match="32"):
        sign_key(PAIRS[0], "k1", "AAAA")


def test_the_secret_half_is_not_shown_where_a_pair_is_printed() -> None:
    assert PAIRS[0].secret not in repr(PAIRS[0])
