"""The import rules hold, and each rule is effective: a project with one wrong import breaks exactly that rule."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ROOT

ROOMS = ("survey", "i18n", "hardware", "kiosk", "server", "provisioning")
LINT = Path(sys.executable).parent / "lint-imports"

FORBIDDEN_IMPORTS = [
    ("survey/visit.py", "import i18n", "survey imports nothing of ours"),
    ("survey/visit.py", "from kiosk.visit import view", "survey imports nothing of ours"),
    ("survey/visit.py", "import time", "the questionnaire knows no clock"),
    ("survey/visit.py", "import threading", "the questionnaire knows no clock"),
    ("i18n/texts.py", "import survey", "i18n imports nothing of ours"),
    ("hardware/board_health.py", "import kiosk", "hardware imports nothing of ours"),
    ("kiosk/exchange/sync.py", "import server", "the kiosk knows neither server nor provisioning"),
    ("server/app.py", "import kiosk", "the server knows neither kiosk, hardware nor provisioning"),
    ("server/domain/clock.py", "import hardware", "the server knows neither kiosk, hardware nor provisioning"),
    ("server/domain/clock.py", "import time", "the server's domain knows no clock"),
    ("server/domain/clock.py", "import server.store", "the server's domain knows no clock"),
    ("provisioning/demo.py", "import kiosk.store", "provisioning speaks to the server by commands and HTTP"),
    ("provisioning/demo.py", "import server", "provisioning speaks to the server by commands and HTTP"),
    ("kiosk/pages/page.py", "import kivy", "Kivy is only in kiosk.ui"),
    ("kiosk/pages/page.py", "import sqlite3", "pure modules know no clock"),
    ("hardware/debounce.py", "import time", "pure modules know no clock"),
    ("kiosk/exchange/backoff.py", "import threading", "pure modules know no clock"),
    ("kiosk/visit/script.py", "import kiosk.store", "what a terminal shows is worked out without"),
    ("kiosk/pages/page.py", "import hardware", "what a terminal shows is worked out without"),
    ("server/web/pages.py", "import server.store.write_transaction", "only server.operations opens a writing"),
    ("server/commands/pages.py", "import server.store.write_transaction", "only server.operations opens a writing"),
    ("server/store/rows.py", "import server.operations", "the server's layers import downwards"),
    ("server/operations/acts.py", "import server.web", "the server's layers import downwards"),
    ("kiosk/ui/app.py", "import kiosk.store", "the window knows the view"),
    ("kiosk/visit/runtime.py", "import gpiozero", "gpiozero is only in hardware"),
    ("kiosk/exchange/sync.py", "import requests", "requests is only in"),
    ("server/web/pages.py", "import requests", "requests is only in"),
    ("kiosk/visit/runtime.py", "import apscheduler", "APScheduler is only in the two schedule modules"),
    ("server/web/pages.py", "import apscheduler", "APScheduler is only in the two schedule modules"),
    ("server/store/rows.py", "import flask", "Flask is only in server.web"),
    ("server/domain/clock.py", "import flask", "Flask is only in server.web"),
    ("server/web/pages.py", "import sqlite3", "SQL is only in kiosk.store and server.store"),
    ("server/domain/clock.py", "import sqlalchemy", "SQL is only in kiosk.store and server.store"),
    ("kiosk/visit/runtime.py", "import sqlite_utils", "SQL is only in kiosk.store and server.store"),
]

ALLOWED_IMPORTS = {
    "survey/visit.py": "import msgspec",
    "hardware/board_health.py": "import gpiozero",
    "kiosk/pages/page.py": "import survey.visit",
    "kiosk/ui/app.py": "import kivy\nimport kiosk.pages.page",
    "kiosk/exchange/server_client.py": "import requests",
    "kiosk/exchange/schedule.py": "import apscheduler",
    "kiosk/store/outbox.py": "import sqlite3, sqlite_utils",
    "kiosk/visit/runtime.py": "import kiosk.ui.app, hardware.board_health, i18n",
    "server/schedule.py": "import apscheduler",
    "server/store/rows.py": "import sqlalchemy",
    "server/app.py": "import flask\nimport server.store.rows",
    "server/web/pages.py": "import flask\nimport i18n\nimport server.operations",
    "server/operations/acts.py": "import server.store.write_transaction",
    "server/outgoing/mail.py": "import requests",
    "server/commands/__init__.py": "import flask\nimport server.app",
    "provisioning/demo.py": "import requests\nimport kiosk.enrolment.card",
}


@pytest.fixture
def empty_project(tmp_path: Path) -> Path:
    """Return a folder with every module of the project as an empty file, with allowed imports only."""
    for room in ROOMS:
        for module in (ROOT / room).rglob("*.py"):
            if "node_modules" not in module.parts:
                _write(tmp_path / module.relative_to(ROOT))
    for path, imports in ALLOWED_IMPORTS.items():
        _write(tmp_path / path, imports)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_rules_hold() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, f"an import stands in a room where it must not:\n{done.stdout}{done.stderr}"


def test_a_house_with_the_allowed_imports_alone_is_in_order(empty_project: Path) -> None:
    done = _lint(empty_project)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("module", "imported", "rule"), FORBIDDEN_IMPORTS)
def test_an_import_in_the_wrong_room_breaks_its_rule(module: str, imported: str, rule: str, empty_project: Path) -> None:
    path = empty_project / module
    _write(path, f"{path.read_text() if path.exists() else ''}\n{imported}\n")
    done = _lint(empty_project)
    assert done.returncode == 1, f"no rule minds `{imported}` in {module}"
    broken = [" ".join(line.split()) for line in done.stdout.splitlines() if "BROKEN" in line or rule[:20] in line]
    assert any(rule[:40] in line for line in broken), done.stdout


def _write(path: Path, imports: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(imports + "\n")
    package = path.parent
    while package.name not in ROOMS:
        (package / "__init__.py").touch()
        package = package.parent
    (package / "__init__.py").touch()


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
