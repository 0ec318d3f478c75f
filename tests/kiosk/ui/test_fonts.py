"""The terminal's font is found, or the error names its package."""

from pathlib import Path

import pytest

from kiosk.ui.fonts import FontMissing, find_noto_sans


def test_the_font_of_this_machine_is_found() -> None:
    fonts = find_noto_sans()
    assert Path(fonts.regular).is_file()
    assert Path(fonts.bold).is_file()


def test_a_missing_font_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="apt-get install fonts-noto-core"):
        find_noto_sans((tmp_path,))
