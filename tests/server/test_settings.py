"""Settings come from the environment, then the file, then the defaults. All faults are reported at once, and secrets are masked."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.settings import ServerSettings, ServerSettingsFault, load_settings

LONG = "x" * 40


def test_the_environment_is_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "aula.toml"
    file.write_text("port = 1111\nworkers = 3\n")
    assert load_settings(file, {}).port == 1111
    assert load_settings(file, {}).threads == ServerSettings().threads


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "aula.toml"
    file.write_text("port = 1111\nworkers = 3\n")
    monkeypatch.setenv("AULA_PORT", "2222")
    found = load_settings(file)
    assert (found.port, found.workers) == (2222, 3)


def test_all_faults_are_told_at_once_each_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "aula.toml"
    file.write_text('workres = 2\nthreads = "many"\n')
    monkeypatch.setenv("AULA_PORT", "70000")
    monkeypatch.setenv("AULA_SECRET_KEY", "short")
    monkeypatch.setenv("AULA_METRICS_ADDRESES", "::1")
    monkeypatch.setenv("AULA_METRICS_ADDRESSES", "not-an-address")
    with pytest.raises(ServerSettingsFault) as caught:
        load_settings(file)
    lines = caught.value.lines
    assert all("\n" not in line for line in lines)
    for words in (
        "did you mean workers?",
        "threads in",
        "AULA_PORT",
        "AULA_SECRET_KEY",
        "did you mean AULA_METRICS_ADDRESSES?",
        "AULA_METRICS_ADDRESSES: ",
    ):
        assert any(words in line for line in lines), f"{words!r} is not told: {lines}"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"AULA_DATABASE_URL": "mysql://x/y", "AULA_SECRET_KEY": LONG}, "postgresql://"),
        ({"AULA_DATABASE_URL": "postgresql://x/y"}, "AULA_SECRET_KEY: must be set"),
        ({"AULA_TLS_KEY": "/x"}, "set both, or neither"),
        ({"AULA_PUBLIC_URL": "palaute.example.fi/"}, "AULA_PUBLIC_URL"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(environment: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ServerSettingsFault, match=words):
        load_settings()


def test_a_setting_of_the_terminals_program_is_no_fault() -> None:
    load_settings(None, {"AULA_KIOSK_STATE": "/x", "HOME": "/y"})


def test_a_file_that_is_not_there_or_no_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServerSettingsFault, match="cannot be read"):
        load_settings(tmp_path / "none.toml", {})
    (tmp_path / "bad.toml").write_text("port = ")
    with pytest.raises(ServerSettingsFault, match="not TOML"):
        load_settings(tmp_path / "bad.toml", {})


def test_secrets_are_masked_when_printed() -> None:
    settings = ServerSettings(secret_key=LONG, metrics_key=LONG, database_url="postgresql://user:hunter2@host/aula")
    assert LONG not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_a_fault_never_repeats_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AULA_SECRET_KEY", "my-short-secret")
    with pytest.raises(ServerSettingsFault) as caught:
        load_settings()
    assert "my-short-secret" not in str(caught.value)


def test_a_secret_is_made_once_and_for_its_user_alone(tmp_path: Path) -> None:
    settings = ServerSettings(server_state=tmp_path / "state")
    with pytest.raises(ServerSettingsFault, match="aula-server init"):
        settings.session_secret()
    assert settings.create_secret_file()
    made = settings.session_secret()
    assert len(made) >= 32
    assert not settings.create_secret_file()
    assert settings.session_secret() == made
    assert stat.S_IMODE(settings.secret_file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_postgresql_is_spoken_to_by_psycopg_however_it_is_written() -> None:
    for written in ("postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"):
        assert ServerSettings(database_url=written, secret_key=LONG).database_address == "postgresql+psycopg://h/d"
