"""Messages are found in code and templates without running them."""

from __future__ import annotations

from pathlib import Path

from i18n.extract import extract_literals, extract_messages


def extract_from(root: Path, files: dict[str, str]) -> set[object]:
    """Write files with the given content and return the messages in them."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return {use.msgid for use in extract_messages(root, root)}


def test_messages_of_a_catalog_are_found(tmp_path: Path) -> None:
    code = 'words.text("Write")\ncatalog("fi", "kiosk").text("{n} of {of}", n=1, of=2)\nwords.plural("{n} answer", "{n} answers", 3)\n'
    assert extract_from(tmp_path, {"page.py": code}) == {"Write", "{n} of {of}", ("{n} answer", "{n} answers")}


def test_both_arms_of_a_choice_are_found(tmp_path: Path) -> None:
    assert extract_from(tmp_path, {"page.py": 'words.text("Send" if typed else "Skip")'}) == {"Send", "Skip"}


def test_marked_messages_of_a_table_are_found(tmp_path: Path) -> None:
    assert extract_from(tmp_path, {"page.py": 'LACKS = {"time": gettext_noop("The terminal\'s clock is wrong.")}'}) == {
        "The terminal's clock is wrong."
    }


def test_literals_over_several_lines_are_one_message(tmp_path: Path) -> None:
    assert extract_from(tmp_path, {"page.py": 'words.text(\n    "one "\n    "two"\n)'}) == {"one two"}


def test_a_databases_text_is_no_message(tmp_path: Path) -> None:
    files = {
        "store/rows.py": 'text("SELECT 1")\nrow.text("SELECT 2")',
        "engine.py": 'import sqlalchemy as sa\nsa.text("SELECT 3")\ntext("SELECT 4")',
    }
    assert extract_from(tmp_path, files) == set()


def test_messages_of_templates_are_found(tmp_path: Path) -> None:
    page = "<h1>{{ _('Terminals') }}</h1>{{ ngettext('{n} terminal', '{n} terminals', count) }}{% if x %}{{ _(\"None yet\") }}{% endif %}"
    assert extract_from(tmp_path, {"templates/status.html": page}) == {"Terminals", ("{n} terminal", "{n} terminals"), "None yet"}


def test_a_use_says_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text('\n\nwords.text("Write")\n')
    assert [str(use) for use in extract_messages(tmp_path, tmp_path)] == ["page.py:3"]


def test_what_is_computed_is_passed_over(tmp_path: Path) -> None:
    assert extract_from(tmp_path, {"page.py": 'words.text(name)\nwords.text(f"{name}")\nwords.text()'}) == set()


def test_every_literal_is_known(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text('NAMES = {"a": "Back"}')
    assert extract_literals(tmp_path) == {"a", "Back"}
