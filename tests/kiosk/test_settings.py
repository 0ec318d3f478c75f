"""Tests the settings and the enrolment card, and the messages for faulty ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import settings
from kiosk.enrolment import card as enrolment_card
from kiosk.enrolment import server_lookup
from kiosk.enrolment.card import EnrolmentCard, FaultyCard, Wifi
from kiosk.settings import FaultySettings


def test_defaults_are_those_of_the_outside() -> None:
    own = settings.load(environ={})
    assert (own.window, own.panel_mm, own.timeout_seconds, own.developer) == ((1280, 800), (217, 136), None, False)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('window = "800x480"\npanel_mm = "100x60"\nserver = "https://a.example/"\n')
    monkeypatch.setenv("AULA_KIOSK_WINDOW", "1024x600")
    own = settings.load(file)
    assert (own.window, own.panel_mm, own.server) == ((1024, 600), (100, 60), "https://a.example")


def test_all_faults_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('panle_mm = "1x1"\nserver = "http://a.example"\n')
    for name, value in (("WINDOW", "wide"), ("TIMEOUT_SECONDS", "0"), ("WINDOWW", "1x1"), ("CA_FILE", "/no/such.pem")):
        monkeypatch.setenv(f"AULA_KIOSK_{name}", value)
    with pytest.raises(FaultySettings) as fault:
        settings.load(file)
    said = "\n".join(fault.value.lines)
    assert len(fault.value.lines) == 6, said
    for word in ("did you mean panel_mm?", "AULA_KIOSK_WINDOWW", "WIDTHxHEIGHT", "AULA_KIOSK_TIMEOUT_SECONDS", "/no/such.pem", "https://"):
        assert word in said


text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(server=text, code=st.none() | text, wifi=st.none() | st.builds(Wifi, text, st.none() | text))
def test_a_card_reads_back_as_it_was_written(tmp_path: Path, server: str, code: str | None, wifi: Wifi | None) -> None:
    written = EnrolmentCard(server, code, wifi)
    enrolment_card.write(tmp_path / enrolment_card.FILE, written)
    assert enrolment_card.read(tmp_path / enrolment_card.FILE) == written


def test_a_cards_secrets_show_in_no_repr() -> None:
    shown = repr(EnrolmentCard("https://a", "ABC-DEF-GHJ", Wifi("lobby", "hunter2")))
    assert "ABC" not in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize("text", ["server = ", "code = 5", 'server = "a"\ncode = 5\nwifi = 3', "[wifi]\nname = 1\n", "\x00"])
def test_a_faulty_card_is_named_and_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / enrolment_card.FILE).write_text(text)
    with pytest.raises(FaultyCard, match=enrolment_card.FILE):
        enrolment_card.read(tmp_path / enrolment_card.FILE)
    assert server_lookup.find_server(tmp_path, "https://setting", boot_folders=()).server == "https://setting"


def test_the_card_beside_the_state_goes_before_the_one_on_the_boot_partition(tmp_path: Path) -> None:
    state, boot = tmp_path / "state", tmp_path / "boot"
    for folder, server in ((state, "https://state"), (boot, "https://boot")):
        folder.mkdir()
        enrolment_card.write(folder / enrolment_card.FILE, EnrolmentCard(server))
    assert server_lookup.find_server(state, None, boot_folders=(boot,)).server == "https://state"
    (state / enrolment_card.FILE).unlink()
    assert server_lookup.find_server(state, None, boot_folders=(boot,)).server == "https://boot"
    assert server_lookup.find_server(state, None, boot_folders=()).server is None


def test_what_is_wired_is_a_table_of_the_file_or_json_in_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('theme = "dark"\nclips = "/usr/share/clips"\nsound_card = "Headset"\n[hardware]\nkeys = true\nheadset = "usb"\n')
    own = settings.load(file, environ={})
    assert (own.theme, own.clips_folder, own.sound_card) == ("dark", Path("/usr/share/clips"), "Headset")
    assert own.hardware == {"keys": True, "headset": "usb"}
    bare = settings.load(environ={})
    assert (bare.theme, bare.clips_folder, bare.sound_card, bare.hardware) == ("light", bare.state / "clips", None, {})


def test_hardware_in_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("[hardware]\nlight = true\n")
    monkeypatch.setenv("AULA_KIOSK_HARDWARE", '{"keys": ["next", "choose"]}')
    assert settings.load(file).hardware == {"keys": ["next", "choose"]}


def test_every_fault_of_what_is_wired_is_told_beside_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('theme = "pink"\n[hardware]\nheadphone = true\nkeys = ["nxet"]\nlight = "green"\n')
    monkeypatch.setenv("AULA_KIOSK_SOUND_CARD", "plughw:0,0")
    with pytest.raises(FaultySettings) as fault:
        settings.load(file)
    said = "\n".join(fault.value.lines)
    assert len(fault.value.lines) == 5, said
    for word in ("did you mean headset", "did you mean next", "give true", "theme", "AULA_KIOSK_SOUND_CARD"):
        assert word in said


@pytest.mark.parametrize("written", ["keys", '["keys"]', "{keys}", '"keys"'])
def test_what_is_no_table_is_told_as_that(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("AULA_KIOSK_HARDWARE", written)
    with pytest.raises(FaultySettings, match="AULA_KIOSK_HARDWARE"):
        settings.load()
