"""The key agent opens comments only while unlocked. The tests use real processes and a real socket."""

from __future__ import annotations

import base64
import json
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server import key_agent
from server.key_agent import KeyAgentClient, KeyAgentRefusal, KeysLocked, PrivateKey, PrivateKeys
from survey.sealing import SealingKeyPair, seal_comment
from survey.signing import SigningKeyPair, check_sealing_key
from survey.wire import SealingKey, SigningKey

Wait = Callable[..., object]


@pytest.fixture
def keys() -> PrivateKeys:
    sealing, signing = SealingKeyPair.generate(), SigningKeyPair.generate()
    return PrivateKeys((PrivateKey("k1", sealing.public, sealing.secret),), (PrivateKey("s1", signing.public, signing.secret),))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """Yield a state folder so deep that the path of a socket in it would be too long."""
    folder = tmp_path / ("deep" * 20) / ("deeper" * 20)
    folder.mkdir(parents=True)
    yield folder
    if key_agent.is_unlocked(folder):
        with KeyAgentClient(folder) as agent:
            agent.lock()


def test_what_was_sealed_can_be_opened_only_while_unlocked(state: Path, keys: PrivateKeys, wait_until: Wait) -> None:
    comment = seal_comment("Odotin kauan.", SealingKey("k1", keys.sealing[0].public, "s1", ""), "reason", 0)
    with pytest.raises(KeysLocked, match="aula-server unlock"):
        KeyAgentClient(state)
    key_agent.start_agent(state, keys, hours=1)
    with KeyAgentClient(state) as agent:
        assert agent.open_comment(comment) == "Odotin kauan."
        agent.lock()
    wait_until(lambda: not key_agent.is_unlocked(state), what="the agent to end")
    with pytest.raises(KeysLocked):
        KeyAgentClient(state)


def test_a_new_sealing_key_that_it_signs_is_one_that_terminals_take(state: Path, keys: PrivateKeys) -> None:
    key_agent.start_agent(state, keys, hours=1)
    fresh = SealingKeyPair.generate()
    with KeyAgentClient(state) as agent:
        signed_by, signature = agent.sign_key("k2", fresh.public)
    trusted = (SigningKey("s1", keys.signing[0].public),)
    check_sealing_key(SealingKey("k2", fresh.public, signed_by, signature), trusted)


def test_only_its_own_user_may_open_the_socket(state: Path, keys: PrivateKeys) -> None:
    key_agent.start_agent(state, keys, hours=1)
    assert stat.S_IMODE((state / key_agent.SOCKET_NAME).stat().st_mode) == 0o600


def test_it_ends_by_itself_after_its_time(state: Path, keys: PrivateKeys, wait_until: Wait) -> None:
    key_agent.start_agent(state, keys, hours=1 / 3600)
    wait_until(lambda: not (state / key_agent.SOCKET_NAME).exists(), what="the agent to end by itself")


def test_a_second_start_leaves_the_first_as_it_is(state: Path, keys: PrivateKeys) -> None:
    key_agent.start_agent(state, keys, hours=1)
    with KeyAgentClient(state) as agent:
        before = agent.key_ids()
    key_agent.start_agent(state, PrivateKeys((), ()), hours=9)
    with KeyAgentClient(state) as agent:
        assert agent.key_ids() == before


def test_a_socket_left_by_a_power_cut_is_in_nobodys_way(state: Path, keys: PrivateKeys) -> None:
    (state / key_agent.SOCKET_NAME).touch()
    key_agent.start_agent(state, keys, hours=1)
    assert key_agent.is_unlocked(state)


def test_nonsense_is_answered_and_the_agent_goes_on(state: Path, keys: PrivateKeys) -> None:
    key_agent.start_agent(state, keys, hours=1)
    with key_agent._address(state) as address, socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        answers = line.makefile("rb")
        for nonsense in (b"no json\n", b"{}\n", b'{"do": "steal"}\n', b'{"do": "open", "comment": 7}\n'):
            line.sendall(nonsense)
            assert "fault" in json.loads(answers.readline())
        answers.close()
    assert key_agent.is_unlocked(state)


def test_it_never_gives_a_private_key_away(state: Path, keys: PrivateKeys) -> None:
    key_agent.start_agent(state, keys, hours=1)
    with KeyAgentClient(state) as agent:
        said = json.dumps(agent.key_ids())
        with pytest.raises(KeyAgentRefusal, match="not among those unlocked") as caught:
            agent.open_comment(seal_comment("x", SealingKey("k9", keys.sealing[0].public, "s1", ""), "reason", 0))
    for key in (*keys.sealing, *keys.signing):
        assert key.secret not in said + str(caught.value)
        assert base64.b64decode(key.secret).hex() not in said
        assert key.secret not in repr(keys)
